"""A time limit as people read it."""

from datetime import date, datetime, time, timedelta

import pytest

from rowan.clocks.lengths import Length, Unit, ends
from rowan.clocks.models import Clock
from rowan.clocks.standards import DASH_AGAIN, FIRST_CONTACT, KEEP_IN_TOUCH, PERMISSION_AGAIN, STANDARDS
from rowan.clocks.words import due_of
from rowan.common.dates import at

START = datetime(2025, 11, 5, 10, tzinfo=at(date(2025, 11, 5)).tzinfo)
TWO_WEEKS = Length(14, Unit.DAYS)
LAST = date(2025, 11, 19)


def in_days(standard=KEEP_IN_TOUCH, length=TWO_WEEKS, **more) -> Clock:
    return Clock(standard=standard.slug, started_at=START, due_at=ends(START, length), **more)


@pytest.mark.parametrize(
    ("now", "state", "words"),
    [
        (at(date(2025, 11, 13), time(9)), "later", "in 6 days, Wed 19 Nov"),
        (at(date(2025, 11, 18), time(23, 59)), "later", "in 1 day, Wed 19 Nov"),
        (at(LAST, time(0, 1)), "soon", "Today"),
        (at(LAST, time(23, 59)), "soon", "Today"),
        (at(date(2025, 11, 20)), "late", "Late by 1 day"),
        (at(date(2025, 11, 22), time(15)), "late", "Late by 3 days"),
    ],
)
def test_a_limit_in_days_names_the_last_day_on_which_it_is_met_in_time(now, state, words):
    due = due_of(in_days(), now)

    assert (due.state, due.words) == (state, words)


@pytest.mark.parametrize(
    ("met", "words"),
    [
        (at(date(2025, 11, 17), time(16)), "Done 2 days early"),
        (at(LAST, time(23, 59)), "Done on time"),
        (at(date(2025, 11, 20)), "Done 1 day late"),
    ],
)
def test_met_on_the_last_day_is_met_in_time(met, words):
    assert due_of(in_days(met_at=met), met).words == words


@pytest.mark.parametrize(
    ("standard", "length", "last"),
    [
        (DASH_AGAIN, DASH_AGAIN.length, date(2025, 12, 31)),
        (PERMISSION_AGAIN, Length(30, Unit.DAYS), date(2025, 12, 5)),
        (STANDARDS["K-3"], Length(3, Unit.WORKING_DAYS), date(2025, 11, 10)),
        (STANDARDS["K-6"], Length(12, Unit.MONTHS), date(2026, 11, 5)),
        (STANDARDS["K-16"], Length(1, Unit.DAYS), date(2025, 11, 6)),
    ],
)
def test_so_does_each_limit_in_weeks_months_and_working_days(standard, length, last):
    clock = in_days(standard, length)

    assert clock.in_time_until == last
    assert clock.due_at == at(last + timedelta(days=1))


def test_a_limit_in_hours_names_its_hour():
    clock = Clock(standard=FIRST_CONTACT.slug, started_at=START, due_at=ends(START, Length(48, Unit.HOURS)))

    assert clock.in_time_until == clock.due_at
    assert due_of(clock, START).words == "in 2 days, Fri 7 Nov"
    assert due_of(clock, START + timedelta(hours=24)).words == "in 24 h, Fri 7 Nov 10:00"
