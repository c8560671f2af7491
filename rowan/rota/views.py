from django.contrib import messages
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from rowan.access.permissions import Permission
from rowan.access.routes import Scope, requires
from rowan.common.dates import today
from rowan.files.keeping import lay_over, open_form
from rowan.rota import opening, rules, services
from rowan.rota.forms import AwayForm, DutyForm, TeamForm, WorkerForm
from rowan.rota.models import Absence, Duty, Offer, Pattern, Team, TeamMember
from rowan.rota.workers import everybody, here


def answer(request, template: str, form, **context):
    return render(request, template, {"form": form, **context}, status=422 if form.errors else 200)


@requires(Permission.FILE_FIND, scope=Scope.SERVICE, event="rota.read", methods=("GET",))
def rota(request):
    """Who is on now, who works today, who is away until when, and who comes on duty next."""
    now, service = timezone.now(), request.user.acting_service
    workers = everybody(service, now)
    turns = Duty.objects.to_come(now).select_related("user")[:20]
    hours = opening.Hours.of(service.opening)
    context = {
        "now": now,
        "on_duty": [worker for worker in workers if worker.duty_until],
        "at_work": [worker for worker in workers if worker.is_at_work(now) and not worker.duty_until],
        "workers": workers,
        "turns": [turn for turn in turns if turn.starts_at > now],
        "open_words": opening.open_words(now, hours, service.kept_nation),
        "can_manage": rules.can_manage(request.user),
    }
    return render(request, "rota/rota.html", context)


def colleague(request, pk):
    """Somebody who works here; anybody else is not found."""
    return get_object_or_404(here(request.user.acting_service), pk=pk)


def colleagues_of(request) -> list[tuple[str, str]]:
    return [(str(user.pk), user.name) for user in here(request.user.acting_service)]


def chosen_colleague(request, pk: str):
    return here(request.user.acting_service).get(pk=pk) if pk else None


@requires(Permission.FILE_FIND, scope=Scope.SERVICE, event="rota.worker_read")
def worker(request, pk):
    """When somebody works and what they offer. A manager also says in which teams they are."""
    person = colleague(request, pk)
    rules.check_worker(request.user, person)
    manages = rules.can_manage(request.user)
    every = list(Team.objects.in_use()) if manages else []
    form = open_form(
        request,
        WorkerForm,
        initial=kept_of(person),
        title=_("Working hours of %(name)s") % {"name": person.name},
        teams=[(str(team.pk), team.name) for team in every],
    )
    if form.is_valid() and lay_over(request, form):
        services.describe(
            worker=person,
            week=form.week,
            languages=form.cleaned_data["languages"],
            skills=form.cleaned_data["skills"],
            teams=[team for team in every if str(team.pk) in form.cleaned_data["teams"]] if every else None,
            by=request.user,
        )
        messages.success(request, _("Kept"))
        return redirect("rota")
    return answer(request, "rota/worker.html", form, worker=person)


def kept_of(person) -> dict:
    """What is kept of somebody, as the form shows it."""
    offer = Offer.objects.filter(user=person).first()
    days = {
        f"day_{pattern.weekday}": ((pattern.starts, pattern.ends),)
        for pattern in Pattern.objects.filter(user=person)
    }
    teams = TeamMember.objects.filter(user=person, until=None).values_list("team", flat=True)
    return {
        **days,
        "languages": offer.languages if offer else "",
        "skills": offer.skills if offer else "",
        "teams": [str(team) for team in teams],
    }


@requires(Permission.FILE_FIND, scope=Scope.SERVICE, event="rota.worker_read")
def away(request, pk):
    """Write down whole days on which somebody is not here, and who covers."""
    person = colleague(request, pk)
    rules.check_worker(request.user, person)
    others = [(key, name) for key, name in colleagues_of(request) if key != str(pk)]
    title = _("Absence of %(name)s") % {"name": person.name}
    form = open_form(request, AwayForm, title=title, colleagues=others)
    if form.is_valid():
        said = form.cleaned_data | {"cover": chosen_colleague(request, form.cleaned_data["cover"])}
        services.add_absence(worker=person, by=request.user, **said)
        return redirect("rota-away", pk=person.pk)
    absences = (
        Absence.objects.filter(user=person, withdrawn_at=None, last_day__gte=today())
        .select_related("cover")
        .order_by("first_day", "id")
    )
    return answer(request, "rota/away.html", form, worker=person, absences=absences)


@requires(
    Permission.FILE_FIND, scope=Scope.SERVICE, event="rota.worker_read", methods=("POST",), drafts=False
)
def away_end(request, pk):
    absence = get_object_or_404(Absence, pk=pk)
    services.end_absence(absence=absence, by=request.user)
    return redirect("rota-away", pk=absence.user_id)


@requires(Permission.ROTA_MANAGE, scope=Scope.SERVICE, event="rota.read")
def duty_add(request):
    """Put somebody on duty, and the turns that come."""
    form = open_form(request, DutyForm, title=_("Duty"), colleagues=colleagues_of(request))
    if form.is_valid():
        said = form.cleaned_data | {"worker": chosen_colleague(request, form.cleaned_data["worker"])}
        services.add_duty(by=request.user, **said)
        return redirect("rota-duty")
    turns = Duty.objects.to_come(timezone.now()).select_related("user")[:50]
    return answer(request, "rota/duty.html", form, turns=turns)


@requires(Permission.ROTA_MANAGE, scope=Scope.SERVICE, event="rota.read", methods=("POST",), drafts=False)
def duty_end(request, pk):
    services.end_duty(duty=get_object_or_404(Duty, pk=pk), by=request.user)
    return redirect("rota-duty")


@requires(Permission.ROTA_MANAGE, scope=Scope.SERVICE, event="rota.read")
def teams(request):
    """Every team with its people, and a place to make one."""
    form = open_form(request, TeamForm, title=_("Team"))
    if form.is_valid():
        if Team.objects.in_use().filter(name__iexact=form.cleaned_data["name"]).exists():
            form.add_error("name", _("There is already a team of that name"))
        else:
            services.keep_team(name=form.cleaned_data["name"], by=request.user)
            return redirect("rota-teams")
    members = TeamMember.objects.filter(until=None).select_related("user").order_by("user__name", "id")
    listed = Team.objects.in_use().prefetch_related(Prefetch("members", members))
    return answer(request, "rota/teams.html", form, teams=listed)


@requires(Permission.ROTA_MANAGE, scope=Scope.SERVICE, event="rota.read")
def team(request, pk):
    """Another name for a team."""
    kept = get_object_or_404(Team.objects.in_use(), pk=pk)
    form = open_form(request, TeamForm, initial={"name": kept.name}, title=_("Team"))
    if form.is_valid():
        others = Team.objects.in_use().exclude(pk=pk)
        if others.filter(name__iexact=form.cleaned_data["name"]).exists():
            form.add_error("name", _("There is already a team of that name"))
        else:
            services.keep_team(team=kept, name=form.cleaned_data["name"], by=request.user)
            return redirect("rota-teams")
    return answer(request, "rota/team.html", form, team=kept)


@requires(Permission.ROTA_MANAGE, scope=Scope.SERVICE, event="rota.read", methods=("POST",), drafts=False)
def team_end(request, pk):
    services.end_team(team=get_object_or_404(Team.objects.in_use(), pk=pk), by=request.user)
    return redirect("rota-teams")
