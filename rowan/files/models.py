from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Now, NullIf
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from rowan.access.permissions import Permission, may
from rowan.agencies.models import Side
from rowan.common import references
from rowan.common.audiences import Audience, Shown
from rowan.common.database import UUID7, Unwalled
from rowan.common.dates import Precision
from rowan.files.rows import FileRow
from rowan.files.wall import CurrentPerson, CurrentService, Wall

STAFF, RESTRICTED, PROFESSIONAL = Audience.STAFF, Audience.RESTRICTED, Audience.PROFESSIONAL


class FileQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Files this person may open: those of the acting service that are neither sealed from them nor barred.

        Seals and bars are the database's to apply; it knows them from `rowan.enter`.
        """
        if user.acting_service is None or not may(user, Permission.FILE_OPEN):
            return self.none()
        return self.filter(service=user.acting_service)


class File(models.Model):
    """Everything one service holds about one person it works with."""

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    service = models.ForeignKey(
        "agencies.Service",
        on_delete=models.PROTECT,
        related_name="+",
        db_default=CurrentService(),
        db_index=False,
        editable=False,
    )
    reference = models.CharField(max_length=8, unique=True, default=references.new_reference, editable=False)
    side = models.CharField(max_length=10, choices=Side, editable=False)
    sealed = models.BooleanField(default=False, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = FileQuerySet.as_manager()

    class Privacy:
        keep = {
            "id": Shown(STAFF, "To tell files apart"),
            "service": Shown(STAFF, "The wall is drawn by it"),
            "reference": Shown(PROFESSIONAL, "To speak of a file without a name", id="intake.client-ref"),
            "side": Shown(STAFF, "A survivor's file and that of the person causing harm never mix"),
            "sealed": Shown(STAFF, "Whether only named people may see it"),
            "created_at": Shown(STAFF, "When it was opened"),
        }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "id"], name="files_file_service_key"),
            models.UniqueConstraint(fields=["service", "id", "sealed"], name="files_file_seal_key"),
            Wall(name="files_file_wall", kind="file", gate=True),
        ]

    def __str__(self):
        return references.show(self.reference)

    def get_absolute_url(self):
        return reverse("case", args=[self.reference])


class Seal(FileRow):
    """Somebody who may open a sealed file. Ended, never deleted (PL-37)."""

    gate_reads = True

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    since = models.DateTimeField(db_default=Now())
    until = models.DateTimeField(null=True, blank=True)

    class Privacy:
        erase = {
            "user": Shown(STAFF, "Who may open the file"),
            "reason": Shown(RESTRICTED, "Why the file is sealed"),
            "since": Shown(STAFF, "From when"),
            "until": Shown(STAFF, "Until when"),
        }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "file", "user"], condition=Q(until=None), name="files_seal_once"
            )
        ]

    def __str__(self):
        return f"Seal of {self.file_id}"


class Bar(FileRow):
    """Somebody who may not know that this file exists (PL-39). Ended, never deleted."""

    gate_reads = True

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=500)
    since = models.DateTimeField(db_default=Now())
    until = models.DateTimeField(null=True, blank=True)

    class Privacy:
        erase = {
            "user": Shown(STAFF, "Who may not know of it"),
            "reason": Shown(RESTRICTED, "Why"),
            "since": Shown(STAFF, "From when"),
            "until": Shown(STAFF, "Until when"),
        }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "file", "user"], condition=Q(until=None), name="files_bar_once"
            )
        ]

    def __str__(self):
        return f"Bar of {self.file_id}"


class Opening(FileRow):
    """A sealed file opened in need, for an hour, with a reason (PL-41)."""

    gate_reads = True

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reason = models.TextField()
    ends_at = models.DateTimeField()

    class Privacy:
        erase = {
            "user": Shown(STAFF, "Who opened it"),
            "reason": Shown(RESTRICTED, "Why it could not wait"),
            "ends_at": Shown(STAFF, "When it closes again"),
        }

    def __str__(self):
        return f"Opening of {self.file_id}"


class DraftQuerySet(models.QuerySet):
    def open(self):
        """Still being written: neither thrown away nor, after 90 days, part of the file."""
        return self.filter(thrown_at=None, joined_at=None)


class Draft(FileRow):
    """A half-filled form of a file. Colleagues of the file see it, marked unfinished (PL-110, PL-114).

    Untouched for 90 days it becomes part of the file; thrown away by its author it can be brought back for
    14 days (PL-113).
    """

    web_rights = "SELECT, INSERT, UPDATE, DELETE"

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    path = models.CharField(max_length=200)
    title = models.CharField(max_length=200, blank=True)
    data = models.JSONField(default=dict)
    touched_at = models.DateTimeField(db_default=Now())
    thrown_at = models.DateTimeField(null=True)
    joined_at = models.DateTimeField(null=True)

    objects = DraftQuerySet.as_manager()

    class Privacy:
        erase = {
            "owner": Shown(STAFF, "Whose unfinished work it is"),
            "path": Shown(STAFF, "Which form of which record"),
            "title": Shown(STAFF, "What kind of form"),
            "data": Shown(RESTRICTED, "What was typed so far"),
            "touched_at": Shown(STAFF, "When it was last kept"),
            "thrown_at": Shown(STAFF, "When its author threw it away"),
            "joined_at": Shown(STAFF, "When it became part of the file"),
        }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "file", "owner", "path"],
                condition=Q(thrown_at=None, joined_at=None),
                name="files_draft_one_per_form",
            )
        ]

    def __str__(self):
        return f"Draft {self.path}"


class LooseDraftQuerySet(models.QuerySet):
    def to_go_on_with(self):
        """Those of no file, and those of a file that their author may still open: of another none is named."""
        about = Cast(NullIf(KT("data__file"), Value("")), models.UUIDField())
        return self.annotate(about=about).filter(
            Q(about=None) | Exists(File.objects.filter(pk=OuterRef("about")))
        )

    def open(self):
        return self.filter(thrown_at=None)


class LooseDraft(models.Model):
    """A half-filled form that belongs to no file yet, or was sent when its author could not be let in.

    Its author alone sees it.
    """

    web_rights = "SELECT, INSERT, UPDATE, DELETE"

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_default=CurrentPerson()
    )
    of_service = models.ForeignKey("agencies.Service", models.PROTECT, null=True, related_name="+")
    path = models.CharField(max_length=200)
    title = models.CharField(max_length=200, blank=True)
    data = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    touched_at = models.DateTimeField(db_default=Now())
    thrown_at = models.DateTimeField(null=True)

    objects = LooseDraftQuerySet.as_manager()

    class Privacy:
        erase = {
            "id": Shown(STAFF, "To tell drafts apart"),
            "owner": Shown(STAFF, "Whose unfinished work it is; nobody else sees it"),
            "of_service": Shown(STAFF, "In which service it was begun"),
            "path": Shown(STAFF, "Which form"),
            "title": Shown(STAFF, "What kind of form"),
            "data": Shown(RESTRICTED, "What was typed so far"),
            "version": Shown(STAFF, "So that a second tab overwrites nothing"),
            "touched_at": Shown(STAFF, "When it was last kept"),
            "thrown_at": Shown(STAFF, "When its author threw it away"),
        }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "of_service", "path"],
                condition=Q(thrown_at=None),
                nulls_distinct=False,
                name="files_loosedraft_one_per_form",
            ),
            Wall(name="files_loosedraft_wall", kind="owner", grants="SELECT, INSERT, UPDATE, DELETE"),
        ]

    def __str__(self):
        return f"Draft {self.path}"


class Once(models.Model):
    """A form that was sent, and where its answer led: sent twice, it has one effect (PL-50)."""

    token = models.CharField(max_length=40, primary_key=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_default=CurrentPerson()
    )
    answer = models.CharField(max_length=400)
    at = models.DateTimeField(db_default=Now(), db_index=True)

    class Privacy:
        erase = {
            "token": Shown(STAFF, "To know the form again"),
            "owner": Shown(STAFF, "Who sent it"),
            "answer": Shown(STAFF, "The page it led to; a reference, no name"),
            "at": Shown(STAFF, "When"),
        }

    class Meta:
        constraints = [Wall(name="files_once_wall", kind="owner", grants="SELECT, INSERT, DELETE")]

    def __str__(self):
        return self.token


class Search(models.Model):
    """Words that somebody looked for, kept on the server so that they stand in no address (PL-49)."""

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    token = models.CharField(max_length=40, unique=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_default=CurrentPerson()
    )
    of_service = models.ForeignKey("agencies.Service", models.PROTECT, related_name="+")
    sealed_words = models.BinaryField()
    session = models.CharField(max_length=64)
    at = models.DateTimeField(db_default=Now(), db_index=True)

    class Privacy:
        erase = {
            "id": Shown(STAFF, "To tell searches apart"),
            "token": Shown(STAFF, "The address of the result"),
            "owner": Shown(STAFF, "Who looked; nobody else sees it"),
            "of_service": Shown(STAFF, "Where"),
            "sealed_words": Shown(RESTRICTED, "What was looked for, encrypted"),
            "session": Shown(STAFF, "The result dies with the session"),
            "at": Shown(STAFF, "When"),
        }

    class Meta:
        constraints = [Wall(name="files_search_wall", kind="owner", grants="SELECT, INSERT, DELETE")]

    def __str__(self):
        return self.token


class ScanState(models.TextChoices):
    NO_SCANNER = "no-scanner", _("Not checked: no scanner is installed")
    WAITING = "waiting", _("Stored, being checked")
    CLEAN = "clean", _("Checked")
    INFECTED = "infected", _("Kept away: harmful")


class Attachment(FileRow):
    """A paper, picture or recording kept with a file. Its bytes lie outside the web root (PL-139)."""

    label = models.CharField(max_length=200)
    kind = models.CharField(max_length=10)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    stored_as = models.CharField(max_length=64, unique=True)
    scan = models.CharField(max_length=12, choices=ScanState)

    class Privacy:
        erase = {
            "label": Shown(RESTRICTED, "What it is, in the worker's words"),
            "kind": Shown(STAFF, "Which kind of paper"),
            "size": Shown(STAFF, "How large"),
            "sha256": Shown(STAFF, "To prove that it has not changed"),
            "stored_as": Shown(STAFF, "Where its bytes lie"),
            "scan": Shown(STAFF, "Whether it was checked for harm"),
        }

    def __str__(self):
        return f"Attachment {self.pk}"


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
    "risk.": Permission.ASSESSMENT_READ,
    "marac.": Permission.ASSESSMENT_READ,
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


class Job(models.Model):
    """Work that follows a commit: ids only, done by background work that enters the service (PL-119)."""

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    of_service = models.ForeignKey("agencies.Service", models.PROTECT, related_name="+")
    task = models.CharField(max_length=60)
    about = models.UUIDField(null=True)
    urgent = models.BooleanField(default=False, db_default=False)
    made_at = models.DateTimeField(db_default=Now())
    not_before = models.DateTimeField(db_default=Now())
    tries = models.PositiveSmallIntegerField(default=0, db_default=0)
    fault = models.CharField(max_length=40, blank=True, default="", db_default="")
    done_at = models.DateTimeField(null=True)

    class Privacy:
        erase = {
            "id": Shown(STAFF, "To tell jobs apart"),
            "of_service": Shown(STAFF, "Where it is to be done"),
            "task": Shown(STAFF, "What is to be done"),
            "about": Shown(STAFF, "The row it is about"),
            "urgent": Shown(STAFF, "Whether it goes before whatever waits"),
            "made_at": Shown(STAFF, "When it was asked for"),
            "not_before": Shown(STAFF, "When it may be tried, again after a failure"),
            "tries": Shown(STAFF, "How often it was tried"),
            "fault": Shown(STAFF, "Which kind of fault the last try met; a code"),
            "done_at": Shown(STAFF, "When it was done"),
        }

    class Meta:
        indexes = [
            models.Index(fields=["made_at"], condition=Q(done_at=None), name="files_job_waiting"),
        ]
        constraints = [
            Unwalled(
                name="job_unwalled",
                grants="SELECT, INSERT, UPDATE, DELETE",
                reason="Ids only; background work finds its next job here before it may enter a service",
                gate=True,
            )
        ]

    def __str__(self):
        return self.task


class SealedTask(models.Model):
    """A kind of background work that must see sealed files, such as clocks. It hands back ids only (PL-67)."""

    task = models.CharField(max_length=60, primary_key=True)

    class Privacy:
        keep = {"task": Shown(STAFF, "Which work may see sealed files")}

    class Meta:
        constraints = [
            Unwalled(
                name="sealedtask_unwalled",
                grants="SELECT",
                reason="Names of tasks; no rows about people",
                gate=True,
            )
        ]

    def __str__(self):
        return self.task
