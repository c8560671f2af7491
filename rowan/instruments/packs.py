"""Wording packs: other words over the same items, such as a publisher's own or another language (CM-51).

A pack is a table of two columns, `id` and `text`. An id is that of an item, or its published number; after it may
stand which of its texts is meant:

    dash.q1             the question, in both voices
    dash.q1:asked       as it is asked of the client
    dash.q1:told        as somebody else tells it
    dash.q1:hint        and :guidance, :missing, :none, :title, :not-applicable
    dash.q14.target=you            the words of an answer
    soag.physical.severity=high:guide    what the answer covers
    answer.yes                     and answer.no, answer.dont-know: the words of yes and no
    section.separation             the title of a section, and :short
    companion.source               the question beside every numbered item

What a pack leaves out keeps Rowan's own words. Nothing but words can be changed by one.
"""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

from rowan.instruments.schema import (
    PLACEHOLDERS,
    YES_NO,
    YES_NO_WORDS,
    Definition,
    Item,
    Option,
    Prompt,
    Section,
)

LARGEST = 1_000_000
LONGEST = 2_000
TEXTS = ("hint", "guidance", "missing", "none", "title")
ANSWERS = ("answer.yes", "answer.no", "answer.dont-know")


class NotAPack(Exception):
    """Why this table cannot be read as a pack, and what to do."""


@dataclass(frozen=True)
class Read:
    """What a table holds for one instrument: texts by key, and the ids that the instrument does not have."""

    texts: dict[str, str]
    unknown: tuple[str, ...]


@dataclass(frozen=True)
class Completeness:
    """How much of what people read a pack says: the keys it leaves to Rowan's own words."""

    said: int
    of: int
    missing: tuple[tuple[str, str], ...]

    @property
    def is_whole(self) -> bool:
        return not self.missing


def own_words(definition: Definition) -> dict[str, str]:
    """Every text that a pack can replace, by its key. A question in one voice has one key."""
    return dict(_texts(definition))


def _texts(definition: Definition) -> Iterator[tuple[str, str]]:
    yield "title", definition.title
    if any(item.type in YES_NO for item in definition.items):
        yield from zip(ANSWERS, YES_NO_WORDS, strict=True)
    for section in definition.sections:
        yield f"section.{section.id}", section.title
        yield f"section.{section.id}:short", section.short
    for companion in definition.companions:
        yield from _voices(f"companion.{companion.suffix}", companion.prompt)
    for place in definition.places.values():
        if place.companion or place.item.computed:
            continue
        item = place.item
        yield from _voices(item.id, item.prompt)
        for name in TEXTS:
            if text := getattr(item, name):
                yield f"{item.id}:{name}", text
        if item.not_applicable:
            yield f"{item.id}:not-applicable", item.not_applicable
        for option in item.options:
            yield f"{item.id}={option.code}", option.words
            if option.guide:
                yield f"{item.id}={option.code}:guide", option.guide


def _voices(key: str, prompt: Prompt) -> Iterator[tuple[str, str]]:
    if prompt.asked == prompt.told:
        yield key, prompt.asked
    else:
        yield f"{key}:asked", prompt.asked
        yield f"{key}:told", prompt.told


def read(content: bytes, definition: Definition) -> Read:
    """A pack from a table as it was given to us. Raises `NotAPack` with a sentence."""
    rows = list(csv.reader(io.StringIO(_decoded(content)), dialect=_dialect(content)))
    head = [cell.strip().lower() for cell in rows[0]] if rows else []
    if "id" not in head or "text" not in head:
        raise NotAPack(_("The first line needs the columns “id” and “text”."))
    at, words_at = head.index("id"), head.index("text")
    known, texts, unknown = _keys(definition), {}, []
    for line, row in enumerate(rows[1:], start=2):
        given, text = (row[n].strip() if n < len(row) else "" for n in (at, words_at))
        if not given or not text:
            continue
        key = _numbered(given, definition)
        if key not in known:
            unknown.append(given)
            continue
        if key in texts:
            raise NotAPack(_("Line %(line)s: %(id)s stands twice. Keep one.") % {"line": line, "id": given})
        if fault := _fault(text):
            raise NotAPack(
                _("Line %(line)s, %(id)s: %(fault)s") % {"line": line, "id": given, "fault": fault}
            )
        texts[key] = text
    if not texts:
        raise NotAPack(_("No line names an item of this form. Look at the ids in the template."))
    return Read(texts, tuple(unknown))


def _decoded(content: bytes) -> str:
    if len(content) > LARGEST:
        raise NotAPack(_("The table is larger than 1 MB. A pack holds words only."))
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as not_utf8:
        raise NotAPack(_("Save the table as CSV in UTF-8 and choose it once more.")) from not_utf8
    if "\x00" in text:
        raise NotAPack(_("This is not a table of text. Save it as CSV in UTF-8."))
    return text


