from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from rowan.clocks.standards import STANDARDS
from rowan.common.audiences import Audience, Shown
from rowan.files.models import File
from rowan.files.rows import FileRow

STAFF = Audience.STAFF
RUNNING = Q(met_at=None, stopped_at=None)


class ClockQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Time limits in files this person may open."""
        return self.filter(file__in=File.objects.visible_to(user))

    def running(self):
        return self.filter(RUNNING)

    def late(self, now: datetime):
        return self.running().filter(due_at__lte=now)

    def for_owner(self, user):
        return self.filter(owner=user)

    def asking_why(self):
        """Met, but late, and nobody has said why yet."""
        return self.filter(met_at__gt=F("due_at"), late_because="")

    def on_the_day_of(self, user, now: datetime):
        """What runs on this person's day: their own, and what others let run late, as each standard tells."""
        wanted = Q(owner=user)
        for standard in STANDARDS.values():
            for told in standard.told:
                if told.role in user.acting_roles:
                    wanted |= Q(standard=standard.slug, due_at__lte=now - told.after)
        return self.visible_to(user).running().filter(wanted).order_by("due_at", "id")


class Clock(FileRow):
    """A time limit that runs: when it began, when it is due, when it was met, and whose it is.

    It can be proved right by working it out again from the facts (INV-6).
    """

    standard = models.CharField(max_length=10)
    about = models.UUIDField()
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    met_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_because = models.CharField(max_length=200, blank=True)
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
        ]

    def __str__(self):
        return f"{self.standard}, due {self.due_at:%Y-%m-%d %H:%M}"

    @property
    def is_running(self) -> bool:
        return self.met_at is None and self.stopped_at is None

    @property
    def was_missed(self) -> bool:
        return self.met_at is not None and self.met_at > self.due_at
