"""A referral that is to keep a child, or an adult at risk, from harm: opened at once, overdue until told."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rowan.assessments.models.response import Response
from rowan.cases.models import Case
from rowan.common.audiences import Audience, Shown
from rowan.files.models import File
from rowan.files.rows import FileRow
from rowan.files.wall import FileKey
from rowan.people.models import Person, YesNo
from rowan.sharing.models import Disclosure, How

STAFF, PROFESSIONAL, RESTRICTED = Audience.STAFF, Audience.PROFESSIONAL, Audience.RESTRICTED
WAYS = (How.SECURE, How.PHONE, How.LETTER)


class Whose(models.TextChoices):
    """For whom it is."""

    CHILD = "child", _("A child, born or unborn")
    ADULT = "adult", _("An adult who needs care and support")


class Asked(models.TextChoices):
    """Whether the client knows that it is told."""

    AGREES = "agrees", _("Knows, and agrees")
    AGAINST = "against", _("Knows, and does not want it")
    NOT_TOLD = "not-told", _("Does not know")


class Outcome(models.TextChoices):
    """What came of it, as they told us."""

    ACTION = "action", _("They look into it now")
    ASSESS = "assess", _("They assess what is needed")
    HELP = "help", _("Early help is offered")
    OPEN = "open", _("They know the family already and go on")
    NOTHING = "nothing", _("They do nothing further")
    OTHER = "other", _("Something else")


class SafeguardingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those in files this person may open."""
        return self.filter(file__in=File.objects.visible_to(user))

    def open(self):
        """Nobody has told the authority yet, nor said why not."""
        return self.filter(told_at=None, dismissed_at=None)

    def unanswered(self):
        """Told, and nobody there has said that they have it."""
        return self.filter(told_at__isnull=False, acknowledged_on=None, told_by_others=False)

    def not_looked_at(self):
        """Those that a manager has not looked at since they were told or opened."""
        return self.filter(looked_at=None)


