"""The time limits of a file: why each runs, until when, where it stands still and why it was missed."""

from dataclasses import dataclass
from datetime import date, datetime

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from rowan.access.permissions import Permission
from rowan.access.routes import Scope, requires
from rowan.clocks import rules, services
from rowan.clocks.forms import GoOnForm, PauseForm, WhyForm
from rowan.clocks.models import Clock, Pause
from rowan.clocks.saying import pauses_of
from rowan.clocks.standards import STANDARDS, Standard
from rowan.clocks.words import due_of
from rowan.common.components import Due
from rowan.common.dates import at, local_day, today
from rowan.files.header import header_of
from rowan.files.keeping import open_form
from rowan.files.models import File
from rowan.files.opening import open_file


@dataclass(frozen=True)
class Limit:
    """One time limit as the page shows it."""

    clock: Clock
    standard: Standard
    due: Due
    pauses: list[Pause]
    can_pause: bool
    can_go_on: bool
    can_explain: bool


@requires(Permission.CASE_WORK, scope=Scope.FILE, event="clock.read", methods=("GET",))
def limits(request: HttpRequest, reference: str) -> HttpResponse:
    """Every time limit of the file: its source and why it runs are one press away (ux P46)."""
    file, now = open_file(request, reference), timezone.now()
    clocks = list(Clock.objects.filter(file=file).for_page().select_related("owner"))
    pauses = pauses_of(clocks)
    rows = [
        Limit(
            clock=clock,
            standard=STANDARDS[clock.standard],
            due=due_of(clock, now),
            pauses=pauses[clock.pk],
            can_pause=rules.can_pause(request.user, clock),
            can_go_on=rules.can_go_on(request.user, clock),
            can_explain=not clock.late_because and rules.can_explain(request.user, clock),
        )
        for clock in clocks
    ]
    context = {
        "running": [row for row in rows if row.clock.is_running],
        "ended": [row for row in rows if not row.clock.is_running],
        **header_of(file),
    }
    return render(request, "clocks/limits.html", context)


@requires(Permission.CASE_WORK, scope=Scope.FILE, event="clock.read")
def limit_pause(request: HttpRequest, reference: str, pk: str) -> HttpResponse:
    """It stands still since a day, for a reason, where its standard allows it (K-3, K-24)."""
    file = open_file(request, reference)
    clock = get_object_or_404(Clock, file=file, pk=pk)
    rules.check_pause(request.user, clock)
    initial = {"since": today(), "began": local_day(clock.started_at)}
    form = open_form(request, PauseForm, file=file, initial=initial, title=_("Time limit"))
    if form.is_valid():
        since = moment_of(form.cleaned_data["since"], clock.started_at)
        services.pause(clock=clock, since=since, because=form.cleaned_data["because"], by=request.user)
        return redirect("limits", reference=file.reference)
    return asked(request, file, clock, form, _("Why is it paused?"), _("Pause"))


@requires(Permission.CASE_WORK, scope=Scope.FILE, event="clock.read")
def limit_go_on(request: HttpRequest, reference: str, pk: str) -> HttpResponse:
    """It runs again since a day, and is due so much later as it stood still."""
    file = open_file(request, reference)
    clock = get_object_or_404(Clock, file=file, pk=pk)
    rules.check_go_on(request.user, clock)
    initial = {"at": today(), "stood": local_day(clock.paused_at)}
    form = open_form(request, GoOnForm, file=file, initial=initial, title=_("Time limit"))
    if form.is_valid():
        services.go_on(clock=clock, at=moment_of(form.cleaned_data["at"], clock.paused_at), by=request.user)
        return redirect("limits", reference=file.reference)
    return asked(request, file, clock, form, _("When does it run again?"), _("Let it run again"))


@requires(Permission.CASE_WORK, scope=Scope.FILE, event="clock.read")
def limit_explain(request: HttpRequest, reference: str, pk: str) -> HttpResponse:
    """Why it was missed, or is late: asked kindly, kept beside it."""
    file = open_file(request, reference)
    clock = get_object_or_404(Clock, file=file, pk=pk)
    rules.check_explain(request.user, clock)
    initial = {"because": clock.late_because}
    form = open_form(request, WhyForm, file=file, initial=initial, title=_("Time limit"))
    if form.is_valid():
        services.explain(clock=clock, because=form.cleaned_data["because"], by=request.user)
        return redirect("limits", reference=file.reference)
    heading = _("Why was it late?") if clock.met_at else _("Why is it late?")
    return asked(request, file, clock, form, heading, _("Save"))


def moment_of(day: date, not_before: datetime) -> datetime:
    """The beginning of that day, but not before the moment of that day from which it counts."""
    return max(at(day), not_before) if local_day(not_before) == day else at(day)


def asked(
    request: HttpRequest, file: File, clock: Clock, form: Form, heading: str, button: str
) -> HttpResponse:
    context = {
        "form": form,
        "heading": heading,
        "button": button,
        "standard": STANDARDS[clock.standard],
        "due": due_of(clock, timezone.now()),
        **header_of(file),
    }
    return render(request, "clocks/limit.html", context, status=422 if form.errors else 200)
