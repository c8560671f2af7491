"""Signing in and out, factors, invitations, memberships: every change as a verb."""

import secrets
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from hashlib import sha256

from django.contrib.auth import hashers, password_validation
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rowan import audit
from rowan.access.permissions import Denied, NotNow, Permission, require
from rowan.access.roles import ROLES
from rowan.accounts import factors
from rowan.accounts.models import Factor, Invitation, Membership, RecoveryCode, Session, Try, User
from rowan.accounts.passwords import TOO_EASY
from rowan.accounts.sessions import digest_of
from rowan.agencies.models import Agency, Service

TRIES = 10
TRY_MINUTES = 5
OWN_ROLE = gettext_lazy("A colleague must do this: it is your own role.")


@contextmanager
def outside_services():
    """A transaction about accounts alone; its events go on the chain called system."""
    with transaction.atomic():
        yield
        audit.close()


# Signing in


def subject(kind: str, value: str) -> str:
    return sha256(f"{kind}:{value.strip().lower()}".encode()).hexdigest()


@contextmanager
def tries_in_turn(*, email: str, network: str):
    """The subjects of a try, locked: no two tries of one account or network are counted side by side."""
    subjects = sorted((subject("account", email), subject("network", network)))
    with transaction.atomic(), connection.cursor() as cursor:
        for each in subjects:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [each])
        yield subjects


