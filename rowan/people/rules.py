"""Who may write down, change and uncover; what may be used to reach somebody; what starts held apart."""

from datetime import datetime

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rowan.access.permissions import Denied, NotNow, Permission, permitted, require
from rowan.agencies.models import Side
from rowan.agencies.rules import check_live
from rowan.common.audiences import Audience
from rowan.people.models import (
    CHANNELS,
    Approach,
    Channel,
    ContactKind,
    ContactPoint,
    NoContact,
    Origin,
    Part,
    Person,
    SafeTime,
    YesNo,
)
from rowan.people.safety import Answer, Reach, judge

BACKWARDS = gettext_lazy(
    "Enter an end after the beginning. Past midnight, leave the end empty and add the next day as another row"
)
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
    """A new file is opened in the service one is acting in, once that is live."""
    require(user, Permission.FILE_CREATE)
    check_live(user.acting_service)


def check_edit(user) -> None:
    """Names and ways to reach people are kept by those who work with the file and by the duty desk."""
    require(user, Permission.PERSON_EDIT)


def check_add(user, part: str) -> None:
    """A file is about one person, written down when it is opened."""
    check_edit(user)
    if part == Part.SUBJECT:
        raise NotNow(_("This file is already about somebody. Open a new file for another person."))


def check_remove(user, person: Person, because: str) -> None:
    """Somebody written down by mistake; never the person whom the file is about."""
    check_edit(user)
    if person.part == Part.SUBJECT:
        raise NotNow(_("This file is about them. End the referral as entered by mistake instead."))
    if person.withdrawn_at is not None:
        raise NotNow(_("They were removed already."))
    if not because:
        raise NotNow(_("Say how the mistake came about."))


def check_named(person: Person, changes: dict) -> None:
    """The person of a file keeps a name or a description, also when two people each take one away."""
    names = [changes.get(name, getattr(person, name)) for name in ("given", "family", "described_as")]
    if person.part == Part.SUBJECT and not any(names):
        raise NotNow(_("A colleague took the other name away meanwhile. Enter a first or a last name."))


def check_primary(person: Person, changes: dict) -> None:
    """Where several cause harm, one of them is the main one (CM-34)."""
    if changes.get("primary") != YesNo.YES:
        return
    others = Person.objects.filter(file=person.file_id, primary=YesNo.YES).exclude(pk=person.pk)
    if other := others.first():
        raise NotNow(
            _("%(name)s is the main person causing harm already. Change that first.") % {"name": other}
        )


def check_reveal(user, reach: Reach, field: str, why: str, moment: datetime) -> None:
    """What is covered opens one by one, with a reason unless it is marked safe (PL-75, CM-9)."""
    require(user, Permission.CONTACT_REVEAL)
    if field == "value" and is_for_ringing(reach, moment):
        raise NotNow(_("Look first how to speak. The number stands on the page of the call."))
    if needs_reason(reach, moment) and why not in Why.values:
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


# Safe or not. What may be used is `safety.judge`; here is who may open it.


def needs_reason(reach: Reach, moment: datetime) -> bool:
    """A number not marked safe to ring, or an address that nobody may use, opens for a reason only (CM-9)."""
    asked = [Channel.CALL] if reach.point.kind == ContactKind.PHONE else CHANNELS[reach.point.kind]
    return not any(judge(reach, channel, moment).is_safe for channel in asked)


def is_for_ringing(reach: Reach, moment: datetime) -> bool:
    """A number that may be rung is shown on the page of a call alone, after how to speak (PL-85)."""
    return reach.point.kind == ContactKind.PHONE and judge(reach, Channel.CALL, moment).answer != Answer.BLOCK


def check_speak(user) -> None:
    """How to speak, and that a way is blocked, is for whoever may open numbers."""
    require(user, Permission.CONTACT_REVEAL)


def check_begin(user, reach: Reach, channel: str, why: str, moment: datetime, left: Approach | None) -> None:
    """What is blocked is not opened, what is not marked safe for a reason only, and one at a time (PL-85)."""
    require(user, Permission.CONTACT_REVEAL)
    verdict = judge(reach, channel, moment)
    if verdict.answer == Answer.BLOCK:
        raise NotNow(" ".join(verdict.reasons))
    if left is not None:
        raise NotNow(_("Say first what came of the one you opened before. Then open the next."))
    if verdict.needs_reason and why not in Why.values:
        raise NotNow(_("This is not marked safe. Say why you need it, then show it."))


def check_end(user, approach: Approach) -> None:
    """What came of it is said once, by anybody who works with the file."""
    require(user, Permission.CONTACT_REVEAL)
    if approach.result:
        raise NotNow(_("What came of this is already written down."))


def check_forbid(user, standing: NoContact | None) -> None:
    """A manager alone forbids all direct contact (PL-87)."""
    require(user, Permission.CONTACT_FORBID)
    if standing is not None:
        raise NotNow(_("Nobody may contact them directly already."))


def check_lift(user, standing: NoContact | None) -> None:
    """A manager alone lifts it, with a reason (PL-87)."""
    require(user, Permission.CONTACT_FORBID)
    if standing is None:
        raise NotNow(_("Direct contact is not forbidden here."))


def check_end_time(user, row: SafeTime) -> None:
    check_edit(user)
    if row.withdrawn_at is not None:
        raise NotNow(_("This time was taken away already."))


def check_times(user, times: dict) -> None:
    """A time ends after it begins, on the same day. Past midnight is a row of the next day."""
    check_edit(user)
    opens, closes = times["opens"], times["closes"]
    if opens and closes and closes <= opens:
        raise NotNow(str(BACKWARDS))
    if not times["weekdays"] and not times["on"]:
        raise NotNow(_("Select the days of the week, or enter one day."))


can_forbid = permitted(check_forbid)
can_lift = permitted(check_lift)
