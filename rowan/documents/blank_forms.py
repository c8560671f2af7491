"""Blank forms as papers: questions with room to write, and nothing about anybody.

A room that asks questions turns them into `BlankForm`s; `BLANK` lays any number of them out, one after the other.
The first page says nothing at all, so that a bundle can be carried. A reference is written on it by hand: a paper
that came with one would say that somebody has a file.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from rowan.common.audiences import Audience, Recipient
from rowan.documents.papers import Printed, register_kind
from rowan.documents.view import View

STAFF = Audience.STAFF


@dataclass(frozen=True)
class Box:
    """One answer to tick, and what it covers."""

    words: str
    guide: str = ""


@dataclass(frozen=True)
class Ask:
    """One question: boxes to tick, lines to write on, or words to read alone. A part stands under its question."""

    words: str
    number: str = ""
    hint: str = ""
    boxes: tuple[Box, ...] = ()
    lines: int = 0
    part: bool = False


@dataclass(frozen=True)
class BlankPart:
    title: str
    asks: tuple[Ask, ...]


@dataclass(frozen=True)
class BlankForm:
    """One form. `mark` tells it from others at its foot to those who know, `wording` whose words it has."""

    title: str
    mark: str
    wording: str
    parts: tuple[BlankPart, ...]


BLANK = register_kind(
    "form_blank",
    "documents/form_blank.typ",
    recipients=[Recipient.STAFF],
    fields={
        "forms": Printed(
            STAFF,
            rows={
                "title": Printed(STAFF, _("the title of each form")),
                "mark": Printed(STAFF, _("the mark of each form")),
                "wording": Printed(STAFF, optional=True),
                "parts": Printed(
                    STAFF,
                    rows={
                        "heading": Printed(STAFF, _("the title of each part")),
                        "asks": Printed(
                            STAFF,
                            rows={
                                "words": Printed(STAFF, _("each question")),
                                "number": Printed(STAFF, optional=True),
                                "hint": Printed(STAFF, optional=True),
                                "lines": Printed(STAFF, optional=True, drawn=True),
                                "under": Printed(STAFF, optional=True, drawn=True),
                                "boxes": Printed(
                                    STAFF,
                                    rows={
                                        "answer": Printed(STAFF, _("each answer")),
                                        "guide": Printed(STAFF, optional=True),
                                    },
                                ),
                            },
                        ),
                    },
                ),
            },
        )
    },
    words={
        "title": _("Form"),
        "reference": _("Reference, written by hand"),
        "day": _("Day"),
        "who": _("Filled in by"),
        "empty": _("Leave empty what was not asked. Empty is not no."),
        "after": _("Type it into Rowan as soon as you can, add a scan, and do not keep the paper."),
    },
)


def view_of(forms: Iterable[BlankForm]) -> View:
    """What the paper prints of these forms."""
    return _view(forms=_rows(_form(form) for form in forms))


def _form(form: BlankForm) -> View:
    parts = _rows(_view(heading=part.title, asks=_rows(map(_ask, part.asks))) for part in form.parts)
    return _view(title=form.title, mark=form.mark, wording=form.wording or None, parts=parts)


def _ask(ask: Ask) -> View:
    return _view(
        words=ask.words,
        number=ask.number or None,
        hint=ask.hint or None,
        lines="_" * ask.lines or None,
        under="part" if ask.part else None,
        boxes=_rows(_view(answer=box.words, guide=box.guide or None) for box in ask.boxes),
    )


def _view(**values: object) -> View:
    return View.of(Recipient.STAFF, [(STAFF, name, value) for name, value in values.items()])


def _rows(views: Iterable[View]) -> tuple[View, ...]:
    return tuple(views)
