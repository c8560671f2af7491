"""What stands between answers and a signature, for any instrument.

Each check gives `Problem`s: the item and one sentence that says what to do. Keeping is never checked; these
speak only when somebody wants to sign.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _

from rowan.instruments.answers import Answers, codes, day, hidden, holds, visible_items
from rowan.instruments.schema import Blank, Definition, Item, Type


class Problem(NamedTuple):
    """An item and what to do about it."""

    item: str
    sentence: str


def named(definition: Definition, item: Item) -> str:
    """How a sentence names an item: "Item 14", or the words of its question."""
    number = definition.top(item.id).number
    if number is not None:
        return _("Item %(number)s") % {"number": number}
    return _("“%(question)s”") % {"question": plain(item.prompt.asked)}


def plain(text: str) -> str:
    """Words with general terms where a page puts names."""
    return text.replace("{client}", _("the client")).replace("{abuser}", _("the person causing harm"))


def problems(
    definition: Definition, answers: Answers, reasons: Mapping[str, str], today: date
) -> list[Problem]:
    """What must be put right before signing, in the order of the form.

    Blank items that need an answer or a reason (CM-42), dates and numbers without a meaning,
    days to come, answers under a question that does not ask for them (CM-48), "none" beside something else.
    """
    found = [
        *_missing(definition, answers, reasons),
        *_without_meaning(answers, definition),
        *_to_come(definition, answers, today),
        *_hidden(definition, answers),
        *_not_alone(definition, answers),
    ]
    return in_order(definition, found)


def warnings(definition: Definition, answers: Answers, reasons: Mapping[str, str]) -> list[Problem]:
    """What would be better answered; one may sign without, after giving a reason (CM-49)."""
    return [
        Problem(item.id, item.missing)
        for item in visible_items(definition, answers)
        if item.blank == Blank.WARN
        and not holds_now(item.refuse_when, answers)
        and item.id not in answers
        and not reasons.get(item.id)
    ]


def unanswered(definition: Definition, answers: Answers) -> list[Problem]:
    """The questions left blank that may stay so for a reason (CM-42)."""
    sentence = _("%(item)s is not answered. Answer it, or say why not.")
    return [
        Problem(item.id, sentence % {"item": named(definition, item)})
        for item in visible_items(definition, answers)
        if item.blank == Blank.REASON and item.id not in answers
    ]


def in_order(definition: Definition, found: list[Problem]) -> list[Problem]:
    """Problems in the order of the form."""
    order = {item_id: n for n, item_id in enumerate(definition.places)}
    return sorted(found, key=lambda problem: order[problem.item])


def holds_now(condition: Mapping[str, tuple[str, ...]], answers: Answers) -> bool:
    """Whether there is a condition and it holds."""
    return bool(condition) and holds(dict(condition), answers)


def _missing(definition: Definition, answers: Answers, reasons: Mapping[str, str]) -> Iterator[Problem]:
    yield from (problem for problem in unanswered(definition, answers) if not reasons.get(problem.item))
    for item in visible_items(definition, answers):
        needed = item.blank == Blank.REFUSE or holds_now(item.refuse_when, answers)
        if needed and item.id not in answers:
            yield Problem(item.id, item.missing)


def _without_meaning(answers: Answers, definition: Definition) -> Iterator[Problem]:
    for item_id, answer in answers.items():
        if "typed" in answer:
            yield Problem(item_id, unread_sentence(definition.item(item_id)))


def unread_sentence(item: Item) -> str:
    """What to do about something typed that has no meaning for the item."""
    match item.type:
        case Type.DATE:
            return _("Enter a real date, such as 20 November 2025.")
        case Type.TIME:
            return _("Enter a time, such as 09:42.")
        case Type.DATETIME:
            return _("Enter a date and a time, such as 20 November 2025 09:42.")
        case Type.INTEGER:
            return _("Enter a whole number.")
        case _other:
            return _("Choose one of the answers offered.")


def _to_come(definition: Definition, answers: Answers, today: date) -> Iterator[Problem]:
    for item in definition.items:
        if item.past and (given := day(answers, item.id)) and given > today:
            sentence = _("%(item)s: enter today’s date or an earlier one.")
            yield Problem(item.id, sentence % {"item": named(definition, item)})


def _hidden(definition: Definition, answers: Answers) -> Iterator[Problem]:
    for item in hidden(definition, answers):
        sentence = _("%(item)s: clear “%(part)s”, or give the answer above that it belongs to.")
        words = {"item": named(definition, definition.top(item.id)), "part": plain(item.prompt.asked)}
        yield Problem(item.id, sentence % words)


def _not_alone(definition: Definition, answers: Answers) -> Iterator[Problem]:
    for item in definition.items:
        chosen = codes(answers, item.id)
        alone = [option for option in item.choices if option.exclusive and option.code in chosen]
        if alone and len(chosen) > 1:
            sentence = _("%(item)s: keep “%(alone)s” or the others, not both.")
            yield Problem(item.id, sentence % {"item": named(definition, item), "alone": alone[0].words})
