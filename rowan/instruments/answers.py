"""Answers to an instrument: how what was typed becomes an answer, and what the answers amount to.

Answers are a dictionary from item id to answer, ready to be kept as JSON. An item that is not in it was not
asked: blank is never no (CM-42). Nothing here refuses: what cannot be understood is kept as it was typed.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any, NamedTuple, TypedDict

from rowan.instruments.schema import (
    DONT_KNOW,
    FREE_TEXT,
    NO,
    OFFERED,
    ONE_CODE,
    SEVERAL_CODES,
    YES,
    YES_NO,
    Condition,
    Definition,
    Item,
    Option,
    Type,
)
from rowan.instruments.typed import day_meant, months_before, number_meant, time_meant


class Answer(TypedDict, total=False):
    """One answer. `typed` holds what was typed where it has no meaning, and then there is no `value`.

    A value is words, a code, a list of codes, a number, a list of rows, or a date or time in ISO form. `none`
    says that somebody chose "none" on purpose; `by` is who gave or signed it. One that stands from an earlier
    asking has the day it was given, `on`, and the name of who kept it then.
    """

    value: Any
    none: bool
    typed: str
    by: str
    on: str
    name: str


type Answers = dict[str, Answer]
type Offered = Mapping[str, Sequence[Option]]


class State(StrEnum):
    """The four answers to a question, kept apart (CM-42)."""

    YES = YES
    NO = NO
    DONT_KNOW = DONT_KNOW
    NOT_ASKED = "not-asked"


STATES = {state.value: state for state in State}


class Change(NamedTuple):
    """An item whose answer differs. None stands for not answered."""

    item: str
    before: Any
    after: Any


class Coded(NamedTuple):
    """One coded answer, as reports count it: `code`, `number` or `day`, whichever fits `kind`."""

    item: str
    kind: str
    code: str = ""
    number: int | None = None
    day: date | None = None


# Reading answers.


def value(answers: Answers, item_id: str) -> Any:
    """The value of an answer, None when there is none."""
    return answers.get(item_id, {}).get("value")


def is_answered(answers: Answers, item_id: str) -> bool:
    """Whether something was answered, "none" on purpose included."""
    answer = answers.get(item_id, {})
    return "value" in answer or answer.get("none", False)


def codes(answers: Answers, item_id: str) -> list[str]:
    """The codes chosen, in the order of the form; empty when nothing was."""
    chosen = value(answers, item_id)
    if chosen is None:
        return []
    return list(chosen) if isinstance(chosen, list) else [str(chosen)]


def state(answers: Answers, item_id: str) -> State:
    """Yes, no, don't know or not asked. Anything else counts as not asked."""
    given = value(answers, item_id)
    return STATES.get(given, State.NOT_ASKED) if isinstance(given, str) else State.NOT_ASKED


def day(answers: Answers, item_id: str) -> date | None:
    """The day an item holds, None when it holds none."""
    given = value(answers, item_id)
    return date.fromisoformat(given) if given else None


def main_source_is_other(definition: Definition, answers: Answers) -> bool:
    """Whether somebody else than the client is the main source of the answers."""
    return bool(definition.main_source) and value(answers, str(definition.main_source)) == NO


def told_by(definition: Definition, answers: Answers, item: Item) -> str:
    """Who told us an answer when it was not the client; empty when it was, or when nobody is named.

    A name beside the item wins over the one for the whole form (CM-43).
    """
    own = value(answers, f"{item.id}.source")
    if own or stands(answers, item.id) or not main_source_is_other(definition, answers):
        return str(own or "")
    return str(value(answers, f"{definition.main_source}.name") or "")


def stands(answers: Answers, item_id: str) -> bool:
    """Whether the answer was given at an earlier asking and nobody has changed it since."""
    return "on" in answers.get(item_id, {})


def under(definition: Definition, item_id: str) -> list[Item]:
    """An item of a section with everything below it, parts of parts and companions included."""
    return [p.item for p in definition.places.values() if definition.top(p.item.id).id == item_id]


