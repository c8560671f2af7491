"""How the risk of a case stands now, for pages that gather: the overview, the plan, the page about risk."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F

from rowan.assessments.models import Response, RiskLevel
from rowan.assessments.people import speaking
from rowan.cases.latest import running_clocks
from rowan.cases.models import Case
from rowan.clocks.models import Clock
from rowan.clocks.standards import MARAC_REFERRAL, NEW_INCIDENT, SAFEGUARDING
from rowan.files.models import File
from rowan.instruments import dash
from rowan.instruments.answers import State


def signed_dash(case: Case) -> Response | None:
    """The Dash that counts: the one signed last. One statement."""
    return Response.objects.signed().filter(case=case, instrument="dash").first()


def offered_risks(case: Case) -> list[tuple[str, str]]:
    """What the Dash found, to be planned for: every question answered yes, by its id, in words (CM-59).

    The words are those told about the client, with names. Empty while no Dash is signed. One statement.
    """
    response = signed_dash(case)
    return risks_in(response) if response else []


def risks_in(response: Response) -> list[tuple[str, str]]:
    speak, items = speaking(response.named).speak, response.definition.places
    return [
        (dash.question(number), speak(items[dash.question(number)].item.prompt.told))
        for number, state in dash.states(response.answers).items()
        if state == State.YES
    ]


CALLS = (SAFEGUARDING.slug, NEW_INCIDENT.slug, MARAC_REFERRAL.slug)


def calls(file: File) -> list[Clock]:
    """What was called for in this file and is not done: told, asked again, referred. No statement of its own.

    A level that is judged lower takes none of it away (CM-45, CM-47).
    """
    found = [clock for clock in running_clocks(file) if clock.standard in CALLS]
    return sorted(found, key=lambda clock: (CALLS.index(clock.standard), clock.started_at))


@dataclass(frozen=True)
class Point:
    """One judgement in the drawing, in its units: 0 to 100 across, 0 (24 yes) to 48 (none) down."""

    x: float
    y: float


@dataclass(frozen=True)
class RiskPanel:
    """How the risk was judged: now, and every time before. The judgement comes first, the count informs."""

    level: str
    judged_by: str
    judged_at: datetime | None
    reason: str
    total: int | None
    gaps: int | None
    threshold: int
    history: Sequence[RiskLevel]

    @property
    def points(self) -> list[Point]:
        """The counts over time, oldest first, evenly spaced."""
        counted = [row.total for row in reversed(self.history) if row.total is not None]
        step = 92 / max(len(counted) - 1, 1)
        return [Point(round(4 + step * n, 1), height(total)) for n, total in enumerate(counted)]

    @property
    def path(self) -> str:
        return " ".join(f"{point.x},{point.y}" for point in self.points)

    @property
    def line(self) -> float:
        """How far down the number lies at which a Marac referral is prompted."""
        return height(self.threshold)


def height(total: int) -> float:
    return round(48 - 2 * total, 1)


def risk_panel(case: Case | None, threshold: int = dash.MARAC_THRESHOLD) -> RiskPanel:
    """One statement, without the answers of any form."""
    history = list(
        RiskLevel.objects.filter(case=case)
        .annotate(form=F("response__reference"))
        .order_by("-judged_at", "-id")
    )
    if not history:
        return RiskPanel("", "", None, "", None, None, threshold, [])
    now = history[0]
    counted = next((row for row in history if row.total is not None), now)
    return RiskPanel(
        level=now.level,
        judged_by=now.created_name,
        judged_at=now.judged_at,
        reason=now.reason,
        total=counted.total,
        gaps=counted.gaps,
        threshold=counted.threshold or threshold,
        history=history,
    )
