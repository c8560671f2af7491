"""A row of a list of cases: the case, the person, the next time limit. Three statements for any number."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from rowan.cases.models import Case
from rowan.clocks.models import Clock
from rowan.clocks.standards import STANDARDS
from rowan.clocks.words import due_of
from rowan.common.components import Due
from rowan.people.models import Part, Person


@dataclass(frozen=True)
class Row:
    case: Case
    person: Person | None
    due: Due | None
    due_for: str


def rows_of(cases: Iterable[Case], now: datetime) -> list[Row]:
    cases = list(cases)
    files = [case.file_id for case in cases]
    people = subjects_of(files)
    clocks: dict[UUID, Clock] = {}
    for clock in Clock.objects.next_first().filter(file__in=files):
        clocks.setdefault(clock.file_id, clock)
    return [row(case, people.get(case.file_id), clocks.get(case.file_id), now) for case in cases]


def row(case: Case, person: Person | None, clock: Clock | None, now: datetime) -> Row:
    if clock is None:
        return Row(case, person, None, "")
    return Row(case, person, due_of(clock, now), str(STANDARDS[clock.standard].words))


def subjects_of(files: Iterable[UUID]) -> dict[UUID, Person]:
    """The person each of these files is about."""
    return {p.file_id: p for p in Person.objects.filter(file__in=list(files), part=Part.SUBJECT)}