def holds(condition: Condition, answers: Answers) -> bool:
    """Whether every item a condition names has one of the answers it names."""
    return all(set(codes(answers, item_id)) & set(wanted) for item_id, wanted in condition.items())


def visible_items(definition: Definition, answers: Answers) -> list[Item]:
    """The items that are asked after these answers, in the order of the form."""
    visible: dict[str, Item] = {}
    for place in definition.places.values():
        above = [*place.item.when, *([place.parent.id] if place.parent else [])]
        if visible.keys() >= set(above) and holds(place.item.when, answers):
            visible[place.item.id] = place.item
    return list(visible.values())


def hidden(definition: Definition, answers: Answers) -> list[Item]:
    """The items that hold an answer although nobody asks them after these answers."""
    visible = {item.id for item in visible_items(definition, answers)}
    return [item for item in definition.items if item.id in answers and item.id not in visible]


def cut_off(definition: Definition, answers: Answers, item: Item) -> date | None:
    """The first day of the time an item asks about, counted back from the day of the form (CM-52).

    None when the item has no such time or the day is not known yet.
    """
    asked = day(answers, definition.dated_by)
    return months_before(asked, item.months) if asked and item.months else None


# From a posted form to answers.


def clean(
    definition: Definition,
    posted: Mapping[str, Any],
    *,
    today: date,
    before: Answers | None = None,
    section: str | None = None,
    offered: Offered | None = None,
    by: str = "",
) -> Answers:
    """What was posted, as answers. Never refuses, and never counts a blank as no.

    Reads the items of one section, or of all; the others keep what `before` has. `offered` holds the choices
    of items that choose among people. `clear` in the form names an item to put back to not asked, with its
    parts. Computed items and signatures cannot be typed (CM-44).
    """
    kept = dict(before or {})
    items = definition.items if section is None else definition.in_section(definition.section(section))
    cleared = _cleared(definition, posted)
    for item in items:
        if item.computed or item.type == Type.SIGNATURE:
            continue
        answer = None if item.id in cleared else _read(item, posted, today, (offered or {}).get(item.id, ()))
        if answer == {name: part for name, part in kept.get(item.id, {}).items() if name != "by"}:
            continue
        kept.pop(item.id, None)
        if answer is not None:
            kept[item.id] = Answer(**answer, by=by) if by else answer
    return {item_id: kept[item_id] for item_id in definition.places if item_id in kept}


def prefill(definition: Definition, answers: Answers, facts: Mapping[str, Any], by: str = "") -> Answers:
    """The answers with blank items filled from known facts, such as {"today": "2025-11-20"}.

    Facts go by the `prefill` name of an item. An answer is never replaced, nor a hidden item filled.
    """
    filled = dict(answers)
    for item in visible_items(definition, answers):
        known = facts.get(item.prefill) if item.prefill else None
        if known and item.id not in answers:
            filled[item.id] = Answer(value=known, by=by) if by else Answer(value=known)
    return filled


def _cleared(definition: Definition, posted: Mapping[str, Any]) -> set[str]:
    cleared: set[str] = set()
    for item_id in _texts(posted, "clear"):
        if place := definition.places.get(item_id):
            cleared |= {place.item.id} | {part.id for part in _below(place.item)}
    return cleared


def _below(item: Item) -> Iterator[Item]:
    for part in item.parts:
        yield part
        yield from _below(part)


def _texts(posted: Mapping[str, Any], name: str) -> list[str]:
    """What was posted under a name. The null character goes: PostgreSQL cannot keep it."""
    given = posted.getlist(name) if hasattr(posted, "getlist") else posted.get(name, [])
    texts = [given] if isinstance(given, str) else list(given)
    return [str(text).replace("\x00", "").replace("\r\n", "\n").strip() for text in texts]