def _dialect(content: bytes) -> type[csv.Dialect]:
    """A comma, a semicolon or a tab parts the columns, whichever the first line has."""
    first = content.split(b"\n", 1)[0]
    parting = next((mark for mark in (b"\t", b";") if mark in first and b"," not in first), b",")

    class Parted(csv.excel):
        delimiter = parting.decode()

    return Parted


def _keys(definition: Definition) -> set[str]:
    """The keys a pack may name: those of every text, and the plain id where there are two voices."""
    keys = set(own_words(definition))
    keys |= {f"{item.id}:{name}" for item in definition.items for name in ("hint", "guidance")}
    return keys | {key.removesuffix(":asked") for key in keys if key.endswith(":asked")}


def _numbered(given: str, definition: Definition) -> str:
    """The key, where a published number stands in place of the item's id: "14" or "14:told"."""
    number, mark, rest = given.partition(":")
    items = {str(item.number): item.id for item in definition.items if item.number is not None}
    return items.get(number, number) + mark + rest


def _fault(text: str) -> str:
    if len(text) > LONGEST:
        return _("the text is longer than %(most)s characters.") % {"most": LONGEST}
    rest = text
    for placeholder in PLACEHOLDERS:
        rest = rest.replace(placeholder, "")
    if "{" in rest or "}" in rest:
        return _("only {client} and {abuser} stand in braces.")
    return ""


def completeness(definition: Definition, texts: Mapping[str, str]) -> Completeness:
    """What is said and what is left to Rowan's own words, in the order of the form."""
    own = own_words(definition)
    missing = tuple((key, text) for key, text in own.items() if _said(key, texts) is None)
    return Completeness(len(own) - len(missing), len(own), missing)


def _said(key: str, texts: Mapping[str, str]) -> str | None:
    """The text under a key, or under the plain id where one text stands for several."""
    if key in texts:
        return texts[key]
    plain, mark, which = key.rpartition(":")
    return texts.get(plain) if mark and which in {"asked", "told", "short"} else None


def worded(definition: Definition, texts: Mapping[str, str], name: str, language: str = "") -> Definition:
    """The same questions in the words of a pack. `name` is whose words they are, as answers keep it."""
    return _worded(definition.id, definition.version, tuple(sorted(texts.items())), name, language)


@lru_cache(maxsize=64)
def _worded(
    instrument: str, version: int, pairs: tuple[tuple[str, str], ...], name: str, language: str
) -> Definition:
    from rowan.instruments import catalogue

    definition, texts = catalogue.get(instrument, version), dict(pairs)
    changed = definition.model_copy(
        update={
            "title": texts.get("title", definition.title),
            "wording": name,
            "language": language,
            "sections": tuple(_section(section, texts) for section in definition.sections),
            "companions": tuple(
                companion.model_copy(
                    update={"prompt": _prompt(f"companion.{companion.suffix}", companion.prompt, texts)}
                )
                for companion in definition.companions
            ),
        }
    )
    for cached in ("places", "items"):
        changed.__dict__.pop(cached, None)
    return changed


def _section(section: Section, texts: Mapping[str, str]) -> Section:
    key = f"section.{section.id}"
    return section.model_copy(
        update={
            "title": texts.get(key, section.title),
            "short": texts.get(f"{key}:short", texts.get(key, section.short)),
            "items": tuple(_item(item, texts) for item in section.items),
        }
    )


def _item(item: Item, texts: Mapping[str, str]) -> Item:
    changed = item.model_copy(
        update={
            "prompt": _prompt(item.id, item.prompt, texts),
            "yes_no": tuple(texts.get(key, own) for key, own in zip(ANSWERS, item.yes_no, strict=True)),
            "not_applicable": texts.get(f"{item.id}:not-applicable", item.not_applicable),
            "options": tuple(_option(item, option, texts) for option in item.options),
            "parts": tuple(_item(part, texts) for part in item.parts),
            **{name: texts.get(f"{item.id}:{name}", getattr(item, name)) for name in TEXTS},
        }
    )
    changed.__dict__.pop("choices", None)
    return changed


def _prompt(key: str, prompt: Prompt, texts: Mapping[str, str]) -> Prompt:
    both = texts.get(key)
    return Prompt(
        asked=texts.get(f"{key}:asked") or both or prompt.asked,
        told=texts.get(f"{key}:told") or both or prompt.told,
    )


def _option(item: Item, option: Option, texts: Mapping[str, str]) -> Option:
    key = f"{item.id}={option.code}"
    return option.model_copy(
        update={"words": texts.get(key, option.words), "guide": texts.get(f"{key}:guide", option.guide)}
    )


def template(definition: Definition, texts: Mapping[str, str] | None = None) -> str:
    """A table to fill in: every id with our own words beside it, and what a pack says already."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["id", "text", "ours"])
    for key, text in own_words(definition).items():
        writer.writerow([key, (texts or {}).get(key, ""), text])
    return out.getvalue()
