"""What the Dash says and what it leaves to judgement.

The count of yes answers informs; a person decides the level. Nothing here lowers a level or keeps anybody out
of a Marac (CM-47). "Don't know" and "not asked" are gaps and never count as no (CM-42).
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext as _

from rowan.instruments import checks
from rowan.instruments.answers import (
    Answer,
    Answers,
    State,
    codes,
    is_answered,
    main_source_is_other,
    prefill,
    stands,
    state,
    told_by,
    under,
    value,
)
from rowan.instruments.checks import Problem
from rowan.instruments.schema import NO, NOT_APPLICABLE, YES, Definition

NUMBERS = range(1, 25)
MARAC_THRESHOLD = 14
LOW = 5
"""Very low, or thinking of suicide."""
HONOUR = frozenset({12, 17, 18})
"""Where rules of honour and the wider family are thought of (CM-50)."""
HIGH = "high"
NOT_YET_ASSESSED = "not-yet-assessed"


class Step(StrEnum):
    """What became of an item between two Dashes."""

    ROSE = "rose"  # no became yes
    NEW = "new"  # not known became yes
    FELL = "fell"  # yes became no
    OPEN = "open"  # an answer became don't know or not asked
    CLEARED = "cleared"  # not known became no
    SAME = "same"


def question(number: int) -> str:
    """The id of an item by its number."""
    return f"dash.q{number}"


def states(answers: Answers) -> dict[int, State]:
    """How each of the 24 items stands: yes, no, don't know or not asked (CM-42)."""
    return {number: state(answers, question(number)) for number in NUMBERS}


def answered(answers: Answers) -> list[int]:
    """The items with an answer, don't know included."""
    return [number for number, answer in states(answers).items() if answer != State.NOT_ASKED]


def total(answers: Answers) -> int:
    """The number of items answered yes, 0 to 24. Parts, don't know and blanks add nothing (CM-44)."""
    return sum(answer == State.YES for answer in states(answers).values())


def gaps(answers: Answers) -> list[int]:
    """The items not asked, or answered with don't know."""
    return [
        number for number, answer in states(answers).items() if answer in {State.NOT_ASKED, State.DONT_KNOW}
    ]


def visible_high(answers: Answers, threshold: int = MARAC_THRESHOLD) -> bool:
    """Whether the count alone prompts a Marac referral: 14 does, 13 does not (CM-45)."""
    return total(answers) >= threshold


def could_be_high(answers: Answers, threshold: int = MARAC_THRESHOLD) -> bool:
    """Whether the gaps could still bring the count to the threshold (CM-46)."""
    return not visible_high(answers, threshold) and total(answers) + len(gaps(answers)) >= threshold


def lowered(answers: Answers, threshold: int = MARAC_THRESHOLD) -> bool:
    """Whether the judged level is below what the count shows; a manager is then told (CM-47)."""
    level = value(answers, "dash.judged-level")
    return level is not None and level != HIGH and visible_high(answers, threshold)


def raised(answers: Answers, threshold: int = MARAC_THRESHOLD) -> bool:
    """Whether the judged level is high although the count does not reach the threshold (CM-47)."""
    return value(answers, "dash.judged-level") == HIGH and not visible_high(answers, threshold)


def standing(definition: Definition, before: Answers, on: str, names: Mapping[str, str]) -> Answers:
    """What stands when it is asked again: every yes of last time with its parts, words and source.

    Each answer keeps its author, the day it was given and the name of who kept it then: `on` is the day of last
    time, `names` are names by the id of their person. No, don't know and blank are asked again.
    """
    kept: Answers = {}
    for number, answer in states(before).items():
        if answer == State.YES:
            for item in under(definition, question(number)):
                if item.id in before:
                    old = before[item.id]
                    name = names.get(old.get("by", ""), "")
                    kept[item.id] = Answer(**({"on": on, "name": name} | old))
    return kept


def steps(before: Answers, after: Answers) -> dict[int, Step]:
    """What became of each of the 24 items since last time."""
    then, now = states(before), states(after)
    return {number: step(then[number], now[number]) for number in NUMBERS}


def step(before: State, after: State) -> Step:
    """From one answer to the next. A yes that is no longer known has not gone: it is to be asked."""
    if before == after:
        return Step.SAME
    if after == State.YES:
        return Step.ROSE if before == State.NO else Step.NEW
    if after == State.NO:
        return Step.FELL if before == State.YES else Step.CLEARED
    return Step.OPEN if before in {State.YES, State.NO} else Step.SAME


