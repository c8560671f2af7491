from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from rowan.common import dates
from rowan.common.dates import LONDON, Nation, Precision

days = st.dates(date(2020, 1, 1), date(2032, 12, 31))
moments = st.datetimes(datetime(2020, 1, 1), datetime(2032, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
nations = st.sampled_from(Nation)
minutes = st.integers(1, 60 * 24 * 90).map(lambda n: timedelta(minutes=n))

NOW = datetime(2025, 11, 20, 9, 42, tzinfo=UTC)


def on(*parts):
    return datetime(*parts, tzinfo=LONDON)


# The London clock


def test_a_moment_is_told_in_london():
    assert dates.local(datetime(2026, 6, 1, 23, 30, tzinfo=UTC)).hour == 0
    assert dates.local_day(datetime(2026, 6, 1, 23, 30, tzinfo=UTC)) == date(2026, 6, 2)


def test_a_moment_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="A moment needs its time zone"):
        dates.local(datetime(2026, 6, 1))  # noqa: DTZ001


def test_today_is_the_day_in_london():
    with time_machine.travel(datetime(2026, 6, 1, 23, 30, tzinfo=UTC), tick=False):
        assert dates.today() == date(2026, 6, 2)


@given(moments, st.integers(0, 400))
def test_days_later_is_the_same_time_on_the_clock(moment, n):
    later = dates.days_later(moment, n)
    before, after = dates.local(moment), dates.local(later)

    assert after.date() == before.date() + timedelta(days=n)
    # Only a time that the clocks skip that night moves, by the hour they skip.
    assert after.time() == before.time() or (after.month == 3 and after.hour == before.hour + 1)


@pytest.mark.parametrize(
    "start, hours",
    [(datetime(2026, 3, 28, 12, tzinfo=UTC), 23), (datetime(2026, 10, 24, 11, tzinfo=UTC), 25)],
)
def test_a_day_over_a_change_of_the_clocks_is_not_24_hours(start, hours):
    assert dates.days_later(start, 1) - start == timedelta(hours=hours)


def test_a_time_the_clocks_skip_is_an_hour_on():
    assert dates.clock_time(dates.at(date(2026, 3, 29), time(1, 30))) == "02:30"


# Ages


@given(days, days)
def test_age_grows_by_one_a_year_and_never_falls(born, day):
    age = dates.age_on(born, day)

    if day < born:
        assert age is None
    else:
        assert age >= 0
        assert dates.age_on(born, day + timedelta(days=1)) in (age, age + 1)
        assert dates.age_on(born, day + timedelta(days=366)) in (age + 1, age + 2)


@pytest.mark.parametrize(
    "day, age",
    [(date(2025, 2, 28), 0), (date(2025, 3, 1), 1), (date(2028, 2, 28), 3), (date(2028, 2, 29), 4)],
)
def test_born_on_a_leap_day_means_a_birthday_on_1_march(day, age):
    assert dates.age_on(date(2024, 2, 29), day) == age


# Working days


@given(days, st.integers(0, 60), nations)
def test_a_deadline_is_never_on_a_day_off(start, n, nation):
    assert dates.is_working_day(dates.add_working_days(start, n, nation), nation)


@given(days, st.integers(1, 60), nations)
def test_counting_and_adding_agree(start, n, nation):
    end = dates.add_working_days(start, n, nation)

    assert dates.working_days(start, end, nation) == n
    assert dates.working_days(start, end - timedelta(days=1), nation) == n - 1


@given(days, st.integers(0, 60), nations)
def test_a_later_start_never_ends_sooner(start, n, nation):
    tomorrow = start + timedelta(days=1)

    assert dates.add_working_days(start, n, nation) <= dates.add_working_days(tomorrow, n, nation)


@given(days, st.integers(0, 60), nations)
def test_a_holiday_only_ever_postpones(start, n, nation):
    weekdays_only = start
    for _ in range(n):
        weekdays_only += timedelta(days=3 if weekdays_only.weekday() == 4 else 1)
        weekdays_only += timedelta(days=(7 - weekdays_only.weekday()) if weekdays_only.weekday() > 4 else 0)

    assert dates.add_working_days(start, n, nation) >= weekdays_only


def test_nothing_lies_between_a_day_and_an_earlier_one():
    assert dates.working_days(date(2026, 5, 8), date(2026, 5, 1), Nation.ENGLAND) == 0


def test_working_days_are_not_counted_backwards():
    with pytest.raises(ValueError, match="counted forwards"):
        dates.add_working_days(date(2026, 5, 8), -1, Nation.ENGLAND)


@pytest.mark.parametrize(
    "day, off",
    [
        (date(2026, 12, 25), set(Nation)),
        (date(2026, 12, 28), set(Nation)),
        (date(2026, 7, 13), {Nation.NORTHERN_IRELAND}),
        (date(2026, 11, 30), {Nation.SCOTLAND}),
        (date(2026, 4, 6), {Nation.ENGLAND, Nation.WALES, Nation.NORTHERN_IRELAND}),
        (date(2023, 5, 8), set(Nation)),
    ],
)
def test_bank_holidays_differ_by_nation(day, off):
    assert {nation for nation in Nation if not dates.is_working_day(day, nation)} == off


# Words


def test_days_and_moments_in_words():
    day, moment = date(2025, 11, 20), datetime(2026, 6, 1, 8, 5, tzinfo=UTC)

    assert dates.long_day(day) == "20 November 2025"
    assert dates.short_day(day) == "20 Nov"
    assert dates.long_moment(moment) == "1 June 2026, 09:05"
    assert dates.short_moment(moment) == "1 Jun, 09:05"


@pytest.mark.parametrize(
    "day, words",
    [
        (date(2025, 11, 20), "Thu 20 Nov, today"),
        (date(2025, 11, 21), "Fri 21 Nov, 1 day"),
        (date(2025, 11, 26), "Wed 26 Nov, 6 days"),
        (date(2025, 12, 4), "4 December 2025"),
        (date(2025, 11, 19), "19 November 2025"),
    ],
)
def test_the_weekday_stands_where_the_day_is_near(day, words):
    assert dates.near_day(day, date(2025, 11, 20)) == words


@pytest.mark.parametrize(
    "precision, words",
    [
        (Precision.MINUTE, "20 November 2025, 09:42"),
        (Precision.DAY, "20 November 2025"),
        (Precision.MONTH, "November 2025"),
        (Precision.YEAR, "2025"),
        (Precision.ABOUT, "about 20 November 2025"),
    ],
)
def test_a_time_is_told_as_exactly_as_it_was_known(precision, words):
    assert dates.partial(NOW, precision) == words


def test_a_day_alone_has_no_minute():
    with pytest.raises(ValueError, match="needs the time"):
        dates.partial(date(2025, 11, 20), Precision.MINUTE)
    assert dates.partial(date(2025, 11, 20), Precision.MONTH) == "November 2025"


@pytest.mark.parametrize(
    "due, met, words",
    [
        (NOW - timedelta(hours=17, minutes=5), None, "Late by 17 h"),
        (NOW - timedelta(minutes=25), None, "Late by 25 min"),
        (NOW - timedelta(minutes=1), None, "Late by 1 min"),
        (NOW - timedelta(seconds=59), None, "Due now"),
        (NOW - timedelta(hours=47, minutes=59), None, "Late by 47 h"),
        (NOW - timedelta(hours=48), None, "Late by 2 days"),
        (on(2025, 11, 20, 13, 30), None, "Today 13:30"),
        (on(2025, 11, 21, 15, 0), None, "in 29 h, Fri 21 Nov 15:00"),
        (on(2025, 11, 26, 9, 0), None, "in 6 days, Wed 26 Nov"),
        (NOW, NOW - timedelta(hours=2), "Done 2 h early"),
        (NOW, NOW + timedelta(days=3), "Done 3 days late"),
        (NOW, NOW + timedelta(seconds=30), "Done on time"),
        (date(2025, 11, 26), None, "in 6 days, Wed 26 Nov"),
        (date(2025, 11, 20), None, "Today"),
        (date(2025, 11, 19), None, "Late by 1 day"),
        (date(2025, 11, 19), date(2025, 11, 19), "Done on time"),
        (date(2025, 11, 19), NOW, "Done 1 day late"),
        (date(2025, 11, 22), NOW, "Done 2 days early"),
    ],
)
def test_a_time_limit_in_words(due, met, words):
    assert dates.due_words(due, NOW, met) == words


def test_a_paused_clock_says_why():
    assert dates.due_words(NOW, NOW, paused="waiting for the court") == "Paused: waiting for the court"


def test_hours_late_are_hours_that_passed_when_the_clocks_changed():
    due, now = on(2026, 3, 28, 20, 0), on(2026, 3, 29, 12, 0)

    assert dates.due_words(due, now) == "Late by 15 h"


@given(moments, minutes)
def test_only_what_is_past_is_late(now, span):
    assert dates.due_words(now - span, now).startswith("Late by")
    assert not dates.due_words(now + span, now).startswith("Late by")


@given(moments, minutes)
def test_early_and_late_mirror_each_other(due, span):
    early, late = dates.due_words(due, due, due - span), dates.due_words(due, due, due + span)

    assert early.removesuffix(" early") == late.removesuffix(" late") == f"Done {dates.length(span)}"
