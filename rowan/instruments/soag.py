"""What the severity grid says: four kinds of abuse, rated by a person and compared over time.

Severity is judgement in context. Nothing here works one out, adds ratings up or turns them into a level (CM-65).
"Don't know", "not answered" and not asked are three things (CM-67).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rowan.instruments import checks, dash
from rowan.instruments.answers import Answers, State, is_answered, state, value
from rowan.instruments.checks import Problem
from rowan.instruments.schema import NO, YES, Definition

KINDS = ("physical", "sexual", "stalking", "control")
COLUMNS = ("severity", "esc-severity", "esc-frequency")
MATCHING = {"physical": (1, 13, 15), "sexual": (16,), "stalking": (8,), "control": (4, 12, 20)}
"""The Dash items that speak of each kind (CM-60)."""
CHANGING = {"esc-frequency": 10, "esc-severity": 11}
"""The Dash items that speak of change, by the column they match."""
LEVELS = ("standard", "moderate", "high")
WORSE = "worse"
OCCASIONS = {
    "intake": "initial",
    "periodic-review": "review",
    "formal-case-review": "review",
    "new-incident": "new-incident",
    "closure": "closure",
    "emergency": "new-incident",
}
"""Why a grid is filled in, by why its Dash was asked; the others are chosen by hand."""


def occurring(kind: str) -> str:
    """The id of the item that asks whether a kind is happening."""
    return f"soag.{kind}.occurring"


def cells(kind: str) -> list[str]:
    """The ids of the three columns beside it."""
    return [f"soag.{kind}.{column}" for column in COLUMNS]


def risk(kind: str) -> str:
    """The id under which a plan answers what a grid found."""
    return f"soag.{kind}"


def kind_of(risk: str) -> str | None:
    """The kind that such an id is about; None where it is not about a kind."""
    form, _dot, kind = risk.partition(".")
    return kind if form == "soag" and kind in KINDS else None


# Signing.


def warnings(
    definition: Definition, answers: Answers, dash_answers: Answers, reasons: Mapping[str, str]
) -> list[Problem]:
    """What does not fit the Dash, or has no words yet; one may sign with a reason (CM-60)."""
    found = list(_against_the_dash(definition, answers, dash_answers))
    high = any(value(answers, f"soag.{kind}.severity") == "high" for kind in KINDS)
    if high and not is_answered(answers, "soag.judgement"):
        found.append(Problem("soag.judgement", _("Say what stands behind a high rating, or why you do not.")))
    return checks.in_order(definition, [problem for problem in found if not reasons.get(problem.item)])


def _against_the_dash(definition: Definition, answers: Answers, asked: Answers) -> Iterator[Problem]:
    for kind in KINDS:
        said = [n for n in MATCHING[kind] if state(asked, dash.question(n)) == State.YES]
        if said and value(answers, occurring(kind)) == NO:
            words = {"kind": definition.item(occurring(kind)).title, "items": _listed(said)}
            sentence = _("%(kind)s: the Dash says yes to %(items)s. Say why it is not happening now.")
            yield Problem(occurring(kind), sentence % words)
    happening = [kind for kind in KINDS if value(answers, occurring(kind)) == YES]
    for column, number in CHANGING.items():
        worse = any(value(answers, f"soag.{kind}.{column}") == WORSE for kind in happening)
        if happening and not worse and state(asked, dash.question(number)) == State.YES:
            yield Problem(f"soag.{happening[0]}.{column}", str(_LOOK_AGAIN[column]))


_LOOK_AGAIN = {
    "esc-frequency": gettext_lazy(
        "Item 10 of the Dash says that it happens more often. Say why no row does."
    ),
    "esc-severity": gettext_lazy("Item 11 of the Dash says that it becomes worse. Say why no row does."),
}


def _listed(numbers: list[int]) -> str:
    first, last = numbers[:-1], str(numbers[-1])
    said = (
        _("%(first)s and %(last)s") % {"first": ", ".join(map(str, first)), "last": last} if first else last
    )
    return (_("items %(numbers)s") if first else _("item %(numbers)s")) % {"numbers": said}


# Change between two grids.


class Change(StrEnum):
    """How one kind of abuse changed from one grid to a later one."""

    NEW = "new"
    MORE = "more-severe"
    SAME = "same"
    LESS = "less-severe"
    ENDED = "ended"
    NONE = "none"
    NOT_KNOWN = "not-known"


@dataclass(frozen=True)
class Rating:
    """One row of a grid as it was rated: codes, empty where nothing was chosen."""

    occurring: str
    severity: str
    esc_severity: str
    esc_frequency: str

    @property
    def happens(self) -> bool:
        return self.occurring == YES

    @property
    def level(self) -> int | None:
        """0 while it is not happening, 1 to 3 as it was rated; None when that is not known."""
        if self.occurring == NO:
            return 0
        return 1 + LEVELS.index(self.severity) if self.happens and self.severity else None

    @property
    def worse(self) -> bool:
        """Whether it was said to become more severe or more frequent in the three months before."""
        return WORSE in {self.esc_severity, self.esc_frequency}


def rating(answers: Answers, kind: str) -> Rating:
    """The row of one kind."""
    return Rating(*(str(value(answers, item) or "") for item in (occurring(kind), *cells(kind))))


def change(before: Rating, after: Rating) -> Change:
    """How a kind changed. Yes without a rating, "don't know" and "not answered" compare with nothing."""
    if before.level is None or after.level is None:
        return Change.NOT_KNOWN
    if not before.happens and not after.happens:
        return Change.NONE
    if not before.happens:
        return Change.NEW
    if not after.happens:
        return Change.ENDED
    if before.level == after.level:
        return Change.SAME
    return Change.MORE if after.level > before.level else Change.LESS


def changes(earlier: Answers, later: Answers) -> dict[str, Change]:
    """How every kind changed between two grids (CM-66)."""
    return {kind: change(rating(earlier, kind), rating(later, kind)) for kind in KINDS}


def rising(earlier: Answers | None, later: Answers) -> list[str]:
    """The kinds for which the plan has to be gone over: new, more severe, or said to become worse (CM-66)."""
    compared = changes(earlier, later) if earlier is not None else {}
    return [
        kind for kind in KINDS if compared.get(kind) in {Change.NEW, Change.MORE} or rating(later, kind).worse
    ]


def said(answers: Answers, kind: str) -> str:
    """The code of what was said about a kind: "not-asked" where nothing was (CM-67)."""
    return str(value(answers, occurring(kind)) or State.NOT_ASKED)
