"""When a number or address may be used: each week, and on single days. Times of the London clock."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils.translation import gettext as _

from rowan.common.dates import at, local, weekday, weekday_name
from rowan.people.models import SafeTime

DAY = 24 * 60
LOOK_AHEAD = 14
WEEKDAYS, WEEKEND = frozenset(range(5)), frozenset((5, 6))


@dataclass(frozen=True)
class Slot:
    """One row: days of the week (Monday is 0), or one day alone. An empty time is an end of the day."""

    weekdays: frozenset[int] = frozenset()
    on: date | None = None
    safe: bool = True
    opens: time | None = None
    closes: time | None = None

    @classmethod
    def of(cls, row: dict[str, Any]) -> "Slot":
        """From what the database sends of a `SafeTime`."""
        return cls(
            weekdays=frozenset(int(day) - 1 for day in row["weekdays"]),
            on=date.fromisoformat(row["on"]) if row["on"] else None,
            safe=row["safe"] == "yes",
            opens=time.fromisoformat(row["opens"]) if row["opens"] else None,
            closes=time.fromisoformat(row["closes"]) if row["closes"] else None,
        )

    @classmethod
    def of_row(cls, row: SafeTime) -> "Slot":
        return cls(
            frozenset(int(day) - 1 for day in row.weekdays), row.on, row.safe == "yes", row.opens, row.closes
        )

    @property
    def span(self) -> tuple[int, int]:
        """Minutes of the day."""
        return (minutes(self.opens) if self.opens else 0, minutes(self.closes) if self.closes else DAY)

    def __str__(self) -> str:
        """ "09:15 to 11:30 weekdays", "not on Mon 24 Nov"."""
        words = span_words(*self.span)
        if self.on is None:
            return f"{words} {days_words(self.weekdays)}"
        if self.safe:
            return _("on %(day)s only %(times)s") % {"day": weekday(self.on), "times": words}
        if self.span == (0, DAY):
            return _("not on %(day)s") % {"day": weekday(self.on)}
        return _("not on %(day)s, %(times)s") % {"day": weekday(self.on), "times": words}


def minutes(clock: time) -> int:
    return clock.hour * 60 + clock.minute


def on_the_clock(minute: int) -> time:
    return time(minute // 60, minute % 60)


def span_words(start: int, end: int) -> str:
    if (start, end) == (0, DAY):
        return _("at any time")
    if end == DAY:
        return _("from %(start)s") % {"start": f"{on_the_clock(start):%H:%M}"}
    if start == 0:
        return _("until %(end)s") % {"end": f"{on_the_clock(end):%H:%M}"}
    return _("%(start)s to %(end)s") % {
        "start": f"{on_the_clock(start):%H:%M}",
        "end": f"{on_the_clock(end):%H:%M}",
    }


def days_words(days: frozenset[int]) -> str:
    if days == WEEKDAYS:
        return _("weekdays")
    if days == WEEKEND:
        return _("weekends")
    if len(days) == 7:
        return _("every day")
    return ", ".join(weekday_name(day) for day in sorted(days))


def windows(slots: Iterable[Slot], day: date) -> list[tuple[int, int]]:
    """The safe minutes of this day, parted and in order. No weekly row at all means the whole day."""
    slots = list(slots)
    alone = [slot.span for slot in slots if slot.on == day and slot.safe]
    weekly = [slot for slot in slots if slot.on is None]
    spans = alone or [slot.span for slot in weekly if day.weekday() in slot.weekdays]
    if not weekly and not alone:
        spans = [(0, DAY)]
    for slot in slots:
        if slot.on == day and not slot.safe:
            spans = [part for span in spans for part in without(span, slot.span)]
    return merged(spans)


def merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    whole: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if whole and start <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(end, whole[-1][1]))
        else:
            whole.append((start, end))
    return whole


def without(span: tuple[int, int], taken: tuple[int, int]) -> list[tuple[int, int]]:
    start, end = span
    return [
        (first, last)
        for first, last in ((start, min(end, taken[0])), (max(start, taken[1]), end))
        if first < last
    ]


def is_safe_at(slots: Iterable[Slot], moment: datetime) -> bool:
    return window_at(slots, moment) is not None


def window_at(slots: Iterable[Slot], moment: datetime) -> tuple[int, int] | None:
    """The window that this moment lies in. Its end no longer belongs to it."""
    there = local(moment)
    now = minutes(there.time())
    return next((w for w in windows(slots, there.date()) if w[0] <= now < w[1]), None)


def safe_until(slots: Iterable[Slot], moment: datetime) -> time | None:
    """When the window ends that this moment lies in; None when it lasts until midnight."""
    window = window_at(slots, moment)
    return on_the_clock(window[1]) if window and window[1] < DAY else None


def next_opening(slots: Iterable[Slot], moment: datetime) -> datetime | None:
    """When the next window after this moment begins, within a fortnight."""
    slots = list(slots)
    today = local(moment).date()
    for ahead in range(LOOK_AHEAD + 1):
        day = today + timedelta(days=ahead)
        for start, _end in windows(slots, day):
            if (opens := at(day, on_the_clock(start))) > moment:
                return opens
    return None


def hours_of(slots: Iterable[Slot], moment: datetime) -> list[tuple[float, float]]:
    """The safe hours of this day between 8 and 20, as the day bar draws them."""
    early, late = 8 * 60, 20 * 60
    shown = [(max(start, early), min(end, late)) for start, end in windows(slots, local(moment).date())]
    return [(start / 60, end / 60) for start, end in shown if start < end]


def hours_words(slots: Iterable[Slot], moment: datetime) -> str:
    """ "09:00 to 12:00, 13:30 to 15:00" for this day; empty when there is none."""
    return ", ".join(span_words(*window) for window in windows(slots, local(moment).date()))
