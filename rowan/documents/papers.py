"""Kinds of paper, and one paper: of a kind, for one reader, from that reader's view (PL-73, PL-95)."""

import hashlib
import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from rowan.common.audiences import Audience, Recipient, may_receive
from rowan.documents.discreet import held_strings, telling_words
from rowan.documents.view import View, recipient_of

ROOMS = Path(__file__).resolve().parents[1]

Words = str | Promise


class NotFit(ValueError):
    """The paper may not be made as it stands. `sentence` says why to the person who asked for it.

    The sentence may repeat what the file holds, so it is for the page only; `str()` of this is safe in a log.
    """

    def __init__(self, sentence: str):
        super().__init__("This paper is not fit to be made.")
        self.sentence = sentence


@dataclass(frozen=True)
class Printed:
    """A field that a kind of paper may print: who may receive it, its label, and the fields of its rows.

    A field that is not `optional` must be filled before the paper is made. One that is `drawn` holds how something
    is drawn and no letters, so nobody can read a held string in it.
    """

    audience: Audience
    label: Words = ""
    optional: bool = False
    drawn: bool = False
    rows: Mapping[str, "Printed"] | None = None


@dataclass(frozen=True)
class Kind:
    """One kind of paper. `recipients` are those it can be built for, one at a time."""

    name: str
    template: str
    recipients: tuple[Recipient, ...]
    fields: Mapping[str, Printed]
    words: Mapping[str, Words]
    discreet: bool

    @property
    def path(self) -> Path:
        """`documents/plan.typ` stands in `rowan/documents/templates/documents/`."""
        return ROOMS / self.template.split("/")[0] / "templates" / self.template


KINDS: dict[str, Kind] = {}


def register_kind(
    name: str,
    template: str,
    *,
    recipients: Collection[Recipient],
    fields: Mapping[str, Printed],
    words: Mapping[str, Words],
    discreet: bool = False,
) -> Kind:
    """Add a kind of paper; called when a room starts.

    The template names fields as `paper.name` and `row.name`, the fixed words as `words.name`. ValueError
    when it names one that is not declared or that one of its recipients may not receive: such a template
    never renders. A `discreet` paper may lie about at home and is refused while a telling word stands on
    it.
    """
    kind = Kind(name, template, tuple(map(Recipient, recipients)), fields, words, discreet)
    if name in KINDS:
        raise ValueError(f"There is already a kind of paper called {name}.")
    _check_template(kind)
    KINDS[name] = kind
    return kind


def _check_template(kind: Kind) -> None:
    declared = {"paper": list(kind.fields.items()), "row": list(_rows_in(kind.fields))}
    source = re.sub(r"(?m)^\s*//.*$", "", kind.path.read_text())
    for owner, name in re.findall(r"\b(paper|row)\.([A-Za-z_]\w*)", source):
        meant = [printed for given, printed in declared[owner] if given == name]
        if not meant:
            raise ValueError(f"{kind.template} prints {owner}.{name}, which {kind.name} does not declare.")
        for recipient in kind.recipients:
            if not all(may_receive(recipient, printed.audience) for printed in meant):
                raise ValueError(f"{kind.template} prints {owner}.{name}, not for {recipient.value}.")


def _rows_in(fields: Mapping[str, Printed]) -> Iterator[tuple[str, Printed]]:
    """Every field of every row, those of rows within rows too."""
    for part in fields.values():
        yield from (part.rows or {}).items()
        yield from _rows_in(part.rows or {})


@dataclass(frozen=True)
class Paper:
    """One paper for one reader. Several readers make several papers (PL-95).

    `never` are strings that must not stand on it in any spelling: names, numbers and addresses of those
    whom this reader, or whoever finds the paper, must not find. `language` is a code such as "en-gb" or
    "cy".
    """

    kind: str
    recipient: Recipient
    view: View
    language: str
    made_on: date
    never: tuple[str, ...] = field(default=(), repr=False)

    def __post_init__(self) -> None:
        recipient = Recipient(self.recipient)
        if self.kind not in KINDS:
            raise ValueError(f"There is no kind of paper called {self.kind}.")
        if recipient not in KINDS[self.kind].recipients:
            raise ValueError(f"{self.kind} is not made for {recipient.value}.")
        if recipient_of(self.view) is not recipient:
            raise ValueError("The view was made for somebody else.")


def check(paper: Paper) -> None:
    """NotFit when something is missing, a held string stands on it, or a discreet paper tells (CM-132)."""
    kind, content = KINDS[paper.kind], content_of(paper)
    missing = [str(printed.label) for name, printed in _lacking(kind.fields, content)]
    if missing:
        raise NotFit(_("Fill in first: %(fields)s.") % {"fields": ", ".join(dict.fromkeys(missing))})
    texts = tuple(_texts(kind.fields, content))
    if held := held_strings(texts, paper.never):
        raise NotFit(_("This must not stand on this paper: %(words)s.") % {"words": ", ".join(held)})
    if kind.discreet and (telling := telling_words(texts)):
        raise NotFit(
            _("Whoever finds this paper learns from: %(words)s. Say it otherwise or leave the row off.")
            % {"words": ", ".join(telling)}
        )


def content_of(paper: Paper) -> dict[str, Any]:
    """What the template is given: the declared fields this reader may receive, None where there is none."""
    return _content(KINDS[paper.kind].fields, paper.view, paper.recipient)


def fingerprint(paper: Paper) -> str:
    """The same for two papers that say the same: what is printed is what somebody looked at (PL-97)."""
    said = [paper.kind, paper.made_on.isoformat(), content_of(paper)]
    return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()


def _content(fields: Mapping[str, Printed], view: View, recipient: Recipient) -> dict[str, Any]:
    values = dict(view)
    content: dict[str, Any] = {}
    for name, printed in fields.items():
        if not may_receive(recipient, printed.audience):
            continue
        value = values.get(name)
        if printed.rows is not None:
            value = [_content(printed.rows, row, recipient) for row in value or ()]
        content[name] = value
    return content


def _lacking(fields: Mapping[str, Printed], content: Mapping[str, Any]) -> Iterator[tuple[str, Printed]]:
    for name, value in content.items():
        printed = fields[name]
        if printed.rows is not None:
            for row in value:
                yield from _lacking(printed.rows, row)
        elif not printed.optional and (value is None or not str(value).strip()):
            yield name, printed


def _texts(fields: Mapping[str, Printed], content: Mapping[str, Any]) -> Iterator[str]:
    for name, value in content.items():
        rows = fields[name].rows
        if rows is not None:
            for row in value:
                yield from _texts(rows, row)
        elif value is not None and not fields[name].drawn:
            yield str(value)
