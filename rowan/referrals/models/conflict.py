"""Conflicts of interest: what a comparison found, what a manager decided, and whom colleagues are close to."""

from django.conf import settings
from django.contrib.postgres.aggregates import ArrayAgg
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from rowan.access.permissions import Permission, may
from rowan.common.audiences import Audience, Shown
from rowan.common.database import UUID7
from rowan.common.dates import Precision
from rowan.common.fields import Known
from rowan.files.models import File
from rowan.files.rows import FileRow
from rowan.files.wall import CurrentPerson, CurrentService, FileKey, Wall
from rowan.people.models import Person
from rowan.referrals.models.referral import Referral

STAFF, RESTRICTED = Audience.STAFF, Audience.RESTRICTED
LOTS = 100


class Close(models.TextChoices):
    """Who somebody is to the colleague who tells us of them."""

    MYSELF = "myself", _("Myself, by another name or number")
    PARTNER = "partner", _("Partner")
    EX_PARTNER = "ex-partner", _("Former partner")
    PARENT = "parent", _("Parent")
    CHILD = "child", _("Child")
    SIBLING = "sibling", _("Brother or sister")
    FAMILY = "family", _("Another family member")
    FRIEND = "friend", _("Close friend or neighbour")


class TieQuerySet(models.QuerySet):
    def visible_to(self, user):
        """A person's own, and for those who decide about conflicts everybody's."""
        if may(user, Permission.CONFLICT_DECIDE):
            return self.all()
        return self.filter(owner=user)

    def standing(self):
        return self.filter(ended_at=None)


class Tie(models.Model):
    """Somebody close to a colleague, told by the colleague, so that neither reads about the other here.

    Of the service and of no file. Ended, never deleted.
    """

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    service = models.ForeignKey(
        "agencies.Service",
        models.PROTECT,
        related_name="+",
        db_default=CurrentService(),
        db_index=False,
        editable=False,
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_default=CurrentPerson()
    )
    kind = models.CharField(max_length=10, choices=Close)
    given = models.CharField(max_length=200, blank=True)
    family = models.CharField(max_length=200, blank=True)
    born = models.DateField(null=True)
    born_precision = models.CharField(max_length=10, choices=Precision, default=Precision.DAY)
    phone = models.CharField(max_length=200, blank=True)
    folded = models.CharField(max_length=200, blank=True, editable=False, db_collation="C")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    ended_at = models.DateTimeField(null=True)

    objects = TieQuerySet.as_manager()

    class Privacy:
        erase = {
            "id": Shown(STAFF, "To tell connections apart"),
            "service": Shown(STAFF, "The wall is drawn by it"),
            "owner": Shown(RESTRICTED, "Whose connection it is"),
            "kind": Shown(RESTRICTED, "Who they are to the colleague"),
            "given": Shown(RESTRICTED, "To know them when a referral names them"),
            "family": Shown(RESTRICTED, "To know them when a referral names them"),
            "born": Shown(RESTRICTED, "To tell people of one name apart"),
            "born_precision": Shown(RESTRICTED, "How exactly the birth date is known"),
            "phone": Shown(RESTRICTED, "To know their number when a referral gives it"),
            "folded": Shown(RESTRICTED, "To compare the number", source="computed"),
            "created_at": Shown(STAFF, "When it was told"),
            "ended_at": Shown(STAFF, "When it was taken back"),
        }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["service", "id"], name="referrals_tie_service_key"),
            models.CheckConstraint(
                condition=~Q(given="") | ~Q(family="") | ~Q(phone=""), name="referrals_tie_says_who_it_is"
            ),
            Wall(name="referrals_tie_wall", kind="service"),
        ]

    def __str__(self):
        return f"{self.given} {self.family}".strip() or self.phone

    @property
    def birth(self) -> Known | None:
        return Known(self.born, Precision(self.born_precision)) if self.born else None


class Standing(models.TextChoices):
    WAITING = "waiting", _("Not finished")
    CLEAR = "clear", _("Nothing found")
    HELD = "held", _("With a manager")
    DECIDED = "decided", _("Decided")


class Because(models.TextChoices):
    """Why it stands so. For the record and for those who decide, never for a worker."""

    NOT_FINISHED = "not-finished", _("The comparison has not finished")
    NOTHING = "nothing", _("Nothing was found")
    FOUND = "found", _("Something was found")
    SHARE = "share", _("Nothing was found; one of those that a manager looks at as well")
    BY_HAND = "by-hand", _("A manager decided")


class Decision(models.TextChoices):
    """What a manager makes of it (MT-13)."""

    CLEAR = "clear", _("No conflict")
    SEPARATE = "separate", _("Separate workers, and seal if need be")
    REFUSE = "refuse", _("Not ours to take: refer on")
    THIS_LEAVES = "this-leaves", _("This side is transferred to another service")
    OTHER_LEAVES = "other-leaves", _("The other side is transferred to another service")


LEAVES = (Decision.REFUSE, Decision.THIS_LEAVES)


class CheckQuerySet(models.QuerySet):
    def with_named(self):
        """With the colleagues whom it found in person, or through somebody close to them, as `named`."""
        in_it = Q(hits__colleague__isnull=False)
        return self.annotate(named=ArrayAgg("hits__colleague", filter=in_it, default=Value([])))


