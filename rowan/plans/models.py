from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from rowan.cases.models import Case
from rowan.common.audiences import Audience, Shown
from rowan.files.rows import FileRow
from rowan.files.wall import FileKey
from rowan.people.models import YesNo

STAFF, SURVIVOR = Audience.STAFF, Audience.SURVIVOR


class Stage(models.TextChoices):
    IMMEDIATE = "immediate", _("Immediate safety")
    LATER = "later", _("Short to medium term")


class Given(models.TextChoices):
    """What became of the client's copy when it was last offered."""

    FULL = "full", _("Full copy")
    DISCREET = "discreet", _("Plain copy")
    SPOKEN = "spoken", _("Read out together")
    UNSAFE = "none-unsafe", _("None: not safe to take")
    DECLINED = "none-declined", _("None: not wanted")


class Plan(FileRow):
    """The safety and support plan of a case: when made, on which Dash, when last gone over."""

    case = FileKey(Case, models.PROTECT, related_name="plans")
    number = models.PositiveSmallIntegerField(default=1)
    made_on = models.DateField()
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.IMMEDIATE)
    rests_on = models.UUIDField(null=True, blank=True)
    reviewed_on = models.DateField(null=True, blank=True)
    reviewed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    future_talk = models.CharField(max_length=3, choices=YesNo, blank=True)
    given = models.CharField(max_length=20, choices=Given, blank=True)
    given_at = models.DateTimeField(null=True, blank=True)
    note_ref = models.CharField(max_length=200, blank=True)

    class Privacy:
        erase = {
            "case": Shown(STAFF, "Whose plan it is"),
            "number": Shown(STAFF, "How often it has been gone over", source="computed"),
            "made_on": Shown(SURVIVOR, "The day of the plan", id="issp.date", source="clock"),
            "stage": Shown(STAFF, "What it chiefly serves", id="issp.stage"),
            "rests_on": Shown(STAFF, "The Dash it rests on", id="issp.dash", source="computed"),
            "reviewed_on": Shown(SURVIVOR, "When it was last gone over", id="issp.reviewed-on"),
            "reviewed_by": Shown(SURVIVOR, "Who went over it", id="issp.reviewed-by"),
            "future_talk": Shown(
                STAFF, "Whether possible violence to come was talked through", id="issp.future-talk"
            ),
            "given": Shown(STAFF, "What became of the client's copy", id="issp.given", source="computed"),
            "given_at": Shown(STAFF, "When it was handed over", id="issp.given-at", source="clock"),
            "note_ref": Shown(STAFF, "The case note that tells of it", id="issp.note-ref"),
        }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "case"], name="plans_one_plan_per_case"),
            models.CheckConstraint(
                condition=Q(reviewed_on=None) | Q(reviewed_on__gte=F("made_on")),
                name="plans_gone_over_after_it_was_made",
                violation_error_message=_("The plan cannot be gone over before it was made."),
            ),
            models.CheckConstraint(
                condition=Q(reviewed_on=None, reviewed_by=None)
                | Q(reviewed_on__isnull=False, reviewed_by__isnull=False),
                name="plans_gone_over_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(reviewed_on=None) | ~Q(future_talk=""), name="plans_future_violence_talked_over"
            ),
        ]

    def __str__(self):
        return f"Plan of {self.case_id}"


class GoneOver(FileRow):
    """A plan was gone over with the client: by whoever wrote the row, on this day. All of them stay."""

    web_rights = "SELECT, INSERT"

    plan = FileKey(Plan, models.PROTECT, related_name="gone_over")
    reviewed_on = models.DateField()
    noted_at = models.DateTimeField()

    class Privacy:
        erase = {
            "plan": Shown(STAFF, "Which plan"),
            "reviewed_on": Shown(SURVIVOR, "The day on which it was gone over", id="issp.reviewed-on"),
            "noted_at": Shown(STAFF, "When that was written down", source="clock"),
        }

    def __str__(self):
        return f"{self.plan_id} gone over"


class Part(models.TextChoices):
    NOW = "now", _("Safe now")
    SOON = "soon", _("Next weeks")


class Origin(models.TextChoices):
    DASH = "dash", _("Dash")
    GRID = "grid", _("Severity grid")
    CONCERN = "concern", _("Worker’s concern")
    CLIENT = "client", _("The client asked")
    MARAC = "marac", _("Marac")
    REVIEW = "review", _("Review")


class Who(models.TextChoices):
    CLIENT = "client", _("The client")
    WORKER = "worker", _("Case worker")
    CONTACT = "contact", _("Somebody else")


class Timing(models.TextChoices):
    DAY = "day", _("By a day")
    ANY = "any", _("Any time")
    IF = "if", _("If it happens")


class Status(models.TextChoices):
    AGREED = "agreed", _("Agreed")
    NOT_WANTED = "not-wanted", _("Suits, not wanted now")
    ENDED = "ended", _("Taken off the plan")


