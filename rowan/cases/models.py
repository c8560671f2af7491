from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rowan.common.audiences import Audience, Shown
from rowan.files.models import File
from rowan.files.rows import FileRow
from rowan.files.wall import FileKey
from rowan.rota.models import Absence, TeamMember

STAFF, PROFESSIONAL = Audience.STAFF, Audience.PROFESSIONAL


class State(models.TextChoices):
    """Where a case stands: the states of the support specification, 2.1."""

    RECEIVED = "received", _("Received")
    CHECKED = "checked", _("Checked")
    ALLOCATED = "allocated", _("Allocated")
    CONTACTING = "contacting", _("Contacting")
    UNABLE = "unable", _("Unable to reach")
    ENGAGED = "engaged", _("Engaged, intake open")
    ACTIVE = "active", _("Active")
    REDUCED = "reduced", _("Scaled down")
    INTENSE = "intense", _("Stepped up")
    SILENT = "silent", _("Contact lost")
    EXITING = "exiting", _("Exiting")
    CLOSED = "closed", _("Closed")
    CLOSED_NO_CONTACT = "closed-no-contact", _("Closed, no contact made")
    CLOSED_DECLINED = "closed-declined", _("Closed, declined services")
    CLOSED_REFERRED_ON = "closed-referred-on", _("Closed, referred on")
    CLOSED_ADVICE = "closed-advice", _("Closed, advice given")
    CLOSED_MISTAKE = "closed-mistake", _("Closed, entered by mistake")
    CLOSED_REFILED = "closed-refiled", _("Closed, filed with an earlier file")
    FOLLOWUP_DUE = "followup-due", _("Follow-up due")
    RETAINED = "retained", _("Retained")
    DISPOSED = "disposed", _("Destroyed or summarised")


NOT_YET_ALLOCATED = (State.RECEIVED, State.CHECKED)
OPEN = (
    *NOT_YET_ALLOCATED,
    State.ALLOCATED,
    State.CONTACTING,
    State.UNABLE,
    State.ENGAGED,
    State.ACTIVE,
    State.REDUCED,
    State.INTENSE,
    State.SILENT,
    State.EXITING,
)


class Level(models.TextChoices):
    """The judged level of risk. Not yet assessed is never to be mistaken for low."""

    HIGH = "high", _("High")
    MEDIUM = "medium", _("Medium")
    STANDARD = "standard", _("Standard")
    NOT_YET = "", _("Not yet assessed")


# Not yet assessed stands before the low: nobody knows how high it is.
MOST_PRESSING = (Level.HIGH, Level.NOT_YET, Level.MEDIUM, Level.STANDARD)


class CaseQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Cases in files this person may open."""
        return self.filter(file__in=File.objects.visible_to(user))

    def open(self):
        return self.filter(state__in=OPEN)

    def led_by(self, user):
        return self.filter(lead=user)

    def covered_by(self, user, day: date):
        """Led by somebody who is away on that day and for whom this person covers."""
        return self.filter(lead__in=Absence.objects.covered_by(user, day))

    def on_the_day_of(self, user, day: date):
        """Those this person leads or helps with, and those of whomever they cover.

        Whom they cover and what they help with is asked first, in one statement, so that indexes answer.
        """
        helped = CaseWorker.objects.helping(user).order_by().values_list("case", flat=True)
        found = list(Absence.objects.covered_by(user, day).order_by().union(helped))
        return self.filter(Q(lead__in=[user.pk, *found]) | Q(pk__in=found))

    def of_the_teams_of(self, user):
        """Led by somebody who is in a team of this person."""
        teams = TeamMember.objects.filter(user=user, until=None, team__ended_at=None).values("team")
        mates = TeamMember.objects.filter(team__in=teams, until=None).values("user")
        return self.filter(Q(lead__in=mates) | Q(lead=user))

    def not_given(self):
        """Nobody leads them yet."""
        return self.filter(state__in=NOT_YET_ALLOCATED)

    def by_risk(self):
        """The highest judged first, then the most yes answers; not assessed stands before the low (CM-59)."""
        order = models.Case(
            *[models.When(level=level, then=place) for place, level in enumerate(MOST_PRESSING)],
            output_field=models.SmallIntegerField(),
        )
        return self.order_by(order, models.F("yes_count").desc(nulls_last=True), "-opened_at", "-id")

    def for_list(self):
        """Everything a row of the list of cases prints, but for the person and the next time limit."""
        return self.select_related("file", "lead").order_by("-opened_at", "-id")


class Case(FileRow):
    """One episode of work with the person of a file, from arrival to destruction.

    A returning person gets a new case in the same file; the old one stays closed and apart.
    """

    number = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=20, choices=State, default=State.RECEIVED)
    state_since = models.DateTimeField()
    opened_at = models.DateTimeField()
    lead = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    level = models.CharField(max_length=10, choices=Level, blank=True, default=Level.NOT_YET)
    level_at = models.DateTimeField(null=True, blank=True)
    level_name = models.CharField(max_length=200, blank=True)
    yes_count = models.PositiveSmallIntegerField(null=True, blank=True)

    objects = CaseQuerySet.as_manager()

    class Privacy:
        erase = {
            "number": Shown(PROFESSIONAL, "Which referral of this person it is", id="intake.referral-number"),
            "state": Shown(STAFF, "Where the case stands"),
            "state_since": Shown(STAFF, "Since when"),
            "opened_at": Shown(STAFF, "When it arrived"),
            "lead": Shown(Audience.SURVIVOR, "Who works with her", id="intake.case-worker"),
            "level": Shown(PROFESSIONAL, "The judged level of risk", id="intake.risk-level"),
            "level_at": Shown(PROFESSIONAL, "When it was judged"),
            "level_name": Shown(PROFESSIONAL, "Who judged it"),
            "yes_count": Shown(PROFESSIONAL, "How many answers of the last Dash were yes", source="computed"),
        }

    class Meta:
        indexes = [
            models.Index(fields=["service", "state", "opened_at", "id"], name="cases_case_by_state"),
            models.Index(fields=["service", "lead", "state", "opened_at"], name="cases_case_by_lead"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["service", "file", "number"], name="cases_numbered_in_file"),
            models.UniqueConstraint(
                fields=["service", "file"],
                condition=Q(state__in=OPEN),
                name="cases_one_open_per_file",
                violation_error_message=_("This file already has an open case."),
            ),
            models.CheckConstraint(
                condition=Q(state__in=NOT_YET_ALLOCATED)
                | Q(state__startswith="closed")
                | Q(lead__isnull=False),
                name="cases_somebody_leads_an_allocated_case",
            ),
        ]

    def __str__(self):
        return f"Case {self.number}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


class CaseWorkerQuerySet(models.QuerySet):
    def running(self):
        return self.filter(until=None)

    def helping(self, user):
        """Where this person works beside the one who leads."""
        return self.running().filter(user=user, leads=False)

    def given_to(self, user, since: datetime):
        """Cases that somebody else gave this person to lead since then and that they still lead, newest first."""
        return (
            self.running()
            .filter(user=user, leads=True, since__gte=since, file__in=File.objects.visible_to(user))
            .exclude(given_by=user)
            .select_related("case__file", "given_by")
            .order_by("-since", "-id")
        )


class CaseWorker(FileRow):
    """Who works a case, from when, until when, given by whom. One leads; others help.

    `note` is what the one before handed over; `because` says why guidance was not followed in the choice.
    """

    case = FileKey(Case, models.PROTECT, related_name="workers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    leads = models.BooleanField(default=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    because = models.CharField(max_length=500, blank=True)
    note = models.TextField(blank=True)

    objects = CaseWorkerQuerySet.as_manager()

    class Privacy:
        erase = {
            "case": Shown(STAFF, "Which case"),
            "user": Shown(STAFF, "Who works it", id="referral.allocated-to"),
            "leads": Shown(STAFF, "Whether they lead"),
            "since": Shown(STAFF, "From when", id="referral.allocated-at"),
            "until": Shown(STAFF, "Until when"),
            "given_by": Shown(STAFF, "Who gave it to them", id="referral.allocated-by"),
            "because": Shown(STAFF, "Why somebody full, away or without the language was chosen"),
            "note": Shown(STAFF, "What the one before handed over"),
        }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "case"],
                condition=Q(leads=True, until=None),
                name="cases_one_lead_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["service", "case", "user"],
                condition=Q(until=None),
                name="cases_worker_once_at_a_time",
                violation_error_message=_("This person works on the case already."),
            ),
        ]

    def __str__(self):
        return f"Worker of {self.case_id}"


class ConcernKind(models.TextChoices):
    """What colleagues have to see at once, in the order in which it is shown."""

    STAFF_SAFETY = "staff-safety", _("Staff safety")
    UNAWARE = "unaware", _("Does not know that information is shared")
    SELF_HARM = "suicide-self-harm", _("Suicide or self-harm")
    HONOUR_BASED = "honour-based", _("Honour-based violence")
    SERIAL = "serial-repeat", _("Has harmed others before")
    MARAC = "marac", _("Marac case")
    CALL_TIMES = "call-times", _("Suitable times to call")
    OTHER = "other", _("Other")


class ConcernQuerySet(models.QuerySet):
    def current(self):
        return self.filter(ended_at=None)

    def in_order(self):
        order = models.Case(
            *[models.When(kind=kind, then=place) for place, kind in enumerate(ConcernKind)],
            output_field=models.SmallIntegerField(),
        )
        return self.order_by(order, "id")


class Concern(FileRow):
    """Something that every colleague must see on every page of a file, from the moment it is kept (CM-26).

    It never leaves the service (CM-27). It ends with a reason and stays; one of a kind holds at a time.
    """

    kind = models.CharField(max_length=20, choices=ConcernKind)
    detail = models.TextField()
    ended_at = models.DateTimeField(null=True)
    ended_because = models.CharField(max_length=500, blank=True)

    objects = ConcernQuerySet.as_manager()

    class Privacy:
        erase = {
            "kind": Shown(STAFF, "What colleagues must see at once", id="intake.flag.types"),
            "detail": Shown(STAFF, "What it is, in words", id="intake.flag.detail"),
            "ended_at": Shown(STAFF, "Since when it no longer holds"),
            "ended_because": Shown(STAFF, "Why it no longer holds"),
        }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "file", "kind"],
                condition=Q(ended_at=None),
                name="cases_one_concern_of_a_kind",
                violation_error_message=_("This concern is kept already. Change it instead."),
            ),
            models.CheckConstraint(condition=~Q(detail=""), name="cases_concern_says_what_it_is"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_because="")
                | (Q(ended_at__isnull=False) & ~Q(ended_because="")),
                name="cases_concern_ends_for_a_reason",
            ),
        ]

    def __str__(self):
        return str(self.get_kind_display())
