"""Work that follows a commit."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from rowan.common.audiences import Audience, Shown
from rowan.common.database import UUID7, Unwalled

STAFF = Audience.STAFF


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
