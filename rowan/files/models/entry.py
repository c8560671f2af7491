"""The timeline of a file."""

from django.db import models
from django.db.models.functions import Now

from rowan.access.permissions import Permission, may
from rowan.common.audiences import Audience, Shown
from rowan.common.dates import Precision
from rowan.files.rows import FileRow

STAFF, RESTRICTED = Audience.STAFF, Audience.RESTRICTED


class EntryQuerySet(models.QuerySet):
    def of(self, file, user):
        """The lines of this file that this person's role may read, newest first, to the last tie."""
        hidden = [prefix for prefix, needed in TOLD_ONLY_TO.items() if not may(user, needed)]
        lines = self.filter(file=file).order_by("-happened_at", "-id")
        for prefix in hidden:
            lines = lines.exclude(kind__startswith=prefix)
        return lines


# Lines that tell what only some roles may know, by the beginning of their kind.
TOLD_ONLY_TO = {
    "agreement.": Permission.CASE_WORK,
    "assessment.": Permission.ASSESSMENT_READ,
    "dash.": Permission.ASSESSMENT_READ,
    "grid.": Permission.ASSESSMENT_READ,
    "incident.": Permission.ASSESSMENT_READ,
    "intake.": Permission.ASSESSMENT_READ,
    "marac.": Permission.ASSESSMENT_READ,
    "plan.": Permission.ASSESSMENT_READ,
    "risk.": Permission.ASSESSMENT_READ,
    "safeguarding.": Permission.CASE_WORK,
}


def known_as(actor: str) -> str:
    """Who did it, in a word for people: background work is the program itself."""
    return "Rowan" if actor.startswith("task ") else actor


class Entry(FileRow):
    """One line of the file's timeline: what happened when, and when it was written down."""

    web_rights = "SELECT, INSERT"

    kind = models.CharField(max_length=40)
    words = models.TextField()
    audience = models.CharField(max_length=20, choices=Audience, default=STAFF)
    happened_at = models.DateTimeField()
    precision = models.CharField(max_length=10, choices=Precision, default=Precision.MINUTE)
    recorded_at = models.DateTimeField(db_default=Now())
    about = models.UUIDField(null=True)

    objects = EntryQuerySet.as_manager()

    class Privacy:
        erase = {
            "kind": Shown(STAFF, "Which kind of event"),
            "words": Shown(RESTRICTED, "What happened, in one line"),
            "audience": Shown(STAFF, "Who may receive this line"),
            "happened_at": Shown(STAFF, "When it happened"),
            "precision": Shown(STAFF, "How exactly that is known"),
            "recorded_at": Shown(STAFF, "When it was written down"),
            "about": Shown(STAFF, "The record it speaks of"),
        }

    class Meta:
        indexes = [
            models.Index(fields=["service", "file", "-happened_at", "-id"], name="files_entry_newest_first")
        ]

    def __str__(self):
        return self.kind

    @property
    def by_whom(self) -> str:
        return known_as(self.created_name)