def computed(definition: Definition, answers: Answers, threshold: int = MARAC_THRESHOLD) -> Answers:
    """The items nobody types: wording used, total, whether the threshold is met, gaps."""
    return {
        "dash.instrument": Answer(value=definition.wording),
        "dash.total": Answer(value=total(answers)),
        "dash.visible-high": Answer(value=YES if visible_high(answers, threshold) else NO),
        "dash.gaps": Answer(value=", ".join(map(str, gaps(answers)))),
    }


def signed(
    definition: Definition,
    answers: Answers,
    *,
    signer: str,
    by: str,
    day: date,
    threshold: int = MARAC_THRESHOLD,
) -> Answers:
    """The answers as one press of Sign makes them: signatures, computed items, the source of every answer.

    `signer` is the name in words and `by` the id of the person who signs. Both the Marac decision and the one
    about the children are signed; a name or a date already typed stays.
    """
    full = prefill(definition, answers, {"signer": signer, "signing-day": day.isoformat()}, by=by)
    for number in answered(answers):
        if name := told_by(definition, answers, definition.item(question(number))):
            full.setdefault(f"{question(number)}.source", Answer(value=name))
    full |= computed(definition, answers, threshold)
    return {item_id: full[item_id] for item_id in definition.places if item_id in full}


def problems_before_signing(
    definition: Definition,
    answers: Answers,
    gap_reasons: Mapping[str, str],
    *,
    today: date,
    threshold: int = MARAC_THRESHOLD,
    has_children: bool | None = None,
) -> list[Problem]:
    """Why this Dash cannot be signed yet, in the order of the form; empty when it can.

    `answers` are those `signed` would keep. `gap_reasons` gives a reason by item id; the same words may stand
    for several. `has_children` is what the file knows of children.

    A blank needs a reason (CM-42), every answer its source when the client is not the main one (CM-43). Parts
    stand only under a yes, and then at least one (CM-48); item 17 says who and why (CM-49). The professional
    part is whole (CM-53), with the date of a referral for the children (CM-56), and a level that differs from
    what the count shows has a reason (CM-47).
    """
    found = checks.problems(definition, answers, gap_reasons, today)
    found += _unnamed_sources(definition, answers)
    found += _level_without_reason(answers, threshold)
    found += _children_overlooked(answers, has_children)
    return checks.in_order(definition, found)


def warnings_before_signing(
    definition: Definition, answers: Answers, gap_reasons: Mapping[str, str]
) -> list[Problem]:
    """What is better answered, or needs a reason in `gap_reasons` to be left (CM-49).

    The explanation given beforehand (CM-40) is only asked about when the client is the one who answers.
    """
    found = checks.warnings(definition, answers, gap_reasons)
    explained = "dash.purpose-explained"
    if main_source_is_other(definition, answers):
        return [problem for problem in found if problem.item != explained]
    if value(answers, explained) == NO and not gap_reasons.get(explained):
        found.append(Problem(explained, _("Explain what the questions are for, or say why you did not.")))
    return checks.in_order(definition, found)


def reasons_asked(definition: Definition, answers: Answers) -> list[Problem]:
    """Everything left open that a reason can stand for, whether it has one yet or not."""
    found = checks.unanswered(definition, answers) + warnings_before_signing(definition, answers, {})
    return checks.in_order(definition, found)


def _unnamed_sources(definition: Definition, answers: Answers) -> list[Problem]:
    if not main_source_is_other(definition, answers):
        return []
    return [
        Problem(f"{question(number)}.source", _("Item %(number)s: enter who told us.") % {"number": number})
        for number in answered(answers)
        if not stands(answers, question(number))
        and not told_by(definition, answers, definition.item(question(number)))
    ]


def _level_without_reason(answers: Answers, threshold: int) -> list[Problem]:
    if is_answered(answers, "dash.judged-reason"):
        return []
    count = {"total": total(answers), "threshold": threshold}
    if lowered(answers, threshold):
        sentence = _("Say why the level is below high: %(total)s answers are yes, %(threshold)s show high.")
    elif raised(answers, threshold):
        sentence = _("Say why the level is high: %(total)s answers are yes, fewer than %(threshold)s.")
    elif value(answers, "dash.judged-level") == NOT_YET_ASSESSED:
        sentence = _("Say why the level cannot be judged yet.")
    else:
        return []
    return [Problem("dash.judged-reason", sentence % count)]


def _children_overlooked(answers: Answers, has_children: bool | None) -> list[Problem]:
    """Danger to children can only be set aside where there are none."""
    if value(answers, "dash.pro.child-risk") != NOT_APPLICABLE:
        return []
    told_of = (
        has_children
        or state(answers, question(9)) == State.YES
        or "children" in codes(answers, "dash.q14.target") + codes(answers, "dash.q18.target")
    )
    if not told_of:
        return []
    sentence = _("Choose yes or no: this form or this file tells of children, or of a pregnancy.")
    return [Problem("dash.pro.child-risk", sentence)]
