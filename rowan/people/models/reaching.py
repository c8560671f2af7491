"""What bears on reaching somebody: each time it was begun, what happened since, and who forbade it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from rowan.common.audiences import Audience, Shown
from rowan.files.models import File
from rowan.files.rows import FileRow
from rowan.files.wall import FileKey
from rowan.people.models.contact import Channel, ContactPoint

STAFF, RESTRICTED = Audience.STAFF, Audience.RESTRICTED


class Result(models.TextChoices):
    """What came of it, in one word. Which of them fit depends on the channel."""

    NO_ANSWER = "no-answer", _("No answer")
    REACHED = "reached", _("Reached")
    MESSAGE = "message", _("Left a message")
    SOMEBODY = "somebody", _("Somebody else answered")
    SENT = "sent", _("Sent")
    NOT_USED = "not-used", _("Not used")


SPOKEN = (Result.NO_ANSWER, Result.REACHED, Result.MESSAGE, Result.SOMEBODY, Result.NOT_USED)
RESULTS: dict[str, tuple[Result, ...]] = {
    Channel.CALL: SPOKEN,
    Channel.VISIT: (Result.NO_ANSWER, Result.REACHED, Result.SOMEBODY, Result.NOT_USED),
    Channel.TEXT: (Result.SENT, Result.NOT_USED),
    Channel.EMAIL: (Result.SENT, Result.NOT_USED),
    Channel.POST: (Result.SENT, Result.NOT_USED),
    Channel.ONLINE: (Result.REACHED, Result.SENT, Result.NO_ANSWER, Result.NOT_USED),
}


class ApproachQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Rows in files this person may open."""
        return self.filter(file__in=File.objects.visible_to(user))

    def open(self):
        """Begun, and nobody has said what came of it."""
        return self.filter(result="")


class Approach(FileRow):
    """A number or address was opened to be used. It stays open until somebody says what came of it (PL-85)."""

    point = FileKey(ContactPoint, models.PROTECT, related_name="approaches")
    channel = models.CharField(max_length=10, choices=Channel)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    why = models.CharField(max_length=10, blank=True)
    result = models.CharField(max_length=10, choices=Result, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ApproachQuerySet.as_manager()

    class Privacy:
        erase = {
            "point": Shown(RESTRICTED, "Which number or address"),
            "channel": Shown(RESTRICTED, "What it was opened for"),
            "started_at": Shown(RESTRICTED, "When it was opened"),
            "started_by": Shown(STAFF, "Who opened it"),
            "why": Shown(STAFF, "Why, where it was not marked safe"),
            "result": Shown(RESTRICTED, "What came of it"),
            "ended_at": Shown(STAFF, "When that was said"),
        }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(result="", ended_at=None) | (~Q(result="") & Q(ended_at__isnull=False)),
                name="people_approach_ended_in_full",
            ),
        ]
        indexes = [
            models.Index(
                fields=["service", "started_by", "started_at"],
                name="people_approach_left_open",
                condition=Q(result=""),
            ),
        ]

    def __str__(self):
        return str(self.get_channel_display())


class Happened(models.TextChoices):
    """What makes the answers about safety doubtful at once (PL-86)."""

    INCIDENT = "incident", _("A new incident")
    SEPARATION = "separation", _("They separated")
    MOVE = "move", _("Somebody moved house")
    COURT = "court", _("A court date")
    RELEASE = "release", _("The person causing harm was released")
    RETURN = "return", _("The person causing harm came back")
    ANSWERED = "answered", _("Somebody else answered")


class Happening(FileRow):
    """Something that puts the answers about safe contact in doubt, until they are asked again (PL-86).

    `counts_from` is the moment since when older answers are in doubt: now for a thing of today, the end of the
    day for one in the past, its beginning for one to come.
    """

    what = models.CharField(max_length=10, choices=Happened)
    on = models.DateField()
    counts_from = models.DateTimeField()
    note = models.CharField(max_length=500, blank=True)

    class Privacy:
        erase = {
            "what": Shown(RESTRICTED, "What happened"),
            "on": Shown(RESTRICTED, "On which day"),
            "counts_from": Shown(STAFF, "Since when older answers are in doubt", source="computed"),
            "note": Shown(RESTRICTED, "What is known of it"),
        }

    class Meta:
        indexes = [models.Index(fields=["service", "file", "counts_from"], name="people_happening_since")]

    def __str__(self):
        return str(self.get_what_display())


class NoContact(FileRow):
    """Nobody may contact the people of this file directly, until a manager lifts it (PL-87)."""

    reason = models.CharField(max_length=500)
    decider = models.CharField(max_length=200)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    lifted_because = models.CharField(max_length=500, blank=True)

    class Privacy:
        erase = {
            "reason": Shown(STAFF, "Why nobody may contact anybody here directly"),
            "decider": Shown(STAFF, "Who may decide otherwise"),
            "set_by": Shown(STAFF, "Which manager said so"),
            "lifted_at": Shown(STAFF, "When it ended"),
            "lifted_by": Shown(STAFF, "Which manager ended it"),
            "lifted_because": Shown(STAFF, "Why it ended"),
        }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "file"],
                condition=Q(lifted_at=None),
                name="people_one_rule_against_contact",
            ),
            models.CheckConstraint(
                condition=Q(lifted_at=None, lifted_by=None, lifted_because="")
                | (Q(lifted_at__isnull=False, lifted_by__isnull=False) & ~Q(lifted_because="")),
                name="people_rule_against_contact_lifted_in_full",
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(decider=""), name="people_rule_against_contact_says_why"
            ),
        ]

    def __str__(self):
        return str(_("No direct contact"))
