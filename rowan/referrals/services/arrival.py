"""How a referral is recorded."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from rowan import audit
from rowan.cases import services as cases
from rowan.clocks import services as clocks
from rowan.clocks.standards import FIRST_CONTACT
from rowan.common.fields import Known
from rowan.files import attachments, timeline
from rowan.files.context import service
from rowan.people import services as people
from rowan.people.models import ContactKind, Origin, Part, Person
from rowan.people.services import Told
from rowan.referrals import rules
from rowan.referrals.models import Referral, Referrer
from rowan.referrals.services.holding import locked

ORIGIN = {
    Referrer.POLICE: Origin.POLICE,
    Referrer.SELF: Origin.SURVIVOR,
    Referrer.FAMILY: Origin.FAMILY,
    Referrer.HEALTH: Origin.AGENCY,
    Referrer.AGENCY: Origin.AGENCY,
    Referrer.OTHER: Origin.AGENCY,
}


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """What is known when a referral reaches us. Only who sent it, when, and a name are needed (CM-1)."""

    received_at: datetime
    referrer: str
    agency_name: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    their_reference: str = ""
    reason: str = ""
    life_in_danger: str = ""
    stated_risk: str = ""
    given: str = ""
    family: str = ""
    also_known_as: str = ""
    birth: Known | None = None
    phone: str = ""
    safe_call: str = ""
    safe_message: str = ""
    safe_times: str = ""
    address: str = ""
    safe_write: str = ""
    pch_given: str = ""
    pch_family: str = ""
    pch_birth: Known | None = None
    relation: str = ""


@service
def receive(*, arrival: Arrival, by, **where: Any) -> Referral:
    """Record a referral in a file of its own, with the people it names, and start the first-contact clock.

    The file stays the referral's own until somebody has said whether we know the person already. `where` is
    what the record says besides: the list and line it came from.
    """
    rules.check_receive(
        by,
        received_at=arrival.received_at,
        referrer=arrival.referrer,
        contact_name=arrival.contact_name,
    )
    subject = write_down_people(arrival, by)
    case = cases.open_case(file=subject.file, at=arrival.received_at, by=by)
    hours = by.acting_service.contact_hours
    referral = Referral.objects.create(
        file=subject.file,
        case=case,
        received_at=arrival.received_at,
        contact_hours=hours,
        referrer=arrival.referrer,
        agency_name=arrival.agency_name,
        contact_name=arrival.contact_name,
        contact_phone=arrival.contact_phone,
        contact_email=arrival.contact_email,
        their_reference=arrival.their_reference,
        reason=arrival.reason,
        life_in_danger=arrival.life_in_danger,
        stated_risk=arrival.stated_risk,
    )
    clocks.start(
        standard=FIRST_CONTACT,
        file=subject.file,
        about=referral.pk,
        at=arrival.received_at,
        length=referral.length,
        by=by,
    )
    audit.record("referral.received", on=referral, referrer=arrival.referrer, **where)
    timeline.add(
        subject.file,
        "referral.received",
        _("A referral arrived from %(who)s") % {"who": said_by(referral)},
        happened_at=arrival.received_at,
        about=referral,
    )
    return referral


def write_down_people(arrival: Arrival, by) -> Person:
    """The person referred, the person causing harm, and the number and address that were given.

    Safety answers are only those the referrer gave; nothing is taken for granted.
    """
    origin = ORIGIN[Referrer(arrival.referrer)]
    told_by = arrival.contact_name or arrival.agency_name
    subject = people.open_file_for(
        told=Told(
            given=arrival.given,
            family=arrival.family,
            also_known_as=arrival.also_known_as,
            birth=arrival.birth,
            origin=origin,
        ),
        by=by,
    )
    if arrival.pch_given or arrival.pch_family:
        people.add_person(
            file=subject.file,
            part=Part.PCH,
            told=Told(
                given=arrival.pch_given, family=arrival.pch_family, birth=arrival.pch_birth, origin=origin
            ),
            relation=arrival.relation,
            to=subject,
            by=by,
        )
    if arrival.phone:
        people.add_contact_point(
            person=subject,
            kind=ContactKind.PHONE,
            value=arrival.phone,
            origin=origin,
            told_by=told_by,
            safe_call=arrival.safe_call,
            safe_message=arrival.safe_message,
            safe_times=arrival.safe_times,
            by=by,
        )
    if arrival.address:
        people.add_contact_point(
            person=subject,
            kind=ContactKind.ADDRESS,
            value=arrival.address,
            origin=origin,
            told_by=told_by,
            safe_write=arrival.safe_write,
            by=by,
        )
    return subject


@service
def keep_paper(*, referral: Referral, field: str, name: str, content: bytes, label: str, by) -> Referral:
    """Keep a paper that came with the referral, apart from our own (CM-38). Raises `NotTaken`."""
    referral = locked(referral)
    paper = attachments.add(file=referral.file, name=name, content=content, label=label, by=by)
    referral.change(by=by, at=timezone.now(), **{field: paper})
    return referral


def said_by(referral: Referral) -> str:
    """Who sent it, for one line: the organisation, or what kind of person."""
    return referral.agency_name or referral.get_referrer_display().lower()
