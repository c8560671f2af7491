"""The shape of an instrument: a questionnaire as data, one file for each version.

An instrument has sections, a section has items, an item may have parts that are asked after certain answers.
`catalogue` reads the files; `faults` finds what a single field cannot show, such as a condition on an item
that does not exist. The words in the files are the project's own.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from rowan.common.audiences import Audience

YES, NO, DONT_KNOW, NOT_APPLICABLE = "yes", "no", "dont-know", "not-applicable"
NOT_SAID = "did-not-say-which"
YES_NO_WORDS = ("Yes", "No", "Don’t know")
PLACEHOLDERS = ("{abuser}", "{client}")

ItemId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*(\.[a-z0-9-]+)*$")]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]
Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class Type(StrEnum):
    """How an item is answered."""

    TEXT = "text"
    LONGTEXT = "longtext"
    DATE = "date"
    DATETIME = "datetime"
    TIME = "time"
    YES_NO = "yes-no"
    YES_NO_DONTKNOW = "yes-no-dontknow"
    CHOICE = "choice"
    MULTI_CHOICE = "multi-choice"
    INTEGER = "integer"
    PERSON = "person"
    PERSON_LIST = "person-list"
    PHONE = "phone"
    ADDRESS = "address"
    SIGNATURE = "signature"
    TABLE = "table"
    FILE = "file"


class Blank(StrEnum):
    """What it means at signing that an item was left blank. Nothing is ever refused before."""

    REFUSE = "refuse"
    REASON = "reason"
    WARN = "warn"
    FINE = "fine"


FREE_TEXT = frozenset({Type.TEXT, Type.LONGTEXT, Type.PHONE, Type.ADDRESS})
YES_NO = frozenset({Type.YES_NO, Type.YES_NO_DONTKNOW})
ONE_CODE = YES_NO | {Type.CHOICE, Type.PERSON}
SEVERAL_CODES = frozenset({Type.MULTI_CHOICE, Type.PERSON_LIST})
OFFERED = frozenset({Type.PERSON, Type.PERSON_LIST})
"""Types whose choices are people of the file and come from the calling page."""
FOR_THE_CLIENT = frozenset({Audience.SURVIVOR, Audience.BOTH, Audience.RESTRICTED})
"""Audiences of a question that may be put to her: restricted is kept from others, and it is her own word."""


class Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Option(Shape):
    """One answer to choose. An exclusive one ("none of these") stands alone; `guide` says what it covers."""

    code: Code
    words: Words
    exclusive: bool = False
    guide: str = ""


class Prompt(Shape):
    """A question in two voices: asked of the client, or told by somebody else about the client."""

    asked: Words
    told: Words


class Column(Shape):
    id: Code
    words: Words


def _both_voices(value: Any) -> Any:
    return {"asked": value, "told": value} if isinstance(value, str) else value


def _lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    return {key: [codes] if isinstance(codes, str) else codes for key, codes in value.items()}


Condition = Annotated[dict[ItemId, tuple[Code, ...]], BeforeValidator(_lists)]


class Item(Shape):
    """One thing asked. `blank` says what an empty answer means at signing, `missing` the sentence shown then.

    `months` is the time asked about, `past` a day that cannot be to come, `none` the words of a "none" box;
    `title` is the short name of a row that has several columns.
    """

    id: ItemId
    type: Type
    prompt: Annotated[Prompt, BeforeValidator(_both_voices)]
    audience: Audience
    title: str = ""
    number: int | None = Field(default=None, ge=1)
    options: tuple[Option, ...] = ()
    columns: tuple[Column, ...] = ()
    hint: str = ""
    guidance: str = ""
    when: Condition = {}
    blank: Blank = Blank.FINE
    refuse_when: Condition = {}
    missing: str = ""
    none: str = ""
    not_applicable: str = ""
    yes_no: tuple[Words, Words, Words] = YES_NO_WORDS
    months: int | None = Field(default=None, ge=1)
    past: bool = False
    prefill: str = ""
    computed: bool = False
    parts: tuple["Item", ...] = ()

    @cached_property
    def choices(self) -> tuple[Option, ...]:
        """What can be chosen: the options of the file, or yes and no as the type has them."""
        if self.type not in YES_NO:
            return self.options
        yes, no, dont_know = self.yes_no
        answers = [Option(code=YES, words=yes), Option(code=NO, words=no)]
        if self.type == Type.YES_NO_DONTKNOW:
            answers.append(Option(code=DONT_KNOW, words=dont_know))
        if self.not_applicable:
            answers.append(Option(code=NOT_APPLICABLE, words=self.not_applicable))
        return tuple(answers)


class Section(Shape):
    """The items that answer one question in the worker's head, and why they are asked.

    A `turned` section is put to the client, on a screen that is turned to her.
    """

    id: Code
    title: Words
    short: Words
    purpose: Words
    turned: bool = False
    items: tuple[Item, ...]


class Companion(Shape):
    """A field that stands beside every numbered item: who told us, or words about the answer."""

    suffix: Code
    type: Literal[Type.TEXT, Type.LONGTEXT]
    prompt: Annotated[Prompt, BeforeValidator(_both_voices)]
    audience: Audience


@dataclass(frozen=True)
class Place:
    """Where an item stands: its section and, for a part or companion, the item above it."""

    item: Item
    section: Section
    parent: Item | None = None
    companion: str = ""


class Definition(Shape):
    """One version of one instrument. `tab` is the neutral word for titles, `wording` says whose words it has.

    `language` is the code of the words where they are not the page's own. `dated_by` names the item with the
    day of the form; `main_source` the one that says whether the client is the main source, whose part `.name`
    then names who is. A `grid` is one page, whose items are rows and their parts columns; other instruments also
    have a page for each section.
    """

    id: Code
    version: int = Field(ge=1)
    title: Words
    tab: Words
    source: Words
    wording: Words
    language: str = ""
    purpose: Words
    page: Literal["parts", "grid"] = "parts"
    dated_by: ItemId
    main_source: ItemId | None = None
    companions: tuple[Companion, ...] = ()
    sections: tuple[Section, ...] = Field(min_length=1)

    @cached_property
    def places(self) -> dict[str, Place]:
        """Every item by its id, parts and companions included, in the order of the form."""
        return {place.item.id: place for place in self.walk()}

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Every item, parts and companions included, in the order of the form."""
        return tuple(place.item for place in self.places.values())

    def item(self, item_id: str) -> Item:
        """The item of that id. KeyError when there is none."""
        return self.places[item_id].item

    def section(self, section_id: str) -> Section:
        """The section of that id. KeyError when there is none."""
        for section in self.sections:
            if section.id == section_id:
                return section
        raise KeyError(section_id)

    def in_section(self, section: Section) -> tuple[Item, ...]:
        """Every item of a section, parts and companions included."""
        return tuple(place.item for place in self.places.values() if place.section is section)

    def top(self, item_id: str) -> Item:
        """The item of a section under which this one stands; itself, if it is one."""
        place = self.places[item_id]
        while place.parent is not None:
            place = self.places[place.parent.id]
        return place.item

    def companion(self, item: Item, suffix: str) -> Item | None:
        """The companion of a numbered item: `source` or `comment`."""
        place = self.places.get(f"{item.id}.{suffix}")
        return place.item if place and place.companion else None

    def walk(self) -> Iterator[Place]:
        """Every item with its place, in the order of the form, an id that stands twice included."""
        for section in self.sections:
            for item in section.items:
                yield from self._under(item, section, None)

    def _under(self, item: Item, section: Section, parent: Item | None) -> Iterator[Place]:
        yield Place(item, section, parent)
        for part in item.parts:
            yield from self._under(part, section, item)
        if item.number is None:
            return
        for companion in self.companions:
            made = Item(
                id=f"{item.id}.{companion.suffix}",
                type=companion.type,
                prompt=companion.prompt,
                audience=companion.audience,
            )
            yield Place(made, section, item, companion.suffix)


