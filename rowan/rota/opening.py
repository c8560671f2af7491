"""When a service is open: facts about days and times, nothing else. Moments are in UTC, days are London's."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rowan.common.dates import Nation, at, clock_time, is_bank_holiday, local_day, weekday

FAR = 28  # days in which a service that opens at all opens again


@dataclass(frozen=True)
class Hours:
    """The spans of each weekday, Monday being 0; a span that ends at midnight ends with its day.

    On a bank holiday of the nation it is closed, unless it says otherwise.
    """

    spans: dict[int, tuple[tuple[time, time], ...]]
    on_holidays: bool = False

    @classmethod
    def of(cls, opening: dict) -> "Hours":
        """As a service keeps them: `{"0": [["09:00", "17:00"]], "holidays": true}`."""
        spans = {
            int(day): tuple((time.fromisoformat(a), time.fromisoformat(b)) for a, b in kept)
            for day, kept in opening.items()
            if day.isdecimal()
        }
        return cls(spans, bool(opening.get("holidays")))

    def as_kept(self) -> dict:
        kept: dict = {
            str(day): [[a.strftime("%H:%M"), b.strftime("%H:%M")] for a, b in spans]
            for day, spans in sorted(self.spans.items())
            if spans
        }
        return kept | ({"holidays": True} if kept and self.on_holidays else {})


def spans_on(day: date, hours: Hours, nation: Nation) -> list[tuple[datetime, datetime]]:
    """From when until when it is open on that day."""
    if is_bank_holiday(day, nation) and not hours.on_holidays:
        return []
    return sorted(
        (at(day, opens), at(day + timedelta(days=1)) if closes == time.min else at(day, closes))
        for opens, closes in hours.spans.get(day.weekday(), ())
    )


def spans_from(now: datetime, hours: Hours, nation: Nation, days: int) -> Iterator[tuple[datetime, datetime]]:
    first = local_day(now)
    for n in range(days):
        yield from spans_on(first + timedelta(days=n), hours, nation)


def is_open(now: datetime, hours: Hours, nation: Nation) -> bool:
    return any(opens <= now < closes for opens, closes in spans_on(local_day(now), hours, nation))


def next_opening(now: datetime, hours: Hours, nation: Nation) -> datetime | None:
    """When it opens next; None for a service that has no opening hours."""
    return next((opens for opens, _closes in spans_from(now, hours, nation, FAR) if opens > now), None)


def closes_at(now: datetime, hours: Hours, nation: Nation) -> datetime | None:
    """When it closes today, while it is open."""
    spans = spans_on(local_day(now), hours, nation)
    return next((closes for opens, closes in spans if opens <= now < closes), None)


def opening_hours_left(due: datetime, now: datetime, hours: Hours, nation: Nation) -> timedelta:
    """How long somebody is here between now and then: never more than the clock hours, never below nothing."""
    days = max((local_day(due) - local_day(now)).days + 1, 0)
    return sum(
        (
            max(min(closes, due) - max(opens, now), timedelta(0))
            for opens, closes in spans_from(now, hours, nation, days)
        ),
        timedelta(0),
    )


def left_words(due: datetime, now: datetime, hours: Hours, nation: Nation) -> str:
    """The opening hours left, to stand beside the clock hours (CM-8); nothing where none are kept."""
    if not hours.spans or due <= now:
        return ""
    left = opening_hours_left(due, now, hours, nation) // timedelta(minutes=1)
    if left < 60:
        return ngettext("%(n)s opening minute left", "%(n)s opening minutes left", left) % {"n": left}
    return ngettext("%(n)s opening hour left", "%(n)s opening hours left", left // 60) % {"n": left // 60}


def open_words(now: datetime, hours: Hours, nation: Nation) -> str:
    """Open until 17:00, or closed until Tue 24 Nov 09:00; nothing where no hours are kept."""
    if closes := closes_at(now, hours, nation):
        return _("Open until %(time)s") % {"time": clock_time(closes)}
    if opens := next_opening(now, hours, nation):
        day = "" if local_day(opens) == local_day(now) else f"{weekday(local_day(opens))} "
        return _("Closed until %(when)s") % {"when": f"{day}{clock_time(opens)}"}
    return ""
