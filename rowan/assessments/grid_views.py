"""The pages of the severity grid: the one that is filled in, and every grid over time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from rowan.access.permissions import NotNow, Permission
from rowan.access.routes import Scope, requires
from rowan.assessments import edits, grids, rules, services, unsaved
from rowan.assessments.asking import asking_of
from rowan.assessments.checking import Check
from rowan.assessments.models import Response
from rowan.assessments.people import in_file
from rowan.assessments.sheets import Sheet, edit_sent, heading, latest_case, onward
from rowan.assessments.words import answer_in_words
from rowan.common.dates import long_day, today
from rowan.files import keeping
from rowan.files.header import header_of
from rowan.files.opening import open_file
from rowan.instruments import dash, soag
from rowan.instruments.answers import Answers
from rowan.instruments.fields import Field
from rowan.instruments.forms import Asking, html_id
from rowan.instruments.schema import Item, Option


@dataclass(frozen=True)
class Row:
    """One kind of abuse on the page: its boxes, what the Dash says, the guide, and the grid before."""

    title: str
    field: Field
    asked: Sequence[tuple[int, str, str]]
    guide: Sequence[Option]
    last: str
    clearing: bool


@requires(Permission.ASSESSMENT_READ, scope=Scope.FILE, event="grid.read", methods=("GET",))
def grids_page(request: HttpRequest, reference: str) -> HttpResponse:
    """Every grid of the case over time, one kind beside the other."""
    file = open_file(request, reference)
    case = latest_case(file)
    signed = Response.objects.signed().filter(case=case, instrument="dash").first() if case else None
    context = {
        "over": grids.over_time(case),
        "grid": grids.panel(request.user, file, case, signed),
        **header_of(file),
    }
    return render(request, "assessments/grids.html", context)


@requires(
    Permission.ASSESSMENT_WRITE, scope=Scope.FILE, event="assessment.started", methods=("POST",), drafts=False
)
def start(request: HttpRequest, reference: str) -> HttpResponse:
    file = open_file(request, reference)
    case = latest_case(file)
    if case is None:
        raise NotNow(_("This file has no case yet. Log a referral first."))
    return redirect(services.start(case=case, instrument=grids.GRID, by=request.user))


def fill(request: HttpRequest, response: Response) -> HttpResponse:
    """The whole grid on one page. A rating of what does not happen goes only after a second press (CM-62)."""
    rules.check_fill(request.user, response)
    known = in_file(response.file)
    request.form = sheet = Sheet(response.definition, known)
    page = keeping.Page(request, file=response.file, on=response, title=sheet.title)
    shut: list[str] = []
    if request.method == "POST":
        edit = edit_sent(request, response, page, sheet)
        answers = edits.laid_over(response.definition, response.answers, edit, request.user)
        if rules.can_clear(response.definition, answers, edit.sure):
            services.save(response=response, edit=edit, by=request.user)
            services.take_in(response=response, besides=request.path, by=request.user)
            return HttpResponseRedirect(onward(request, response, None))
        shut = edits.shut(response.definition, answers)
        others: Sequence[Any] = ()
    else:
        mine, others = unsaved.of(response, request.user)
        answers = unsaved.laid_over(response, mine, asking_of(response, known), request.user, today())
    wrong = Check(response, answers, known, request.user).wrong if "checked" in request.GET else ()
    asking = asking_of(response, known, answers=answers, problems=wrong)
    goes_with = grids.dash_of(response)
    dash_form = asking_of(goes_with, known) if goes_with else None
    context = {
        "asking": asking,
        "heading": heading(response),
        "title": response.definition.title,
        "tab": response.definition.tab,
        "kept_at": page.kept.at if page.kept else response.changed_at,
        "action": request.path,
        "envelope": page.seal(sheet.shown_again(response)),
        "first": [asking.field(item) for item in response.definition.sections[0].items if not item.computed],
        "rows": rows(asking, dash_form, grids.before(response), shut),
        "changing": asked(dash_form, sorted(soag.CHANGING.values())),
        "judgement": asking.field(response.definition.item("soag.judgement")),
        "goes_with": goes_with,
        "shut": [(row, html_id(row), response.definition.item(row).title) for row in shut],
        "others": sorted({other.owner for other in others}),
        "response": response,
        **header_of(response.file),
    }
    return render(request, "assessments/grid.html", context, status=422 if shut else 200)


def rows(asking: Asking, dash_form: Asking | None, before: Response | None, shut: Sequence[str]) -> list[Row]:
    definition = asking.definition
    found = []
    for kind in soag.KINDS:
        item = definition.item(soag.occurring(kind))
        found.append(
            Row(
                title=item.title,
                field=asking.field(item),
                asked=asked(dash_form, soag.MATCHING[kind]),
                guide=guide(item),
                last=last_time(before, kind),
                clearing=item.id in shut,
            )
        )
    return found


def guide(item: Item) -> list[Option]:
    """What "no" and every level cover, from the least."""
    levels = [*item.choices, *reversed(item.parts[0].choices)]
    return [option for option in levels if option.guide]


def asked(dash_form: Asking | None, numbers: Sequence[int]) -> list[tuple[int, str, str]]:
    """What the Dash says under these numbers: number, question, answer (CM-60)."""
    told = []
    for number in numbers if dash_form else ():
        item = dash_form.definition.item(dash.question(number))
        words = answer_in_words(dash_form, item, dash_form.answers) or _("Not asked")
        told.append((number, dash_form.people.speak(item.prompt.told), words))
    return told


def last_time(before: Response | None, kind: str) -> str:
    if before is None:
        return ""
    answers: Answers = before.answers
    told = {"day": long_day(grids.day_of(before)), "rated": grids.rated(before.definition, answers, kind)}
    return _("%(day)s: %(rated)s") % told
