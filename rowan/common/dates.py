"""Days and times as people in the United Kingdom say them, and working days as they count them.

Moments are stored in UTC and told in London time. A length in hours is clock hours, also across a change of
the clocks; a length in days is local days, so "seven days later" is the same time on the clock.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays
from django.db.models import TextChoices
from django.utils import dateformat, timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

LONDON = ZoneInfo("Europe/London")
HOURS_UNTIL_DAYS = 48
MONDAY = date(2024, 1, 1)


class Nation(TextChoices):
    """Whose bank holidays a service keeps."""

    ENGLAND = "ENG", gettext_lazy("England")
    WALES = "WLS", gettext_lazy("Wales")
    SCOTLAND = "SCT", gettext_lazy("Scotland")
    NORTHERN_IRELAND = "NIR", gettext_lazy("Northern Ireland")


class Precision(TextChoices):
    """How exactly somebody could say when a thing happened."""

    MINUTE = "minute", gettext_lazy("To the minute")
    DAY = "day", gettext_lazy("On that day")
    MONTH = "month", gettext_lazy("In that month")
    YEAR = "year", gettext_lazy("In that year")
    ABOUT = "about", gettext_lazy("About then")


# Where a moment lies on the London clock.


def local(moment: datetime) -> datetime:
    """The moment on the London clock. A moment without a zone raises ValueError."""
    if timezone.is_naive(moment):
        raise ValueError("A moment needs its time zone.")
    return moment.astimezone(LONDON)


def local_day(moment: datetime) -> date:
    """The day it was in London."""
    return local(moment).date()


def today() -> date:
    """The day it is in London."""
    return local_day(timezone.now())


def at(day: date, clock: time = time.min) -> datetime:
    """That time in London on that day, in UTC. A time the clocks skip becomes the same instant an hour on."""
    return datetime.combine(day, clock, tzinfo=LONDON).astimezone(UTC)


def days_later(moment: datetime, days: int) -> datetime:
    """The same time on the London clock, this many local days later, in UTC."""
    there = local(moment)
    return at(there.date() + timedelta(days=days), there.time())


def age_on(born: date, day: date) -> int | None:
    """Age in whole years, None before the birth. Born on 29 February: a year older on 1 March."""
    if day < born:
        return None
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


# Working days.


@cache
def _bank_holidays(nation: Nation, year: int) -> frozenset[date]:
    # Each year is worked out once. The library's own object grows while it is read: not for several threads.
    return frozenset(holidays.country_holidays("GB", subdiv=nation.value, years=year, expand=False))


def is_bank_holiday(day: date, nation: Nation) -> bool:
    return day in _bank_holidays(Nation(nation), day.year)


def is_working_day(day: date, nation: Nation) -> bool:
    """Monday to Friday and no bank holiday in that nation."""
    return day.weekday() < 5 and not is_bank_holiday(day, nation)


def working_days(start: date, end: date, nation: Nation) -> int:
    """How many working days come after `start`, up to and with `end`; 0 when `end` is not after it."""
    days = (end - start).days
    return sum(is_working_day(start + timedelta(days=n), nation) for n in range(1, days + 1))


def add_working_days(start: date, n: int, nation: Nation) -> date:
    """The n-th working day after `start`; for 0 the day itself or the next working day (never a day off)."""
    if n < 0:
        raise ValueError("Working days are counted forwards.")
    day = start
    for _step in range(n):
        day = _working_day_from(day + timedelta(days=1), nation)
    return _working_day_from(day, nation)


def _working_day_from(day: date, nation: Nation) -> date:
    while not is_working_day(day, nation):
        day += timedelta(days=1)
    return day


# Wording. `ux.md` section 5: the weekday when it is near, 24-hour times, the relative word beside the date.
#
# Every day on a page, in an e-mail or on a paper is told in one of five forms, by one of these functions or, in
# a template, by the filter of the same name (`{% load parts %}`). Each takes a day, or a moment for its day in
# London. No other form is printed: a test reads every template.
#
#   long_day       20 November 2025      in sentences, on papers, and wherever the year matters
#   short_day      20 Nov                beside a name, in a row of a table
#   weekday        Wed 26 Nov            what is near: when to come, to ring, to be back
#   headline       Wednesday 26 November over a page about today
#   plain_day      26 November           on a copy for the client, which says as little as it can
#
# clock_time is 09:42; long_moment, short_moment and weekday_moment are a day and a time.


def long_day(day: date) -> str:
    """20 November 2025"""
    return dateformat.format(_as_day(day), "j F Y")


def short_day(day: date) -> str:
    """20 Nov"""
    return dateformat.format(_as_day(day), "j M")


def weekday(day: date) -> str:
    """Wed 26 Nov"""
    return dateformat.format(_as_day(day), "D j M")


def headline(day: date) -> str:
    """Wednesday 26 November"""
    return dateformat.format(_as_day(day), "l j F")


def plain_day(day: date) -> str:
    """26 November"""
    return dateformat.format(_as_day(day), "j F")


def weekday_name(number: int) -> str:
    """Wed for 2: Monday is 0."""
    return dateformat.format(MONDAY + timedelta(days=number), "D")


def near_day(day: date, now: date) -> str:
    """Wed 26 Nov, 6 days; far away or past only the date: 20 November 2025."""
    days = (day - now).days
    if days == 0:
        return _("%(day)s, today") % {"day": weekday(day)}
    if 0 < days < 14:
        return f"{weekday(day)}, {_days(days)}"
    return long_day(day)


def clock_time(moment: datetime) -> str:
    """09:42, in London"""
    return dateformat.format(local(moment), "H:i")


def long_moment(moment: datetime) -> str:
    """20 November 2025, 09:42"""
    return f"{long_day(moment)}, {clock_time(moment)}"


def short_moment(moment: datetime) -> str:
    """20 Nov, 09:42"""
    return f"{short_day(moment)}, {clock_time(moment)}"


def weekday_moment(moment: datetime) -> str:
    """Wed 26 Nov, 09:42"""
    return f"{weekday(moment)}, {clock_time(moment)}"


def partial(when: date | datetime, precision: Precision) -> str:
    """A time told only as exactly as it was known: "November 2025", "about 20 November 2025".

    `MINUTE` needs a moment (ValueError for a day alone).
    """
    day = local_day(when) if isinstance(when, datetime) else when
    match Precision(precision):
        case Precision.MINUTE:
            if not isinstance(when, datetime):
                raise ValueError("A time to the minute needs the time.")
            return long_moment(when)
        case Precision.DAY:
            return long_day(day)
        case Precision.MONTH:
            return dateformat.format(day, "F Y")
        case Precision.YEAR:
            return dateformat.format(day, "Y")
        case Precision.ABOUT:
            return _("about %(day)s") % {"day": long_day(day)}


def length(span: timedelta) -> str:
    """How long, in words: "25 min", "17 h" under 48 hours, then "3 days". Rounded down, no sign."""
    minutes = abs(span) // timedelta(minutes=1)
    if minutes < 60:
        return _("%(n)s min") % {"n": minutes}
    if minutes < HOURS_UNTIL_DAYS * 60:
        return _("%(n)s h") % {"n": minutes // 60}
    return _days(minutes // (24 * 60))


def _days(n: int) -> str:
    return ngettext("%(n)s day", "%(n)s days", n) % {"n": n}


def due_words(
    due: date | datetime, now: datetime, met: date | datetime | None = None, paused: str = ""
) -> str:
    """A time limit in words: "Late by 17 h", "Today 13:30", "in 6 days, Wed 26 Nov", "Done 2 h early".

    What begins late, because it is to be done at once, is "Due now" before it is late by a minute.

    `due` is a moment, or a day when the whole day counts; `met` is of the same sort, `paused` the reason.
    """
    if met is not None:
        return _done_words(due, met)
    if paused:
        return _("Paused: %(reason)s") % {"reason": paused}
    if not isinstance(due, datetime):
        return _due_day_words(due, local_day(now))
    if (late := _since(due, now)) > timedelta(0):
        if late < timedelta(minutes=1):
            return _("Due now")
        return _("Late by %(length)s") % {"length": length(late)}
    if local_day(due) == local_day(now):
        return _("Today %(time)s") % {"time": clock_time(due)}
    if -late < timedelta(hours=HOURS_UNTIL_DAYS):
        return _("in %(length)s, %(day)s %(time)s") % {
            "length": length(late),
            "day": weekday(local_day(due)),
            "time": clock_time(due),
        }
    return _due_day_words(local_day(due), local_day(now))


def _due_day_words(due: date, now: date) -> str:
    days = (due - now).days
    if days < 0:
        return _("Late by %(length)s") % {"length": _days(-days)}
    if days == 0:
        return _("Today")
    return _("in %(length)s, %(day)s") % {"length": _days(days), "day": weekday(due)}


def _done_words(due: date | datetime, met: date | datetime) -> str:
    if isinstance(due, datetime) and isinstance(met, datetime):
        late = _since(due, met)
        words = length(late)
        on_time = abs(late) < timedelta(minutes=1)
    else:
        days = (_as_day(met) - _as_day(due)).days
        late, words, on_time = timedelta(days=days), _days(abs(days)), days == 0
    if on_time:
        return _("Done on time")
    if late > timedelta(0):
        return _("Done %(length)s late") % {"length": words}
    return _("Done %(length)s early") % {"length": words}


def _as_day(when: date | datetime) -> date:
    return local_day(when) if isinstance(when, datetime) else when


def _since(start: datetime, end: datetime) -> timedelta:
    # Two moments in one zone are subtracted by the clock on the wall, which is an hour out when it changes.
    return end.astimezone(UTC) - start.astimezone(UTC)
