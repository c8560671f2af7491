"""Whom the client lets us share with, on what limits, and who must be told nothing."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rowan.cases.models import Case
from rowan.common.audiences import Audience, Shown
from rowan.files.rows import FileRow
from rowan.files.wall import FileKey, Guarded
from rowan.people.models import Person, YesNo
from rowan.sharing.models.agreement import Agreement

STAFF, SURVIVOR, RESTRICTED = Audience.STAFF, Audience.SURVIVOR, Audience.RESTRICTED


class AgencyPermission(FileRow):
    """One dated answer of the client about one agency: may we share, what, until when (CM-81).

    The latest answer about an agency stands; a changed mind is a new answer and earlier ones stay.
    `about` is the agency's name as it is compared, so that two spellings of it are one agency.
    """

    web_rights = "SELECT, INSERT"

    case = FileKey(Case, models.PROTECT, related_name="agency_permissions")
    agreement = FileKey(Agreement, models.PROTECT, null=True, related_name="agency_permissions")
    name = models.CharField(max_length=200)
    about = models.CharField(max_length=200, editable=False)
    contact = models.CharField(max_length=200, blank=True)
    permission = models.CharField(max_length=3, choices=YesNo)
    asked_on = models.DateField()
    review_on = models.DateField(null=True, blank=True)
    limit = models.TextField(blank=True)

    class Privacy:
        erase = {
            "case": Shown(STAFF, "Which episode of work it belongs to"),
            "agreement": Shown(STAFF, "The explaining in which it was asked"),
            "name": Shown(SURVIVOR, "Which agency", id="agreement.agency[].name"),
            "about": Shown(STAFF, "The same name as it is compared", source="computed"),
            "contact": Shown(SURVIVOR, "Whom we talk to there", id="agreement.agency[].contact"),
            "permission": Shown(
                SURVIVOR, "Whether we may share", id="agreement.agency[].permission", source="client"
            ),
            "asked_on": Shown(SURVIVOR, "The day of the answer", id="agreement.agency[].date"),
            "review_on": Shown(SURVIVOR, "When to ask again", id="agreement.agency[].review"),
            "limit": Shown(
                SURVIVOR, "What or whom it leaves out", id="agreement.agency[].limit", source="client"
            ),
        }

    class Meta:
        indexes = [models.Index(fields=["service", "case", "about", "-id"], name="sharing_permission_newest")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(about="") & Q(permission__in=YesNo.values),
                name="sharing_permission_says_who_and_what",
            ),
            models.CheckConstraint(
                condition=~Q(permission=YesNo.YES) | Q(review_on__isnull=False),
                name="sharing_permission_is_asked_again",
                violation_error_message=_("Enter when to ask again"),
            ),
            models.CheckConstraint(
                condition=Q(review_on=None) | Q(review_on__gt=F("asked_on")),
                name="sharing_permission_asked_again_later",
                violation_error_message=_("Enter a day after the day of the answer"),
            ),
            Guarded(
                name="sharing_permission_stays",
                when="pg_trigger_depth() = 0",
                sentence="An answer about an agency is never changed. A new one follows it.",
            ),
        ]

    def __str__(self):
        return f"{self.name}: {self.permission}"

    @property
    def is_yes(self) -> bool:
        return self.permission == YesNo.YES


class NeverTold(FileRow):
    """Somebody who must be told nothing of this file, until the client says otherwise."""

    person = FileKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=200)
    why = models.CharField(max_length=500, blank=True)
    said_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    ended_because = models.CharField(max_length=500, blank=True)

    class Privacy:
        erase = {
            "person": Shown(RESTRICTED, "Who it is, where the file names them"),
            "name": Shown(
                RESTRICTED, "Who must be told nothing", id="agreement.limit-people", source="client"
            ),
            "why": Shown(RESTRICTED, "What the client said about it", source="client"),
            "said_on": Shown(RESTRICTED, "When that was said"),
            "ended_on": Shown(RESTRICTED, "When the client said otherwise"),
            "ended_because": Shown(RESTRICTED, "What the client then said"),
        }

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="sharing_never_told_has_a_name"),
            models.CheckConstraint(
                condition=Q(ended_on=None, ended_because="")
                | (Q(ended_on__isnull=False) & ~Q(ended_because="")),
                name="sharing_never_told_ended_in_full",
            ),
        ]

    def __str__(self):
        return f"Never told in {self.file_id}"