def _read(item: Item, posted: Mapping[str, Any], today: date, offered: Sequence[Option]) -> Answer | None:
    if item.type == Type.TABLE:
        return _read_table(item, posted)
    texts = [text for text in _texts(posted, item.id) if text]
    if item.type in SEVERAL_CODES or item.type in ONE_CODE:
        choices = offered if item.type in OFFERED else item.choices
        return _read_codes(item, texts, [option.code for option in choices])
    if item.type == Type.FILE:
        return Answer(value=texts) if texts else None
    if not texts:
        ticked = item.none and _texts(posted, f"{item.id}:none")
        return Answer(none=True) if ticked else None
    text = texts[-1]
    meant = text if item.type in FREE_TEXT else _meant(item.type, text, today)
    return Answer(typed=text) if meant is None else Answer(value=meant)


def _read_codes(item: Item, texts: list[str], known: Collection[str]) -> Answer | None:
    unknown = [text for text in texts if text not in known]
    if unknown:
        return Answer(typed=", ".join(unknown))
    if not texts:
        return None
    if item.type in SEVERAL_CODES:
        return Answer(value=[code for code in known if code in texts])
    return Answer(value=texts[-1])


def _read_table(item: Item, posted: Mapping[str, Any]) -> Answer | None:
    columns = {column.id: _texts(posted, f"{item.id}:{column.id}") for column in item.columns}
    length = max(map(len, columns.values()))
    rows = [
        {name: cells[n] if n < len(cells) else "" for name, cells in columns.items()} for n in range(length)
    ]
    rows = [row for row in rows if any(row.values())]
    return Answer(value=rows) if rows else None


def _meant(kind: Type, text: str, today: date) -> Any:
    if kind == Type.INTEGER:
        return number_meant(text)
    if kind == Type.DATE:
        meant_day = day_meant(text, today)
        return meant_day and meant_day.isoformat()
    if kind == Type.TIME:
        meant_time = time_meant(text)
        return meant_time and meant_time.isoformat("minutes")
    before, _space, after = text.rpartition(" ")
    meant_day, meant_time = day_meant(before.rstrip(","), today), time_meant(after)
    if meant_day is None or meant_time is None:
        return None
    return datetime.combine(meant_day, meant_time).isoformat(timespec="minutes")


# What answers become.


def compare(definition: Definition, earlier: Answers, later: Answers) -> list[Change]:
    """The items answered differently, in the order of the form. None on either side means not answered."""
    changes = (
        Change(item_id, _compared(earlier, item_id), _compared(later, item_id))
        for item_id in definition.places
    )
    return [change for change in changes if change.before != change.after]


def _compared(answers: Answers, item_id: str) -> Any:
    answer = answers.get(item_id, {})
    return [] if answer.get("none") else answer.get("value")


def project(definition: Definition, answers: Answers) -> list[Coded]:
    """The coded answers as rows: one for each code chosen, number and day; words are not projected.

    A question with four answers that was not asked is a row too, so that a gap can be counted. Hidden items
    have none. "None" chosen on purpose is the code `none`.
    """
    rows: list[Coded] = []
    for item in visible_items(definition, answers):
        given = value(answers, item.id)
        if given is None:
            if item.type == Type.YES_NO_DONTKNOW:
                rows.append(Coded(item.id, "choice", code=State.NOT_ASKED))
            elif answers.get(item.id, {}).get("none"):
                rows.append(Coded(item.id, "choice", code="none"))
        elif item.type in OFFERED:
            rows += [Coded(item.id, "person", code=code) for code in codes(answers, item.id)]
        elif item.type in YES_NO or item.type in {Type.CHOICE, Type.MULTI_CHOICE}:
            rows += [Coded(item.id, "choice", code=code) for code in codes(answers, item.id)]
        elif item.type == Type.INTEGER:
            rows.append(Coded(item.id, "number", number=given))
        elif item.type == Type.DATE:
            rows.append(Coded(item.id, "day", day=day(answers, item.id)))
    return rows
