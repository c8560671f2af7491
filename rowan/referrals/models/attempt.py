"""The tries to reach a person: form 3.1 of the support specification."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rowan.common.audiences import Audience, Shown
from rowan.files.models import File
from rowan.files.rows import FileRow
from rowan.files.wall import FileKey
from rowan.people.models import ContactPoint, YesNo
from rowan.referrals.models.referral import Referral

STAFF, RESTRICTED = Audience.STAFF, Audience.RESTRICTED


class Method(models.TextChoices):
    CALL = "call", _("Rang")
    TEXT = "text", _("Sent a text")
    EMAIL = "email", _("Sent an e-mail")
    LETTER = "letter", _("Wrote a letter")
    VISIT = "visit", _("Went there")
    OTHER = "other", _("Another way")


class Who(models.TextChoices):
    """Who answered, when somebody was rung or visited."""

    HERSELF = "herself", _("The person themselves")
    SOMEBODY = "somebody", _("Somebody else")
    MACHINE = "machine", _("A machine")
    NOBODY = "nobody", _("Nobody")


class AttemptQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Tries in files this person may open."""
        return self.filter(file__in=File.objects.visible_to(user))

    def messages_not_safe(self):
        """A message was left where none was answered to be safe, and no manager has looked yet (CM-11)."""
        return self.filter(
            message_left=YesNo.YES, message_safe=YesNo.NO, message_looked_at=None
        ).select_related("file", "practitioner")


class Attempt(FileRow):
    """One try to reach the person, kept as it happened, also where it broke a rule.

    `used` is the number or address as it was then; `marked_safe` and `message_safe` are the answers it had
    then, and `in_time` whether it was a safe time. Not answered counts as no.
    """

    referral = FileKey(Referral, models.PROTECT, related_name="attempts")
    at = models.DateTimeField()
    practitioner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    method = models.CharField(max_length=10, choices=Method)
    point = FileKey(ContactPoint, models.PROTECT, null=True, related_name="+")
    used = models.CharField(max_length=500, blank=True)
    marked_safe = models.CharField(max_length=3, choices=YesNo)
    in_time = models.CharField(max_length=3, choices=YesNo, default=YesNo.YES)
    reached = models.CharField(max_length=3, choices=YesNo)
    who_answered = models.CharField(max_length=10, choices=Who, blank=True)
    message_left = models.CharField(max_length=3, choices=YesNo)
    message_safe = models.CharField(max_length=3, choices=YesNo)
    message_looked_at = models.DateTimeField(null=True)
    message_looked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    outcome = models.TextField()
    next_try = models.DateTimeField(null=True)
    broke_rule_because = models.CharField(max_length=500, blank=True)
    after_end = models.BooleanField(default=False)

    objects = AttemptQuerySet.as_manager()

    class Privacy:
        erase = {
            "referral": Shown(STAFF, "Which referral"),
            "at": Shown(RESTRICTED, "When", id="referral.attempts[]"),
            "practitioner": Shown(RESTRICTED, "Who tried", id="referral.attempts[]"),
            "method": Shown(RESTRICTED, "How", id="referral.attempts[]"),
            "point": Shown(RESTRICTED, "By which number or address"),
            "used": Shown(RESTRICTED, "The number or address as it was", id="referral.attempts[]"),
            "marked_safe": Shown(RESTRICTED, "Whether it was marked safe then", id="referral.attempts[]"),
            "in_time": Shown(RESTRICTED, "Whether it was a safe time"),
            "reached": Shown(RESTRICTED, "Whether the person was reached", id="referral.attempts[]"),
            "who_answered": Shown(RESTRICTED, "Who answered"),
            "message_left": Shown(RESTRICTED, "Whether a message was left", id="referral.attempts[]"),
            "message_safe": Shown(RESTRICTED, "Whether messages were marked safe then"),
            "outcome": Shown(RESTRICTED, "What came of it", id="referral.attempts[]"),
            "next_try": Shown(STAFF, "When to try again"),
            "broke_rule_because": Shown(STAFF, "Why a way that is not marked safe was used"),
            "message_looked_at": Shown(STAFF, "When a manager looked at a message that was not safe"),
            "message_looked_by": Shown(STAFF, "Which manager"),
            "after_end": Shown(STAFF, "Whether it was written down after the referral had ended"),
        }

    class Meta:
        indexes = [
            models.Index(fields=["service", "referral", "-at", "-id"], name="referrals_attempt_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome=""),
                name="referrals_attempt_says_what_came_of_it",
                violation_error_message=_("Say what came of it, in a few words"),
            ),
            models.CheckConstraint(
                condition=Q(next_try=None) | Q(next_try__gt=F("at")), name="referrals_next_try_comes_after"
            ),
            models.CheckConstraint(
                condition=Q(message_looked_at=None, message_looked_by=None)
                | Q(message_looked_at__isnull=False, message_looked_by__isnull=False),
                name="referrals_message_looked_at_in_full",
            ),
        ]

    def __str__(self):
        return f"Try of {self.referral_id}"

    @property
    def broke_rule(self) -> bool:
        """A way not marked safe was used, or not at a safe time, or a message left where that was not safe."""
        return YesNo.NO in (self.marked_safe, self.in_time) or self.message_not_safe

    @property
    def message_not_safe(self) -> bool:
        return self.message_left == YesNo.YES and self.message_safe == YesNo.NO

    @property
    def asks_why(self) -> bool:
        return self.broke_rule and not self.broke_rule_because
