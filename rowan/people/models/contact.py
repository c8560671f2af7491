from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rowan.common.audiences import Audience, Shown
from rowan.files.rows import FileRow
from rowan.files.wall import FileKey
from rowan.people.models.person import Person, Sourced, YesNo

STAFF, RESTRICTED = Audience.STAFF, Audience.RESTRICTED


class ContactKind(models.TextChoices):
    PHONE = "phone", _("Telephone")
    EMAIL = "email", _("E-mail")
    ADDRESS = "address", _("Address")
    ONLINE = "online", _("Online account")


class Which(models.TextChoices):
    """What a number or address is to the person. The address of before a move stays, as an earlier one."""

    HOME = "home", _("Home")
    OTHER = "other", _("Another address")
    LANDLINE = "landline", _("Landline")
    MOBILE = "mobile", _("Mobile")
    EARLIER = "earlier", _("Earlier")


class Channel(models.TextChoices):
    """The ways in which somebody can be reached. Each has an answer of its own (PL-81)."""

    CALL = "call", _("Call")
    MESSAGE = "message", _("Leave a message")
    TEXT = "text", _("Text")
    EMAIL = "email", _("E-mail")
    POST = "post", _("Post")
    VISIT = "visit", _("Visit")
    ONLINE = "online", _("Online")


CHANNELS: dict[str, dict[str, str]] = {
    ContactKind.PHONE: {
        Channel.CALL: "safe_call",
        Channel.MESSAGE: "safe_message",
        Channel.TEXT: "safe_text",
        Channel.ONLINE: "safe_online",
    },
    ContactKind.EMAIL: {Channel.EMAIL: "safe_write"},
    ContactKind.ADDRESS: {Channel.POST: "safe_write", Channel.VISIT: "safe_visit"},
    ContactKind.ONLINE: {Channel.ONLINE: "safe_online"},
}


class Checked(models.TextChoices):
    """How somebody made sure that a number or address is the person's own."""

    SAFE_POINT = "safe-point", _("Rang back on one that was already safe")
    IN_PERSON = "in-person", _("Face to face")
    DOCUMENT = "document", _("Saw it on a paper")
    REFERRER = "referrer", _("Asked who sent the referral")


