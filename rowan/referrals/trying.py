"""What the pages show beside the tries: the number to ring, and the ways that may have been used."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from rowan.access.permissions import Permission, may
from rowan.files.models import File
from rowan.people.models import Channel, ContactKind, ContactPoint, YesNo
from rowan.people.reaching import hers, reaches_in, ring
from rowan.people.safety import Alike, Reach, judge
from rowan.referrals.models import Attempt, Referral
from rowan.referrals.services import first_contact

FIRST_CHANNEL = {
    ContactKind.PHONE: Channel.CALL,
    ContactKind.EMAIL: Channel.EMAIL,
    ContactKind.ADDRESS: Channel.POST,
    ContactKind.ONLINE: Channel.ONLINE,
}


def beside(referral: Referral, user, now: datetime) -> dict:
    """The one number that is offered for a call, for the page of a referral. One statement (CM-9)."""
    file = referral.file
    found = ring(hers(reaches_in(file, now)), now)
    call = [file.reference, found.reach.point.pk, Channel.CALL] if found.reach else None
    return {
        "ring": found,
        "call_url": reverse("contact-use", args=call) if call else "",
        "can_look": may(user, Permission.CONTACT_FORBID),
    }


def points_of(file: File, now: datetime) -> list[tuple[ContactPoint, str]]:
    """The person's numbers and addresses in words, without a digit of them (PL-75)."""
    theirs = hers(reaches_in(file, now))
    return [(reach.point, point_words(reach, n, now)) for n, reach in enumerate(theirs, start=1)]


def point_words(reach: Reach, n: int, now: datetime) -> str:
    point = reach.point
    told = point.told_by or point.get_origin_display()
    words = _("%(n)s. %(kind)s") % {"n": n, "kind": point.get_kind_display()}
    if told:
        words = _("%(point)s, from %(who)s") % {"point": words, "who": told}
    if point.never:
        return _("%(point)s: not to be used any more") % {"point": words}
    if reach.alike != Alike.NO:
        return _("%(point)s: may be shared with the person causing harm") % {"point": words}
    if judge(reach, FIRST_CHANNEL[ContactKind(point.kind)], now).is_safe:
        return _("%(point)s: marked safe") % {"point": words}
    return _("%(point)s: not marked safe") % {"point": words}


def asked_of(attempt: Attempt) -> list[str]:
    """Which reasons are still to be asked about this try."""
    asked = ["way_because"] if attempt.asks_why else []
    clock = first_contact(attempt.referral)
    if attempt.reached == YesNo.YES and clock and clock.was_missed and not clock.late_because:
        asked.append("late_because")
    return asked