def take_try(*, email: str, network: str) -> int:
    """Minutes until another try is taken; 0 when one may be made now (PL-10).

    That one counts from here on, before anything is compared, so that many at once are no more than one
    after another. `forget_try` takes it back when it was right.
    """
    with tries_in_turn(email=email, network=network) as subjects:
        since = timezone.now() - timedelta(minutes=TRY_MINUTES)
        counts: dict[str, list] = {}
        for one in Try.objects.filter(subject__in=subjects, at__gt=since).order_by("at"):
            counts.setdefault(one.subject, []).append(one.at)
        waits = [times[-TRIES] for times in counts.values() if len(times) >= TRIES]
        if waits:
            return max(1, int((max(waits) - since).total_seconds() // 60) + 1)
        Try.objects.bulk_create(Try(subject=each) for each in subjects)
        return 0


def forget_try(*, email: str, network: str) -> None:
    """Whoever was right has not guessed: an office of many people may all come in within minutes."""
    with tries_in_turn(email=email, network=network) as subjects:
        for each in subjects:
            newest = Try.objects.filter(subject=each).order_by("-at")[:1]
            Try.objects.filter(pk__in=newest.values("pk")).delete()


def record_failure(*, who: User | None) -> None:
    with outside_services():
        audit.record("account.refused", result="refused", who=who)


def check_password(*, email: str, password: str) -> User | None:
    """The account these belong to, or nobody. The same work is done whatever is wrong (PL-11)."""
    user = User.objects.filter(email=email.strip().lower()).first()
    right = is_password_of(user, password)
    if user and right and user.is_active:
        return user
    record_failure(who=user)
    return None


def is_password_of(user: User | None, password: str) -> bool:
    """Compares with the password of this account, or of nobody: one comparison, whoever it is."""
    nobody = _nobodys_password()
    return user.check_password(password) if user else hashers.check_password(password, nobody)


@cache
def _nobodys_password() -> str:
    return hashers.make_password(secrets.token_urlsafe(16))


def check_code(*, user: User, code: str) -> str:
    """`app` for the person's current code, `recovery` for an unused recovery code, else nothing.

    A code works once (PL-8).
    """
    with outside_services():
        factor = Factor.objects.select_for_update().filter(user=user).first()
        step = None
        if factor:
            step = factors.matching_step(factors.unseal(bytes(factor.seed)), code, factor.last_step)
        if step:
            factor.last_step = step
            factor.confirmed_at = factor.confirmed_at or timezone.now()
            factor.save(update_fields=["last_step", "confirmed_at"])
            audit.record("account.checked", who=user, named=user.name)
            return "app"
        if RecoveryCode.objects.filter(user=user, digest=factors.digest_of(code), used_at=None).update(
            used_at=timezone.now()
        ):
            audit.record("account.recovery_used", who=user, named=user.name)
            return "recovery"
    record_failure(who=user)
    return ""


def recovery_codes_left(user: User) -> int:
    return RecoveryCode.objects.filter(user=user, used_at=None).count()


# Sessions


def lock(session, *, user: User, how: str) -> None:
    """Lock a live session. Its key changes, so that a page the browser kept opens nothing (PL-16)."""
    session["state"] = "locked"
    session.cycle_key()
    with outside_services():
        audit.record("account.locked", who=user, named=user.name, how=how)


def note_old_session(*, key: str) -> None:
    """Somebody came with a session that has ended: on the record (PL-16)."""
    old = Session.objects.select_related("user").filter(digest=digest_of(key)).exclude(user=None).first()
    if old:
        with outside_services():
            audit.record("account.old_session", result="refused", who=old.user, named=old.user.name)


# The second factor


def start_factor(*, user: User) -> bytes:
    """A seed for an authenticator app that is not confirmed yet. Asked again, the same seed comes back."""
    with outside_services():
        factor = Factor.objects.select_for_update().filter(user=user).first()
        if factor and factor.confirmed_at:
            raise NotNow(_("You already have an authenticator app."))
        if factor is None:
            factor = Factor.objects.create(user=user, seed=factors.seal(factors.new_seed()))
        return factors.unseal(bytes(factor.seed))


def confirm_factor(*, user: User, code: str) -> list[str] | None:
    """Take the first code of a new app; the ten recovery codes come back once, to be shown once."""
    if not check_code(user=user, code=code):
        return None
    codes = factors.new_recovery_codes()
    with outside_services():
        RecoveryCode.objects.filter(user=user, used_at=None).update(used_at=timezone.now())
        RecoveryCode.objects.bulk_create(
            RecoveryCode(user=user, digest=factors.digest_of(code)) for code in codes
        )
        audit.record("account.factor_set", who=user, named=user.name)
    return codes


def has_factor(user: User) -> bool:
    return Factor.objects.filter(user=user).exclude(confirmed_at=None).exists()


def roles_of(user: User, service: Service) -> tuple[str, ...]:
    """What this person is in this service today: for the frame of pages that enter no service."""
    live = Membership.objects.live().filter(user=user, service=service)
    return tuple(live.values_list("role", flat=True))


# Agencies, services, people


def create_administrator(*, name: str, email: str, password: str) -> User:
    """The first person of an installation, made by whoever installs it."""
    user = User(name=name, email=email.strip().lower(), system_role="system-administrator")
    password_validation.validate_password(password, user)
    user.set_password(password)
    with outside_services():
        user.save()
        audit.record("account.administrator_made", who=user, named="installer")
    return user


@transaction.atomic
def create_agency(*, name: str, by: User) -> Agency:
    require(by, Permission.AGENCY_MANAGE)
    agency = Agency.objects.create(name=name)
    audit.record("agency.created", who=by, named=by.name, agency=agency.pk)
    return agency


@transaction.atomic
def create_service(*, agency: Agency, name: str, kind: str, by: User) -> Service:
    require(by, Permission.AGENCY_MANAGE)
    service = Service.objects.create(agency=agency, name=name, kind=kind)
    audit.record("agency.service_created", who=by, named=by.name, subject=service.pk)
    return service


def check_invite(by: User, service: Service, role: str, email: str) -> None:
    """Managers invite into their own service; an administrator invites a service's first manager only."""
    if by.acting_service is not None and by.acting_service.pk == service.pk:
        require(by, Permission.MEMBERSHIP_MANAGE)
    else:
        require(by, Permission.AGENCY_MANAGE)
        if role != "manager" or Membership.objects.filter(service=service, role="manager").exists():
            raise Denied(_("You invite a service's first manager. After that its managers invite."))
    if role not in ROLES or service.kind not in ROLES[role].kinds:
        raise Denied(_("That role does not exist in this kind of service."))
    if email.strip().lower() == by.email:
        raise Denied(OWN_ROLE)


@transaction.atomic
def invite(*, service: Service, name: str, email: str, role: str, by: User) -> tuple[Invitation, str]:
    """Ask somebody to join. The second value is the link's secret, shown once and never stored (PL-2)."""
    check_invite(by, service, role, email)
    secret = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        service=service,
        name=name,
        email=email.strip().lower(),
        role=role,
        digest=sha256(secret.encode()).hexdigest(),
        invited_by=by,
        expires_at=Invitation.lapses(),
    )
    audit.record("membership.invited", who=by, named=by.name, invitation=invitation.pk, role=role)
    return invitation, secret


def open_invitation(secret: str) -> Invitation | None:
    found = (
        Invitation.objects.select_related("service", "invited_by")
        .filter(digest=sha256(secret.encode()).hexdigest())
        .first()
    )
    return found if found and found.is_open else None


def take_up(*, invitation: Invitation, name: str, password: str) -> User:
    """Join by an invitation, once. Somebody who already works elsewhere keeps the same account (PL-1).

    Raises `ValidationError` for a password that is too short, too easy, or not the one of that account:
    in the last two the sentence is the same, so that nobody learns who has an account (PL-11).
    """
    with outside_services():
        invitation = Invitation.objects.select_for_update().get(pk=invitation.pk)
        if not invitation.is_open:
            raise NotNow(_("This link is not in use. Ask your manager for a new one."))
        service = Service.objects.select_for_update().get(pk=invitation.service_id)
        user = account_of(invitation.email, name=name, password=password, service=service)
        first = not Membership.objects.filter(service=service).exists()
        Membership.objects.create(
            user=user,
            service=service,
            role=invitation.role,
            since=timezone.localdate(),
            given_by=invitation.invited_by,
            needs_second=ROLES[invitation.role].second_person and not first,
        )
        invitation.used_at = timezone.now()
        invitation.save(update_fields=["used_at"])
        audit.record("membership.joined", who=user, named=user.name, role=invitation.role)
    return user


def account_of(email: str, *, name: str, password: str, service: Service) -> User:
    """The account of this address, when the password is its own; a new one where there is none."""
    user = User.objects.filter(email=email).first()
    if is_password_of(user, password) and user and user.is_active:
        return user
    asked = user or User(name=name, email=email)
    asked.acts(service, ())  # the service's name is easy to guess too
    password_validation.validate_password(password, asked)
    if user:
        raise ValidationError(TOO_EASY, code="easy")
    asked.set_password(password)
    asked.save()
    return asked


def check_other(by: User, user: User) -> None:
    """Nobody gives, widens or confirms a role of their own (PL-27)."""
    require(by, Permission.MEMBERSHIP_MANAGE)
    if by.pk == user.pk:
        raise Denied(OWN_ROLE)


@transaction.atomic
def give_role(*, user: User, role: str, by: User, until=None) -> Membership:
    """Give a colleague of this service a role. A manager's role waits for a second person."""
    check_other(by, user)
    if role not in ROLES or by.acting_service.kind not in ROLES[role].kinds:
        raise Denied(_("That role does not exist in this kind of service."))
    if not Membership.objects.live().filter(service=by.acting_service, user=user).exists():
        raise Denied(_("Invite this person first."))
    membership = Membership.objects.create(
        user=user,
        service=by.acting_service,
        role=role,
        since=timezone.localdate(),
        until=until,
        given_by=by,
        needs_second=ROLES[role].second_person,
    )
    audit.record("membership.given", subject=user.pk, role=role)
    return membership


@transaction.atomic
def second_role(*, membership: Membership, by: User) -> Membership:
    """Stand behind a role that takes two people: another manager, or the system administrator."""
    membership = Membership.objects.select_for_update().get(pk=membership.pk)
    if membership.user_id == by.pk:
        raise Denied(OWN_ROLE)
    if Permission.AGENCY_MANAGE not in by.permissions:
        check_other(by, membership.user)
        if membership.service_id != by.acting_service.pk:
            raise Denied(_("This role is in another service."))
    if membership.given_by_id == by.pk:
        raise Denied(_("A colleague must confirm this: you gave the role."))
    if not membership.needs_second or membership.second_id:
        raise NotNow(_("This role has already been confirmed."))
    membership.second = by
    membership.save(update_fields=["second"])
    audit.record("membership.seconded", subject=membership.user_id, role=membership.role)
    return membership


@transaction.atomic
def end_role(*, membership: Membership, last_day, by: User) -> Membership:
    """End a role. Access ends with the last day, by itself; yesterday ends it at once (PL-15)."""
    membership = Membership.objects.select_for_update().get(pk=membership.pk, service=by.acting_service)
    check_other(by, membership.user)
    membership.until = max(last_day, membership.since - timedelta(days=1))
    if membership.until < membership.since:
        membership.since = membership.until
    membership.save(update_fields=["until", "since"])
    audit.record("membership.ended", subject=membership.user_id, role=membership.role)
    return membership