class ContactPoint(Sourced):
    """One number, e-mail, address or account, with its own safety answers. Not answered is no (PL-81, PL-82).

    `safe_times` is what was said about times in words: kept and shown, and counted as not answered. The times
    that count are rows of `SafeTime`.
    """

    person = FileKey(Person, models.PROTECT, related_name="contact_points")
    kind = models.CharField(max_length=10, choices=ContactKind)
    which = models.CharField(max_length=10, choices=Which, blank=True)
    value = models.CharField(max_length=500)
    folded = models.CharField(max_length=200, blank=True, editable=False, db_collation="C")
    backwards = models.CharField(max_length=64, blank=True, editable=False, db_collation="C")
    safe_call = models.CharField(max_length=3, choices=YesNo, blank=True)
    safe_message = models.CharField(max_length=3, choices=YesNo, blank=True)
    safe_text = models.CharField(max_length=3, choices=YesNo, blank=True)
    safe_write = models.CharField(max_length=3, choices=YesNo, blank=True)
    safe_visit = models.CharField(max_length=3, choices=YesNo, blank=True)
    safe_online = models.CharField(max_length=3, choices=YesNo, blank=True)
    safe_times = models.CharField(max_length=500, blank=True)
    code_word = models.CharField(max_length=200, blank=True)
    cover_story = models.CharField(max_length=500, blank=True)
    withheld = models.CharField(max_length=3, choices=YesNo, blank=True)
    language = models.CharField(max_length=100, blank=True)
    interpreter = models.CharField(max_length=3, choices=YesNo, blank=True)
    who_answers = models.CharField(max_length=500, blank=True)
    told_by = models.CharField(max_length=200, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)
    checked_how = models.CharField(max_length=12, choices=Checked, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    never_from = models.DateTimeField(null=True, blank=True)

    class Privacy:
        erase = {
            "person": Shown(STAFF, "Whose it is"),
            "kind": Shown(STAFF, "Telephone, e-mail, address or account"),
            "which": Shown(RESTRICTED, "Home, another place, landline or mobile"),
            "value": Shown(RESTRICTED, "To reach the person", id="intake.client.safe-phone"),
            "folded": Shown(RESTRICTED, "To know it again", source="computed"),
            "backwards": Shown(RESTRICTED, "To find it by its last digits", source="computed"),
            "safe_call": Shown(RESTRICTED, "May we ring?"),
            "safe_message": Shown(RESTRICTED, "May we leave one?", id="intake.client.safe-voicemail"),
            "safe_text": Shown(RESTRICTED, "May we text?", id="intake.client.safe-text-email"),
            "safe_write": Shown(RESTRICTED, "May we write?", id="intake.client.address-safe"),
            "safe_visit": Shown(RESTRICTED, "May we come?"),
            "safe_online": Shown(RESTRICTED, "May we use a chat or a video call?"),
            "safe_times": Shown(RESTRICTED, "When it is safe, in words", id="intake.client.safe-time"),
            "code_word": Shown(RESTRICTED, "To know that it is her", id="intake.client.code-word"),
            "cover_story": Shown(RESTRICTED, "What to say, and who to say we are"),
            "withheld": Shown(RESTRICTED, "Whether to ring from a withheld number"),
            "language": Shown(RESTRICTED, "Which language to speak here"),
            "interpreter": Shown(RESTRICTED, "Whether an interpreter has to be on the line"),
            "who_answers": Shown(RESTRICTED, "Who else may pick up"),
            "told_by": Shown(STAFF, "Who told us"),
            "asked_at": Shown(STAFF, "When she was last asked"),
            "review_on": Shown(STAFF, "When to ask again"),
            "checked_how": Shown(STAFF, "How it was checked"),
            "checked_at": Shown(STAFF, "When it was checked"),
            "checked_by": Shown(STAFF, "Who checked it"),
            "never_from": Shown(RESTRICTED, "Since when it must not be used"),
        }

    class Meta:
        indexes = [
            models.Index(fields=["service", "folded"], name="people_contact_folded"),
            models.Index(fields=["service", "backwards"], name="people_contact_backwards"),
        ]
        constraints = [
            *Sourced.Meta.constraints,
            models.CheckConstraint(
                condition=Q(checked_how="", checked_at=None, checked_by=None)
                | (~Q(checked_how="") & Q(checked_at__isnull=False, checked_by__isnull=False)),
                name="people_contact_checked_in_full",
            ),
        ]

    def __str__(self):
        return str(self.get_kind_display())

    @property
    def never(self) -> bool:
        """Marked as one that must not be used any more."""
        return self.never_from is not None

    @property
    def new_safe_times(self) -> str:
        """A form never brings back what is covered (PL-75): it is typed anew, or left as it is."""
        return ""

    new_code_word = new_who_answers = new_cover_story = new_checked_how = new_told_by = new_safe_times


class SafeTimeQuerySet(models.QuerySet):
    def current(self):
        return self.filter(withdrawn_at=None)


class SafeTime(FileRow):
    """When a number or address may be used: each week on these days, or on one day alone.

    A row of one day takes the place of the week on that day; with `safe` no it takes time away from it. Times
    are those of the London clock; an empty one is the beginning or the end of the day. Withdrawn, never deleted.
    """

    point = FileKey(ContactPoint, models.PROTECT, related_name="times")
    weekdays = models.CharField(max_length=7, blank=True)  # "12345" is Monday to Friday
    on = models.DateField(null=True, blank=True)
    safe = models.CharField(max_length=3, choices=YesNo, default=YesNo.YES)
    opens = models.TimeField(null=True, blank=True)
    closes = models.TimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = SafeTimeQuerySet.as_manager()

    class Privacy:
        erase = {
            "point": Shown(STAFF, "Of which number or address"),
            "weekdays": Shown(RESTRICTED, "On which days of the week"),
            "on": Shown(RESTRICTED, "On which day alone"),
            "safe": Shown(RESTRICTED, "Whether it is safe then, or not"),
            "opens": Shown(RESTRICTED, "From when"),
            "closes": Shown(RESTRICTED, "Until when"),
            "withdrawn_at": Shown(STAFF, "Since when it no longer holds"),
        }

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(weekdays__regex=r"^[1-7]+$", on=None) | Q(weekdays="", on__isnull=False),
                name="people_safe_time_of_the_week_or_of_a_day",
            ),
            models.CheckConstraint(
                condition=Q(opens=None) | Q(closes=None) | Q(opens__lt=F("closes")),
                name="people_safe_time_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(safe=YesNo.YES) | Q(safe=YesNo.NO, weekdays=""),
                name="people_not_safe_is_said_of_a_day",
            ),
        ]

    def __str__(self):
        return f"Time of {self.point_id}"
