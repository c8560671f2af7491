"""Somebody asks for one thing after another that does not exist for them: a person is told (PL-124)."""

import logging
from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rowan import audit
from rowan.access.permissions import Denied, Permission, may, require
from rowan.common.audiences import Audience, Shown
from rowan.common.database import UUID7, Unwalled

STAFF = Audience.STAFF
DIFFERENT = 5
WITHIN = timedelta(minutes=10)

logger = logging.getLogger(__name__)


class Miss(models.Model):
    """An address that does not exist for the person who asked for it. A digest of it, for ten minutes."""

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    what = models.CharField(max_length=64)
    at = models.DateTimeField(db_default=Now())

    class Privacy:
        erase = {
            "id": Shown(STAFF, "To tell misses apart"),
            "user": Shown(STAFF, "Who asked"),
            "what": Shown(STAFF, "A digest of what was asked for"),
            "at": Shown(STAFF, "When"),
        }

    class Meta:
        indexes = [models.Index(fields=["user", "at"])]
        constraints = [
            Unwalled(
                name="miss_unwalled", grants="SELECT, INSERT, DELETE", reason="Digests of mistyped addresses"
            )
        ]

    def __str__(self):
        return f"Miss at {self.at}"


class AlertQuerySet(models.QuerySet):
    def for_user(self, user):
        """Alerts that this person is to look at: of the own service, or all for a system administrator."""
        if user.acting_service is not None and may(user, Permission.MEMBERSHIP_MANAGE):
            return self.filter(service=user.acting_service)
        if user.acting_service is None and may(user, Permission.AGENCY_MANAGE):
            return self.all()
        return self.none()

    def waiting(self):
        return self.filter(seen_at=None)


class Alert(models.Model):
    """Something that a manager and the system administrator are told the moment it happens."""

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    service = models.ForeignKey("agencies.Service", models.PROTECT, related_name="+")
    about = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(null=True)
    seen_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = AlertQuerySet.as_manager()

    class Privacy:
        keep = {
            "id": Shown(STAFF, "To tell alerts apart"),
            "service": Shown(STAFF, "Where it happened"),
            "about": Shown(STAFF, "Who did it"),
            "at": Shown(STAFF, "When"),
            "seen_at": Shown(STAFF, "When somebody looked into it"),
            "seen_by": Shown(STAFF, "Who looked into it"),
        }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(seen_at=None, seen_by=None) | Q(seen_at__isnull=False, seen_by__isnull=False),
                name="accounts_alert_seen_in_full",
            ),
            models.CheckConstraint(
                condition=Q(seen_by=None) | ~Q(seen_by=models.F("about")),
                name="accounts_alert_seen_by_another",
            ),
            Unwalled(
                name="alert_unwalled",
                grants="SELECT, INSERT, UPDATE",
                reason="What staff did; no rows about people worked with",
            ),
        ]

    def __str__(self):
        return f"Alert about {self.about_id}"


def note_miss(*, user, service, address: str) -> None:
    """Count an address that does not exist for this person; the fifth different one in ten minutes alerts."""
    now = timezone.now()
    Miss.objects.filter(user=user, at__lt=now - WITHIN).delete()
    Miss.objects.create(user=user, what=sha256(address.encode()).hexdigest(), at=now)
    different = Miss.objects.filter(user=user).values("what").distinct().count()
    told = Alert.objects.filter(about=user, service=service, at__gt=now - WITHIN)
    if different < DIFFERENT or told.exists():
        return
    Alert.objects.create(service=service, about=user, at=now)
    audit.record("request.probed", result="refused", subject=user.pk, different=different)
    logger.error("somebody asks for one thing after another that does not exist for them")


def check_seen(user, alert: Alert) -> None:
    if user.acting_service is None:
        require(user, Permission.AGENCY_MANAGE)
    else:
        require(user, Permission.MEMBERSHIP_MANAGE)
    if alert.about_id == user.pk:
        raise Denied(_("A colleague must look into this: it is about you."))


def mark_seen(*, alert: Alert, by) -> None:
    """Somebody else has looked into it. Said once; the first who looked stays."""
    check_seen(by, alert)
    if Alert.objects.waiting().filter(pk=alert.pk).update(seen_at=timezone.now(), seen_by=by):
        audit.record("alert.seen", who=by, named=by.name, alert=alert.pk)


def waiting_for(user) -> models.QuerySet:
    """What this person has still to look at; for the number beside the place."""
    return Alert.objects.for_user(user).waiting()
