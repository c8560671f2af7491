"""Who works here when, in which team, what they offer, and who is on. Nothing here is about people we help."""

from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rowan.common.audiences import Audience, Shown
from rowan.common.database import UUID7
from rowan.files.wall import CurrentActor, CurrentService, FileKey, SameService, Wall

STAFF = Audience.STAFF
DAYS = (_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday"))


class Kept(models.Model):
    """A row of one service, of no file, that says who wrote it."""

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    service = models.ForeignKey(
        "agencies.Service",
        models.PROTECT,
        related_name="+",
        db_default=CurrentService(),
        db_index=False,
        editable=False,
    )
    kept_name = models.CharField(max_length=200, db_default=CurrentActor(), editable=False)

    class Privacy:
        erase = {
            "id": Shown(STAFF, "To tell rows apart"),
            "service": Shown(STAFF, "The wall is drawn by it"),
            "kept_name": Shown(STAFF, "Who wrote it down"),
        }

    class Meta:
        abstract = True


class TeamQuerySet(models.QuerySet):
    def in_use(self):
        return self.filter(ended_at=None).order_by("name", "id")


class Team(Kept):
    """Some people of a service who do one part of its work: Idva, outreach, refuge."""

    name = models.CharField(max_length=100)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = TeamQuerySet.as_manager()

    class Privacy:
        erase = {
            "name": Shown(STAFF, "How the team is called"),
            "ended_at": Shown(STAFF, "Since when it is no team any more"),
        }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "id"], name="rota_team_service_key"),
            models.UniqueConstraint(
                fields=["service", "name"],
                condition=Q(ended_at=None),
                name="rota_team_named_once",
                violation_error_message=_("There is already a team of that name."),
            ),
            Wall(name="rota_team_wall", kind="service"),
        ]

    def __str__(self):
        return self.name


class TeamMember(Kept):
    """Somebody in a team, from when until when. A person may be in several."""

    team = FileKey(Team, models.PROTECT, within="service", related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Privacy:
        erase = {
            "team": Shown(STAFF, "Which team"),
            "user": Shown(STAFF, "Who is in it"),
            "since": Shown(STAFF, "From when"),
            "until": Shown(STAFF, "Until when"),
        }

    class Meta:
        indexes = [models.Index(fields=["service", "user"], name="rota_member_by_user")]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "team", "user"], condition=Q(until=None), name="rota_member_once"
            ),
            SameService(name="rota_teammember_team_same", field="team", within="service"),
            Wall(name="rota_teammember_wall", kind="service"),
        ]

    def __str__(self):
        return f"{self.user_id} in {self.team_id}"


class Pattern(Kept):
    """From when until when somebody usually works on one weekday; Monday is 0. No row: not that day."""

    web_rights = "SELECT, INSERT, DELETE"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    weekday = models.PositiveSmallIntegerField(choices=list(enumerate(DAYS)))
    starts = models.TimeField()
    ends = models.TimeField()

    class Privacy:
        erase = {
            "user": Shown(STAFF, "Who works"),
            "weekday": Shown(STAFF, "On which day"),
            "starts": Shown(STAFF, "From when"),
            "ends": Shown(STAFF, "Until when"),
        }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "user", "weekday"], name="rota_pattern_once_a_day"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="rota_pattern_on_a_weekday"),
            models.CheckConstraint(
                condition=Q(ends__gt=F("starts")),
                name="rota_pattern_ends_after_it_starts",
                violation_error_message=_("The end cannot be before the start."),
            ),
            Wall(name="rota_pattern_wall", kind="service", grants="SELECT, INSERT, DELETE"),
        ]

    def __str__(self):
        return f"{self.get_weekday_display()}, {self.starts:%H:%M} to {self.ends:%H:%M}"


