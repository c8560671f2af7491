"""One page of a form in front of one person: a part of it, or the whole."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from rowan.assessments import edits
from rowan.assessments.asking import asking_of
from rowan.assessments.models import Response
from rowan.assessments.people import InFile
from rowan.cases.models import Case
from rowan.common.dates import today
from rowan.files import keeping
from rowan.instruments.answers import codes
from rowan.instruments.forms import html_id
from rowan.instruments.schema import Definition


@dataclass(frozen=True)
class Sheet:
    """The page as `request.form`, which stands here for a Django form: what it is called, asks and shows."""

    definition: Definition
    known: InFile
    number: int | None = None
    title: str = "Form"

    @property
    def fields(self) -> set[str]:
        """The names that the page may send; whatever else is sent is ignored."""
        section = self.definition.sections[self.number - 1] if self.number else None
        items = self.definition.in_section(section) if section else self.definition.items
        names = {item.id for item in items if not item.computed}
        return names | {f"{item.id}:none" for item in items if item.none}

    @staticmethod
    def add_prefix(name: str) -> str:
        return name

    def shown_again(self, record: Response) -> dict[str, list[str]]:
        """What the page shows of the form as it is kept, as a browser would send it back untouched."""
        return asking_of(record, self.known).as_posted(self.number)


def open_response(request: HttpRequest, reference: str) -> Response:
    """The form of this reference, if this person may open its file; the opening goes on the record.

    Anything else is a 404, the same for a form of another service and for nonsense (PL-30).
    """
    found = Response.objects.visible_to(request.user).select_related("file", "case", "after")
    response = get_object_or_404(found, reference=reference)
    request.opened, request.detail = response.file, {"form": response.reference}
    return response


def latest_case(file) -> Case | None:
    """The episode of work that the file stands at; none before a referral opened one."""
    return Case.objects.filter(file=file).select_related("file").order_by("-number").first()


def edit_sent(request: HttpRequest, response: Response, page: keeping.Page, sheet: Sheet) -> edits.Edit:
    """What came back differently from a page of the form."""
    section = response.definition.sections[sheet.number - 1].id if sheet.number else None
    return edits.between(
        asking_of(response, sheet.known),
        request.envelope.shown,
        dict(page.sent().lists()),
        seen=request.envelope.version,
        today=today(),
        section=section,
        unchosen=keeping.unchosen(request),
        sure=request.POST.getlist("sure"),
    )


def last_part(definition: Definition) -> int:
    """The number of the last section with something to fill in; what follows is the check page."""
    filled = [
        number
        for number, section in enumerate(definition.sections, start=1)
        if any(not item.computed for item in section.items)
    ]
    return filled[-1]


def link_to(response: Response, query: str = "") -> Callable[[int], str]:
    """The address of each part by its number; a grid has one page."""
    if response.definition.page == "grid":
        return lambda number: response.get_absolute_url() + query
    last = last_part(response.definition)

    def link(number: int) -> str:
        if number > last:
            return reverse("form-check", args=[response.reference])
        return reverse("form-part", args=[response.reference, number]) + query

    return link


def first_page(request: HttpRequest, response: Response) -> str:
    """Where filling in begins: the whole form on a desktop, one part at a time on a phone."""
    if response.definition.page == "grid":
        return response.get_absolute_url()
    phone = "Mobi" in request.headers.get("User-Agent", "")
    return link_to(response)(1) if phone else response.get_absolute_url()


def onward(request: HttpRequest, response: Response, number: int | None) -> str:
    """Where a page leads when it is sent: to the question just cleared, on, back, to the check, or out."""
    if (cleared := request.POST.get("clear")) in response.definition.places:
        return f"{request.path}#{html_id(cleared)}"
    go, link = request.POST.get("go"), link_to(response)
    if go == "stop":
        return reverse("risk", args=[response.file.reference])
    if go == "check":
        return reverse("form-check", args=[response.reference])
    if number is None or go == "save":
        return request.path
    return link(max(1, number - 1)) if go == "back" else link(number + 1)


def heading(response: Response) -> str:
    """What is being asked and why: "Dash, first assessment"."""
    title, item = response.definition.title, response.definition.places.get(f"{response.instrument}.occasion")
    chosen = codes(response.answers, item.item.id) if item else []
    words = [option.words for option in item.item.options if option.code in chosen] if item else []
    if not words:
        return title
    return _("%(form)s, %(occasion)s") % {"form": title, "occasion": words[0][:1].lower() + words[0][1:]}
