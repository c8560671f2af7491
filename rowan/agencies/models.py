from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from rowan.common.audiences import Audience, Shown
from rowan.common.database import UUID7, Unwalled
from rowan.common.dates import Nation


class Kind(models.TextChoices):
    SUPPORT = "support", _("Support for survivors")
    PERPETRATOR = "perpetrator", _("Work with the person causing harm")
    EARLY_INTERVENTION = "early-intervention", _("Early intervention")
    MARAC = "marac", _("Marac")
    AGENCY_DESK = "agency-desk", _("Agency desk")


class Side(models.TextChoices):
    """Whose file it is. The survivor's and the person causing harm's never meet in one row (PL-29)."""

    SURVIVOR = "survivor", _("Survivor")
    PCH = "pch", _("Person causing harm")
    FAMILY = "family", _("Family")
    MEETING = "meeting", _("Meeting")
    DESK = "desk", _("Agency desk")


SIDE_OF = {
    Kind.SUPPORT: Side.SURVIVOR,
    Kind.PERPETRATOR: Side.PCH,
    Kind.EARLY_INTERVENTION: Side.FAMILY,
    Kind.MARAC: Side.MEETING,
    Kind.AGENCY_DESK: Side.DESK,
}
STAFF = Audience.STAFF
DECOYS = (0, 5, 10, 15, 20, 25, 100)  # of a hundred clear referrals, how many a manager looks at as well


class Allocating(models.TextChoices):
    """Who gives cases to workers: the local part of CM-7."""

    SENIOR = "senior", _("Senior practitioners and managers")
    MANAGER = "manager", _("Managers only")
    PRACTITIONER = "practitioner", _("Every practitioner, senior or manager")


