"""How long a time limit is, and when it ends. Facts about days, nothing else."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from rowan.common.dates import Nation, add_working_days, at, local_day, working_days


class Unit(StrEnum):
    HOURS = "hours"
    DAYS = "days"
    WORKING_DAYS = "working days"
    MONTHS = "months"


@dataclass(frozen=True)
class Length:
    """48 hours by the clock, 10 days, 3 working days, or 6 calendar months."""

    n: int
    unit: Unit

    def __str__(self):
        return f"{self.n} {self.unit}"


@dataclass(frozen=True)
class Span:
    """A time during which a limit did not run."""

    since: datetime
    until: datetime


def ends(
    start: datetime, length: Length, nation: Nation = Nation.ENGLAND, pauses: Iterable[Span] = ()
) -> datetime:
    """The first moment that is too late, in UTC.

    Hours are clock hours, weekends and clock changes included. A limit in days or months ends with the whole
    of its last day: the n-th day or working day, or the same day number, or the last day of a shorter month.
    """
    if length.unit is Unit.HOURS:
        due = start.astimezone(UTC) + timedelta(hours=length.n)
    else:
        due = at(last_day(local_day(start), length, nation) + timedelta(days=1))
    for pause in pauses:
        due = put_off(due, length.unit, pause, nation)
    return due


def last_day(day: date, length: Length, nation: Nation) -> date:
    """The last day that is still in time."""
    if length.unit is Unit.WORKING_DAYS:
        return add_working_days(day, length.n, nation)
    return day + timedelta(days=length.n) if length.unit is Unit.DAYS else months_later(day, length.n)


def last_day_before(due: datetime) -> date:
    """The last day in time of a limit in days, which is due at the midnight that ends that day."""
    return local_day(due) - timedelta(days=1)


def put_off(due: datetime, unit: Unit, pause: Span, nation: Nation = Nation.ENGLAND) -> datetime:
    """When a limit is due that stood still: later by as many hours, working days or days as the pause had."""
    if unit is Unit.HOURS:
        return due + (pause.until - pause.since)
    first, until = local_day(pause.since), local_day(pause.until)
    last = last_day_before(due)
    if unit is Unit.WORKING_DAYS:
        last = add_working_days(last, working_days(first, until, nation), nation)
    else:
        last += until - first
    return at(last + timedelta(days=1))


def months_later(day: date, n: int) -> date:
    """The same day number so many months on, or the last day of a shorter month."""
    months = day.month - 1 + n
    year, month = day.year + months // 12, months % 12 + 1
    return day.replace(year=year, month=month, day=min(day.day, monthrange(year, month)[1]))
