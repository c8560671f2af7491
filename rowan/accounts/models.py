from datetime import timedelta

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from rowan.access.permissions import Permission
from rowan.access.roles import ROLES, permissions_of
from rowan.accounts.alerts import Alert, Miss
from rowan.agencies.models import Service
from rowan.common.audiences import Audience, Shown
from rowan.common.database import UUID7, Unwalled

__all__ = ["Alert", "Factor", "Invitation", "Membership", "Miss", "RecoveryCode", "Session", "Try", "User"]

STAFF = Audience.STAFF
INVITATION_HOURS = 72


class UserManager(BaseUserManager):
    def get_by_natural_key(self, username):
        return self.get(email=username.strip().lower())


class User(AbstractBaseUser):
    """One person who works with Rowan. An account is never shared (PL-1)."""

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    last_login = None
    email = models.EmailField()
    name = models.CharField(max_length=200)
    language = models.CharField(max_length=10, blank=True)
    system_role = models.CharField(max_length=40, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Privacy:
        keep = {
            "id": Shown(STAFF, "To say who did what"),
            "name": Shown(STAFF, "The name stays on old records"),
            "system_role": Shown(STAFF, "What the person may do outside any service"),
            "is_active": Shown(STAFF, "A leaver's account ends"),
            "created_at": Shown(STAFF, "To know since when"),
        }
        erase = {
            "email": Shown(STAFF, "To sign in and to be written to"),
            "language": Shown(STAFF, "In which language the frame speaks to them; empty is English"),
            "password": Shown(STAFF, "To sign in; kept as Argon2id"),
        }

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="accounts_user_one_per_address"),
            Unwalled(
                name="user_unwalled",
                grants="SELECT, INSERT, UPDATE",
                reason="People who work here, not people worked with",
                gate=True,
            ),
        ]

    def __str__(self):
        return self.name

    @cached_property
    def acting_roles(self) -> tuple[str, ...]:
        """Roles for this request: the system role until a service is entered, then those of the service."""
        return (self.system_role,) if self.system_role else ()

    @property
    def permissions(self) -> frozenset[Permission]:
        """What the roles give, by what the service decided about who gives cases (CM-7)."""
        return permissions_of(
            self.acting_roles, self.acting_service.allocation if self.acting_service else ""
        )

    def acts(self, service: Service | None, roles: tuple[str, ...]) -> None:
        """From here on this person acts in this service, with what the database said their roles are."""
        self.acting_service = service
        self.acting_roles = roles

    acting_service: Service | None = None


class MembershipQuerySet(models.QuerySet):
    def live(self):
        """Memberships that give rights today."""
        today = timezone.localdate()
        return self.filter(
            Q(until=None) | Q(until__gte=today), since__lte=today, user__is_active=True
        ).exclude(needs_second=True, second=None)


class Membership(models.Model):
    """A role of a person in a service, from a day, until a day, given by somebody else (PL-27)."""

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=40, choices=[(r.slug, r.name) for r in ROLES.values() if r.kinds])
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    needs_second = models.BooleanField(default=False)
    second = models.ForeignKey(User, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = MembershipQuerySet.as_manager()

    class Privacy:
        keep = {
            "id": Shown(STAFF, "To tell memberships apart"),
            "user": Shown(STAFF, "Who may act"),
            "service": Shown(STAFF, "Where"),
            "role": Shown(STAFF, "As what"),
            "since": Shown(STAFF, "From which day"),
            "until": Shown(STAFF, "Until which day; access ends by itself"),
            "given_by": Shown(STAFF, "Nobody gives a role to themselves"),
            "needs_second": Shown(STAFF, "A manager's role takes two people"),
            "second": Shown(STAFF, "Who was the second person"),
            "created_at": Shown(STAFF, "When it was given"),
        }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "service", "role"],
                condition=Q(until=None),
                name="accounts_membership_once",
                violation_error_message=_("This person already has that role here."),
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=models.F("since")),
                name="accounts_membership_ends_after_it_starts",
                violation_error_message=_("The last day cannot be before the first."),
            ),
            models.CheckConstraint(
                condition=~Q(given_by=models.F("user")), name="accounts_nobody_gives_an_own_role"
            ),
            models.CheckConstraint(
                condition=Q(second=None) | (~Q(second=models.F("given_by")) & ~Q(second=models.F("user"))),
                name="accounts_second_is_another_person",
            ),
            Unwalled(
                name="membership_unwalled",
                grants="SELECT, INSERT, UPDATE",
                reason="Who works where; the gate reads it to let people in",
                gate=True,
            ),
        ]

    def __str__(self):
        return f"{self.user}, {self.get_role_display()}, {self.service}"


