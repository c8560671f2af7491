"""What the time limit of a plan is worked out from: the grids that rise, and when the plan was gone over."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from rowan.assessments import grids
from rowan.assessments.facts import ended, fact
from rowan.assessments.models import Response
from rowan.cases.models import Case
from rowan.cases.services import follows_cases
from rowan.clocks import services as clocks
from rowan.clocks.facts import Fact, facts_of
from rowan.clocks.standards import PLAN_AGAIN, Standard
from rowan.plans.models import GoneOver


@facts_of(PLAN_AGAIN.slug)
def plans_to_go_over(case: Case | None = None) -> Iterator[Fact]:
    """Met by the first time the plan is gone over since. Where another grid rises first, its limit stands."""
    signed = Response.objects.signed().filter(instrument=grids.GRID).order_by("signed_at", "id")
    signed = signed.select_related("case__service")
    times = GoneOver.objects.select_related("plan").order_by("noted_at")
    if case is not None:
        signed, times = signed.filter(case=case), times.filter(plan__case=case)
    by_case: dict[Case, list[Response]] = defaultdict(list)
    for one in signed:
        by_case[one.case].append(one)
    gone_over = list(times) if by_case else []
    for here, found in by_case.items():
        mine = [time for time in gone_over if time.plan.case_id == here.pk]
        yield from (of_grid(here, grid, after, mine) for grid, after in grids.rising_in(found))


def of_grid(case: Case, grid: Response, after: Response | None, times: Iterable[GoneOver]) -> Fact:
    day = grids.day_of(grid)
    met_at = next(
        (one.noted_at for one in times if one.noted_at >= grid.signed_at and one.reviewed_on >= day), None
    )
    if after is not None and (met_at is None or met_at >= after.signed_at):
        met_at, stopped_at = None, after.signed_at
    else:
        stopped_at = ended(case) if met_at is None else None
    return fact(
        case,
        about=grid.pk,
        started_at=grid.signed_at,
        length=PLAN_AGAIN.length,
        met_at=met_at,
        stopped_at=stopped_at,
    )


@grids.follows_grids
def keep_time(case: Case, by, _only: Iterable[Standard] = ()) -> None:
    """Let the limit say what grids and plan say now."""
    if facts := [(PLAN_AGAIN, one) for one in plans_to_go_over(case)]:
        clocks.follow_all(facts=facts, by=by)


follows_cases(PLAN_AGAIN)(keep_time)
