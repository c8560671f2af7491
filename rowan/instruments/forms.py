"""An instrument as a page shows it: prompts in the right voice, answers, and what stands beside them.

Pages make an `Asking` and put `section_context` or `whole_context` into a template of this room. Nothing here
reads a request or a database.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rowan.common.dates import long_day, short_day
from rowan.instruments.answers import (
    Answers,
    Offered,
    State,
    codes,
    cut_off,
    day,
    is_answered,
    main_source_is_other,
    stands,
    state,
    told_by,
    value,
    visible_items,
)
from rowan.instruments.checks import Problem, holds_now
from rowan.instruments.fields import Field, PartLine, PartView, People, Tick
from rowan.instruments.schema import (
    NO,
    OFFERED,
    SEVERAL_CODES,
    YES,
    YES_NO,
    Blank,
    Definition,
    Item,
    Section,
    Type,
)

type Link = Callable[[int], str]

CONTROLS = {
    Type.YES_NO: "answers",
    Type.YES_NO_DONTKNOW: "answers",
    Type.CHOICE: "radios",
    Type.PERSON: "radios",
    Type.MULTI_CHOICE: "checkboxes",
    Type.PERSON_LIST: "checkboxes",
    Type.LONGTEXT: "area",
    Type.ADDRESS: "area",
    Type.SIGNATURE: "shown",
    Type.TABLE: "table",
    Type.FILE: "file",
}
"""The part of `_field.html` that draws each type; a line to write on, unless named here."""
SPARE_ROWS = 2
AT_SIGNING = frozenset({"signer", "signing-day"})
"""Facts that a signature knows: what is prefilled with them is nobody's to answer before."""


