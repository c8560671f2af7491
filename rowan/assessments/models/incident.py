"""What happened or came in between two Dashes: a new incident, and a Dash that somebody else asked."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q

from rowan.assessments.models.response import Response
from rowan.cases.models import Case, Level
from rowan.common.audiences import Audience, Shown
from rowan.files.models import Attachment, File
from rowan.files.rows import FileRow
from rowan.files.wall import FileKey

STAFF, PROFESSIONAL, RESTRICTED = Audience.STAFF, Audience.PROFESSIONAL, Audience.RESTRICTED


class Incident(FileRow):
    """Something new has happened, so that the Dash is to be asked at once (CM-39, K-11).

    It is met by the first Dash signed after it was written down.
    """

    case = FileKey(Case, models.PROTECT, related_name="incidents")
    happened_on = models.DateField()
    what = models.TextField()
    noted_at = models.DateTimeField()
    asked = FileKey(Response, models.PROTECT, null=True, related_name="+")

    class Privacy:
        erase = {
            "case": Shown(STAFF, "In which episode of work"),
            "happened_on": Shown(PROFESSIONAL, "When it happened"),
            "what": Shown(RESTRICTED, "What happened"),
            "noted_at": Shown(STAFF, "Since when we know"),
            "asked": Shown(STAFF, "The Dash that was asked after it"),
        }

    class Meta:
        indexes = [models.Index(fields=["service", "case", "-noted_at"], name="assessments_incidents_newest")]
        constraints = [models.CheckConstraint(condition=~Q(what=""), name="assessments_incident_says_what")]

    def __str__(self):
        return f"Incident of {self.happened_on}"


class OthersDashQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those in files this person may open."""
        return self.filter(file__in=File.objects.visible_to(user))


class OthersDash(FileRow):
    """A Dash that the referrer or another agency asked. It stands apart and counts for nothing here (CM-38)."""

    case = FileKey(Case, models.PROTECT, related_name="others_dashes")
    asked_by = models.CharField(max_length=200)
    asked_on = models.DateField(null=True)
    total = models.PositiveSmallIntegerField(null=True, validators=[MaxValueValidator(24)])
    level = models.CharField(max_length=10, choices=Level, blank=True)
    words = models.TextField(blank=True)
    paper = FileKey(Attachment, models.PROTECT, null=True, related_name="+")

    objects = OthersDashQuerySet.as_manager()

    class Privacy:
        erase = {
            "case": Shown(STAFF, "With which episode of work it came"),
            "asked_by": Shown(STAFF, "Who asked it"),
            "asked_on": Shown(STAFF, "When it was asked"),
            "total": Shown(STAFF, "How many answers they say were yes"),
            "level": Shown(STAFF, "What they judged the risk to be"),
            "words": Shown(RESTRICTED, "What else they said of it"),
            "paper": Shown(RESTRICTED, "Their form, as it came"),
        }

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(asked_by=""), name="assessments_others_dash_says_whose"),
            models.CheckConstraint(
                condition=Q(total=None) | Q(total__lte=24), name="assessments_others_dash_of_24"
            ),
        ]

    def __str__(self):
        return f"Dash of {self.asked_by}"
