"""Asking together: one question of a form at a time, on a screen that is turned to the client (ux P14).

Only what is put to her is here, in her voice: no count, no last time, nothing that somebody else told, no word of
ours. A question that somebody else has answered is left to the worker, and nothing shows that it was left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from rowan.instruments.answers import Answers, is_answered, main_source_is_other, stands, told_by
from rowan.instruments.fields import Field
from rowan.instruments.forms import Asking
from rowan.instruments.schema import Definition, Item


@dataclass(frozen=True)
class Question:
    """One question for her: the item, where it stands among hers, counted from 1, and how many there are."""

    item: Item
    place: int
    of: int


def can_ask(definition: Definition, answers: Answers) -> bool:
    """Whether there is anything to ask her: not where somebody else answers for her."""
    return not main_source_is_other(definition, answers) and bool(for_her(definition, answers))


def for_her(definition: Definition, answers: Answers) -> list[Item]:
    """The questions put to her, in the order of the form, without those that somebody else has answered."""
    return [
        item
        for section in definition.sections
        if section.turned
        for item in section.items
        if item.number is not None and not _told_by_others(definition, answers, item)
    ]


def _told_by_others(definition: Definition, answers: Answers, item: Item) -> bool:
    if stands(answers, item.id):
        return True
    return is_answered(answers, item.id) and bool(told_by(definition, answers, item))


def question(definition: Definition, answers: Answers, place: int) -> Question | None:
    """The question at that place among hers; none after the last."""
    items = for_her(definition, answers)
    if not 1 <= place <= len(items):
        return None
    return Question(items[place - 1], place, len(items))


def ids(item: Item) -> list[str]:
    """The item and everything under it: the names that the page may send."""
    return [item.id, *(name for part in item.parts for name in ids(part))]


def field_for_her(asking: Asking, item: Item) -> Field:
    """The question as she sees it: in her voice, without a number, a source, a last time or a word of ours."""
    shown = asking.field(item)
    return _bare(replace(shown, prompt=asking.people.speak(item.prompt.asked)), item, asking)


def _bare(shown: Field, item: Item, asking: Asking) -> Field:
    parts = tuple(
        _bare(replace(part, prompt=asking.people.speak(below.prompt.asked)), below, asking)
        for part, below in zip(shown.parts, item.parts, strict=True)
    )
    return replace(
        shown,
        number=None,
        hint="",
        guidance="",
        source=None,
        comment=None,
        told="",
        stands="",
        help=(),
        last="",
        changed=False,
        problem="",
        parts=parts,
    )


def as_posted(asking: Asking, item: Item) -> Mapping[str, list[str]]:
    """What a browser sends back when nobody touches the question."""
    names = {name for item_id in ids(item) for name in (item_id, f"{item_id}:none")}
    return {name: values for name, values in asking.as_posted().items() if name in names}
