"""How long a time limit is, and when it ends. Facts about days, nothing else."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from rowan.common.dates import Nation, add_working_days, at, local_day


class Unit(StrEnum):
    HOURS = "hours"
    WORKING_DAYS = "working days"
    MONTHS = "months"


@dataclass(frozen=True)
class Length:
    """48 hours by the clock, 3 working days, or 6 calendar months."""

    n: int
    unit: Unit

    def __str__(self):
        return f"{self.n} {self.unit}"


def ends(start: datetime, length: Length, nation: Nation = Nation.ENGLAND) -> datetime:
    """The first moment that is too late, in UTC.

    Hours are clock hours, weekends and clock changes included. A limit in days or months ends with the whole
    of its last day: the n-th working day, or the same day number, or the last day of a shorter month.
    """
    if length.unit is Unit.HOURS:
        return start.astimezone(UTC) + timedelta(hours=length.n)
    day = local_day(start)
    if length.unit is Unit.WORKING_DAYS:
        last = add_working_days(day, length.n, nation)
    else:
        months = day.month - 1 + length.n
        year, month = day.year + months // 12, months % 12 + 1
        last = day.replace(year=year, month=month, day=min(day.day, monthrange(year, month)[1]))
    return at(last + timedelta(days=1))
