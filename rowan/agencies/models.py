from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from rowan.common.audiences import Audience, Shown
from rowan.common.database import UUID7, Unwalled


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
    """One service of an agency, with its own files. Two services never share a row (PL-29)."""

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
    dash_threshold = models.PositiveSmallIntegerField(
        default=14, validators=[MinValueValidator(1), MaxValueValidator(24)]
    )
    idle_minutes = models.PositiveSmallIntegerField(
        default=10, validators=[MinValueValidator(5), MaxValueValidator(15)]
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)
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
            "dash_threshold": Shown(STAFF, "When high risk is visible", id="settings.dash-threshold"),
            "idle_minutes": Shown(STAFF, "When an idle screen locks"),
            "created_at": Shown(STAFF, "To know since when it has been here"),
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
    def side(self) -> Side:
        return SIDE_OF[Kind(self.kind)]
