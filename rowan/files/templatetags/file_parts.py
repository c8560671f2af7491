"""What the pages of a file have of their own: `{% load file_parts %}`."""

from django import template
from django.utils.translation import gettext as _

from rowan.common.dates import Precision, partial
from rowan.files.models import Draft, Entry
from rowan.files.sections import sections_of

register = template.Library()


@register.inclusion_tag("common/sidenav.html", takes_context=True)
def file_sections(context: template.Context) -> dict:
    """`{% file_sections %}`: the way to the other pages of this file."""
    request, file = context["request"], context["file"]
    return {
        "frame": context.get("frame", {}),
        "sections": sections_of(file, request.user, request.path, record=False),
        "records": sections_of(file, request.user, request.path, record=True),
    }


@register.filter
def happened(entry: Entry) -> str:
    """`{{ entry|happened }}`: when it happened, only as exactly as that is known."""
    return partial(entry.happened_at, Precision(entry.precision))


COVERED = {
    "value",
    "code_word",
    "safe_times",
    "who_answers",
    "used",
    "telephone",
    "mobile",
    "kept_where",
}
COVERED_ENDS = ("phone", "phone_other", "address", "email")


def is_covered(name: str) -> bool:
    return name.removeprefix("new_") in COVERED or name.endswith(COVERED_ENDS)


@register.filter
def typed_so_far(draft: Draft) -> list[tuple[str, str]]:
    """What stands in an unfinished form, by field; numbers, addresses and code words stay covered (PL-75)."""
    return [
        (
            name.replace("_", " ").replace(".", " ").capitalize(),
            _("Covered") if is_covered(name) else ", ".join(values),
        )
        for name, values in draft.data["fields"].items()
        if any(values)
    ]