@dataclass(frozen=True)
class Asking:
    """One form being filled in: answers, the names it speaks, the answers of last time, what is wrong."""

    definition: Definition
    answers: Answers
    people: People
    offered: Offered = field(default_factory=dict)
    last: Answers | None = None
    last_day: date | None = None
    problems: Iterable[Problem] = ()
    helps: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def problem_of(self) -> Mapping[str, str]:
        """The first sentence for each item that has one."""
        return {problem.item: problem.sentence for problem in reversed(list(self.problems))}

    @cached_property
    def visible(self) -> frozenset[str]:
        """The ids of the items that are asked after these answers."""
        return frozenset(item.id for item in visible_items(self.definition, self.answers))

    def part(self, number: int) -> PartView:
        """A section by its number, from 1. IndexError when there is none."""
        section = self.definition.sections[number - 1]
        fields = tuple(self.field(item) for item in section.items if not item.computed)
        return PartView(number, f"part-{number}", self.people.speak(section.title), fields)

    def field(self, item: Item) -> Field:
        """One item with its parts and companions."""
        source = self.definition.companion(item, "source")
        comment = self.definition.companion(item, "comment")
        return Field(
            id=html_id(item.id),
            name=item.id,
            control=CONTROLS.get(item.type, "line"),
            prompt=self.people.speak(self.prompt(item)),
            number=item.number,
            numeric=item.type == Type.INTEGER,
            hint=self.people.speak(item.hint),
            window=self.window(item),
            guidance=self.people.speak(item.guidance),
            text=shown_text(item, self.answers),
            ticks=self.ticks(item),
            none=self.none(item),
            columns=tuple((column.id, column.words) for column in item.columns),
            rows=self.rows(item),
            source=self.field(source) if source else None,
            comment=self.field(comment) if comment else None,
            state=state(self.answers, item.id) if item.type in YES_NO else "",
            answered=item.id in self.answers,
            told=self.told(item),
            stands=self.stands(item),
            at_signing=item.prefill in AT_SIGNING,
            help=self.helps.get(item.number, ()) if item.number else (),
            last=self.words_last_time(item),
            changed=self.changed(item),
            problem=self.problem_of.get(item.id, ""),
            **self.parts_of(item),
        )

    def parts_of(self, item: Item) -> dict[str, Any]:
        """The parts of an item and when they are asked."""
        if not item.parts:
            return {}
        opening = item.parts[0].when.get(item.id, ())
        one = item.type in YES_NO or (item.type == Type.CHOICE and len(opening) == 1)
        code = opening[0] if one and opening else ""
        return {
            "parts": tuple(self.field(part) for part in item.parts),
            "parts_if": {YES: _("If yes"), NO: _("If no")}.get(code, _("If so")),
            "parts_code": code,
            "parts_waiting": bool(code)
            and not any(p.id in self.visible or p.id in self.answers for p in item.parts),
        }

    def as_posted(self, number: int | None = None) -> dict[str, list[str]]:
        """What a browser sends back when nobody touches the section, or the whole form: lists by name.

        A choice that does not exist cannot be shown, so it is not sent back.
        """
        sections = self.definition.sections
        chosen = sections if number is None else sections[number - 1 : number]
        posted: dict[str, list[str]] = {}
        for item in (item for section in chosen for item in self.definition.in_section(section)):
            if item.computed or item.type in {Type.SIGNATURE, Type.FILE}:
                continue
            control = CONTROLS.get(item.type, "line")
            if control == "table":
                for n, column in enumerate(item.columns):
                    posted[f"{item.id}:{column.id}"] = [row[n][1] for row in self.rows(item)]
            elif control in {"line", "area"}:
                posted[item.id] = [shown_text(item, self.answers)]
            else:
                posted[item.id] = [tick.value for tick in self.ticks(item) if tick.checked]
            if (box := self.none(item)) and box.checked:
                posted[f"{item.id}:none"] = [box.value]
        return posted

    def prompt(self, item: Item) -> str:
        """The question as asked of the client, or as told by somebody else about the client."""
        if item.prompt.told == item.prompt.asked:
            return item.prompt.asked
        named = told_by(self.definition, self.answers, self.definition.top(item.id))
        return item.prompt.told if self.other_tells or named else item.prompt.asked

    @cached_property
    def other_tells(self) -> bool:
        """Whether somebody other than the client tells most of it."""
        return main_source_is_other(self.definition, self.answers)

    def window(self, item: Item) -> str:
        """The time an item asks about, with its first day: "Since 20 November 2024" (CM-52)."""
        since = cut_off(self.definition, self.answers, item)
        return _("Since %(day)s.") % {"day": long_day(since)} if since else ""

    def ticks(self, item: Item) -> tuple[Tick, ...]:
        """The choices of an item, each with whether it is chosen. Nothing is chosen beforehand."""
        choices = self.offered.get(item.id, ()) if item.type in OFFERED else item.choices
        chosen = codes(self.answers, item.id)
        return tuple(
            Tick(
                id=html_id(item.id) if n == 0 else f"{html_id(item.id)}-{n + 1}",
                value=option.code,
                words=self.people.speak(option.words),
                checked=option.code in chosen,
                exclusive=option.exclusive,
            )
            for n, option in enumerate(choices)
        )

    def none(self, item: Item) -> Tick | None:
        """The box that says "none" on purpose, where words may be none."""
        if not item.none:
            return None
        ticked = self.answers.get(item.id, {}).get("none", False)
        return Tick(f"{html_id(item.id)}-none", "1", item.none, ticked)

    def rows(self, item: Item) -> tuple[tuple[tuple[str, str], ...], ...]:
        """The rows of a table, some empty ones at the end to write in."""
        given = value(self.answers, item.id) if item.type == Type.TABLE else None
        empty: list[dict[str, str]] = [{}] * SPARE_ROWS
        return tuple(
            tuple((column.id, row.get(column.id, "")) for column in item.columns)
            for row in ([*(given or []), *empty] if item.columns else [])
        )

    def told(self, item: Item) -> str:
        """Who gave the answer to a numbered item, in words."""
        if item.number is None:
            return ""
        if not is_answered(self.answers, item.id):
            return _("Not asked yet. This is not counted as no.")
        name = told_by(self.definition, self.answers, item)
        standing = stands(self.answers, item.id)
        if not name and not standing and self.other_tells:
            return _("Nobody is named as the source")
        return _("Told by %(name)s") % {"name": name or self.people.client or _("the client")}

    def stands(self, item: Item) -> str:
        """Since when an answer of an earlier asking stands, and who kept it: "Yes since 25 Sep, kept by ..."."""
        answer = self.answers.get(item.id, {})
        if item.number is None or "on" not in answer:
            return ""
        words = {option.code: option.words for option in item.choices}
        said = {
            "answer": words.get(str(answer.get("value")), ""),
            "day": short_day(date.fromisoformat(answer["on"])),
            "name": answer.get("name", ""),
        }
        return (
            _("%(answer)s, said %(day)s, kept by %(name)s") if said["name"] else _("%(answer)s, said %(day)s")
        ) % said

    def words_last_time(self, item: Item) -> str:
        """What was answered last time: "25 Sep: No"."""
        if self.last is None or self.last_day is None or item.number is None:
            return ""
        words = {option.code: option.words for option in item.choices}
        given = [words[code] for code in codes(self.last, item.id) if code in words]
        return f"{short_day(self.last_day)}: {given[0] if given else _('Not asked')}"

    def changed(self, item: Item) -> bool:
        """Whether a numbered item is answered now, and otherwise than last time."""
        return (
            self.last is not None
            and item.number is not None
            and is_answered(self.answers, item.id)
            and value(self.answers, item.id) != value(self.last, item.id)
        )

    def lines(self, link: Link, here: int | None = None) -> tuple[PartLine, ...]:
        """The list of sections with what each still lacks."""
        return tuple(
            PartLine(
                number=number,
                short=self.people.speak(section.short),
                words=self.standing(section),
                url=link(number),
                here=number == here,
                started=self.started(section),
            )
            for number, section in enumerate(self.definition.sections, start=1)
        )

    def started(self, section: Section) -> bool:
        """Whether anything in a section has an answer."""
        items = self.definition.in_section(section)
        return any(item.id in self.answers and not item.computed for item in items)

    def standing(self, section: Section) -> str:
        """How a section stands: not started, so many gaps, so many to answer, or done."""
        asked = [item for item in section.items if not item.computed]
        if not asked:
            return ""
        if not self.started(section):
            return _("Not started")
        numbered = [item for item in asked if item.number is not None]
        if numbered:
            return self._gap_words(numbered)
        left = sum(self._to_answer(item) for item in self.definition.in_section(section))
        return ngettext("%(n)s to answer", "%(n)s to answer", left) % {"n": left} if left else _("Done")

    def _gap_words(self, numbered: list[Item]) -> str:
        gaps = sum(state(self.answers, item.id) in {State.NOT_ASKED, State.DONT_KNOW} for item in numbered)
        return ngettext("%(n)s gap", "%(n)s gaps", gaps) % {"n": gaps} if gaps else _("Done")

    def _to_answer(self, item: Item) -> bool:
        needed = item.blank == Blank.REFUSE or holds_now(item.refuse_when, self.answers)
        return (
            needed
            and item.prefill not in AT_SIGNING
            and item.id in self.visible
            and item.id not in self.answers
        )