class Invitation(models.Model):
    """A single-use way in, good for 72 hours (PL-2). Only a digest of its link is kept."""

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="invitations")
    email = models.EmailField()
    name = models.CharField(max_length=200)
    role = models.CharField(max_length=40)
    digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Privacy:
        keep = {
            "id": Shown(STAFF, "To tell invitations apart"),
            "service": Shown(STAFF, "Where the person is invited to"),
            "name": Shown(STAFF, "Who is invited"),
            "role": Shown(STAFF, "As what"),
            "invited_by": Shown(STAFF, "Who let them in"),
            "created_at": Shown(STAFF, "When"),
            "expires_at": Shown(STAFF, "When the link lapses"),
            "used_at": Shown(STAFF, "A link works once"),
        }
        erase = {
            "email": Shown(STAFF, "To send the link"),
            "digest": Shown(STAFF, "To know the link again"),
        }

    class Meta:
        constraints = [
            Unwalled(
                name="invitation_unwalled",
                grants="SELECT, INSERT, UPDATE",
                reason="People who are asked to work here, not people worked with",
            )
        ]

    def __str__(self):
        return f"Invitation of {self.name}"

    @property
    def is_open(self) -> bool:
        return self.used_at is None and self.expires_at > timezone.now()

    @staticmethod
    def lapses():
        return timezone.now() + timedelta(hours=INVITATION_HOURS)


class Factor(models.Model):
    """An authenticator app. Its seed is encrypted; each code works once (PL-8)."""

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="factor")
    seed = models.BinaryField()
    last_step = models.BigIntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Privacy:
        erase = {
            "id": Shown(STAFF, "To tell factors apart"),
            "user": Shown(STAFF, "Whose it is"),
            "seed": Shown(STAFF, "To check a code; encrypted"),
            "last_step": Shown(STAFF, "So that a code works once"),
            "confirmed_at": Shown(STAFF, "Whether a first code was given"),
        }

    class Meta:
        constraints = [
            Unwalled(name="factor_unwalled", grants="SELECT, INSERT, UPDATE", reason="Sign-in of staff")
        ]

    def __str__(self):
        return f"Authenticator of {self.user_id}"


class RecoveryCode(models.Model):
    """One of ten codes for a lost telephone; hashed, used once (PL-8)."""

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="recovery_codes")
    digest = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True, blank=True)

    class Privacy:
        erase = {
            "id": Shown(STAFF, "To tell codes apart"),
            "user": Shown(STAFF, "Whose it is"),
            "digest": Shown(STAFF, "To know the code again"),
            "used_at": Shown(STAFF, "A code works once"),
        }

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "digest"], name="accounts_recovery_code_once"),
            Unwalled(
                name="recoverycode_unwalled", grants="SELECT, INSERT, UPDATE", reason="Sign-in of staff"
            ),
        ]

    def __str__(self):
        return f"Recovery code of {self.user_id}"


class SessionState(models.TextChoices):
    OUT = "out", _("Nobody signed in")
    HALF = "half", _("Second factor outstanding")
    LIVE = "live", _("Signed in")
    LOCKED = "locked", _("Locked")
    ENDED = "ended", _("Ended")


class Session(models.Model):
    """One sign-in on one device. Only a digest of its cookie is kept (PL-16).

    An ended session stays a day, so that a form which was open in it can still be kept for its author
    (PL-18); it opens nothing.
    """

    digest = models.CharField(max_length=64, primary_key=True)
    user = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="sessions")
    service = models.ForeignKey(Service, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=SessionState, default=SessionState.OUT)
    data = models.TextField(blank=True)
    expires_at = models.DateTimeField(db_index=True)

    class Privacy:
        erase = {
            "digest": Shown(STAFF, "To know the cookie again"),
            "user": Shown(STAFF, "Who is signed in"),
            "service": Shown(STAFF, "Where they act"),
            "state": Shown(STAFF, "Half-way, live, locked or ended"),
            "data": Shown(STAFF, "Messages to the person and where to go on"),
            "expires_at": Shown(STAFF, "Sessions end after ten hours"),
        }

    class Meta:
        constraints = [
            Unwalled(
                name="session_unwalled",
                grants="SELECT, INSERT, UPDATE, DELETE",
                reason="Sign-ins of staff; the gate reads it to let people in",
                gate=True,
            )
        ]

    def __str__(self):
        return f"Session {self.digest[:8]}"


class Try(models.Model):
    """A sign-in that failed, kept to slow guessing (PL-8, PL-10). Digests only."""

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    subject = models.CharField(max_length=64)
    at = models.DateTimeField(db_default=Now())

    class Privacy:
        erase = {
            "id": Shown(STAFF, "To tell tries apart"),
            "subject": Shown(STAFF, "A digest of the account or network that was tried"),
            "at": Shown(STAFF, "When"),
        }

    class Meta:
        indexes = [models.Index(fields=["subject", "at"])]
        constraints = [
            Unwalled(
                name="try_unwalled", grants="SELECT, INSERT, DELETE", reason="Digests of failed sign-ins"
            )
        ]

    def __str__(self):
        return f"Try at {self.at}"
