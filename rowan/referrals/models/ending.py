"""The proposal to end a referral of somebody whom nobody could reach."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rowan.common.audiences import Audience, Shown
from rowan.files.models import File
from rowan.files.rows import FileRow
from rowan.files.wall import FileKey
from rowan.people.models import YesNo
from rowan.referrals.models.referral import Referral
from rowan.sharing.models import How

STAFF = Audience.STAFF
TOLD_BY = (How.PHONE, How.SECURE, How.LETTER)


class ClosingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Proposals in files this person may open."""
        return self.filter(file__in=File.objects.visible_to(user))

    def waiting(self):
        return self.filter(decided_at=None)


class Closing(FileRow):
    """A worker's proposal to end a referral as not reached. A manager agrees or sends it back (CM-14).

    `tell_how` is how the referrer is to be told once a manager agrees: a letter or message is made then, a
    call is left to the worker.
    """

    referral = FileKey(Referral, models.PROTECT, related_name="closings")
    note = models.TextField()
    tell_how = models.CharField(
        max_length=10, choices=[(how.value, how.label) for how in TOLD_BY], blank=True
    )
    tell_whom = models.CharField(max_length=200, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    agreed = models.CharField(max_length=3, choices=YesNo, blank=True)
    because = models.CharField(max_length=500, blank=True)

    objects = ClosingQuerySet.as_manager()

    class Privacy:
        erase = {
            "referral": Shown(STAFF, "Which referral"),
            "note": Shown(STAFF, "Why", id="referral.outcome-note"),
            "tell_how": Shown(STAFF, "How the referrer is to be told"),
            "tell_whom": Shown(STAFF, "Whom to tell there"),
            "decided_at": Shown(STAFF, "When a manager decided"),
            "decided_by": Shown(STAFF, "Which manager; nobody when it was taken back by itself"),
            "agreed": Shown(STAFF, "Whether the manager agreed"),
            "because": Shown(STAFF, "Why it was sent back, or closed after fewer tries"),
        }

    class Meta:
        indexes = [
            models.Index(
                fields=["service", "created_at", "id"],
                condition=Q(decided_at=None),
                name="referrals_closing_waiting",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "referral"],
                condition=Q(decided_at=None),
                name="referrals_one_closing_proposed",
                violation_error_message=_("A manager has been asked already to end this referral."),
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, agreed="") | (Q(decided_at__isnull=False) & ~Q(agreed="")),
                name="referrals_closing_decided_in_full",
            ),
            models.CheckConstraint(condition=~Q(note=""), name="referrals_closing_says_why"),
        ]

    def __str__(self):
        return f"Closing of {self.referral_id}"
