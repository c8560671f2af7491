"""Forms half filled, forms sent once, and words looked for."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Cast, Now, NullIf

from rowan.common.audiences import Audience, Shown
from rowan.common.database import UUID7
from rowan.files.models.file import File
from rowan.files.rows import FileRow
from rowan.files.wall import CurrentPerson, Wall

STAFF, RESTRICTED = Audience.STAFF, Audience.RESTRICTED


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
