"""The file: everything a service holds about one person, and who is let in or kept out."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse

from rowan.access.permissions import Permission, may
from rowan.agencies.models import Side
from rowan.common import references
from rowan.common.audiences import Audience, Shown
from rowan.common.database import UUID7
from rowan.files.rows import FileRow
from rowan.files.wall import CurrentService, Wall

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
