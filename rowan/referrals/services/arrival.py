"""How a referral is recorded."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from rowan import audit
from rowan.cases import services as cases
from rowan.clocks import services as clocks
from rowan.clocks.standards import FIRST_CONTACT
from rowan.common.dates import long_moment
from rowan.common.fields import Known
from rowan.files import attachments, timeline
from rowan.files.attachments import Came
from rowan.files.context import service
from rowan.files.keeping import Edit, settle
from rowan.files.models import File
from rowan.people import history
from rowan.people import services as people
from rowan.people.models import ContactKind, Origin, Part, YesNo
from rowan.people.services import Named, Told, Way
from rowan.referrals import rules
from rowan.referrals.conflicts.asking import ask
from rowan.referrals.danger import words_of_danger
from rowan.referrals.models import CameWith, ReceivedValue, Referral, Referrer
from rowan.referrals.models.referral import StatedRisk
from rowan.referrals.timing import keep_time

ORIGIN = {
    Referrer.POLICE: Origin.POLICE,
    Referrer.SELF: Origin.SURVIVOR,
    Referrer.FAMILY: Origin.FAMILY,
    Referrer.HEALTH: Origin.AGENCY,
    Referrer.AGENCY: Origin.AGENCY,
    Referrer.OTHER: Origin.AGENCY,
}
FACTS = (
    "channel", "referrer", "agency_name", "contact_name", "contact_phone", "contact_email", "their_reference",
    "reason", "life_in_danger", "stated_risk",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Sent(Came):
    """A paper that came with a referral. `kept_as` names the field for their form or their checklist."""

    kept_as: str = ""


@dataclass(frozen=True, kw_only=True)
class Arrival:
    """What is known when a referral reaches us. Only who sent it, when, and whom it is about are needed (CM-1).

    `others` are further people it names, `papers` what came with it, `received` what a form of the referrer
    says by field: kept apart until somebody has looked (CM-19).
    """

    received_at: datetime
    referrer: str
    channel: str = ""
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
    described_as: str = ""
    also_known_as: str = ""
    birth: Known | None = None
    age_estimate: int | None = None
    phone: str = ""
    safe_call: str = ""
    safe_message: str = ""
    safe_times: str = ""
    address: str = ""
    safe_write: str = ""
    pch_given: str = ""
    pch_family: str = ""
    pch_birth: Known | None = None
    pch_phone: str = ""
    relation: str = ""
    others: tuple[Named, ...] = ()
    papers: tuple[Sent, ...] = ()
    received: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """Whom it is about, as a page calls them."""
        return f"{self.given} {self.family}".strip() or self.described_as

    @property
    def origin(self) -> Origin:
        return ORIGIN[Referrer(self.referrer)]

    @property
    def everybody(self) -> list[Named]:
        """The person referred, then who causes harm, then the others; each with the ways that were given."""
        subject = Named(
            part=Part.SUBJECT,
            told=Told(
                given=self.given,
                family=self.family,
                described_as=self.described_as,
                also_known_as=self.also_known_as,
                birth=self.birth,
                age_estimate=self.age_estimate,
                origin=self.origin,
            ),
            ways=tuple(self.ways()),
        )
        return [subject, *self.pch(), *self.others]

    def ways(self) -> Iterable[Way]:
        told_by = self.contact_name or self.agency_name
        if self.phone:
            answers = {
                "safe_call": self.safe_call,
                "safe_message": self.safe_message,
                "safe_times": self.safe_times,
            }
            yield Way(kind=ContactKind.PHONE, value=self.phone, told_by=told_by, answers=answers)
        if self.address:
            answers = {"safe_write": self.safe_write}
            yield Way(kind=ContactKind.ADDRESS, value=self.address, told_by=told_by, answers=answers)

    def pch(self) -> Iterable[Named]:
        if self.pch_given or self.pch_family or self.pch_phone:
            told = Told(
                given=self.pch_given, family=self.pch_family, birth=self.pch_birth, origin=self.origin
            )
            ways = (Way(kind=ContactKind.PHONE, value=self.pch_phone),) if self.pch_phone else ()
            yield Named(part=Part.PCH, told=told, relation=self.relation, ways=ways)

    @property
    def cannot_wait(self) -> bool:
        """High in the referrer's eyes, or a life in danger by an answer or by words."""
        return (
            self.stated_risk == StatedRisk.HIGH
            or self.life_in_danger == YesNo.YES
            or bool(words_of_danger(self.reason))
        )

    @property
    def gives_a_number_of_both(self) -> bool:
        """Whether a number or address given for somebody is also the person causing harm's (PL-84)."""
        given: dict[bool, set[tuple[str, str]]] = {True: set(), False: set()}
        for one in self.everybody:
            given[one.part == Part.PCH] |= {
                (way.kind, people.folded(way.kind, way.value)) for way in one.ways
            }
        return bool(given[True] & given[False])