class SafeguardingReferral(FileRow):
    """Somebody outside has to know that a child or an adult at risk is in danger (CM-55, CM-56).

    It opens at once, is overdue until it was told, and is itself the signed decision on which the disclosure
    rests: who is told what, on which ground, whether the client knows, and why it is necessary. `told_on` is
    the day, `told_name` who signed. A manager is copied, and a manager alone says that it is not to be made.
    """

    case = FileKey(Case, models.PROTECT, related_name="safeguarding")
    whose = models.CharField(max_length=10, choices=Whose)
    response = FileKey(Response, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField()
    others = models.CharField(max_length=500, blank=True)
    what = models.TextField(blank=True)
    where = models.CharField(max_length=500, blank=True)
    urgent = models.CharField(max_length=3, choices=YesNo, blank=True)
    whom = models.CharField(max_length=200, blank=True)
    basis = models.CharField(max_length=30, blank=True)
    knows = models.CharField(max_length=10, choices=Asked, blank=True)
    knows_because = models.TextField(blank=True)
    necessary = models.TextField(blank=True)
    how = models.CharField(max_length=10, choices=[(way.value, way.label) for way in WAYS], blank=True)
    told_at = models.DateTimeField(null=True)
    told_on = models.DateField(null=True)
    told_name = models.CharField(max_length=200, blank=True)
    told_by_others = models.BooleanField(default=False)
    spoke_to = models.CharField(max_length=200, blank=True)
    disclosure = FileKey(Disclosure, models.PROTECT, null=True, related_name="+")
    acknowledged_on = models.DateField(null=True)
    acknowledged_by = models.CharField(max_length=200, blank=True)
    reference = models.CharField(max_length=100, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    outcome_on = models.DateField(null=True)
    outcome_words = models.TextField(blank=True)
    dismissed_at = models.DateTimeField(null=True)
    dismissed_name = models.CharField(max_length=200, blank=True)
    dismissed_because = models.TextField(blank=True)
    looked_at = models.DateTimeField(null=True)
    looked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = SafeguardingQuerySet.as_manager()

    class Privacy:
        erase = {
            "case": Shown(STAFF, "Which episode of work"),
            "whose": Shown(PROFESSIONAL, "For a child or an adult"),
            "response": Shown(STAFF, "The form it rests on"),
            "opened_at": Shown(STAFF, "Since when it waits"),
            "others": Shown(PROFESSIONAL, "Who else is in danger, in words"),
            "what": Shown(PROFESSIONAL, "What the danger is"),
            "where": Shown(PROFESSIONAL, "Where they are, as far as it is safe to say"),
            "urgent": Shown(PROFESSIONAL, "Whether there is danger now"),
            "whom": Shown(PROFESSIONAL, "Who is told"),
            "basis": Shown(STAFF, "The ground in law"),
            "knows": Shown(PROFESSIONAL, "Whether the client knows"),
            "knows_because": Shown(PROFESSIONAL, "What they said, or why they were not told"),
            "necessary": Shown(STAFF, "Why it is necessary, and no more than that"),
            "how": Shown(STAFF, "How it was told"),
            "told_at": Shown(STAFF, "When that was written down"),
            "told_on": Shown(PROFESSIONAL, "The day it was told", id="dash.pro.child-referral-date"),
            "told_name": Shown(PROFESSIONAL, "Who signed it", id="dash.pro.child-signed"),
            "told_by_others": Shown(STAFF, "Whether somebody else told them"),
            "spoke_to": Shown(STAFF, "With whom we spoke there"),
            "disclosure": Shown(STAFF, "What left, as it left"),
            "acknowledged_on": Shown(STAFF, "When they said that they have it"),
            "acknowledged_by": Shown(STAFF, "Who said so"),
            "reference": Shown(STAFF, "Their reference"),
            "outcome": Shown(STAFF, "What came of it"),
            "outcome_on": Shown(STAFF, "When we heard"),
            "outcome_words": Shown(RESTRICTED, "What they said"),
            "dismissed_at": Shown(STAFF, "When a manager said that it is not to be made"),
            "dismissed_name": Shown(STAFF, "Which manager"),
            "dismissed_because": Shown(RESTRICTED, "Why"),
            "looked_at": Shown(STAFF, "When a manager looked at it"),
            "looked_by": Shown(STAFF, "Which manager"),
        }

    class Meta:
        indexes = [
            models.Index(
                fields=["service", "opened_at"],
                condition=Q(looked_at=None),
                name="assessments_safeguarding_seen",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["service", "case", "whose"],
                condition=Q(told_at=None, dismissed_at=None),
                name="assessments_one_safeguarding_open",
                violation_error_message=_("One is begun already. Go on with that one."),
            ),
            models.CheckConstraint(
                condition=Q(told_at=None, told_on=None, told_name="")
                | (Q(told_at__isnull=False, told_on__isnull=False) & ~Q(told_name="") & ~Q(whom="")),
                name="assessments_safeguarding_told_in_full",
            ),
            models.CheckConstraint(
                condition=Q(told_at=None)
                | Q(told_by_others=True)
                | (Q(disclosure__isnull=False) & ~Q(basis="") & ~Q(necessary="")),
                name="assessments_safeguarding_left_on_record",
            ),
            models.CheckConstraint(
                condition=Q(dismissed_at=None, dismissed_because="")
                | (Q(dismissed_at__isnull=False, told_at=None) & ~Q(dismissed_because="")),
                name="assessments_safeguarding_not_for_a_reason",
            ),
        ]

    def __str__(self):
        return str(self.get_whose_display())

    @property
    def is_open(self) -> bool:
        return self.told_at is None and self.dismissed_at is None


class SafeguardingPerson(FileRow):
    """One person of the file in whose interest it is made."""

    web_rights = "SELECT, INSERT, DELETE"

    referral = FileKey(SafeguardingReferral, models.PROTECT, related_name="people")
    person = FileKey(Person, models.PROTECT, related_name="+")

    class Privacy:
        erase = {
            "referral": Shown(STAFF, "Which referral"),
            "person": Shown(PROFESSIONAL, "Who is in danger"),
        }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "referral", "person"], name="assessments_safeguarding_person_once"
            )
        ]

    def __str__(self):
        return f"Of {self.referral_id}"
