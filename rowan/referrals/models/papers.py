"""What came with a referral and is kept apart: papers, and what a received form says until somebody looks."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rowan.common.audiences import Audience, Shown
from rowan.files.models import Attachment
from rowan.files.rows import FileRow
from rowan.files.wall import FileKey
from rowan.referrals.models.referral import Referral

STAFF, RESTRICTED = Audience.STAFF, Audience.RESTRICTED


class CameWith(FileRow):
    """One paper that came with a referral: the message itself, or what was attached to it."""

    referral = FileKey(Referral, models.PROTECT, related_name="came_with")
    paper = FileKey(Attachment, models.PROTECT, related_name="+")

    class Privacy:
        erase = {
            "referral": Shown(STAFF, "Which referral"),
            "paper": Shown(STAFF, "The paper as it came", id="referral.sent-form"),
        }

    def __str__(self):
        return f"Paper {self.paper_id}"


class Decided(models.TextChoices):
    WAITING = "", _("Not looked at yet")
    TAKEN = "taken", _("Taken over")
    LEFT = "left", _("Left on their form")


class ReceivedValue(FileRow):
    """One answer of a form that a referrer filled in. It is theirs until somebody takes it over (CM-19).

    `field` names what it would be in our record, `value` is what they wrote.
    """

    referral = FileKey(Referral, models.PROTECT, related_name="received_values")
    field = models.CharField(max_length=40)
    value = models.TextField()
    decided = models.CharField(max_length=10, choices=Decided, blank=True, default=Decided.WAITING)
    decided_at = models.DateTimeField(null=True)
    decided_name = models.CharField(max_length=200, blank=True)

    class Privacy:
        erase = {
            "referral": Shown(STAFF, "Which referral"),
            "field": Shown(STAFF, "Which question of the form"),
            "value": Shown(RESTRICTED, "What the referrer wrote, not looked at yet"),
            "decided": Shown(STAFF, "Whether it was taken over"),
            "decided_at": Shown(STAFF, "When somebody looked"),
            "decided_name": Shown(STAFF, "Who looked"),
        }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "referral", "field"], name="referrals_received_value_once"
            ),
            models.CheckConstraint(
                condition=Q(decided="", decided_at=None) | (~Q(decided="") & Q(decided_at__isnull=False)),
                name="referrals_received_value_looked_at",
            ),
        ]

    def __str__(self):
        return self.field
