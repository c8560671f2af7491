"""The arrival of a person: form 3.1 of the support specification."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from rowan.cases.models import NOT_YET_ALLOCATED, Case
from rowan.clocks.lengths import Length, Unit, ends
from rowan.common.audiences import Audience, Shown
from rowan.files.models import Attachment, File
from rowan.files.rows import FileRow
from rowan.files.wall import FileKey
from rowan.people.models import YesNo

STAFF, RESTRICTED, PROFESSIONAL = Audience.STAFF, Audience.RESTRICTED, Audience.PROFESSIONAL


class Referrer(models.TextChoices):
    POLICE = "police", _("Police")
    HEALTH = "health", _("Health service")
    AGENCY = "agency", _("Another agency")
    SELF = "self", _("The person themselves")
    FAMILY = "family", _("Family or friend")
    OTHER = "other", _("Somebody else")


class Channel(models.TextChoices):
    """How a referral came."""

    PHONE = "phone", _("By telephone")
    EMAIL = "email", _("By secure e-mail")
    FORM = "form", _("On a form they sent")
    LIST = "list", _("On a list")
    PERSON = "person", _("In person")
    POST = "post", _("By post")
    OTHER = "other", _("Another way")


class Match(models.TextChoices):
    """What a person found when they looked for earlier records. "Cannot tell" is asked again at intake."""

    NOTHING = "nothing", _("Nothing found: we do not know this person")
    CLOSED = "closed", _("We know this person: an earlier case is closed")
    OPEN = "open", _("We know this person: a case is open")
    CANNOT_TELL = "cannot-tell", _("Cannot tell yet: asked again at intake")


class Outcome(models.TextChoices):
    ENGAGED = "engaged", _("Works with us")
    DECLINED = "declined", _("Does not want this now")
    NO_CONTACT = "no-contact", _("Not reached")
    NO_ABUSE = "no-abuse", _("No abuse now")
    WRONG = "wrong", _("The wrong service for this")
    ADVICE = "advice", _("Advice given, wants nothing more")
    NO_CAPACITY = "no-capacity", _("No room with us, sent on")
    MISTAKE = "mistake", _("Entered by mistake")


class StatedRisk(models.TextChoices):
    """What the referrer called the risk. It is never our own level."""

    HIGH = "high", _("High")
    MEDIUM = "medium", _("Medium")
    STANDARD = "standard", _("Standard")


class ReferralQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Referrals in files this person may open."""
        return self.filter(file__in=File.objects.visible_to(user))

    def not_allocated(self):
        return self.filter(case__state__in=NOT_YET_ALLOCATED)


