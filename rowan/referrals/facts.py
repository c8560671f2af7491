"""What the first-contact clock is worked out from: arrivals and tries (K-1, CM-8)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from rowan.clocks.facts import Fact, facts_of
from rowan.clocks.standards import FIRST_CONTACT
from rowan.people.models import YesNo
from rowan.referrals.models import Attempt, Outcome, Referral


def meets(attempt: Attempt, referral: Referral) -> bool:
    """A try meets the clock of its own referral, and of others in the same case that had arrived by then."""
    return attempt.reached == YesNo.YES and (
        attempt.referral_id == referral.pk or attempt.at >= referral.received_at
    )


def first_reached(referral: Referral, attempts: Iterable[Attempt]) -> datetime | None:
    return min((attempt.at for attempt in attempts if meets(attempt, referral)), default=None)


@facts_of(FIRST_CONTACT.slug)
def first_contacts() -> Iterator[Fact]:
    """Every referral of the service that was entered, in two statements."""
    tries: dict[UUID, list[Attempt]] = defaultdict(list)
    for attempt in Attempt.objects.filter(reached=YesNo.YES).select_related("referral"):
        tries[attempt.referral.case_id].append(attempt)
    for referral in Referral.objects.select_related("case").order_by("id"):
        met_at = first_reached(referral, tries[referral.case_id])
        ended = referral.outcome not in ("", Outcome.ENGAGED)
        yield Fact(
            about=referral.pk,
            file_id=referral.file_id,
            sealed=referral.sealed,
            started_at=referral.received_at,
            due_at=referral.contact_due,
            met_at=met_at,
            stopped_at=referral.outcome_logged_at if ended and met_at is None else None,
            owner_id=referral.case.lead_id,
        )
