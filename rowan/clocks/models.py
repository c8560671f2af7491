from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from rowan.clocks.lengths import Span, last_day_before
from rowan.clocks.standards import STANDARDS, TRIES
from rowan.clocks.standing_in import helped_by, stood_in_for
from rowan.common.audiences import Audience, Shown
from rowan.common.dates import local_day
from rowan.files.models import File
from rowan.files.rows import FileRow
from rowan.files.wall import FileKey

STAFF, RESTRICTED = Audience.STAFF, Audience.RESTRICTED
RUNNING = Q(met_at=None, stopped_at=None)


class ClockQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Time limits in files this person may open."""
        return self.filter(file__in=File.objects.visible_to(user))

    def running(self):
        return self.filter(RUNNING)

    def late(self, now: datetime):
        return self.running().filter(due_at__lte=now, paused_at=None)

    def next_first(self):
        """Those that a file or a list shows as the next limit, one without a day after all others."""
        return self.running().exclude(standard=TRIES.slug).order_by(F("due_at").asc(nulls_last=True), "id")

    def for_page(self):
        """The limits of a file: those that run, the first to be due first, then those that have ended."""
        return self.exclude(standard=TRIES.slug).order_by(
            F("met_at").asc(nulls_first=True), F("due_at").asc(nulls_last=True), "id"
        )

    def for_owner(self, user):
        return self.filter(owner=user)

    def asking_why(self):
        """Met, but late, and nobody has said why yet."""
        return self.filter(met_at__gt=F("due_at"), late_because="")

    def on_the_day_of(self, user, now: datetime):
        """What runs on this person's day: their own, that of somebody away for whom they stand in, those of
        files where they help, and what others let run late, as each standard tells.
        """
        wanted = Q(owner=user)
        for away in stood_in_for(user, local_day(now)):
            wanted |= Q(owner__in=away)
        for files in helped_by(user):
            wanted |= Q(file__in=files)
        for standard in STANDARDS.values():
            for told in standard.told:
                if told.role in user.acting_roles:
                    wanted |= Q(standard=standard.slug, due_at__lte=now - told.after)
        return self.visible_to(user).running().filter(wanted).order_by("due_at", "id")


class Clock(FileRow):
    """A time limit that runs: when it began, when it is due, when it was met, and whose it is.

    One without a day is due at the earliest opportunity. It can be proved right by working it out again from
    the facts (INV-6).
    """

    standard = models.CharField(max_length=10)
    about = models.UUIDField()
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    met_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_because = models.CharField(max_length=200, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    paused_because = models.CharField(max_length=500, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    late_because = models.CharField(max_length=500, blank=True)

    objects = ClockQuerySet.as_manager()

    class Privacy:
        erase = {
            "standard": Shown(STAFF, "Which time limit"),
            "about": Shown(STAFF, "What it is about"),
            "started_at": Shown(STAFF, "When it began", id="referral.received-at"),
            "due_at": Shown(STAFF, "When it is due", id="referral.contact-due", source="computed"),
            "met_at": Shown(STAFF, "When it was met"),
            "stopped_at": Shown(STAFF, "When it stopped for another reason"),
            "stopped_because": Shown(STAFF, "Why it stopped"),
            "paused_at": Shown(STAFF, "Since when it stands still", source="computed"),
            "paused_because": Shown(RESTRICTED, "Why it stands still", source="computed"),
            "owner": Shown(STAFF, "On whose day it stands"),
            "late_because": Shown(STAFF, "Why it was missed"),
        }

    class Meta:
        indexes = [
            models.Index(
                fields=["service", "owner", "due_at"],
                condition=RUNNING,
                name="clocks_running_by_owner",
            ),
            models.Index(
                fields=["service", "due_at"],
                condition=RUNNING,
                name="clocks_running",
            ),
            models.Index(fields=["service", "about"], name="clocks_about"),
            models.Index(
                fields=["service", "owner"],
                condition=Q(met_at__gt=F("due_at"), late_because=""),
                name="clocks_asking_why",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "standard", "about"],
                condition=RUNNING,
                name="clocks_one_running",
            ),
            models.CheckConstraint(
                condition=Q(met_at=None) | Q(stopped_at=None), name="clocks_met_or_stopped"
            ),
            models.CheckConstraint(
                condition=Q(paused_at=None) | RUNNING, name="clocks_only_a_running_one_stands_still"
            ),
            models.CheckConstraint(
                condition=Q(paused_because="") | Q(paused_at__isnull=False),
                name="clocks_only_one_that_stands_still_says_why",
            ),
        ]

    def __str__(self):
        return f"{self.standard}, due {self.due_at:%Y-%m-%d %H:%M}" if self.due_at else self.standard

    @property
    def is_running(self) -> bool:
        return self.met_at is None and self.stopped_at is None

    @property
    def in_time_until(self) -> datetime | date | None:
        """The hour, or the last day of a limit in days: people read it, and never the midnight after it."""
        if self.due_at is None or not STANDARDS[self.standard].in_days:
            return self.due_at
        return last_day_before(self.due_at)

    def is_late(self, now: datetime) -> bool:
        """It runs, and the time is over."""
        return self.is_running and self.paused_at is None and self.due_at is not None and self.due_at <= now

    @property
    def was_missed(self) -> bool:
        return self.met_at is not None and self.due_at is not None and self.met_at > self.due_at


class Pause(FileRow):
    """A time during which a limit stands still, and why: where its standard allows that."""

    clock = FileKey(Clock, models.PROTECT, related_name="pauses")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    because = models.CharField(max_length=500)

    class Privacy:
        erase = {
            "clock": Shown(STAFF, "Which time limit"),
            "since": Shown(STAFF, "From when it stood still"),
            "until": Shown(STAFF, "Until when"),
            "because": Shown(RESTRICTED, "Why"),
        }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "clock"], condition=Q(until=None), name="clocks_one_pause_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="clocks_a_pause_ends_after_it_began"
            ),
            models.CheckConstraint(condition=~Q(because=""), name="clocks_a_pause_has_a_reason"),
        ]

    def __str__(self):
        return f"Pause of {self.clock_id}"

    def since_then(self, start: datetime) -> Span:
        """As much of it as lies after that moment."""
        return Span(max(self.since, start), self.until)
