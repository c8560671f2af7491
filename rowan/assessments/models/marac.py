"""The task to take a case to the Marac: open until it was sent, or until somebody says why not."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rowan.assessments.models.response import Response
from rowan.cases.models import Case
from rowan.common.audiences import Audience, Shown
from rowan.files.models import File
from rowan.files.rows import FileRow
from rowan.files.wall import FileKey

STAFF, PROFESSIONAL, RESTRICTED = Audience.STAFF, Audience.PROFESSIONAL, Audience.RESTRICTED


class Ground(models.TextChoices):
    """What opened the task."""

    COUNT = "count", _("The count of yes answers")
    GROUNDS = "grounds", _("Good reason for it, whatever the count")
    JUDGED = "judged", _("Risk judged high")


class Ending(models.TextChoices):
    """How the task ended, as it was."""

    SENT = "sent", _("Sent by us")
    ALREADY = "already", _("Somebody else has referred")
    LISTED = "listed", _("Listed already")
    NOT = "not", _("Not to be referred")


class MaracTaskQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Tasks in files this person may open."""
        return self.filter(file__in=File.objects.visible_to(user))

    def open(self):
        return self.filter(ended_at=None)


class MaracTask(FileRow):
    """A case is to be referred to the Marac (CM-45, CM-54). A case has one such task open at most.

    Nothing ends it but a person who says how: a lower count does not. `told` is who referred, to whom it was
    sent or where it is listed; `because` is why it is not to be referred.
    """

    case = FileKey(Case, models.PROTECT, related_name="marac_tasks")
    ground = models.CharField(max_length=10, choices=Ground)
    response = FileKey(Response, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_on = models.DateField(null=True)
    ending = models.CharField(max_length=10, choices=Ending, blank=True)
    ended_name = models.CharField(max_length=200, blank=True)
    told = models.CharField(max_length=200, blank=True)
    reference = models.CharField(max_length=100, blank=True)
    because = models.TextField(blank=True)

    objects = MaracTaskQuerySet.as_manager()

    class Privacy:
        erase = {
            "case": Shown(STAFF, "Which episode of work"),
            "ground": Shown(STAFF, "What opened it"),
            "response": Shown(STAFF, "The form it rests on"),
            "opened_at": Shown(STAFF, "Since when it waits"),
            "ended_at": Shown(STAFF, "When its end was written down"),
            "ended_on": Shown(PROFESSIONAL, "On which day it was referred"),
            "ending": Shown(STAFF, "How it ended"),
            "ended_name": Shown(STAFF, "Who said so"),
            "told": Shown(STAFF, "Who referred, or to whom it was sent"),
            "reference": Shown(STAFF, "Their reference"),
            "because": Shown(RESTRICTED, "Why it is not to be referred"),
        }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "case"],
                condition=Q(ended_at=None),
                name="assessments_one_marac_task_open",
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ending="", ended_name="")
                | (Q(ended_at__isnull=False) & ~Q(ending="") & ~Q(ended_name="")),
                name="assessments_marac_task_ended_in_full",
            ),
            models.CheckConstraint(
                condition=~Q(ending=Ending.NOT) | ~Q(because=""), name="assessments_marac_not_for_a_reason"
            ),
        ]

    def __str__(self):
        return f"Marac task of {self.case_id}"
