"""What the time limits of an agreement are worked out from: K-5, K-6 and K-7."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from rowan.agencies.models import Service
from rowan.cases.models import Case
from rowan.cases.services import follows_cases
from rowan.clocks import services as clocks
from rowan.clocks.facts import Fact, facts_of
from rowan.clocks.lengths import Length, Unit
from rowan.clocks.standards import AGREEMENT_AGAIN, FACE_TO_FACE, PERMISSION_AGAIN, Standard
from rowan.common.dates import at
from rowan.sharing.models import AgencyPermission, Agreement, Mode


def of_case(
    case: Case, about: UUID, started_at: datetime, length: Length | None, met_at: datetime | None
) -> Fact:
    over = not case.is_open and met_at is None
    return Fact(
        about=about,
        file_id=case.file_id,
        sealed=case.sealed,
        started_at=started_at,
        length=length,
        met_at=met_at,
        stopped_at=case.state_since if over else None,
        stopped_because=str(case.get_state_display()) if over else "",
        owner_id=case.lead_id,
    )


def signed(**wanted: Any) -> dict[Case, list[Agreement]]:
    """Signed agreements by case, the earliest first. One statement."""
    found = defaultdict(list)
    rows = Agreement.objects.filter(signed_at__isnull=False, **wanted).select_related("case")
    for one in rows.order_by("number"):
        found[one.case].append(one)
    return found


def face_to_face_of(case: Case, agreements: Iterable[Agreement], service: Service) -> Iterator[Fact]:
    """From the first telephone call or short version until somebody signs face to face (K-5)."""
    agreements = list(agreements)
    met = next((one for one in agreements if one.mode == Mode.FACE_TO_FACE), None)
    first = agreements[0]
    if first != met:
        length = FACE_TO_FACE.length_of(service.agreement_backstop_days)
        yield of_case(case, case.pk, first.signed_at, length, met.signed_at if met else None)


def revisits_of(case: Case, agreements: Iterable[Agreement], service: Service) -> Iterator[Fact]:
    """From each signature face to face until all of it is explained once more (K-6)."""
    agreements = [one for one in agreements if one.is_full]
    for one in agreements:
        if one.mode == Mode.FACE_TO_FACE:
            again = next((later for later in agreements if later.number > one.number), None)
            length = AGREEMENT_AGAIN.length_of(service.agreement_revisit_months)
            yield of_case(case, one.pk, one.signed_at, length, again.signed_at if again else None)


def reviews_of(rows: Iterable[AgencyPermission]) -> Iterator[Fact]:
    """From each yes until its own day, met when the client is asked about that agency again (K-7)."""
    by_agency = defaultdict(list)
    for row in rows:
        by_agency[row.case_id, row.about].append(row)
    for answers in by_agency.values():
        answers.sort(key=lambda row: (row.asked_on, row.pk))
        for row, after in zip(answers, [*answers[1:], None], strict=True):
            if row.is_yes:
                length = Length((row.review_on - row.asked_on).days, Unit.DAYS)
                yield of_case(row.case, row.pk, at(row.asked_on), length, after.created_at if after else None)


@facts_of(FACE_TO_FACE.slug)
def all_face_to_face() -> Iterator[Fact]:
    for case, agreements in signed().items():
        yield from face_to_face_of(case, agreements, agreements[0].service)


@facts_of(AGREEMENT_AGAIN.slug)
def all_revisits() -> Iterator[Fact]:
    for case, agreements in signed().items():
        yield from revisits_of(case, agreements, agreements[0].service)


@facts_of(PERMISSION_AGAIN.slug)
def all_reviews() -> Iterator[Fact]:
    return reviews_of(AgencyPermission.objects.select_related("case"))


def keep_time(case: Case, by, *, of_agencies: bool = True) -> None:
    """Let every limit of this case's agreement say what its records say now."""
    service = by.acting_service
    facts = []
    for agreements in signed(case=case).values():
        facts += [(FACE_TO_FACE, fact) for fact in face_to_face_of(case, agreements, service)]
        facts += [(AGREEMENT_AGAIN, fact) for fact in revisits_of(case, agreements, service)]
    if of_agencies:
        rows = AgencyPermission.objects.filter(case=case).select_related("case")
        facts += [(PERMISSION_AGAIN, fact) for fact in reviews_of(rows)]
    if facts:
        clocks.follow_all(facts=facts, by=by)


@follows_cases(FACE_TO_FACE, AGREEMENT_AGAIN, PERMISSION_AGAIN)
def with_its_case(case: Case, by, kept: Collection[Standard]) -> None:
    keep_time(case, by, of_agencies=PERMISSION_AGAIN in kept)
