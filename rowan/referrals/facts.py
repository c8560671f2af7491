"""What the time limits of a referral are worked out from: arrivals, tries and how it ended (K-1 to K-3, K-24)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from rowan.assessments.models import Intake
from rowan.cases.models import Case
from rowan.clocks.facts import Fact, facts_of
from rowan.clocks.standards import FIRST_CONTACT, INTAKE, KEEP_IN_TOUCH, TRIES
from rowan.people.models import YesNo
from rowan.referrals.models import Attempt, Outcome, Referral


@dataclass
class History:
    """One episode of work: its referrals by arrival, and every try that was made before it ended."""

    case: Case
    referrals: list[Referral] = field(default_factory=list)
    tries: list[Attempt] = field(default_factory=list)

    @property
    def whole_at(self) -> datetime | None:
        """When the intake was signed for the first time. One statement, for cases that have begun work."""
        return Intake.objects.filter(case=self.case).values_list("completed_at", flat=True).first()

    @property
    def engaged_at(self) -> datetime | None:
        return min((one.engaged_at for one in self.referrals if one.engaged_at), default=None)

    @property
    def ended_at(self) -> datetime | None:
        """When the last of its referrals was said to have ended, if all have."""
        if not all(ended(one) for one in self.referrals):
            return None
        return max(one.outcome_logged_at for one in self.referrals)

    @property
    def separated(self) -> bool:
        return any(one.separated == YesNo.YES for one in self.referrals)


def ended(referral: Referral) -> bool:
    return referral.outcome not in ("", Outcome.ENGAGED)


def meets(attempt: Attempt, referral: Referral) -> bool:
    """A try meets the clock of its own referral, and of others in the same case that had arrived by then.

    One that was made, or written down, after the end is kept and meets nothing.
    """
    if attempt.reached != YesNo.YES or attempt.after_end:
        return False
    if ended(referral) and attempt.at > referral.outcome_logged_at:
        return False
    return attempt.referral_id == referral.pk or attempt.at >= referral.received_at


def first_reached(referral: Referral, attempts: Iterable[Attempt]) -> datetime | None:
    return min((attempt.at for attempt in attempts if meets(attempt, referral)), default=None)


def histories(case: Case | None = None) -> list[History]:
    """Of this case, or of every case of the service that was entered, in two statements."""
    wanted = {} if case is None else {"case": case}
    found: dict = {}
    for one in (
        Referral.objects.filter(**wanted).select_related("case", "service").order_by("received_at", "id")
    ):
        found.setdefault(one.case_id, History(one.case)).referrals.append(one)
    cases = {one.pk: history for history in found.values() for one in history.referrals}
    tries = Attempt.objects.filter(after_end=False, referral__in=Referral.objects.filter(**wanted))
    for attempt in tries.order_by("at", "id"):
        cases[attempt.referral_id].tries.append(attempt)
    return list(found.values())


@facts_of(FIRST_CONTACT.slug)
def first_contacts() -> Iterator[Fact]:
    return (fact for history in histories() for fact in first_contacts_of(history))


@facts_of(TRIES.slug)
def tries_in_vain() -> Iterator[Fact]:
    return (fact for history in histories() for fact in tries_of(history))


@facts_of(INTAKE.slug)
def intakes() -> Iterator[Fact]:
    return (fact for history in histories() for fact in intake_of(history))


@facts_of(KEEP_IN_TOUCH.slug)
def next_contacts() -> Iterator[Fact]:
    return (fact for history in histories() for fact in next_contact_of(history))


def first_contacts_of(history: History) -> Iterator[Fact]:
    for referral in history.referrals:
        met_at = first_reached(referral, history.tries)
        yield of_referral(referral, history, referral.received_at, met_at, length=referral.length)


def tries_of(history: History) -> Iterator[Fact]:
    """Begins with the first try in vain for this referral; reaching the person ends the counting."""
    vain: dict = defaultdict(list)
    for attempt in history.tries:
        if attempt.reached == YesNo.NO:
            vain[attempt.referral_id].append(attempt.at)
    for referral in history.referrals:
        if vain[referral.pk]:
            start, reached = min(vain[referral.pk]), first_reached(referral, history.tries)
            yield of_referral(referral, history, start, reached and max(start, reached))


def of_referral(referral: Referral, history: History, start, met_at, length=None) -> Fact:
    stopped = ended(referral) and met_at is None
    return Fact(
        about=referral.pk,
        file_id=referral.file_id,
        sealed=referral.sealed,
        started_at=start,
        length=length,
        met_at=met_at,
        stopped_at=referral.outcome_logged_at if stopped else None,
        stopped_because=str(referral.get_outcome_display()) if stopped else "",
        owner_id=history.case.lead_id,
    )


def intake_of(history: History) -> Iterator[Fact]:
    if history.engaged_at:
        days = history.referrals[0].service.intake_days
        yield of_case(history, history.engaged_at, INTAKE.length_of(days), met_at=history.whole_at)


def next_contact_of(history: History) -> Iterator[Fact]:
    """Begins when the person agrees to work with us, and anew with each contact that reaches them."""
    if history.engaged_at:
        reached = [attempt.at for attempt in history.tries if attempt.reached == YesNo.YES]
        service = history.referrals[0].service
        days = (history.separated and service.keep_in_touch_days_separated) or service.keep_in_touch_days
        yield of_case(history, max([history.engaged_at, *reached]), KEEP_IN_TOUCH.length_of(days))


def of_case(history: History, start: datetime, length, met_at: datetime | None = None) -> Fact:
    stopped_at = None if met_at else history.ended_at
    return Fact(
        about=history.case.pk,
        file_id=history.case.file_id,
        sealed=history.case.sealed,
        started_at=start,
        length=length,
        nation=history.referrals[0].service.kept_nation,
        met_at=met_at and max(start, met_at),
        stopped_at=stopped_at,
        stopped_because=str(history.referrals[-1].get_outcome_display()) if stopped_at else "",
        owner_id=history.case.lead_id,
    )