class Action(FileRow):
    """One thing agreed against one or more risks: what, who does it, by when, and how it ended.

    Three things decide whether it stands on the client's copy: `audience` (never, where the client does not
    know of it), `delicate` (code words, routes, the bag, a new address: ticked afresh at each print, CM-130)
    and `on_copy` (ticked to begin with).
    """

    plan = FileKey(Plan, models.PROTECT, related_name="actions")
    part = models.CharField(max_length=4, choices=Part)
    answers = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    risk = models.CharField(max_length=500)
    origin = models.CharField(max_length=10, choices=Origin)
    action = models.TextField()
    who = models.CharField(max_length=10, choices=Who, blank=True)
    who_name = models.CharField(max_length=200, blank=True)
    timing = models.CharField(max_length=4, choices=Timing, blank=True)
    due_on = models.DateField(null=True, blank=True)
    agreed_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=10, choices=Status, default=Status.AGREED)
    comment = models.TextField(blank=True)
    internal = models.TextField(blank=True)
    audience = models.CharField(
        max_length=20,
        choices=[(SURVIVOR, _("The client knows of it")), (STAFF, _("Staff only"))],
        default=SURVIVOR,
    )
    delicate = models.BooleanField(default=False)
    on_copy = models.BooleanField(default=True)
    plain_words = models.CharField(max_length=200, blank=True)

    class Privacy:
        erase = {
            "plan": Shown(STAFF, "Which plan"),
            "part": Shown(SURVIVOR, "What comes first"),
            "answers": Shown(STAFF, "Which of the risks found it answers", source="computed"),
            "risk": Shown(SURVIVOR, "What it answers, in words", id="issp.row[].risk"),
            "origin": Shown(STAFF, "Where the risk was found", id="issp.row[].origin"),
            "action": Shown(SURVIVOR, "What was agreed", id="issp.row[].action"),
            "who": Shown(SURVIVOR, "Who does it", id="issp.row[].who"),
            "who_name": Shown(SURVIVOR, "The name of somebody else who does it", id="issp.row[].who"),
            "timing": Shown(SURVIVOR, "A day, any time, or if it happens"),
            "due_on": Shown(SURVIVOR, "By when", id="issp.row[].by-when"),
            "agreed_on": Shown(SURVIVOR, "When it was agreed", id="issp.created-on", source="clock"),
            "done_on": Shown(SURVIVOR, "When it was done", id="issp.row[].done"),
            "status": Shown(STAFF, "Whether it holds, is not wanted now, or ended"),
            "comment": Shown(SURVIVOR, "For the client to read", id="issp.row[].comment"),
            "internal": Shown(STAFF, "For colleagues alone", id="issp.row[].internal"),
            "audience": Shown(STAFF, "Whether the client knows of it"),
            "delicate": Shown(STAFF, "Whether it needs a tick of its own at each print"),
            "on_copy": Shown(STAFF, "Whether it is ticked for the copy to begin with"),
            "plain_words": Shown(SURVIVOR, "How the plain copy says it"),
        }

    class Meta:
        indexes = [models.Index(fields=["service", "due_on"], name="plans_action_due")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(risk="") & ~Q(action=""), name="plans_action_says_risk_and_action"
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.AGREED) | (~Q(who="") & ~Q(timing="")),
                name="plans_agreed_action_says_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(timing=Timing.DAY, due_on__isnull=False)
                | (~Q(timing=Timing.DAY) & Q(due_on=None)),
                name="plans_action_has_its_day",
            ),
            models.CheckConstraint(
                condition=~Q(who=Who.CONTACT) | ~Q(who_name=""), name="plans_somebody_else_is_named"
            ),
            models.CheckConstraint(
                condition=Q(due_on=None) | Q(due_on__gte=F("agreed_on")),
                name="plans_not_due_before_it_was_agreed",
            ),
            models.CheckConstraint(
                condition=Q(done_on=None) | Q(done_on__gte=F("agreed_on")),
                name="plans_not_done_before_it_was_agreed",
                violation_error_message=_("It cannot be done before it was agreed."),
            ),
            models.CheckConstraint(
                condition=Q(on_copy=False) | Q(delicate=False, audience=SURVIVOR),
                name="plans_delicate_is_never_ticked_beforehand",
            ),
        ]

    def __str__(self):
        return f"Action of {self.plan_id}"

    @property
    def is_done(self) -> bool:
        return self.done_on is not None


class NotAddressed(FileRow):
    """A risk that was found and has no action, and why (CM-120)."""

    plan = FileKey(Plan, models.PROTECT, related_name="not_addressed")
    risk = models.CharField(max_length=60)
    words = models.CharField(max_length=500)
    reason = models.TextField()

    class Privacy:
        erase = {
            "plan": Shown(STAFF, "Which plan"),
            "risk": Shown(STAFF, "Which of the risks found", id="issp.not-addressed[]"),
            "words": Shown(STAFF, "The risk in words, as it was then", id="issp.not-addressed[]"),
            "reason": Shown(STAFF, "Why nothing is done about it", id="issp.not-addressed[]"),
        }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "plan", "risk"], name="plans_one_reason_per_risk"),
            models.CheckConstraint(condition=~Q(reason=""), name="plans_not_addressed_has_a_reason"),
        ]

    def __str__(self):
        return f"Not addressed in {self.plan_id}"