class ConflictCheck(FileRow):
    """The comparison of everybody on a referral with the other side and with colleagues, and where it stands.

    A share of the referrals in which nothing was found goes to a manager as well (`decoy`), so that her looking
    proves nothing. `lot` is drawn once, and again only when somebody on the referral changes.
    """

    referral = FileKey(Referral, models.PROTECT, related_name="conflict_checks")
    asked_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=Standing, default=Standing.WAITING)
    because = models.CharField(max_length=12, choices=Because, default=Because.NOT_FINISHED)
    decoy = models.BooleanField(default=False)
    lot = models.PositiveSmallIntegerField()
    held_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=12, choices=Decision, blank=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = CheckQuerySet.as_manager()

    class Privacy:
        erase = {
            "referral": Shown(STAFF, "Which referral"),
            "asked_at": Shown(STAFF, "Since when it is asked"),
            "finished_at": Shown(STAFF, "When everybody was last compared"),
            "state": Shown(STAFF, "Where it stands; a worker sees one of two sentences"),
            "because": Shown(RESTRICTED, "Why it stands so"),
            "decoy": Shown(RESTRICTED, "Whether a manager looks though nothing was found"),
            "lot": Shown(RESTRICTED, "What was drawn for that"),
            "held_at": Shown(RESTRICTED, "Since when a manager is asked"),
            "decision": Shown(STAFF, "What the manager decided", id="referral.conflict-decision"),
            "decided_at": Shown(STAFF, "When"),
            "decided_by": Shown(STAFF, "Who decided", id="referral.conflict-manager"),
        }

    class Meta:
        indexes = [models.Index(fields=["service", "state", "held_at"], name="referrals_conflict_by_state")]
        constraints = [
            models.UniqueConstraint(fields=["service", "referral"], name="referrals_one_conflict_check"),
            models.CheckConstraint(condition=Q(lot__lt=LOTS), name="referrals_conflict_lot"),
            models.CheckConstraint(
                condition=~Q(state=Standing.HELD) | Q(held_at__isnull=False),
                name="referrals_held_since",
            ),
            models.CheckConstraint(
                condition=~Q(state=Standing.DECIDED) | ~Q(decision=""), name="referrals_decided_says_what"
            ),
            models.CheckConstraint(
                condition=Q(decision="", decided_at=None, decided_by=None)
                | (~Q(decision="") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="referrals_conflict_decided_in_full",
            ),
        ]

    def __str__(self):
        return f"Conflict check of {self.referral_id}"

    @property
    def as_seen(self) -> str:
        """What a page about it has shown: another one once more was found or somebody decided."""
        return f"{self.pk}:{self.version}"


class Kind(models.TextChoices):
    OTHER_SIDE = "other-side", _("On the other side of another file")
    COLLEAGUE = "colleague", _("A colleague")
    CLOSE = "close", _("Somebody close to a colleague")


class Band(models.TextChoices):
    LIKELY = "likely", _("Likely")
    POSSIBLE = "possible", _("Possible")


class HitQuerySet(models.QuerySet):
    def unsettled(self):
        """Not decided, or decided by leaving us: what a manager has before her when she decides anew."""
        return self.filter(decision__in=["", *LEAVES])


class ConflictHit(FileRow):
    """One thing that a comparison found: somebody of this file, and who that may be elsewhere.

    `words` say what agrees, without any value. `workers` are the ids of those who work with the other file,
    which may be sealed from whoever reads this.
    """

    found_by = FileKey(ConflictCheck, models.PROTECT, related_name="hits")
    kind = models.CharField(max_length=10, choices=Kind)
    band = models.CharField(max_length=10, choices=Band)
    person = FileKey(Person, models.PROTECT, within="service", related_name="+")
    other_file = FileKey(File, models.PROTECT, within="service", null=True, related_name="+")
    other_person = FileKey(Person, models.PROTECT, within="service", null=True, related_name="+")
    colleague = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    tie = FileKey(Tie, models.PROTECT, within="service", null=True, related_name="+")
    words = models.CharField(max_length=500)
    workers = models.JSONField(default=list)
    found_at = models.DateTimeField(db_default=Now())
    decision = models.CharField(max_length=12, choices=Decision, blank=True)
    decided_at = models.DateTimeField(null=True)

    objects = HitQuerySet.as_manager()

    class Privacy:
        erase = {
            "found_by": Shown(RESTRICTED, "Which comparison found it"),
            "kind": Shown(RESTRICTED, "The other side, a colleague, or somebody close to one"),
            "band": Shown(RESTRICTED, "How likely it is the same person"),
            "person": Shown(RESTRICTED, "Who in this file"),
            "other_file": Shown(RESTRICTED, "In which other file"),
            "other_person": Shown(RESTRICTED, "Who there"),
            "colleague": Shown(RESTRICTED, "Which colleague"),
            "tie": Shown(RESTRICTED, "Which connection the colleague told of"),
            "words": Shown(RESTRICTED, "What agrees, without any value"),
            "workers": Shown(RESTRICTED, "Who works with the other file"),
            "found_at": Shown(RESTRICTED, "When it was found"),
            "decision": Shown(STAFF, "What was decided about it", id="referral.conflict-decision"),
            "decided_at": Shown(RESTRICTED, "When"),
        }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["service", "found_by", "person", "other_person", "colleague", "tie"],
                nulls_distinct=False,
                name="referrals_hit_found_once",
            ),
            models.CheckConstraint(
                condition=Q(kind=Kind.OTHER_SIDE, other_file__isnull=False, other_person__isnull=False)
                | Q(kind=Kind.COLLEAGUE, colleague__isnull=False)
                | Q(kind=Kind.CLOSE, colleague__isnull=False, tie__isnull=False),
                name="referrals_hit_says_with_whom",
            ),
        ]

    def __str__(self):
        return self.kind
