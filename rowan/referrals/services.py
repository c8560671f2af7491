"""Every change to a referral, from its arrival until the person works with us."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from rowan import audit
from rowan.cases import services as cases
from rowan.cases.models import Case, State
from rowan.clocks import services as clocks
from rowan.clocks.models import Clock
from rowan.clocks.standards import FIRST_CONTACT
from rowan.common.fields import Known
from rowan.files import attachments, timeline
from rowan.files.context import service
from rowan.files.models import File
from rowan.people import services as people
from rowan.people.models import ContactKind, ContactPoint, Origin, Part, Person, YesNo
from rowan.people.services import Told
from rowan.referrals import rules
from rowan.referrals.facts import meets
from rowan.referrals.models import Attempt, Match, Method, Outcome, Referral, Referrer
from rowan.referrals.refiling import refile

ORIGIN = {
    Referrer.POLICE: Origin.POLICE,
    Referrer.SELF: Origin.SURVIVOR,
    Referrer.FAMILY: Origin.FAMILY,
    Referrer.HEALTH: Origin.AGENCY,
    Referrer.AGENCY: Origin.AGENCY,
    Referrer.OTHER: Origin.AGENCY,
}
SAFE_FOR = {
    Method.CALL: "safe_call",
    Method.TEXT: "safe_text",
    Method.EMAIL: "safe_write",
    Method.LETTER: "safe_write",
    Method.VISIT: "safe_visit",
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


@service
def record_match(*, referral: Referral, by, known: File | None = None) -> Referral:
    """Record what a person found when they looked for earlier records: nothing, or the file we have (CM-2).

    "The same person" files the referral with the file we have, before anybody is given it. Which of the two
    other answers of the specification that is follows from whether a case is open there.
    """
    referral = locked(referral)
    rules.check_match(by, referral)
    result = Match.NOTHING
    if known is not None:
        rules.check_known(by, referral, known)
        result = Match.OPEN if Case.objects.open().filter(file=known).exists() else Match.CLOSED
        referral = refile(referral=referral, into=known, by=by)
    now = timezone.now()
    referral.change(by=by, at=now, match_result=result, match_at=now, match_by=by)
    audit.record("referral.matched", on=referral, found=result)
    timeline.add(referral.file, "referral.matched", str(Match(result).label), about=referral)
    check_off(referral, by)
    return referral


@service
def record_conflict_answer(
    *, referral: Referral, found: str, by, detail: str = "", decision: str = ""
) -> Referral:
    """A manager's answer whether anything points to a conflict of interest, and what follows (CM-3).

    The file's timeline says only that it was checked, whatever the answer was.
    """
    referral = locked(referral)
    rules.check_conflict(by, referral)
    now = timezone.now()
    referral.change(
        by=by,
        at=now,
        conflict_found=found,
        conflict_detail=detail,
        conflict_decision=decision,
        conflict_manager=by,
        conflict_told_at=now,
        conflict_decided_at=now,
    )
    audit.record("referral.cleared", on=referral)
    timeline.add(referral.file, "referral.cleared", _("Checked"), about=referral)
    check_off(referral, by)
    return referral


def check_off(referral: Referral, by) -> None:
    """Both questions answered: the case is checked."""
    if referral.is_searched and referral.is_cleared and referral.case.state == State.RECEIVED:
        referral.case = cases.move(case=referral.case, to=State.CHECKED, by=by)


@service
def allocate(*, referral: Referral, worker, by) -> Referral:
    """Give the case to a worker who could open its file; the first-contact clock goes with it."""
    referral = locked(referral)
    every = together(referral)
    rules.check_allocate(by, referral, every)
    cases.give_to(case=referral.case, worker=worker, by=by)
    referral.case = cases.move(case=referral.case, to=State.ALLOCATED, by=by)
    for one in every:
        clocks.give(standard=FIRST_CONTACT, about=one.pk, owner=worker, by=by)
    audit.record("referral.allocated", on=referral, to=worker.pk)
    timeline.add(
        referral.file, "referral.allocated", _("Given to %(name)s") % {"name": worker.name}, about=referral
    )
    return referral


@service
def log_attempt(
    *,
    referral: Referral,
    at: datetime,
    method: str,
    reached: str,
    outcome: str,
    by,
    point: ContactPoint | None = None,
    used: str = "",
    message_left: str = YesNo.NO,
    next_try: datetime | None = None,
    broke_rule_because: str = "",
) -> Attempt:
    """Keep one try to reach the person, as it happened (T-4). It is never refused for breaking a rule.

    `point` is the number or address used, `used` one that we do not have. The answers it had at this moment
    are kept with it; not answered counts as no. Reaching the person meets the first-contact clock, late or
    not.
    """
    referral = locked(referral)
    rules.check_log_attempt(by, referral, at)
    attempt = Attempt.objects.create(
        file=referral.file,
        referral=referral,
        at=at,
        practitioner=by,
        method=method,
        point=point,
        used=point.value if point else used,
        marked_safe=answer(point, SAFE_FOR.get(Method(method), "")),
        reached=reached,
        message_left=message_left,
        message_safe=answer(point, "safe_message"),
        outcome=outcome,
        next_try=next_try,
        broke_rule_because=broke_rule_because,
    )
    if referral.case.state == State.ALLOCATED:
        cases.move(case=referral.case, to=State.CONTACTING, by=by)
    if reached == YesNo.YES:
        for one in together(referral):
            if meets(attempt, one):
                clocks.meet(standard=FIRST_CONTACT, about=one.pk, at=at, by=by)
    audit.record("referral.tried", on=attempt, method=method, reached=reached, broke_rule=attempt.broke_rule)
    words = _("Reached") if reached == YesNo.YES else _("Tried, nobody reached")
    timeline.add(referral.file, "referral.tried", words, happened_at=at, about=attempt)
    return attempt


def answer(point: ContactPoint | None, channel: str) -> YesNo:
    """Whether this way was marked safe: nothing but yes is yes, and never is no."""
    said = point and channel and not point.never and getattr(point, channel) == YesNo.YES
    return YesNo.YES if said else YesNo.NO


@service
def explain(*, attempt: Attempt, by, way_because: str = "", late_because: str = "") -> Attempt:
    """Say why a way was used that is not marked safe, and why first contact came late (CM-8)."""
    attempt = (
        Attempt.objects.select_for_update(of=("self",)).select_related("file", "referral").get(pk=attempt.pk)
    )
    if way_because:
        rules.check_explain(by, attempt)
        attempt.change(by=by, at=timezone.now(), broke_rule_because=way_because)
        audit.record("referral.explained", on=attempt)
    clock = first_contact(attempt.referral)
    if late_because and clock:
        clocks.explain(clock=clock, because=late_because, by=by)
    return attempt


@service
def engage(*, referral: Referral, by) -> Referral:
    """The person was reached and works with us: the outcome is logged and the work begins (T-5)."""
    referral = locked(referral)
    rules.check_engage(by, referral)
    now = timezone.now()
    referral.change(by=by, at=now, outcome=Outcome.ENGAGED, outcome_logged_at=now)
    referral.case = cases.move(case=referral.case, to=State.ENGAGED, by=by)
    audit.record("referral.engaged", on=referral)
    timeline.add(referral.file, "referral.engaged", _("Works with us. Intake is open"), about=referral)
    return referral


def locked(referral: Referral) -> Referral:
    """The referral and its case, held until the change is kept."""
    referral = Referral.objects.select_for_update(of=("self",)).select_related("file").get(pk=referral.pk)
    referral.case = (
        Case.objects.select_for_update(of=("self",)).select_related("lead").get(pk=referral.case_id)
    )
    referral.case.file = referral.file
    return referral


def together(referral: Referral) -> list[Referral]:
    """Every referral that belongs to the same episode of work."""
    return list(Referral.objects.filter(case=referral.case_id).order_by("received_at", "id"))


def first_contact(referral: Referral) -> Clock | None:
    return (
        Clock.objects.filter(standard=FIRST_CONTACT.slug, about=referral.pk)
        .order_by("-started_at", "-id")
        .first()
    )


def said_by(referral: Referral) -> str:
    """Who sent it, for one line: the organisation, or what kind of person."""
    return referral.agency_name or referral.get_referrer_display().lower()
