"""The plan as a blank form on paper: empty rows for now and for the next weeks."""

from django.utils.translation import gettext as _

from rowan.documents.blank_forms import Ask, BlankForm, BlankPart

ROWS = 3


def blank() -> BlankForm:
    return BlankForm(_("Plan"), "P", "", (part(_("Now")), part(_("Next weeks"))))


def part(title: str) -> BlankPart:
    row = (
        Ask(_("What it is about"), lines=1),
        Ask(_("What we agreed"), lines=2),
        Ask(_("Who, and by when"), lines=1),
    )
    return BlankPart(title, row * ROWS)
