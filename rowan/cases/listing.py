"""A row of a list of cases: the case, the person, the next time limit. Three statements for any number."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from rowan.cases.models import Case
from rowan.clocks.models import Clock
from rowan.clocks.standards import STANDARDS
from rowan.clocks.words import due_of
from rowan.common.components import Due
from rowan.people.models import Part, Person

lackers: list[Callable[[list[Case]], dict[UUID, list[str]]]] = []


def tells_lacking(function: Callable[[list[Case]], dict[UUID, list[str]]]):
    """Sign up a room that knows forms: by case, which of them are missing or too old, in words (CM-37)."""
    lackers.append(function)
    return function


def lacking_of(cases: list[Case]) -> dict[UUID, list[str]]:
    told: dict[UUID, list[str]] = {case.pk: [] for case in cases}
    for lacker in lackers:
        for case, words in lacker(cases).items():
            told[case].extend(words)
    return told


@dataclass(frozen=True)
class Row:
    case: Case
    person: Person | None
    due: Due | None
    due_for: str
    lacking: Sequence[str] = ()


def rows_of(cases: Iterable[Case], now: datetime, *, with_forms: bool = False) -> list[Row]:
    """A row for each case; `with_forms` says which forms it lacks as well."""
    cases = list(cases)
    files = [case.file_id for case in cases]
    people = subjects_of(files)
    clocks: dict[UUID, Clock] = {}
    for clock in Clock.objects.next_first().filter(file__in=files):
        clocks.setdefault(clock.file_id, clock)
    rows = [row(case, people.get(case.file_id), clocks.get(case.file_id), now) for case in cases]
    if not with_forms:
        return rows
    lacking = lacking_of(cases)
    return [replace(one, lacking=lacking[one.case.pk]) for one in rows]


def row(case: Case, person: Person | None, clock: Clock | None, now: datetime) -> Row:
    if clock is None:
        return Row(case, person, None, "")
    return Row(case, person, due_of(clock, now), str(STANDARDS[clock.standard].words))


def subjects_of(files: Iterable[UUID]) -> dict[UUID, Person]:
    """The person each of these files is about."""
    return {p.file_id: p for p in Person.objects.filter(file__in=list(files), part=Part.SUBJECT)}
