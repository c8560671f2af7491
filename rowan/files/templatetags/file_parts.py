"""What the pages of a file have of their own: `{% load file_parts %}`."""

from django import template

from rowan.common.dates import Precision, partial
from rowan.files.models import Entry
from rowan.files.sections import sections_of

register = template.Library()


@register.inclusion_tag("common/sidenav.html", takes_context=True)
def file_sections(context: template.Context) -> dict:
    """`{% file_sections %}`: the way to the other pages of this file."""
    request, file = context["request"], context["file"]
    return {
        "sections": sections_of(file, request.user, request.path, record=False),
        "records": sections_of(file, request.user, request.path, record=True),
    }


@register.filter
def happened(entry: Entry) -> str:
    """`{{ entry|happened }}`: when it happened, only as exactly as that is known."""
    return partial(entry.happened_at, Precision(entry.precision))
