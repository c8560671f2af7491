"""Asking together with the client, on a screen that is turned to her: one large question at a time (ux P14)."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from rowan.access.permissions import NotNow, Permission
from rowan.access.routes import Scope, requires
from rowan.accounts import turning
from rowan.assessments import edits, rules, services, unsaved
from rowan.assessments.asking import asking_of
from rowan.assessments.edits import Edit
from rowan.assessments.models import Response
from rowan.assessments.people import ABUSERS, InFile, in_file
from rowan.assessments.sheets import first_page, open_response
from rowan.common.dates import today
from rowan.files import drafts, keeping
from rowan.instruments import together
from rowan.instruments.answers import Answers, codes
from rowan.instruments.fields import People
from rowan.instruments.forms import Asking
from rowan.instruments.schema import Definition, Item


@dataclass(frozen=True)
class Page:
    """One question as `request.form`: what it may send, and what it shows."""

    definition: Definition
    item: Item
    title: str = "Form"

    @property
    def fields(self) -> set[str]:
        ids = together.ids(self.item)
        return {*ids, *(f"{item_id}:none" for item_id in ids)}

    @staticmethod
    def add_prefix(name: str) -> str:
        return name

    def shown_again(self, record: Response) -> dict[str, list[str]]:
        return dict(together.as_posted(asking_of(record), self.item))


@requires(
    Permission.ASSESSMENT_WRITE, scope=Scope.FILE, event="assessment.turned", methods=("POST",), drafts=False
)
def turn(request: HttpRequest, reference: str) -> HttpResponse:
    """Hand the screen over. Only the questions put to her are left on it until the worker takes it back."""
    response = open_response(request, reference)
    rules.check_fill(request.user, response)
    response = services.take_in(response=response, by=request.user)
    if not together.can_ask(response.definition, response.answers):
        raise NotNow(_("No question of this form is put to the client, because somebody else answers it."))
    here = reverse("form-turned", args=[response.reference])
    turning.turn(request, to=here, back=first_page(request, response))
    return redirect(here)


@requires(Permission.ASSESSMENT_WRITE, scope=Scope.FILE, event="assessment.turned")
def shown(request: HttpRequest, reference: str) -> HttpResponse:
    """One question for her eyes. Nothing of the file is here that she may not know."""
    response = open_response(request, reference)
    if request.session.get(turning.TURNED) != request.path:
        return redirect("form", reference=response.reference)
    rules.check_fill(request.user, response)
    known = in_file(response.file)
    mine, _others = unsaved.of(response, request.user)
    answers = unsaved.laid_over(response, mine, asking_of(response, known), request.user, today())
    here = together.question(response.definition, response.answers, place_in(request))
    if here is None:
        return redirect(turning.finish(request))
    request.form = sheet = Page(response.definition, here.item)
    page = keeping.Page(request, file=response.file, on=response, title=sheet.title)
    if request.method == "POST":
        keep(request, response, page, sheet)
        step = -1 if request.POST.get("go") == "back" else 1
        return HttpResponseRedirect(f"{request.path}?n={max(1, here.place + step)}")
    asking = asking_for_her(response, known, answers)
    page.kept = None  # what was typed here before is in the answers already
    context = {
        "client": known.client,
        "question": here,
        "field": together.field_for_her(asking, here.item),
        "lang": response.definition.language,
        "kept_at": response.changed_at,
        "envelope": page.seal(sheet.shown_again(response)),
        "onward": f"{request.path}?n={here.place + 1}",
        "action": f"{request.path}?n={here.place}",
    }
    return render(request, "assessments/turned.html", context)


def place_in(request: HttpRequest) -> int:
    given = request.GET.get("n", "1")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 4 else 1


def asking_for_her(response: Response, known: InFile, answers: Answers) -> Asking:
    """The form with the names that the worker chose to ask about, and no other name that the file holds."""
    asking = asking_of(response, known, answers=answers)
    chosen = {code for code in codes(answers, ABUSERS) if code in known.causing_harm}
    people = asking.people if chosen else People(known.client)
    return replace(asking, people=people)


def keep(request: HttpRequest, response: Response, page: keeping.Page, sheet: Page) -> None:
    """Keep her answer. Where a colleague answered the same meanwhile, it waits for the worker as not sent yet."""
    edit = edit_sent(request, response, page, sheet)
    theirs = {item: edits.plain(response.definition, response.answers, item) for item in edit.changes}
    if any(theirs[item] not in (edit.base[item], mine) for item, mine in edit.changes.items()):
        waiting = replace(request.envelope, path=response.get_absolute_url())
        drafts.keep(waiting, answered(request, sheet), file=response.file)
        return
    if edit.changes:
        services.save(response=response, edit=replace(edit, seen=response.version), by=request.user)


def edit_sent(request: HttpRequest, response: Response, page: keeping.Page, sheet: Page) -> Edit:
    sent: dict[str, Any] = dict(answered(request, sheet).lists())
    day: date = today()
    asking = asking_of(response)
    return edits.between(asking, request.envelope.shown, sent, seen=request.envelope.version, today=day)


def answered(request: HttpRequest, sheet: Page) -> QueryDict:
    """What she sent of this question; whatever else is posted is ignored."""
    sent = QueryDict(mutable=True)
    for name in sheet.fields:
        if name in request.POST:
            sent.setlist(name, request.POST.getlist(name))
    return sent
