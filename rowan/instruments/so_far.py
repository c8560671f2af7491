"""The panel beside the Dash: how the 24 items stand, in neutral words: the count informs."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rowan.instruments import dash
from rowan.instruments.answers import Answers, State
from rowan.instruments.schema import Definition

_LOOKS = {State.YES: "yes", State.NO: "no", State.DONT_KNOW: "unknown", State.NOT_ASKED: "none"}


@dataclass(frozen=True)
class Box:
    """One of the 24. Its look: yes filled, no outlined, unknown bold with a question mark, none dashed."""

    text: str
    look: str
    here: bool


@dataclass(frozen=True)
class SoFar:
    """The boxes, what they say to somebody who cannot see them, the four counts, and the sentence on gaps.

    `scripted` holds the sentences on gaps with {total} and {n} left open, for a script that counts along.
    """

    boxes: tuple[Box, ...]
    label: str
    counts: tuple[tuple[int, str], ...]
    summary: str
    asked: str
    heading: str
    sentence: str
    decide: str
    threshold: int
    scripted: tuple[tuple[str, str, str], ...]


def so_far(
    definition: Definition,
    answers: Answers,
    *,
    here: int | None = None,
    threshold: int = dash.MARAC_THRESHOLD,
) -> SoFar:
    """How the Dash stands. `here` is the number of the section on the page."""
    standing = dash.states(answers)
    section = definition.sections[here - 1] if here else None
    on_page = {item.number for item in section.items} if section else set()
    boxes = tuple(
        Box("?" if answer == State.DONT_KNOW else str(number), _LOOKS[answer], number in on_page)
        for number, answer in standing.items()
    )
    words = {
        State.YES: _("yes"),
        State.NO: _("no"),
        State.DONT_KNOW: _("don’t know"),
        State.NOT_ASKED: _("not asked yet"),
    }
    numbers = {kind: [n for n, answer in standing.items() if answer == kind] for kind in words}
    counts = tuple((len(numbers[kind]), words[kind]) for kind in words)
    heading, sentence = _gap_sentence(answers, threshold)
    judgement = 1 + [section.id for section in definition.sections].index("judgement")
    return SoFar(
        boxes=boxes,
        label=". ".join(
            f"{words[kind].capitalize()}: {', '.join(map(str, found))}"
            for kind, found in numbers.items()
            if found
        ),
        counts=counts,
        summary=_("So far: %(counts)s") % {"counts": ", ".join(f"{n} {word}" for n, word in counts)},
        asked=_("%(asked)s of %(all)s asked") % {"asked": len(dash.answered(answers)), "all": len(standing)},
        heading=heading,
        sentence=sentence,
        decide=_("The count informs. You decide the level in part %(part)s, and your reason is kept.")
        % {"part": judgement},
        threshold=threshold,
        scripted=tuple(
            (kind if plural > 1 else f"{kind}-one", *_said(kind, "{total}", "{n}", plural, threshold))
            for kind in ("high", "could", "left")
            for plural in (1, 2)
        ),
    )


def _gap_sentence(answers: Answers, threshold: int) -> tuple[str, str]:
    """What the gaps mean for the count, in two pieces; they are never left out of it (CM-45, CM-46)."""
    total, missing = dash.total(answers), len(dash.gaps(answers))
    if dash.visible_high(answers, threshold):
        kind = "high"
    elif dash.could_be_high(answers, threshold):
        kind = "could"
    else:
        kind = "left"
    return _said(kind, total, missing, missing, threshold)


def _said(kind: str, total: object, n: object, plural: int, threshold: int) -> tuple[str, str]:
    count = {"total": total, "threshold": threshold, "n": n}
    if kind == "high":
        sentence = _("%(total)s answers are yes; from %(threshold)s a Marac referral is prompted here.")
        return _("The count alone says high."), sentence % count
    if kind == "could":
        sentence = ngettext(
            "With %(n)s gap the count could still reach %(threshold)s, which prompts a Marac referral here.",
            "With %(n)s gaps the count could still reach %(threshold)s, which prompts a Marac referral here.",
            plural,
        )
        return _("High risk cannot be ruled out yet."), sentence % count
    heading = ngettext("%(n)s gap is left.", "%(n)s gaps are left.", plural)
    sentence = _("The count alone does not reach %(threshold)s; you may still judge it high.")
    return heading % count, sentence % count
