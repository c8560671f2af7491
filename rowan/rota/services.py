"""Every change to the rota."""

from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rowan import audit
from rowan.access.permissions import NotNow
from rowan.common.dates import today
from rowan.files.context import service
from rowan.rota import rules
from rowan.rota.models import Absence, Away, Duty, Offer, Pattern, Team, TeamMember

type Week = dict[int, tuple[time, time]]


@service
def describe(*, worker, week: Week, languages: str, skills: str, by, teams: list[Team] | None = None) -> None:
    """Keep when somebody works, what they offer and, where given, in which teams they are from now on."""
    rules.check_worker(by, worker)
    rules.check_here(by, worker)
    # First, and held: two who describe the same worker at once wait for each other.
    offered, made = Offer.objects.select_for_update(of=("self",)).get_or_create(
        user=worker, service=by.acting_service, defaults={"languages": languages, "skills": skills}
    )
    Pattern.objects.filter(user=worker).delete()
    Pattern.objects.bulk_create(
        Pattern(user=worker, weekday=day, starts=starts, ends=ends) for day, (starts, ends) in week.items()
    )
    if not made and (offered.languages, offered.skills) != (languages, skills):
        offered.languages, offered.skills = languages, skills
        offered.save(update_fields=["languages", "skills"])
    if teams is not None:
        place(worker=worker, teams=teams, by=by)
    audit.record("rota.worker_changed", worker=worker.pk)


@service
def place(*, worker, teams: list[Team], by) -> None:
    """In these teams from now on, out of all others: moving somebody from team to team is one step."""
    rules.check_manage(by)
    now = timezone.now()
    running = TeamMember.objects.select_for_update(of=("self",)).filter(user=worker, until=None)
    held = {member.team_id: member for member in running}
    wanted = {team.pk for team in teams}
    TeamMember.objects.filter(pk__in=[m.pk for t, m in held.items() if t not in wanted]).update(until=now)
    TeamMember.objects.bulk_create(
        TeamMember(team=team, user=worker, since=now) for team in teams if team.pk not in held
    )


@service
def add_absence(*, worker, first_day: date, last_day: date, by, cover=None, kind: str = Away.AWAY) -> Absence:
    """Somebody is away for these whole days; their work stands on the cover's day as well."""
    rules.check_away(by, worker, first_day, last_day, cover)
    absence = Absence.objects.create(
        user=worker, kind=kind, first_day=first_day, last_day=last_day, cover=cover
    )
    audit.record("rota.away_kept", on=absence, worker=worker.pk)
    return absence


@service
def end_absence(*, absence: Absence, by) -> Absence:
    """Back from today on. What has not begun is taken back."""
    absence = Absence.objects.select_for_update(of=("self",)).select_related("user").get(pk=absence.pk)
    rules.check_worker(by, absence.user)
    if absence.first_day >= today():
        absence.withdrawn_at = timezone.now()
    else:
        absence.last_day = min(absence.last_day, today() - timedelta(days=1))
    absence.save(update_fields=["withdrawn_at", "last_day"])
    audit.record("rota.away_ended", on=absence, worker=absence.user_id)
    return absence


@service
def add_duty(*, worker, starts_at: datetime, ends_at: datetime, by) -> Duty:
    """Put somebody on duty for a time. Several may be on at once."""
    rules.check_manage(by)
    rules.check_here(by, worker)
    duty = Duty.objects.create(user=worker, starts_at=starts_at, ends_at=ends_at)
    audit.record("rota.duty_kept", on=duty, worker=worker.pk)
    return duty


@service
def end_duty(*, duty: Duty, by) -> Duty:
    """Off duty now; a turn that has not begun is taken back."""
    rules.check_manage(by)
    duty = Duty.objects.select_for_update(of=("self",)).get(pk=duty.pk)
    now = timezone.now()
    if duty.starts_at >= now:
        duty.withdrawn_at = now
    else:
        duty.ends_at = min(duty.ends_at, now)
    duty.save(update_fields=["withdrawn_at", "ends_at"])
    audit.record("rota.duty_ended", on=duty, worker=duty.user_id)
    return duty


@service
def keep_team(*, name: str, by, team: Team | None = None) -> Team:
    """Make a team, or give one another name."""
    rules.check_manage(by)
    try:
        with transaction.atomic():
            if team is None:
                team = Team.objects.create(name=name)
            elif team.name != name:
                team.name = name
                team.save(update_fields=["name"])
    except IntegrityError as twice:
        raise NotNow(_("There is already a team of that name")) from twice
    audit.record("rota.team_kept", on=team)
    return team


@service
def end_team(*, team: Team, by) -> Team:
    """The team is no more; whom it had stays on the record."""
    rules.check_manage(by)
    now = timezone.now()
    TeamMember.objects.filter(team=team, until=None).update(until=now)
    team.ended_at = now
    team.save(update_fields=["ended_at"])
    audit.record("rota.team_ended", on=team)
    return team
