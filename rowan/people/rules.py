"""Who may write down, change and uncover; what may be used to reach somebody; what starts held apart."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rowan.access.permissions import Denied, NotNow, Permission, permitted, require
from rowan.agencies.models import Side
from rowan.common.audiences import Audience
from rowan.people.models import ContactKind, ContactPoint, Origin, Part, Person, YesNo

STALE_AFTER = timedelta(days=30)
CHANNELS: dict[str, tuple[str, ...]] = {
    ContactKind.PHONE: ("safe_call", "safe_message", "safe_text"),
    ContactKind.EMAIL: ("safe_write",),
    ContactKind.ADDRESS: ("safe_write", "safe_visit"),
}
COVERED = ("value", "code_word", "safe_times", "who_answers")
APART_ON = frozenset({Side.PCH, Side.FAMILY})
APART_FROM = frozenset(
    {Origin.SURVIVOR, Origin.CHILD, Origin.PARTNER, Origin.IDVA, Origin.MARAC, Origin.POLICE}
)


class Why(models.TextChoices):
    """Why a number that is not marked safe is uncovered. Codes, so that the record holds no typed text."""

    ASKED = "asked", gettext_lazy("They asked us to use it")
    DANGER = "danger", gettext_lazy("Somebody is in danger now")
    CHECK = "check", gettext_lazy("To check it with who gave it to us")
    CORRECT = "correct", gettext_lazy("To compare it with another one")


# Who may.


def check_open_file(user) -> None:
    """A new file is opened in the service one is acting in."""
    require(user, Permission.FILE_CREATE)


def check_edit(user) -> None:
    """Names and ways to reach people are kept by those who work with the file and by the duty desk."""
    require(user, Permission.PERSON_EDIT)


def check_add(user, part: str) -> None:
    """A file is about one person, written down when it is opened."""
    check_edit(user)
    if part == Part.SUBJECT:
        raise NotNow(_("This file is already about somebody. Open a new file for another person."))


def check_named(person: Person, changes: dict) -> None:
    """The person of a file keeps a name or a description, also when two people each take one away."""
    names = [changes.get(name, getattr(person, name)) for name in ("given", "family", "described_as")]
    if person.part == Part.SUBJECT and not any(names):
        raise NotNow(_("A colleague took the other name away meanwhile. Enter a first or a last name."))


def check_reveal(user, point: ContactPoint, why: str) -> None:
    """What is covered opens one by one, with a reason unless it is marked safe (PL-75, CM-9)."""
    require(user, Permission.CONTACT_REVEAL)
    if (needs_reason(point) or shared_with_pch(point)) and why not in Why.values:
        raise NotNow(_("This is not marked safe. Say why you need it, then show it."))


def check_reuse(point: ContactPoint, never: bool) -> None:
    """What was marked never to be used stays so: protecting needs one person, lifting it two."""
    if point.never and not never:
        raise NotNow(_("This was marked never to be used, and stays so. Add it anew if it is safe again."))


can_edit = permitted(check_edit)
can_reveal = permitted(check_reveal)


# Held apart (PL-78).


def starts_apart(side: str, origin: str) -> bool:
    """On the side of the person causing harm, what came from the other side starts restricted."""
    return side in APART_ON and origin in APART_FROM


def audience_for(side: str, origin: str, usual: Audience, asked: Audience | None) -> Audience:
    """Whom a new row is for. Asking for more people than its origin allows is refused."""
    if not starts_apart(side, origin):
        return asked or usual
    if asked not in (None, Audience.RESTRICTED):
        raise Denied(
            _("What came from there starts held apart here. Two people decide who else may receive it.")
        )
    return Audience.RESTRICTED


# Safe or not. Not answered is no.


def needs_reason(point: ContactPoint) -> bool:
    """A number not marked safe to ring, or an address that nobody may use, opens for a reason only."""
    if point.never:
        return True
    if point.kind == ContactKind.PHONE:
        return point.safe_call != YesNo.YES
    return all(getattr(point, channel) != YesNo.YES for channel in CHANNELS[point.kind])


def shared(points: Iterable[ContactPoint]) -> set[UUID]:
    """Those of a file's points that are also one of the person causing harm's. `person` must be loaded."""
    points = list(points)
    his = {point.folded for point in points if point.person.part == Part.PCH and point.folded}
    return {point.pk for point in points if point.person.part != Part.PCH and point.folded in his}


def shared_with_pch(point: ContactPoint) -> bool:
    """Whether this is also a number or address of the person causing harm in this file: it cannot be used."""
    if not point.folded or point.person.part == Part.PCH:
        return False
    return ContactPoint.objects.filter(
        file=point.file_id, person__part=Part.PCH, folded=point.folded
    ).exists()


def usable(point: ContactPoint, channel: str, shared: set[UUID]) -> bool:
    """Whether this way of reaching the person was answered yes and nothing speaks against it."""
    return not point.never and point.pk not in shared and getattr(point, channel) == YesNo.YES


class Reach(StrEnum):
    """May we ring?"""

    NOW = "now"  # marked safe, at no certain times, asked lately
    LATER = "later"  # marked safe, at certain times only
    ASK = "ask"  # marked safe, but not asked for a while
    NO = "no"  # no number is marked safe


@dataclass(frozen=True)
class Reachable:
    state: Reach
    point: ContactPoint | None = None


def reachable(points: Iterable[ContactPoint], shared: set[UUID], now: datetime) -> Reachable:
    """The number to ring and whether it is safe: the one asked about last of those marked safe."""
    safe = [
        p for p in points if p.kind == ContactKind.PHONE and p.asked_at and usable(p, "safe_call", shared)
    ]
    if not safe:
        return Reachable(Reach.NO)
    point = max(safe, key=lambda p: (p.asked_at, p.pk))
    if now - point.asked_at > STALE_AFTER:
        return Reachable(Reach.ASK, point)
    return Reachable(Reach.LATER if point.safe_times else Reach.NOW, point)