class Referral(FileRow):
    """How a person came to us: who sent them, when, why, and what was done until they were reached.

    A second referral of somebody whose case is open joins that case. Allocation waits for two answers:
    whether we know the person, recorded by whoever looked, and whether anything points to a conflict of
    interest: compared by the program, decided by a manager where it is held.
    """

    case = FileKey(Case, models.PROTECT, related_name="referrals")
    received_at = models.DateTimeField()
    contact_hours = models.PositiveSmallIntegerField()
    channel = models.CharField(max_length=10, choices=Channel, blank=True)
    referrer = models.CharField(max_length=10, choices=Referrer)
    agency_name = models.CharField(max_length=200, blank=True)
    contact_name = models.CharField(max_length=200, blank=True)
    contact_phone = models.CharField(max_length=200, blank=True)
    contact_email = models.CharField(max_length=254, blank=True)
    their_reference = models.CharField(max_length=200, blank=True)
    reason = models.TextField(blank=True)
    life_in_danger = models.CharField(max_length=3, choices=YesNo, blank=True)
    stated_risk = models.CharField(max_length=10, choices=StatedRisk, blank=True)
    sent_form = FileKey(Attachment, models.PROTECT, null=True, related_name="+")
    sent_checklist = FileKey(Attachment, models.PROTECT, null=True, related_name="+")

    match_result = models.CharField(max_length=12, choices=Match, blank=True)
    match_note = models.CharField(max_length=500, blank=True)
    match_at = models.DateTimeField(null=True)
    match_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    conflict_found = models.CharField(max_length=3, choices=YesNo, blank=True)
    conflict_detail = models.TextField(blank=True)
    conflict_manager = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    conflict_told_at = models.DateTimeField(null=True)
    conflict_decision = models.TextField(blank=True)
    conflict_decided_at = models.DateTimeField(null=True)
    conflict_waits = models.BooleanField(default=False, db_default=False)

    verified_at = models.DateTimeField(null=True)
    verified_with = models.CharField(max_length=200, blank=True)
    verified_changes = models.TextField(blank=True)
    asked_at = models.DateTimeField(null=True)
    asked_whom = models.CharField(max_length=200, blank=True)

    outcome = models.CharField(max_length=12, choices=Outcome, blank=True)
    outcome_note = models.TextField(blank=True)
    outcome_logged_at = models.DateTimeField(null=True)
    engaged_at = models.DateTimeField(null=True)
    separated = models.CharField(max_length=3, choices=YesNo, blank=True)
    nowhere_because = models.CharField(max_length=500, blank=True)
    fewer_tries_because = models.CharField(max_length=500, blank=True)
    untold_because = models.CharField(max_length=500, blank=True)
    informed_at = models.DateTimeField(null=True)
    informed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    informed_how = models.CharField(max_length=200, blank=True)
    informed_whom = models.CharField(max_length=200, blank=True)

    objects = ReferralQuerySet.as_manager()

    class Privacy:
        erase = {
            "case": Shown(STAFF, "Which episode of work it began or joined"),
            "received_at": Shown(
                STAFF, "When it arrived; first contact counts from here", id="referral.received-at"
            ),
            "contact_hours": Shown(
                STAFF, "How soon to reach the person", id="referral.contact-due", source="computed"
            ),
            "channel": Shown(STAFF, "How it came"),
            "referrer": Shown(PROFESSIONAL, "Who sent it", id="referral.agency"),
            "agency_name": Shown(PROFESSIONAL, "Which organisation", id="referral.agency"),
            "contact_name": Shown(PROFESSIONAL, "Whom to ask and to tell", id="referral.agency-contact"),
            "contact_phone": Shown(PROFESSIONAL, "How to ask them", id="referral.agency-contact"),
            "contact_email": Shown(PROFESSIONAL, "How to tell them", id="referral.agency-contact"),
            "their_reference": Shown(STAFF, "To speak of it with them, and to know a second copy"),
            "reason": Shown(RESTRICTED, "What happened and what is wanted", id="referral.reason"),
            "life_in_danger": Shown(RESTRICTED, "Whether it cannot wait"),
            "stated_risk": Shown(STAFF, "The risk in the referrer's eyes; never our own level"),
            "sent_form": Shown(STAFF, "The paper as it came", id="referral.sent-form"),
            "sent_checklist": Shown(RESTRICTED, "Their checklist, kept apart", id="referral.sent-checklist"),
            "match_result": Shown(STAFF, "Whether we know the person", id="referral.match-result"),
            "match_note": Shown(RESTRICTED, "Why nobody could tell"),
            "match_at": Shown(STAFF, "When somebody looked"),
            "match_by": Shown(STAFF, "Who looked"),
            "conflict_found": Shown(
                STAFF, "Whether anything stands in the way", id="referral.conflict-found"
            ),
            "conflict_detail": Shown(STAFF, "What it is; for managers", id="referral.conflict-detail"),
            "conflict_manager": Shown(STAFF, "Which manager answered", id="referral.conflict-manager"),
            "conflict_told_at": Shown(STAFF, "When they were told", id="referral.conflict-manager"),
            "conflict_decision": Shown(STAFF, "What they decided", id="referral.conflict-decision"),
            "conflict_decided_at": Shown(STAFF, "When they decided"),
            "conflict_waits": Shown(STAFF, "Whether it waits anew for a comparison or a decision"),
            "verified_at": Shown(STAFF, "When the details were checked", id="referral.verified-at"),
            "verified_with": Shown(STAFF, "With whom", id="referral.verified-with"),
            "verified_changes": Shown(RESTRICTED, "What was different", id="referral.verified-changes"),
            "asked_at": Shown(STAFF, "Since when the referrer owes us an answer about the details"),
            "asked_whom": Shown(STAFF, "Whom we asked"),
            "outcome": Shown(PROFESSIONAL, "How it ended", id="referral.outcome"),
            "outcome_note": Shown(STAFF, "Why", id="referral.outcome-note"),
            "outcome_logged_at": Shown(STAFF, "When that was written down", id="referral.outcome-logged-at"),
            "engaged_at": Shown(STAFF, "When the person agreed to work with us"),
            "separated": Shown(RESTRICTED, "Whether they have parted: then we are in touch more often"),
            "nowhere_because": Shown(STAFF, "Why no other service fits"),
            "fewer_tries_because": Shown(STAFF, "Why a manager closed it after fewer tries"),
            "untold_because": Shown(STAFF, "Why whoever sent the person is told nothing"),
            "informed_at": Shown(
                PROFESSIONAL, "When the referrer was told", id="referral.agency-informed-at"
            ),
            "informed_by": Shown(STAFF, "Who told them", id="referral.agency-informed-by"),
            "informed_how": Shown(STAFF, "How", id="referral.agency-informed-by"),
            "informed_whom": Shown(STAFF, "Whom", id="referral.agency-informed-by"),
        }

    class Meta:
        indexes = [
            models.Index(fields=["service", "received_at", "id"], name="referrals_by_arrival"),
            models.Index(fields=["service", "case"], name="referrals_by_case"),
            models.Index(
                fields=["service", "outcome", "outcome_logged_at"],
                condition=Q(informed_at=None),
                name="referrals_to_be_told",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(referrer=Referrer.SELF) | ~Q(contact_name=""),
                name="referrals_says_who_sent_it",
                violation_error_message=_("Enter who sent the referral"),
            ),
            models.CheckConstraint(
                condition=Q(match_result="", match_at=None, match_by=None)
                | (~Q(match_result="") & Q(match_at__isnull=False, match_by__isnull=False)),
                name="referrals_search_answered_in_full",
            ),
            models.CheckConstraint(
                condition=Q(conflict_found="", conflict_decided_at=None, conflict_manager=None)
                | Q(conflict_found=YesNo.NO, conflict_decided_at__isnull=False)
                | (
                    Q(conflict_found=YesNo.YES, conflict_decided_at__isnull=False)
                    & Q(conflict_manager__isnull=False, conflict_told_at__isnull=False)
                    & ~Q(conflict_detail="")
                    & ~Q(conflict_decision="")
                ),
                name="referrals_conflict_answered_in_full",
            ),
            models.CheckConstraint(
                condition=~Q(match_result=Match.CANNOT_TELL) | ~Q(match_note=""),
                name="referrals_cannot_tell_says_why",
            ),
            models.CheckConstraint(
                condition=Q(outcome="", outcome_logged_at=None)
                | (~Q(outcome="") & Q(outcome_logged_at__isnull=False)),
                name="referrals_outcome_has_its_day",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["", Outcome.ENGAGED]) | ~Q(outcome_note=""),
                name="referrals_ending_has_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(informed_at=None, informed_by=None, informed_how="", informed_whom="")
                | (
                    Q(informed_at__isnull=False, informed_by__isnull=False)
                    & ~Q(informed_how="")
                    & ~Q(informed_whom="")
                ),
                name="referrals_says_who_told_whom_and_how",
            ),
            models.CheckConstraint(
                condition=Q(verified_at=None, verified_with="")
                | (Q(verified_at__isnull=False) & ~Q(verified_with="")),
                name="referrals_details_were_checked_with_somebody",
            ),
        ]

    def __str__(self):
        return f"Referral of {self.file_id}"

    def get_absolute_url(self):
        return reverse("referral", args=[self.file.reference])

    @property
    def length(self) -> Length:
        return Length(self.contact_hours, Unit.HOURS)

    @property
    def contact_due(self) -> datetime:
        return ends(self.received_at, self.length)

    @property
    def is_searched(self) -> bool:
        return bool(self.match_result)

    @property
    def is_cleared(self) -> bool:
        """Compared and nothing held, or decided by a manager. The only thing that pages for workers ask."""
        return bool(self.conflict_found) and not self.conflict_waits