class Agency(models.Model):
    """An organisation that runs services."""

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    name = models.CharField(max_length=200, unique=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Privacy:
        keep = {
            "id": Shown(STAFF, "To tell organisations apart"),
            "name": Shown(Audience.SURVIVOR, "To say which organisation a service belongs to"),
            "created_at": Shown(STAFF, "To know since when it has been here"),
        }

    class Meta:
        constraints = [
            Unwalled(
                name="agency_unwalled",
                grants="SELECT, INSERT, UPDATE",
                reason="Organisations, not people",
            )
        ]

    def __str__(self):
        return self.name


class Service(models.Model):
    """One service of an agency, with its own files. Two services never share a row (PL-29).

    What the guidance leaves to the service is kept here, blank until its manager has decided it (CM-18).
    `opening` has for each weekday ("0" is Monday) the spans in which it is open: `{"0": [["09:00", "17:00"]]}`.
    """

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="services")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind)
    contact = models.CharField(max_length=200, blank=True)
    hours = models.CharField(max_length=200, blank=True)
    contact_hours = models.PositiveSmallIntegerField(
        default=48, validators=[MinValueValidator(1), MaxValueValidator(168)]
    )
    contact_hours_reason = models.CharField(max_length=500, blank=True)
    contact_hours_high = models.PositiveSmallIntegerField(null=True, blank=True)
    opening = models.JSONField(default=dict, blank=True)
    nation = models.CharField(max_length=3, choices=Nation, blank=True)
    allocation = models.CharField(max_length=12, choices=Allocating, blank=True)
    allocation_how = models.TextField(blank=True)
    room = models.PositiveSmallIntegerField(null=True, blank=True)
    max_attempts = models.PositiveSmallIntegerField(null=True, blank=True)
    tries_days = models.PositiveSmallIntegerField(null=True, blank=True)
    contact_review_days = models.PositiveSmallIntegerField(default=30)
    intake_days = models.PositiveSmallIntegerField(null=True, blank=True)
    keep_in_touch_days = models.PositiveSmallIntegerField(null=True, blank=True)
    keep_in_touch_days_separated = models.PositiveSmallIntegerField(null=True, blank=True)
    agreement_backstop_days = models.PositiveSmallIntegerField(null=True, blank=True)
    agreement_revisit_months = models.PositiveSmallIntegerField(null=True, blank=True)
    waiting_check_days = models.PositiveSmallIntegerField(default=7)
    decoy_percent = models.PositiveSmallIntegerField(default=10)
    dash_threshold = models.PositiveSmallIntegerField(
        default=14, validators=[MinValueValidator(1), MaxValueValidator(24)]
    )
    dash_weeks = models.PositiveSmallIntegerField(
        default=8, validators=[MinValueValidator(1), MaxValueValidator(8)]
    )
    marac_days = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(0), MaxValueValidator(14)]
    )
    helplines = models.TextField(blank=True)
    genders = models.TextField(blank=True, default="", db_default="")
    ethnicities = models.TextField(blank=True, default="", db_default="")
    religions = models.TextField(blank=True, default="", db_default="")
    orientations = models.TextField(blank=True, default="", db_default="")
    idle_minutes = models.PositiveSmallIntegerField(
        default=10, validators=[MinValueValidator(5), MaxValueValidator(15)]
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    live_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Privacy:
        keep = {
            "id": Shown(STAFF, "The wall is drawn by it"),
            "agency": Shown(STAFF, "To know whose service it is"),
            "name": Shown(Audience.SURVIVOR, "So that she knows who helps", id="settings.service-name"),
            "kind": Shown(STAFF, "It decides which files the service may hold"),
            "contact": Shown(Audience.SURVIVOR, "So that she can reach the service", id="settings.contact"),
            "hours": Shown(Audience.SURVIVOR, "So that she knows when", id="settings.hours"),
            "contact_hours": Shown(STAFF, "Hours to first contact", id="settings.contact-hours"),
            "contact_hours_reason": Shown(STAFF, "Why it is longer than 48 hours"),
            "contact_hours_high": Shown(
                STAFF, "Fewer hours where the referrer calls the risk high", id="settings.contact-hours"
            ),
            "opening": Shown(STAFF, "When somebody is here; opening hours are counted by it"),
            "nation": Shown(STAFF, "Whose bank holidays it keeps"),
            "allocation": Shown(STAFF, "Which roles give cases to workers", id="settings.allocation"),
            "allocation_how": Shown(STAFF, "How that is done here", id="settings.allocation"),
            "room": Shown(STAFF, "How many open cases are enough for one worker"),
            "max_attempts": Shown(
                STAFF, "Tries in vain before a referral is closed", id="settings.max-attempts"
            ),
            "tries_days": Shown(STAFF, "On how many different days", id="settings.max-attempts"),
            "contact_review_days": Shown(STAFF, "When safety answers are asked again (PL-86)"),
            "intake_days": Shown(STAFF, "Working days until intake is whole (K-3)"),
            "keep_in_touch_days": Shown(STAFF, "Days between contacts (K-24)"),
            "keep_in_touch_days_separated": Shown(STAFF, "The same after a separation (K-24)"),
            "agreement_backstop_days": Shown(
                STAFF, "Days until an agreement is signed face to face at the latest (K-5)"
            ),
            "agreement_revisit_months": Shown(STAFF, "Months until an agreement is explained again (K-6)"),
            "waiting_check_days": Shown(STAFF, "How often somebody waiting is asked whether she is safe"),
            "decoy_percent": Shown(STAFF, "Clear referrals a manager looks at as well (PL-134)"),
            "dash_threshold": Shown(STAFF, "When high risk is visible", id="settings.dash-threshold"),
            "dash_weeks": Shown(STAFF, "Weeks until the Dash is asked again (K-10)"),
            "marac_days": Shown(STAFF, "Days until a manager hears that a Marac referral waits (K-16)"),
            "helplines": Shown(STAFF, "Whom else one can ring, as the help beside the Dash says"),
            "genders": Shown(STAFF, "What the question about gender proposes, one on each line"),
            "ethnicities": Shown(STAFF, "What the question about ethnic origin proposes"),
            "religions": Shown(STAFF, "What the question about religion proposes"),
            "orientations": Shown(STAFF, "What the question about sexual orientation proposes"),
            "idle_minutes": Shown(STAFF, "When an idle screen locks"),
            "created_at": Shown(STAFF, "To know since when it has been here"),
            "live_at": Shown(STAFF, "Since when it takes people in"),
            "closed_at": Shown(STAFF, "A closed service takes nothing in"),
        }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "name"],
                name="agencies_service_named_once",
                violation_error_message=_("This agency already has a service of that name."),
            ),
            models.CheckConstraint(
                condition=Q(contact_hours__range=(1, 168)), name="agencies_contact_within_a_week"
            ),
            models.CheckConstraint(
                condition=Q(contact_hours__lte=48) | ~Q(contact_hours_reason=""),
                name="agencies_longer_contact_has_a_reason",
                violation_error_message=_("Say why first contact may take longer than 48 hours."),
            ),
            models.CheckConstraint(condition=Q(idle_minutes__range=(5, 15)), name="agencies_idle_5_to_15"),
            models.CheckConstraint(
                condition=Q(dash_weeks__range=(1, 8)),
                name="agencies_dash_within_8_weeks",
                violation_error_message=_("The Dash is asked again after 8 weeks at the latest."),
            ),
            models.CheckConstraint(
                condition=Q(marac_days__lte=14), name="agencies_marac_manager_within_14_days"
            ),
            models.CheckConstraint(
                condition=Q(contact_hours_high=None)
                | Q(contact_hours_high__gte=1, contact_hours_high__lte=models.F("contact_hours")),
                name="agencies_high_risk_is_not_slower",
                violation_error_message=_("High risk cannot be given more hours than the others."),
            ),
            models.CheckConstraint(
                condition=Q(max_attempts=None, tries_days=None)
                | Q(
                    max_attempts__isnull=False,
                    tries_days__isnull=False,
                    max_attempts__gte=models.F("tries_days"),
                    tries_days__gte=1,
                ),
                name="agencies_tries_fit_their_days",
                violation_error_message=_("There cannot be more days than tries."),
            ),
            models.CheckConstraint(
                condition=Q(contact_review_days__range=(7, 60)), name="agencies_safety_asked_7_to_60"
            ),
            models.CheckConstraint(
                condition=Q(waiting_check_days__range=(1, 28)), name="agencies_waiting_asked_1_to_28"
            ),
            models.CheckConstraint(condition=Q(decoy_percent__in=DECOYS), name="agencies_decoys_in_the_list"),
            Unwalled(
                name="service_unwalled",
                grants="SELECT, INSERT, UPDATE",
                reason="Services, not people worked with",
                gate=True,
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def kept_nation(self) -> Nation:
        """Whose bank holidays count; England’s until the service has said."""
        return Nation(self.nation or Nation.ENGLAND)

    def hours_to_contact(self, *, high: bool) -> int:
        """Clock hours to first contact; a referrer who names a high risk may shorten them."""
        return (self.contact_hours_high if high else None) or self.contact_hours

    @property
    def side(self) -> Side:
        return SIDE_OF[Kind(self.kind)]

    @property
    def is_live(self) -> bool:
        """A manager has said that its settings are whole, and it takes people in."""
        return self.live_at is not None


class SourceQuerySet(models.QuerySet):
    def of(self, service: Service):
        """Those in use, by name."""
        return self.filter(service=service, ended_at=None).order_by("name", "id")


class ReferralSource(models.Model):
    """An organisation that sends people to a service: whom to ask there and to tell. Ended, never deleted."""

    class Kind(models.TextChoices):
        POLICE = "police", _("Police")
        HEALTH = "health", _("Health service")
        AGENCY = "agency", _("Another agency")
        OTHER = "other", _("Somebody else")

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    service = models.ForeignKey(Service, models.PROTECT, related_name="sources")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind)
    contact_name = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    sends_lists = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = SourceQuerySet.as_manager()

    class Privacy:
        keep = {
            "id": Shown(STAFF, "To tell organisations apart"),
            "service": Shown(STAFF, "Which service they send people to"),
            "name": Shown(STAFF, "Which organisation"),
            "kind": Shown(STAFF, "What they are"),
            "contact_name": Shown(STAFF, "Whom to ask there"),
            "phone": Shown(STAFF, "How to ask them"),
            "email": Shown(STAFF, "How to tell them"),
            "sends_lists": Shown(STAFF, "Whether they send many on one list"),
            "created_at": Shown(STAFF, "Since when"),
            "ended_at": Shown(STAFF, "Since when they send nobody any more"),
        }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "name"],
                condition=Q(ended_at=None),
                name="agencies_source_named_once",
                violation_error_message=_("There is already one of that name."),
            ),
            Unwalled(
                name="referralsource_unwalled",
                grants="SELECT, INSERT, UPDATE",
                reason="Offices that send people, not people worked with",
            ),
        ]

    def __str__(self):
        return self.name
