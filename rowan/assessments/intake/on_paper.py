"""The intake as a blank form on paper, made from the forms of its pages: each question with boxes or lines."""

from collections.abc import Iterator

from django.forms import BooleanField, Field
from django.utils.translation import gettext as _

from rowan.assessments.intake import forms
from rowan.assessments.intake.views import OF_PERSON, PARTS
from rowan.common.components import Words
from rowan.common.fields import WordsField
from rowan.documents.blank_forms import Ask, BlankForm, BlankPart, Box
from rowan.people.models import Part

OWN_PAGES = {"reaching": Part.OTHER, "children": Part.CHILD}
"""Whose own form follows a part: a friend and a child stand on pages of their own."""


def blank() -> BlankForm:
    """Every part in its order. What a page knows and paper cannot, such as the numbers we have, is left out."""
    return BlankForm(_("Intake"), "I", "", tuple(_parts()))


def _parts() -> Iterator[BlankPart]:
    for slug, piece in PARTS.items():
        yield _part(piece.title, piece.form)
        if slug in OWN_PAGES:
            part = OWN_PAGES[slug]
            yield _part(
                _("A child") if part == Part.CHILD else _("Family, friends, colleagues"), OF_PERSON[part]
            )


def _part(title: Words, form: type) -> BlankPart:
    return BlankPart(str(title), tuple(_ask(field) for field in form.base_fields.values()))


def _ask(field: Field) -> Ask:
    if isinstance(field, BooleanField):
        return Ask(str(field.label), boxes=(Box(_("Yes")),))
    boxes = tuple(Box(str(words)) for code, words in getattr(field, "choices", ()) if code)
    hint = "" if field.help_text == forms.KEPT else str(field.help_text)
    return Ask(str(field.label), hint=hint, boxes=boxes, lines=0 if boxes else _lines(field))


def _lines(field: Field) -> int:
    return 3 if isinstance(field, WordsField) else 1
