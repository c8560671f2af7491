"""How the risk of a case stands, and what is written down about it between two Dashes."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from rowan.access.permissions import NotNow, Permission
from rowan.access.routes import Scope, requires
from rowan.assessments import current, flags, grids, happened, levels, rules, services, signing
from rowan.assessments.forms import NOT_YET, IncidentForm, LevelForm, OthersDashForm
from rowan.assessments.models import OthersDash, Response
from rowan.assessments.sheets import first_page, latest_case
from rowan.cases.models import NOT_YET_ALLOCATED, Case, Level, State
from rowan.clocks.words import due_of
from rowan.common.dates import today
from rowan.files.header import header_of
from rowan.files.keeping import open_form
from rowan.files.models import Attachment
from rowan.files.opening import open_file

OCCASIONS = {False: "intake", True: "periodic-review"}
"""Why a Dash is begun from the page about risk, by whether there was one before. Its first part asks."""
MOST = 50
BEFORE_AGREED = (*NOT_YET_ALLOCATED, State.ALLOCATED, State.CONTACTING, State.UNABLE)


@requires(Permission.ASSESSMENT_READ, scope=Scope.FILE, event="risk.read", methods=("GET",))
def risk(request, reference):
    """How the risk is judged, by whom and why; what it calls for; every judgement before; and the next Dash."""
    file = open_file(request, reference)
    case = latest_case(file)
    panel = current.risk_panel(case, request.user.acting_service.dash_threshold)
    begun = Response.objects.open().filter(case=case, instrument="dash").select_related("file").first()
    signed = current.signed_dash(case) if panel.history else None
    context = {
        "panel": panel,
        "grid": grids.panel(request.user, file, case, signed),
        "calls": [(clock, due_of(clock, timezone.now())) for clock in current.calls(file)],
        "to_sign": [(one, signing.words(one)) for one in signing.outstanding(case)],
        "flags": flags.offered(file, signed),
        "begun": begun,
        "begun_url": first_page(request, begun) if begun else "",
        "can_start": case is not None and rules.can_start(request.user, case),
        "signed": signed,
        "before_agreed": case is not None and case.state in BEFORE_AGREED,
        "others": OthersDash.objects.filter(case=case).order_by("-created_at")[:MOST],
        "case": case,
        **header_of(file),
    }
    return render(request, "assessments/risk.html", context)


@requires(
    Permission.ASSESSMENT_WRITE, scope=Scope.FILE, event="assessment.started", methods=("POST",), drafts=False
)
def start(request, reference):
    """Begin a Dash, or go on with the one that is begun. `again` lets every yes of last time stand."""
    case = worked_on(open_file(request, reference))
    signed = Response.objects.signed().filter(case=case, instrument="dash").exists()
    response = services.start(
        case=case, occasion=OCCASIONS[signed], again=request.POST.get("go") == "again", by=request.user
    )
    return HttpResponseRedirect(first_page(request, response))


@requires(Permission.ASSESSMENT_WRITE, scope=Scope.FILE, event="risk.read")
def level(request, reference):
    """Judge the risk anew between two Dashes: up or down, by a person and for a reason (CM-47)."""
    file = open_file(request, reference)
    case = worked_on(file)
    rules.check_work(request.user, case)
    form = open_form(request, LevelForm, file=file, title=_("Level"))
    if form.is_valid():
        said = form.cleaned_data["level"]
        levels.judge(
            case=case,
            level=Level.NOT_YET if said == NOT_YET else said,
            reason=form.cleaned_data["reason"],
            by=request.user,
        )
        messages.success(request, _("Level recorded"))
        return redirect("risk", reference=file.reference)
    panel = current.risk_panel(case, request.user.acting_service.dash_threshold)
    context = {"form": form, "case": case, "panel": panel, **header_of(file)}
    return render(request, "assessments/level.html", context, status=422 if form.errors else 200)


@requires(Permission.ASSESSMENT_WRITE, scope=Scope.FILE, event="risk.read")
def incident(request, reference):
    """Something new has happened: what, and when. The Dash is then to be asked at once (K-11)."""
    file = open_file(request, reference)
    case = worked_on(file)
    rules.check_work(request.user, case)
    form = open_form(request, IncidentForm, file=file, initial={"happened_on": today()}, title=_("New"))
    if form.is_valid():
        happened.note(case=case, by=request.user, **form.cleaned_data)
        messages.success(request, _("Kept. Ask the Dash as soon as you can."))
        return redirect("risk", reference=file.reference)
    context = {"form": form, "case": case, **header_of(file)}
    return render(request, "assessments/incident.html", context, status=422 if form.errors else 200)


@requires(Permission.ASSESSMENT_WRITE, scope=Scope.FILE, event="risk.read")
def others(request, reference):
    """Keep a Dash that somebody else asked, apart from ours (CM-38)."""
    file = open_file(request, reference)
    case = worked_on(file)
    rules.check_work(request.user, case)
    papers = {str(p.pk): p for p in Attachment.objects.filter(file=file).order_by("-created_at")[:MOST]}
    form = open_form(
        request,
        OthersDashForm,
        file=file,
        title=_("Theirs"),
        papers=[(pk, paper.label) for pk, paper in papers.items()],
    )
    if form.is_valid():
        said = form.cleaned_data
        paper = papers.get(said.pop("paper", ""))
        happened.keep_others(case=case, by=request.user, paper=paper, **said)
        messages.success(request, _("Kept apart. Our own Dash is asked all the same."))
        return redirect("risk", reference=file.reference)
    context = {"form": form, "case": case, **header_of(file)}
    return render(request, "assessments/others.html", context, status=422 if form.errors else 200)


def worked_on(file) -> Case:
    case = latest_case(file)
    if case is None:
        raise NotNow(_("This file has no case yet. Log a referral first."))
    return case
