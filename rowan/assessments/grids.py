"""The severity grid in a case: begun after a Dash, signed, compared with the one before (CM-60 to CM-67)."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rowan import audit
from rowan.access.permissions import NotNow
from rowan.accounts.models import User
from rowan.assessments import rules
from rowan.assessments.models import Response
from rowan.assessments.moment import Moment
from rowan.cases.latest import running_clocks
from rowan.cases.models import Case
from rowan.clocks.standards import PLAN_AGAIN
from rowan.common.dates import local_day
from rowan.files import timeline
from rowan.files.models import File
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


followers: list[Callable[[Case, User], None]] = []


def follows_grids(function: Callable[[Case, User], None]) -> Callable[[Case, User], None]:
    """Sign up what is worked out anew as soon as a grid is signed."""
    followers.append(function)
    return function


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
    rising = soag.rising(_answers(before(response)), response.answers)
    if rising:
        words = _("Go over the plan: %(kinds)s") % {"kinds": titles(response.definition, rising)}
        timeline.add(response.file, "grid.rising", words, happened_at=response.signed_at, about=response)
        audit.record("grid.rising", on=response, kinds=rising)
    for follow in followers:
        follow(case, now.by)


# What goes with what.


def dash_of(response: Response) -> Response | None:
    """The Dash that a grid goes with. One statement."""
    reference = value(response.answers, "soag.dash")
    return Response.objects.filter(case=response.case_id, instrument="dash", reference=reference).first()


def dash_answers(response: Response) -> Answers:
    """Its answers; none where it is not there."""
    return _answers(dash_of(response)) or {}


def before(response: Response) -> Response | None:
    """The grid signed before this one, apart from those that it corrects. One statement."""
    found = Response.objects.signed().filter(case=response.case_id, instrument=GRID)
    if response.signed_at is not None:
        found = found.filter(signed_at__lt=response.signed_at)
    return earlier([*reversed(found), response])


def counting(found: Iterable[Response]) -> list[Response]:
    """Without those that another of them replaces."""
    found = list(found)
    replaced = {response.supersedes_id for response in found}
    return [response for response in found if response.pk not in replaced]


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
    """The change between grids (CM-66). One that was replaced is left out. One statement."""
    found = counting(Response.objects.signed().filter(case=case, instrument=GRID))
    told, earlier = [], None
    for response in reversed(found):
        told.append(Told(response, day_of(response), cells_of(response, earlier)))
        earlier = response
    kinds = tuple(found[0].definition.item(soag.occurring(kind)).title for kind in soag.KINDS if found)
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
    """Where the grid of a case stands: the one begun last, whether the latest Dash still waits for one, and
    what rises for which the plan is not gone over yet.
    """

    newest: Response | None
    due: bool
    can_start: bool
    rising: str

    @property
    def begun(self) -> bool:
        return self.newest is not None and not self.newest.is_signed


def panel(user, file: File, case: Case | None, signed_dash: Response | None) -> Panel:
    """For the page about risk. Two statements at most."""
    newest = latest(case)
    signed = Response.objects.signed().filter(case=case, instrument=GRID) if waiting(file) else ()
    return Panel(
        newest,
        is_due(newest, signed_dash),
        case is not None and rules.can_start(user, case),
        to_go_over(file, counting(signed)),
    )


def waiting(file: File) -> set[UUID]:
    """The grids for which the plan of this file is still to be gone over. No statement of its own."""
    return {clock.about for clock in running_clocks(file) if clock.standard == PLAN_AGAIN.slug}


def to_go_over(file: File, found: Sequence[Response]) -> str:
    """What rises for which the plan is not gone over yet, in words. `found` are those that count (CM-66)."""
    kinds = (
        titles(newer.definition, soag.rising(_answers(older), newer.answers))
        for newer, older in pairwise([*found, None])
        if newer.pk in waiting(file)
    )
    return next(kinds, "")


def rising_in(found: Iterable[Response]) -> Iterator[tuple[Response, Response | None]]:
    """Of every signed grid of a case, the earliest first: those in which a kind rose when it was signed, each
    with the first one after it that rises too or replaces it (CM-66).
    """
    signed = list(found)
    rose = [
        one for n, one in enumerate(signed) if soag.rising(_answers(earlier(signed[: n + 1])), one.answers)
    ]
    for one in rose:
        after = signed[signed.index(one) + 1 :]
        yield one, next((new for new in after if new in rose or new.supersedes_id == one.pk), None)


def earlier(signed: Sequence[Response]) -> Response | None:
    """The one before the last of these, apart from those that it corrects."""
    return next(iter(counting(reversed(signed))[1:]), None)
