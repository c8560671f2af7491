from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rowan.clocks.lengths import Length, Unit, ends
from rowan.common.dates import LONDON, is_working_day, local, local_day

FIRST, LAST = datetime(2020, 1, 1, tzinfo=UTC), datetime(2035, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, (LAST - FIRST) // timedelta(minutes=1)).map(lambda n: FIRST + timedelta(minutes=n))


def london(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=LONDON)


@pytest.mark.rule("CM-8")
@pytest.mark.parametrize(
    ("start", "due"),
    [
        (london(2026, 3, 28, 9, 30), london(2026, 3, 30, 10, 30)),  # the clocks go forward
        (london(2026, 10, 24, 9, 30), london(2026, 10, 26, 8, 30)),  # and back
        (london(2026, 12, 24, 17, 0), london(2026, 12, 26, 17, 0)),  # no day off stops it
    ],
)
def test_48_hours_are_48_hours_by_the_clock(start, due):
    assert ends(start, Length(48, Unit.HOURS)) == due


@given(MOMENTS, st.integers(1, 168))
def test_hours_are_never_more_or_fewer(start, hours):
    due = ends(start, Length(hours, Unit.HOURS))

    assert due - start == timedelta(hours=hours)
    assert due.tzinfo is UTC


@settings(deadline=None)  # the first day of a year works out its bank holidays
@given(MOMENTS, st.integers(0, 60))
def test_working_days_end_with_a_working_day(start, days):
    last = local_day(ends(start, Length(days, Unit.WORKING_DAYS))) - timedelta(days=1)

    assert is_working_day(last, "ENG")
    assert last >= local_day(start)


@settings(deadline=None)
@given(MOMENTS, st.integers(0, 60))
def test_one_working_day_more_is_never_sooner(start, days):
    assert ends(start, Length(days, Unit.WORKING_DAYS)) <= ends(start, Length(days + 1, Unit.WORKING_DAYS))


@pytest.mark.parametrize(
    ("day", "months", "last"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2027, 1, 31), 13, date(2028, 2, 29)),
        (date(2026, 11, 15), 2, date(2027, 1, 15)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
    ],
)
def test_a_month_ends_with_the_same_day_number_or_the_last_of_a_shorter_month(day, months, last):
    due = ends(london(day.year, day.month, day.day, 15, 0), Length(months, Unit.MONTHS))

    assert local(due).date() == last + timedelta(days=1)
    assert (local(due).hour, local(due).minute) == (0, 0)


@given(MOMENTS, st.integers(1, 48))
def test_a_limit_in_months_is_never_over_before_that_many_months(start, months):
    due = local_day(ends(start, Length(months, Unit.MONTHS)))

    assert timedelta(days=28 * months) < due - local_day(start) <= timedelta(days=31 * months + 1)


def test_a_length_is_said_in_words():
    assert str(Length(48, Unit.HOURS)) == "48 hours"
    assert str(Length(3, Unit.WORKING_DAYS)) == "3 working days"
