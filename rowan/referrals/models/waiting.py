from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rowan.cases.models import NOT_YET_ALLOCATED
from rowan.common.audiences import Audience, Shown
from rowan.files.models import File
from rowan.files.rows import FileRow
from rowan.files.wall import FileKey
from rowan.referrals.models.referral import Referral

STAFF, RESTRICTED = Audience.STAFF, Audience.RESTRICTED


class WaitingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Places in files this person may open."""
        return self.filter(file__in=File.objects.visible_to(user))

    def waiting(self):
        """Those who still wait: given to nobody, and not ended another way."""
        return self.filter(left_at=None, referral__case__state__in=NOT_YET_ALLOCATED)


class WaitingPlace(FileRow):
    """Somebody checked and ours, for whom no worker has room yet. First contact goes on running meanwhile.

    `moved_to` is the place somebody was given by hand, with who did so and why; otherwise the order is worked
    out anew each time (`referrals/queue.py`).
    """

    referral = FileKey(Referral, models.PROTECT, related_name="places")
    since = models.DateTimeField()
    reason = models.CharField(max_length=500)
    moved_to = models.PositiveSmallIntegerField(null=True, blank=True)
    moved_at = models.DateTimeField(null=True, blank=True)
    moved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    moved_because = models.CharField(max_length=500, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)

    objects = WaitingQuerySet.as_manager()

    class Privacy:
        erase = {
            "referral": Shown(STAFF, "Which referral waits"),
            "since": Shown(STAFF, "Since when"),
            "reason": Shown(STAFF, "Why nobody could take it"),
            "moved_to": Shown(STAFF, "Which place somebody gave it by hand"),
            "moved_at": Shown(STAFF, "When"),
            "moved_by": Shown(STAFF, "Who did"),
            "moved_because": Shown(RESTRICTED, "Why"),
            "left_at": Shown(STAFF, "When the wait ended"),
        }

    class Meta:
        indexes = [
            models.Index(fields=["service", "since"], condition=Q(left_at=None), name="referrals_waiting")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "referral"],
                condition=Q(left_at=None),
                name="referrals_waits_once",
                violation_error_message=_("This referral waits already."),
            ),
            models.CheckConstraint(
                condition=Q(moved_to=None, moved_at=None, moved_by=None, moved_because="")
                | (Q(moved_to__gte=1, moved_at__isnull=False, moved_by__isnull=False) & ~Q(moved_because="")),
                name="referrals_moved_with_a_reason",
            ),
        ]

    def __str__(self):
        return f"Place of {self.referral_id}"