class Offer(Kept):
    """The languages somebody speaks with people, and what else they are good at; one in each line."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    languages = models.CharField(max_length=500, blank=True)
    skills = models.CharField(max_length=500, blank=True)

    class Privacy:
        erase = {
            "user": Shown(STAFF, "Who offers it"),
            "languages": Shown(STAFF, "To give somebody a worker they can talk with"),
            "skills": Shown(STAFF, "To give somebody a worker who knows their situation"),
        }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "user"], name="rota_offer_once"),
            Wall(name="rota_offer_wall", kind="service"),
        ]

    def __str__(self):
        return self.languages


class Away(models.TextChoices):
    """Why is nobody's business."""

    AWAY = "away", _("Away")
    ELSEWHERE = "elsewhere", _("Working elsewhere: court, training")


class AbsenceQuerySet(models.QuerySet):
    def on(self, day: date):
        """Those that hold on that day."""
        return self.filter(withdrawn_at=None, first_day__lte=day, last_day__gte=day)

    def covered_by(self, user, day: date):
        """Whose work this person covers on that day, as ids for a larger question."""
        return self.on(day).filter(cover=user).values_list("user", flat=True)

    def until(self, whose: str, day: date):
        """For a larger question: until when the person in that column is away, where they are on that day."""
        away = self.on(day).filter(user=models.OuterRef(whose)).order_by("-last_day")
        return models.Subquery(away.values("last_day")[:1])


class Absence(Kept):
    """Somebody is not here for whole days. Their running work stands on the cover's day as well."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Away, default=Away.AWAY)
    first_day = models.DateField()
    last_day = models.DateField()
    cover = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = AbsenceQuerySet.as_manager()

    class Privacy:
        erase = {
            "user": Shown(STAFF, "Who is away"),
            "kind": Shown(STAFF, "Whether they are at work elsewhere; never why"),
            "first_day": Shown(STAFF, "From which day"),
            "last_day": Shown(STAFF, "Until which day"),
            "cover": Shown(STAFF, "Who looks after their work"),
            "withdrawn_at": Shown(STAFF, "When it was taken back"),
        }

    class Meta:
        indexes = [
            models.Index(fields=["service", "user", "last_day"], name="rota_absence_by_user"),
            models.Index(fields=["service", "cover", "last_day"], name="rota_absence_by_cover"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")),
                name="rota_absence_ends_after_it_starts",
                violation_error_message=_("The last day cannot be before the first."),
            ),
            models.CheckConstraint(
                condition=Q(cover=None) | ~Q(cover=F("user")), name="rota_nobody_covers_themselves"
            ),
            Wall(name="rota_absence_wall", kind="service"),
        ]

    def __str__(self):
        return f"{self.first_day} to {self.last_day}"


class DutyQuerySet(models.QuerySet):
    def on(self, now: datetime):
        return self.filter(withdrawn_at=None, starts_at__lte=now, ends_at__gt=now)

    def of(self, user, now: datetime):
        """Turns of this person that run now."""
        return self.on(now).filter(user=user)

    def to_come(self, now: datetime):
        """Running and later turns, the next first."""
        return self.filter(withdrawn_at=None, ends_at__gt=now).order_by("starts_at", "id")


class Duty(Kept):
    """A turn of somebody who is on duty: takes calls and referrals, and is asked first."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = DutyQuerySet.as_manager()

    class Privacy:
        erase = {
            "user": Shown(STAFF, "Who is on duty"),
            "starts_at": Shown(STAFF, "From when"),
            "ends_at": Shown(STAFF, "Until when"),
            "withdrawn_at": Shown(STAFF, "When it was taken back"),
        }

    class Meta:
        indexes = [models.Index(fields=["service", "ends_at"], name="rota_duty_to_come")]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="rota_duty_ends_after_it_starts",
                violation_error_message=_("A turn on duty ends after it begins."),
            ),
            Wall(name="rota_duty_wall", kind="service"),
        ]

    def __str__(self):
        return f"{self.starts_at:%Y-%m-%d %H:%M} to {self.ends_at:%H:%M}"
