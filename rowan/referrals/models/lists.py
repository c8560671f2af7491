"""A list of referrals as an agency sends it, and its rows until somebody keeps or dismisses each."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from rowan.common.audiences import Audience, Shown
from rowan.common.database import UUID7
from rowan.files.wall import (
    CurrentActor,
    CurrentPerson,
    CurrentService,
    FileKey,
    SameService,
    Wall,
)
from rowan.referrals.models.referral import Referral, Referrer

STAFF, RESTRICTED = Audience.STAFF, Audience.RESTRICTED


def of_the_service():
    return models.ForeignKey(
        "agencies.Service",
        models.PROTECT,
        related_name="+",
        db_default=CurrentService(),
        db_index=False,
        editable=False,
    )


class ListFile(models.Model):
    """A list that arrived, such as the police's of one morning. Opened twice, it is one list.

    It belongs to the service, to no file: nobody on it is somebody we work with until a row is kept.
    """

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    service = of_the_service()
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    referrer = models.CharField(max_length=10, choices=Referrer)
    agency_name = models.CharField(max_length=200)
    received_at = models.DateTimeField()
    opened_at = models.DateTimeField(db_default=Now(), editable=False)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_default=CurrentPerson()
    )
    opened_name = models.CharField(max_length=200, db_default=CurrentActor(), editable=False)

    class Privacy:
        erase = {
            "id": Shown(STAFF, "To tell lists apart"),
            "service": Shown(STAFF, "The wall is drawn by it"),
            "name": Shown(STAFF, "How the list was called"),
            "sha256": Shown(STAFF, "To know the same list again"),
            "referrer": Shown(STAFF, "Who sent it"),
            "agency_name": Shown(STAFF, "Which organisation"),
            "received_at": Shown(STAFF, "When it arrived; first contact counts from here"),
            "opened_at": Shown(STAFF, "When it was opened"),
            "opened_by": Shown(STAFF, "Who opened it"),
            "opened_name": Shown(STAFF, "Their name as it was then"),
        }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "id"], name="referrals_listfile_service_key"),
            models.UniqueConstraint(fields=["service", "sha256"], name="referrals_list_opened_once"),
            Wall(name="referrals_listfile_wall", kind="service"),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("referral-list", args=[self.pk])


class RowState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    KEPT = "kept", _("Kept")
    NOT_OURS = "not-ours", _("Not ours")
    DUPLICATE = "duplicate", _("The same again")


class ListRow(models.Model):
    """One line of a list. What it said is here until it is kept; then it stands in the person's file alone.

    `fingerprint` is a digest by which the same line is known again after that.
    """

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    service = of_the_service()
    list = FileKey(ListFile, models.PROTECT, within="service", related_name="rows")
    number = models.PositiveIntegerField()
    cells = models.JSONField(default=dict)
    fingerprint = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=RowState, default=RowState.WAITING)
    reason = models.CharField(max_length=500, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_name = models.CharField(max_length=200, blank=True)
    referral = FileKey(Referral, models.PROTECT, within="service", null=True, related_name="+")

    class Privacy:
        erase = {
            "id": Shown(STAFF, "To tell lines apart"),
            "service": Shown(STAFF, "The wall is drawn by it"),
            "list": Shown(STAFF, "Which list"),
            "number": Shown(STAFF, "Which line"),
            "cells": Shown(RESTRICTED, "What the line says, until it is kept"),
            "fingerprint": Shown(STAFF, "To know the same line again"),
            "state": Shown(STAFF, "What became of it"),
            "reason": Shown(RESTRICTED, "Why it is not ours, or the same as which"),
            "decided_at": Shown(STAFF, "When that was decided"),
            "decided_name": Shown(STAFF, "Who decided"),
            "referral": Shown(STAFF, "The referral it became"),
        }

    class Meta:
        indexes = [
            models.Index(fields=["service", "fingerprint"], name="referrals_row_known_again"),
            models.Index(fields=["service", "referral"], name="referrals_row_referral"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "list", "number"], name="referrals_line_numbered_once"
            ),
            models.CheckConstraint(
                condition=Q(state=RowState.KEPT, referral__isnull=False)
                | (~Q(state=RowState.KEPT) & Q(referral=None)),
                name="referrals_kept_line_is_a_referral",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[RowState.NOT_OURS, RowState.DUPLICATE]) | ~Q(reason=""),
                name="referrals_dismissed_line_has_a_reason",
                violation_error_message=_("Say why this line is not for you"),
            ),
            Wall(name="referrals_listrow_wall", kind="service"),
            SameService(name="referrals_listrow_list_same", field="list", within="service"),
            SameService(name="referrals_listrow_referral_same", field="referral", within="service"),
        ]

    def __str__(self):
        return f"Line {self.number}"
