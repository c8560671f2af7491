"""What the time limits of risk are worked out from: signed Dashes, incidents and what they called for."""

from collections.abc import Iterator

from django.db.models import Max

from rowan.assessments.models import Ending, Incident, MaracTask, Response, SafeguardingReferral
from rowan.cases.models import Case
from rowan.clocks.facts import Fact, facts_of
from rowan.clocks.lengths import Length, Unit
from rowan.clocks.standards import DASH_AGAIN, MARAC_REFERRAL, NEW_INCIDENT, SAFEGUARDING

DAYS_A_WEEK = 7


@facts_of(DASH_AGAIN.slug)
def dashes_to_ask_again(case: Case | None = None) -> Iterator[Fact]:
    """Begins anew with each signed Dash, and stops with the case."""
    signed = Response.objects.filter(instrument="dash").exclude(signed_at=None)
    if case is not None:
        signed = signed.filter(case=case)
    latest = {
        row["case"]: row["at"] for row in signed.values("case").annotate(at=Max("signed_at")).order_by("case")
    }
    for one in Case.objects.filter(pk__in=latest).select_related("service") if latest else ():
        yield fact(
            one,
            about=one.pk,
            started_at=latest[one.pk],
            length=Length(one.service.dash_weeks * DAYS_A_WEEK, Unit.DAYS),
            stopped_at=ended(one),
        )


@facts_of(NEW_INCIDENT.slug)
def incidents(case: Case | None = None) -> Iterator[Fact]:
    """Met by the first Dash signed after it."""
    for one in of(Incident, case).select_related("asked"):
        met_at = one.asked.signed_at if one.asked else None
        stopped_at = ended(one.case) if met_at is None else None
        yield fact(
            one.case,
            about=one.pk,
            started_at=one.noted_at,
            length=NEW_INCIDENT.length,
            met_at=met_at,
            stopped_at=max(stopped_at, one.noted_at) if stopped_at else None,
        )


@facts_of(MARAC_REFERRAL.slug)
def marac_tasks(case: Case | None = None) -> Iterator[Fact]:
    """Until it is referred or somebody says why not. The end of a case does not end it."""
    for one in of(MaracTask, case):
        dropped = one.ending == Ending.NOT
        yield fact(
            one.case,
            about=one.pk,
            started_at=one.opened_at,
            length=Length(one.case.service.marac_days, Unit.DAYS),
            met_at=None if dropped else one.ended_at,
            stopped_at=one.ended_at if dropped else None,
            owner=one.created_by_id,
        )


@facts_of(SAFEGUARDING.slug)
def safeguarding(case: Case | None = None) -> Iterator[Fact]:
    """Until it was told, or a manager says why it is not to be. The end of a case does not end it."""
    for one in of(SafeguardingReferral, case):
        yield fact(
            one.case,
            about=one.pk,
            started_at=one.opened_at,
            length=SAFEGUARDING.length,
            met_at=one.told_at,
            stopped_at=one.dismissed_at,
            owner=one.created_by_id,
        )


SOURCES = (
    (DASH_AGAIN, dashes_to_ask_again),
    (NEW_INCIDENT, incidents),
    (MARAC_REFERRAL, marac_tasks),
    (SAFEGUARDING, safeguarding),
)


def of(model, case: Case | None):
    rows = model.objects.select_related("case__service").order_by("id")
    return rows if case is None else rows.filter(case=case)


def ended(case: Case):
    return None if case.is_open else case.state_since


def fact(case: Case, *, owner=None, met_at=None, stopped_at=None, **what) -> Fact:
    """About this case. Until somebody leads it, what somebody opened stands on their own day."""
    return Fact(
        file_id=case.file_id,
        sealed=case.sealed,
        met_at=met_at,
        stopped_at=stopped_at,
        owner_id=case.lead_id or owner,
        nation=case.service.kept_nation,
        **what,
    )