class EarlierFile(FileRow):
    """An earlier case of the same person, here or on paper."""

    referral = FileKey(Referral, models.PROTECT, related_name="earlier_files")
    case = FileKey(Case, models.PROTECT, null=True, related_name="+")
    reference = models.CharField(max_length=200)
    intake_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    location = models.CharField(max_length=200, blank=True)

    class Privacy:
        erase = {
            "referral": Shown(STAFF, "Which referral brought the person back"),
            "case": Shown(STAFF, "The earlier case, where it is kept here"),
            "reference": Shown(STAFF, "How the earlier file is called", id="referral.earlier-files[]"),
            "intake_on": Shown(STAFF, "When that work began", id="referral.earlier-files[]"),
            "closed_on": Shown(STAFF, "When it ended", id="referral.earlier-files[]"),
            "location": Shown(STAFF, "Where paper lies", id="referral.earlier-files[]"),
        }

    def __str__(self):
        return self.reference


class ReferOn(FileRow):
    """A service to which the person was sent on."""

    referral = FileKey(Referral, models.PROTECT, related_name="sent_on")
    name = models.CharField(max_length=200)
    contact = models.CharField(max_length=200, blank=True)
    on = models.DateField()
    agreed = models.CharField(max_length=3, choices=YesNo, blank=True)

    class Privacy:
        erase = {
            "referral": Shown(STAFF, "From which referral"),
            "name": Shown(PROFESSIONAL, "Which service", id="referral.refer-on-to[]"),
            "contact": Shown(PROFESSIONAL, "Whom to ask there", id="referral.refer-on-to[]"),
            "on": Shown(PROFESSIONAL, "When", id="referral.refer-on-to[]"),
            "agreed": Shown(PROFESSIONAL, "Whether the person agreed", id="referral.refer-on-to[]"),
        }

    def __str__(self):
        return self.name
