from django.conf import settings
from django.db import models
from django.db.models import Q

from rowan.common.audiences import Audience, Shown
from rowan.files.rows import FileRow

STAFF = Audience.STAFF


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
                condition=Q(met_at=None, stopped_at=None),
                name="clocks_running_by_owner",
            ),
            models.Index(
                fields=["service", "due_at"],
                condition=Q(met_at=None, stopped_at=None),
                name="clocks_running",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "standard", "about"],
                condition=Q(met_at=None, stopped_at=None),
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
