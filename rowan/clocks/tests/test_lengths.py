from datetime import UTC, date, datetime, timedelta
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rowan.clocks.lengths import Length, Span, Unit, ends, put_off
from rowan.common.dates import LONDON, Nation, _bank_holidays, is_working_day, local, local_day

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


@given(MOMENTS, st.integers(1, 90))
def test_a_limit_in_days_ends_with_the_whole_of_its_last_day(start, days):
    due = ends(start, Length(days, Unit.DAYS))

    assert local_day(due) - local_day(start) == timedelta(days=days + 1)
    assert (local(due).hour, local(due).minute) == (0, 0)


@settings(deadline=None)
@given(MOMENTS, st.integers(1, 40), st.sampled_from(Nation), st.dates(date(2020, 1, 1), date(2034, 12, 31)))
def test_a_holiday_only_ever_postpones(start, days, nation, holiday):
    length = Length(days, Unit.WORKING_DAYS)
    without = ends(start, length, nation)

    def one_more(of, year):
        return _bank_holidays(of, year) | {holiday}

    with patch("rowan.common.dates._bank_holidays", one_more):
        with_one_more = ends(start, length, nation)

    assert with_one_more >= without
    assert local_day(with_one_more) - timedelta(days=1) != holiday


@settings(deadline=None)
@given(MOMENTS, st.integers(0, 40), st.sampled_from(Nation))
def test_no_limit_in_working_days_ends_with_a_day_off_of_its_nation(start, days, nation):
    last = local_day(ends(start, Length(days, Unit.WORKING_DAYS), nation)) - timedelta(days=1)

    assert is_working_day(last, nation)


def test_the_nations_keep_different_days():
    before = london(2026, 1, 1, 12, 0)  # the day after is a bank holiday in Scotland alone

    assert local_day(ends(before, Length(1, Unit.WORKING_DAYS), Nation.ENGLAND)) == date(2026, 1, 3)
    assert local_day(ends(before, Length(1, Unit.WORKING_DAYS), Nation.SCOTLAND)) == date(2026, 1, 6)


LENGTHS = st.builds(Length, st.integers(1, 30), st.sampled_from(Unit))


@settings(deadline=None)
@given(MOMENTS, LENGTHS, st.integers(0, 60 * 24 * 40), st.integers(0, 60 * 24 * 40))
def test_a_pause_only_ever_postpones_and_two_count_as_both(start, length, first, second):
    one = Span(start, start + timedelta(minutes=first))
    two = Span(one.until, one.until + timedelta(minutes=second))

    plain = ends(start, length)

    assert plain <= ends(start, length, pauses=[one]) <= ends(start, length, pauses=[one, two])
    assert ends(start, length, pauses=[one, two]) == ends(start, length, pauses=[Span(start, two.until)])
    assert ends(start, length, pauses=[one]) == put_off(plain, length.unit, one)


def test_a_length_is_said_in_words():
    assert str(Length(48, Unit.HOURS)) == "48 hours"
    assert str(Length(3, Unit.WORKING_DAYS)) == "3 working days"