def faults(definition: Definition) -> Iterator[tuple[str, str]]:
    """What is wrong across items, as (item id, sentence). Nothing when the definition holds together."""
    seen: set[str] = set()
    numbers: set[int] = set()
    for place in definition.walk():
        item = place.item
        if item.id in seen:
            yield item.id, "this id stands twice"
        seen.add(item.id)
        if item.number is not None:
            if item.number in numbers:
                yield item.id, f"number {item.number} stands twice"
            numbers.add(item.number)
        yield from _faults_of(item)
        if place.section.turned and not place.companion:
            yield from _faults_of_turned(item)
        for condition in (item.when, item.refuse_when):
            yield from _faults_of_condition(definition, item, condition, seen)
    for named in filter(None, (definition.dated_by, definition.main_source)):
        if named not in seen:
            yield named, "the file names this item, and it does not exist"


def _faults_of(item: Item) -> Iterator[tuple[str, str]]:
    needs_options = item.type in {Type.CHOICE, Type.MULTI_CHOICE}
    if needs_options and not item.options:
        yield item.id, "a choice needs options"
    if not needs_options and item.options:
        yield item.id, f"{item.type} takes no options"
    codes = [option.code for option in item.options]
    if len(codes) != len(set(codes)):
        yield item.id, "an option stands twice"
    if (item.type == Type.TABLE) != bool(item.columns):
        yield item.id, "a table, and only a table, has columns"
    if (item.blank in {Blank.REFUSE, Blank.WARN} or item.refuse_when) and not item.missing:
        yield item.id, "say in `missing` what to do when it is blank"
    if item.not_applicable and item.type not in YES_NO:
        yield item.id, "only a yes or no answer can be not applicable"
    if item.none and item.type not in FREE_TEXT:
        yield item.id, "only words can be none; give a choice an exclusive option"
    for text in (item.prompt.asked, item.prompt.told, item.hint, item.guidance):
        rest = text
        for placeholder in PLACEHOLDERS:
            rest = rest.replace(placeholder, "")
        if "{" in rest or "}" in rest:
            yield item.id, f"the only placeholders are {' and '.join(PLACEHOLDERS)}"


def _faults_of_turned(item: Item) -> Iterator[tuple[str, str]]:
    """Her own words and what she may know: nothing that others told, nobody whom the file names."""
    if item.audience not in FOR_THE_CLIENT:
        yield item.id, f"{item.audience.value} may not stand on a screen that is turned to the client"
    if item.type in OFFERED or item.type in {Type.SIGNATURE, Type.FILE}:
        yield item.id, f"{item.type} may not stand on a screen that is turned to the client"
    if item.prefill:
        yield (
            item.id,
            "what is filled in for the worker may not stand on a screen that is turned to the client",
        )


def _faults_of_condition(
    definition: Definition, item: Item, condition: dict[str, tuple[str, ...]], seen: set[str]
) -> Iterator[tuple[str, str]]:
    for other, codes in condition.items():
        if other not in seen or other == item.id:
            yield item.id, f"its condition names {other}, which does not come before it"
            continue
        known = {option.code for option in definition.item(other).choices}
        for code in codes:
            if code not in known:
                yield item.id, f"its condition names the answer {code}, which {other} does not have"
