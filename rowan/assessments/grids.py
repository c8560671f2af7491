"""The severity grid in a case: begun after a Dash, signed, compared with the one before (CM-60 to CM-67)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rowan import audit
from rowan.access.permissions import NotNow
from rowan.assessments import rules
from rowan.assessments.models import Response
from rowan.assessments.moment import Moment
from rowan.cases.models import Case
from rowan.common.dates import local_day
from rowan.files import timeline
from rowan.instruments import checks, soag
from rowan.instruments.answers import Answers, day, value
from rowan.instruments.checks import Problem
from rowan.instruments.schema import Definition
from rowan.instruments.soag import Change, Rating

GRID = "soag"
SHOWN = 8
"""So many grids stand side by side in the small drawings; the table has all."""

CHANGES = {
    Change.NEW: gettext_lazy("new"),
    Change.MORE: gettext_lazy("more severe"),
    Change.SAME: gettext_lazy("the same"),
    Change.LESS: gettext_lazy("less severe"),
    Change.ENDED: gettext_lazy("no longer happening"),
    Change.NONE: gettext_lazy("not happening"),
    Change.NOT_KNOWN: gettext_lazy("cannot be compared"),
}


# The practice of the grid.


def facts(case: Case, occasion: str) -> dict[str, str]:
    """What a new grid knows already: the latest Dash of the case, signed or not, and why it was asked."""
    asked = Response.objects.filter(case=case, instrument="dash").order_by("-created_at", "-id").first()
    if asked is None:
        raise NotNow(_("The grid goes with a Dash. Start the Dash first."))
    why = soag.OCCASIONS.get(str(value(asked.answers, "dash.occasion") or ""), "")
    return {"latest-dash": asked.reference, "calling-screen": occasion or why}


def signed(now: Moment, answers: Answers) -> Answers:
    return answers


def in_the_way(now: Moment, answers: Answers) -> list[Problem]:
    found = checks.problems(now.definition, answers, now.reasons, now.day)
    found += soag.warnings(now.definition, answers, dash_answers(now.response), now.reasons)
    return checks.in_order(now.definition, found)


def reasons_asked(now: Moment, answers: Answers) -> list[Problem]:
    return soag.warnings(now.definition, answers, dash_answers(now.response), {})


def starts(now: Moment, answers: Answers) -> list[str]:
    rising = soag.rising(_answers(before(now.response)), answers)
    if not rising:
        return []
    kinds = {"kinds": titles(now.definition, rising)}
    return [_("You are reminded to go over the plan, because of: %(kinds)s.") % kinds]


def on_signing(now: Moment, case: Case) -> None:
    """Put the grid on the timeline, and what rises since the one before (CM-66)."""
    response = now.response
    timeline.add(
        response.file,
        "assessment.signed",
        _("Severity grid signed"),
        happened_at=response.signed_at,
        about=response,
    )
    if rising := soag.rising(_answers(before(response)), response.answers):
        words = _("Go over the plan: %(kinds)s") % {"kinds": titles(response.definition, rising)}
        timeline.add(response.file, "grid.rising", words, happened_at=response.signed_at, about=response)
        audit.record("grid.rising", on=response, kinds=rising)


# What goes with what.


def dash_of(response: Response) -> Response | None:
    """The Dash that a grid goes with. One statement."""
    reference = value(response.answers, "soag.dash")
    return Response.objects.filter(case=response.case_id, instrument="dash", reference=reference).first()


def dash_answers(response: Response) -> Answers:
    """Its answers; none where it is not there."""
    return _answers(dash_of(response)) or {}


def before(response: Response) -> Response | None:
    """The grid signed before this one, apart from the one that it corrects. One statement."""
    found = Response.objects.signed().filter(case=response.case_id, instrument=GRID)
    if response.signed_at is not None:
        found = found.filter(signed_at__lt=response.signed_at)
    return found.exclude(pk=response.supersedes_id).first()


def _answers(response: Response | None) -> Answers | None:
    return response.answers if response is not None else None


def titles(definition: Definition, kinds: Sequence[str]) -> str:
    """The kinds in words: "Physical abuse, Sexual abuse"."""
    return ", ".join(definition.item(soag.occurring(kind)).title for kind in kinds)


# Over time.


@dataclass(frozen=True)
class Cell:
    """One kind in one grid: in words, how it changed since the grid before, and its bar in a small drawing."""

    title: str
    place: int
    words: str
    change: str
    level: int | None
    rises: bool

    @property
    def height(self) -> int:
        """How high the bar is: 12 for each level."""
        return 12 * (self.level or 0)

    @property
    def top(self) -> int:
        return 36 - self.height

    @property
    def left(self) -> int:
        """Where it stands from the left: the oldest grid first."""
        return 2 + 14 * self.place


@dataclass(frozen=True)
class Told:
    """One signed grid over time."""

    response: Response
    day: date
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Over:
    """Every signed grid of a case that counts, newest first, one column for each kind."""

    kinds: tuple[str, ...]
    grids: tuple[Told, ...]

    @property
    def charts(self) -> list[tuple[str, list[Cell]]]:
        """Each kind with its ratings, the oldest first."""
        oldest = list(reversed(self.grids[:SHOWN]))
        return [
            (title, [replace(told.cells[n], place=place) for place, told in enumerate(oldest)])
            for n, title in enumerate(self.kinds)
        ]


def over_time(case: Case | None) -> Over:
    """The change between grids (CM-66). One that was replaced is left out. Two statements."""
    found = list(
        Response.objects.signed().filter(case=case, instrument=GRID).prefetch_related("superseded_by")
    )
    counting = [r for r in found if not any(newer.is_signed for newer in r.superseded_by.all())]
    told, earlier = [], None
    for response in reversed(counting):
        told.append(Told(response, day_of(response), cells_of(response, earlier)))
        earlier = response
    kinds = tuple(counting[0].definition.item(soag.occurring(kind)).title for kind in soag.KINDS if counting)
    return Over(kinds, tuple(reversed(told)))


def day_of(response: Response) -> date:
    return day(response.answers, "soag.date") or local_day(response.signed_at)


def cells_of(response: Response, earlier: Response | None) -> tuple[Cell, ...]:
    answers, last = response.answers, _answers(earlier)
    compared = soag.changes(last, answers) if last is not None else {}
    rising = soag.rising(last, answers)
    return tuple(
        Cell(
            title=response.definition.item(soag.occurring(kind)).title,
            place=0,
            words=rated(response.definition, answers, kind),
            change=str(CHANGES[compared[kind]]) if kind in compared else "",
            level=soag.rating(answers, kind).level,
            rises=kind in rising,
        )
        for kind in soag.KINDS
    )


def rated(definition: Definition, answers: Answers, kind: str) -> str:
    """A row of a grid in words: "High; severity worse, more often", "No", "Don’t know"."""
    rating: Rating = soag.rating(answers, kind)
    item = definition.item(soag.occurring(kind))
    if not rating.happens:
        words = {option.code: option.words for option in item.choices}
        return words.get(rating.occurring, _("Not asked"))
    parts = []
    for part, code in zip(
        item.parts, (rating.severity, rating.esc_severity, rating.esc_frequency), strict=True
    ):
        words = {option.code: option.words for option in part.choices}
        parts.append(words.get(code, _("Not asked")))
    level, severity, frequency = parts
    told = {"level": level, "severity": severity.lower(), "frequency": frequency.lower()}
    return _("%(level)s; severity %(severity)s, frequency %(frequency)s") % told


def latest(case: Case | None) -> Response | None:
    """The grid begun last, signed or not. One statement."""
    return Response.objects.filter(case=case, instrument=GRID).order_by("-created_at", "-id").first()


def is_due(newest: Response | None, signed_dash: Response | None) -> bool:
    """Whether a Dash was signed and no grid goes with it yet (CM-60)."""
    if signed_dash is None:
        return False
    return newest is None or value(newest.answers, "soag.dash") != signed_dash.reference


@dataclass(frozen=True)
class Panel:
    """Where the grid of a case stands: the one begun last, and whether the latest Dash still waits for one."""

    newest: Response | None
    due: bool
    can_start: bool
    rising: str

    @property
    def begun(self) -> bool:
        return self.newest is not None and not self.newest.is_signed


def panel(user, case: Case | None, signed_dash: Response | None) -> Panel:
    """For the page about risk. Three statements at most."""
    newest = latest(case)
    rising = to_go_over(case) if newest else None
    return Panel(
        newest,
        is_due(newest, signed_dash),
        case is not None and rules.can_start(user, case),
        rising[0] if rising else "",
    )


def to_go_over(case: Case | None) -> tuple[str, date] | None:
    """What rises by the newest signed grid, in words, and since when: the plan is gone over (CM-66).

    Two statements.
    """
    newest = Response.objects.signed().filter(case=case, instrument=GRID).first()
    if newest is None:
        return None
    rising = soag.rising(_answers(before(newest)), newest.answers)
    return (titles(newest.definition, rising), local_day(newest.signed_at)) if rising else None