@service
def receive(*, arrival: Arrival, by, **where: Any) -> Referral:
    """Record a referral in a file of its own, with everybody it names, and start the first-contact clock.

    The file stays the referral's own until somebody has said whether we know the person already. `where` is
    what the record says besides: the list and line it came from. Raises `NotTaken` for a paper that cannot be
    kept. The number of statements does not grow with people or papers.
    """
    rules.check_receive(
        by,
        received_at=arrival.received_at,
        referrer=arrival.referrer,
        contact_name=arrival.contact_name,
    )
    file = people.open_file_naming(everybody=arrival.everybody, by=by).file
    case = cases.open_case(file=file, at=arrival.received_at, by=by)
    kept = attachments.add_all(file=file, papers=arrival.papers, by=by)
    named = {sent.kept_as: paper for sent, paper in zip(arrival.papers, kept, strict=True) if sent.kept_as}
    referral = Referral.objects.create(
        file=file,
        case=case,
        received_at=arrival.received_at,
        contact_hours=hours_allowed(by.acting_service, arrival.stated_risk),
        **{name: getattr(arrival, name) for name in FACTS},
        **named,
    )
    came = [paper for paper in kept if paper not in named.values()]
    CameWith.objects.bulk_create(CameWith(file=file, referral=referral, paper=paper) for paper in came)
    ReceivedValue.objects.bulk_create(
        ReceivedValue(file=file, referral=referral, field=name, value=value)
        for name, value in arrival.received.items()
    )
    clocks.start(
        standard=FIRST_CONTACT,
        file=file,
        about=referral.pk,
        at=arrival.received_at,
        length=referral.length,
        by=by,
    )
    audit.record("referral.received", on=referral, referrer=arrival.referrer, **where)
    timeline.add(
        file,
        "referral.received",
        _("A referral arrived from %(who)s") % {"who": said_by(referral)},
        happened_at=arrival.received_at,
        about=referral,
    )
    ask(file, urgent=arrival.cannot_wait)
    return referral


def hours_allowed(service, stated_risk: str) -> int:
    """Hours to first contact, fewer where the referrer names a high risk and the service says so."""
    high = service.contact_hours_high if stated_risk == StatedRisk.HIGH else None
    return high or service.contact_hours


@service
def change_facts(*, referral: Referral, edit: Edit, by) -> Referral:
    """Keep what was found out about how the referral came. Raises `Changed` where a colleague changed the same.

    When it arrived is corrected by itself, with a reason (`correct_arrival`).
    """
    referral = Referral.objects.select_for_update(of=("self",)).select_related("file").get(pk=referral.pk)
    rules.check_record(by)
    changes = settle(referral, edit)
    rules.check_sender(
        changes.get("referrer", referral.referrer), changes.get("contact_name", referral.contact_name)
    )
    if changed := referral.change(by=by, at=timezone.now(), **changes):
        audit.record("referral.facts_changed", on=referral, fields=sorted(changed))
        timeline.add(referral.file, "referral.facts_changed", _("The referral was completed"), about=referral)
    return referral


@service
def correct_arrival(*, referral: Referral, received_at: datetime, because: str, by) -> Referral:
    """Put right when it arrived: first contact counts from there anew. What stood there before is kept (CM-24)."""
    referral = (
        Referral.objects.select_for_update(of=("self",)).select_related("file", "case").get(pk=referral.pk)
    )
    rules.check_correct_arrival(by, referral, received_at, because)
    was, now = referral.received_at, timezone.now()
    history.change(referral, by=by, at=now, received_at=received_at)
    if referral.case.opened_at == was:
        referral.case.change(by=by, at=now, opened_at=received_at)
    keep_time(referral.case, by)
    audit.record("referral.arrival_corrected", on=referral, fields=["received_at"])
    timeline.add(
        referral.file,
        "referral.arrival_corrected",
        _("It arrived on %(now)s and not on %(was)s, as was written down. %(because)s")
        % {"now": long_moment(received_at), "was": long_moment(was), "because": because},
        about=referral,
    )
    return referral


@service
def keep_papers(*, referral: Referral, papers: Iterable[Came], by) -> None:
    """Keep papers that came later, with the referral they belong to. Raises `NotTaken`; then nothing is kept."""
    rules.check_record(by)
    file = File.objects.get(pk=referral.file_id)
    kept = attachments.add_all(file=file, papers=list(papers), by=by)
    CameWith.objects.bulk_create(CameWith(file=file, referral=referral, paper=paper) for paper in kept)


def said_by(referral: Referral) -> str:
    """Who sent it, for one line: the organisation, or what kind of person."""
    return referral.agency_name or referral.get_referrer_display().lower()
