from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rowan.common.audiences import Audience, Recipient, Shown
from rowan.documents.names import RecipientKind
from rowan.files.rows import FileRow
from rowan.files.wall import FileKey, Guarded
from rowan.people.models import Person, YesNo
from rowan.sharing.grounds import GROUNDS, OUTCOME, OWN

STAFF, RESTRICTED = Audience.STAFF, Audience.RESTRICTED


class How(models.TextChoices):
    """What became of a paper, or how its words were told."""

    BY_HAND = "by-hand", _("Given by hand")
    READ_OUT = "read-out", _("Read out together, no paper given")
    LETTER = "letter", _("Sent by post")
    SECURE = "secure", _("Sent by secure e-mail")
    PHONE = "phone", _("Told by telephone, no paper sent")
    KEPT = "kept", _("Not safe to take: kept in the file only")


OUTWARD = (How.PHONE, How.LETTER, How.SECURE)
OUTCOME_PAPER = "referral_outcome"


class Disclosure(FileRow):
    """One paper that was made for one reader: what stood on it, who has it, how, and on which ground.

    It is written as the paper is made and never changes. The paper itself is kept as it was, so that it can
    be shown again; a paper that was not safe to take is kept the same way and went nowhere.
    """

    web_rights = "SELECT, INSERT"

    kind = models.CharField(max_length=60)
    recipient = models.CharField(max_length=20, choices=Recipient)
    audience = models.CharField(max_length=20, choices=Audience)
    to = FileKey(Person, models.PROTECT, null=True, related_name="+")
    to_name = models.CharField(max_length=400)
    named_for = models.CharField(max_length=20, choices=RecipientKind, blank=True)
    how = models.CharField(max_length=10, choices=How)
    purpose = models.CharField(max_length=500)
    basis = models.CharField(max_length=30, choices=[(code, g.words) for code, g in GROUNDS.items()])
    consent = models.UUIDField(null=True)
    decision = models.UUIDField(null=True)
    lines = models.JSONField()
    safe_to_take = models.CharField(max_length=3, choices=YesNo, blank=True)
    kept_where = models.CharField(max_length=500, blank=True)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    stored_as = models.CharField(max_length=64, unique=True)

    class Privacy:
        erase = {
            "kind": Shown(STAFF, "Which kind of paper"),
            "recipient": Shown(STAFF, "What kind of reader it was made for"),
            "audience": Shown(STAFF, "For whose eyes it was built"),
            "to": Shown(STAFF, "Which person of the file has it"),
            "to_name": Shown(RESTRICTED, "The name of whoever has it, as it was then"),
            "named_for": Shown(STAFF, "What kind of office its file name tells"),
            "how": Shown(STAFF, "What became of the paper", id="issp.given"),
            "purpose": Shown(STAFF, "What it was given for"),
            "basis": Shown(STAFF, "The ground in law"),
            "consent": Shown(STAFF, "The permission it rests on"),
            "decision": Shown(STAFF, "The signed decision it rests on"),
            "lines": Shown(STAFF, "Which fields and rows stood on it; names of fields and ids"),
            "safe_to_take": Shown(
                Audience.SURVIVOR, "Asked each time, never carried over", id="issp.safe-home", source="client"
            ),
            "kept_where": Shown(RESTRICTED, "Where the paper lies", id="issp.kept-where", source="client"),
            "sha256": Shown(STAFF, "To prove that the kept paper is the one"),
            "size": Shown(STAFF, "How large"),
            "stored_as": Shown(STAFF, "Where its bytes lie"),
        }

    class Meta:
        indexes = [models.Index(fields=["service", "file", "-id"], name="sharing_ledger_newest_first")]
        constraints = [
            # Sealing a file reaches its rows from within another trigger; nothing else gets past this one.
            Guarded(
                name="sharing_disclosure_stays",
                when="pg_trigger_depth() = 0",
                sentence="What left stays on record as it left.",
            ),
            models.CheckConstraint(condition=~Q(purpose=""), name="sharing_disclosure_has_a_purpose"),
            models.CheckConstraint(
                condition=~Q(recipient=Recipient.SURVIVOR) | Q(safe_to_take__in=YesNo.values),
                name="sharing_asked_if_safe_to_take",
            ),
            models.CheckConstraint(
                condition=~Q(recipient=Recipient.SURVIVOR, how=How.BY_HAND)
                | (Q(safe_to_take=YesNo.YES) & ~Q(kept_where="")),
                name="sharing_taken_only_when_safe",
            ),
            models.CheckConstraint(
                condition=Q(basis=OWN, to__isnull=False)
                | Q(basis=OUTCOME)
                | (~Q(basis__in=[OWN, OUTCOME]) & (Q(consent__isnull=False) | Q(decision__isnull=False))),
                name="sharing_rests_on_permission_or_decision",
            ),
            models.CheckConstraint(
                condition=Q(
                    basis=OUTCOME, kind=OUTCOME_PAPER, recipient=Recipient.PROFESSIONAL, how__in=OUTWARD
                )
                | (~Q(basis=OUTCOME) & ~Q(kind=OUTCOME_PAPER)),
                name="sharing_the_outcome_alone_rests_on_itself",
            ),
        ]

    def __str__(self):
        return f"{self.kind}, {self.get_how_display()}"

    @property
    def left(self) -> bool:
        """Whether a paper is now outside."""
        return self.how in (How.BY_HAND, How.LETTER, How.SECURE)