def html_id(item_id: str) -> str:
    """The id of an item's first control: letters, figures and hyphens."""
    return item_id.replace(".", "-")


def shown_text(item: Item, answers: Answers) -> str:
    """What stands in a text field or beside a label: words, a date written out, or what was typed."""
    answer = answers.get(item.id, {})
    if "typed" in answer:
        return answer["typed"]
    if "value" not in answer or item.type in SEVERAL_CODES or item.type == Type.TABLE:
        return ""
    if item.type == Type.DATE:
        given = day(answers, item.id)
        return long_day(given) if given else ""
    if item.type == Type.DATETIME:
        given_day, clock = answer["value"].split("T")
        return f"{long_day(date.fromisoformat(given_day))} {clock}"
    return str(answer["value"])


def section_context(asking: Asking, number: int, link: Link) -> dict:
    """What `instruments/section.html` needs besides the page's own: one section and the way to the others."""
    lines = asking.lines(link, here=number)
    return {
        "part": asking.part(number),
        "lang": asking.definition.language,
        "lines": lines,
        "back": lines[number - 2] if number > 1 else None,
        "forward": lines[number] if number < len(lines) else None,
        "tab": _("%(form)s, part %(number)s of %(count)s")
        % {"form": asking.definition.tab, "number": number, "count": len(lines)},
    }


def whole_context(asking: Asking, check_url: str) -> dict:
    """What `instruments/whole.html` needs besides the page's own: all sections, reached by anchors.

    A section without anything to fill in is not on the page; its line leads to `check_url`.
    """
    parts = [asking.part(number) for number in range(1, len(asking.definition.sections) + 1)]
    anchors = {part.number: f"#{part.anchor}" for part in parts if part.fields}
    return {
        "parts": [part for part in parts if part.fields],
        "lines": asking.lines(lambda number: anchors.get(number, check_url)),
        "title": asking.definition.title,
        "lang": asking.definition.language,
        "tab": asking.definition.tab,
    }


def problem_links(asking: Asking, problems: Iterable[Problem], link: Link) -> list[tuple[str, str]]:
    """Each problem as the address of the field it stands at, and its sentence."""
    numbers = {section.id: n for n, section in enumerate(asking.definition.sections, start=1)}
    return [
        (
            f"{link(numbers[asking.definition.places[problem.item].section.id])}#{html_id(problem.item)}",
            problem.sentence,
        )
        for problem in problems
    ]
