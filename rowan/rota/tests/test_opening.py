from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rowan.common.dates import LONDON, Nation, at
from rowan.rota.opening import Hours, is_open, left_words, next_opening, open_words, opening_hours_left

WEEK = Hours.of({str(day): [["09:00", "20:00" if day == 3 else "17:00"]] for day in range(5)})
NATION = Nation.ENGLAND
MONDAY = date(2026, 11, 23)


def moment(day: int, clock: str) -> datetime:
    return at(date(2026, 11, day), time.fromisoformat(clock))


@pytest.mark.parametrize(
    "when, answer",
    [
        (moment(23, "09:00"), True),
        (moment(23, "08:59"), False),
        (moment(23, "17:00"), False),
        (moment(26, "19:59"), True),
        (moment(28, "10:00"), False),
    ],
)
def test_open_is_from_the_first_minute_until_before_the_last(when, answer):
    assert is_open(when, WEEK, NATION) is answer


def test_closed_on_a_bank_holiday_of_the_nation_alone():
    st_andrew = moment(30, "10:00")

    assert is_open(st_andrew, WEEK, Nation.ENGLAND)
    assert not is_open(st_andrew, WEEK, Nation.SCOTLAND)
    assert is_open(st_andrew, Hours(WEEK.spans, on_holidays=True), Nation.SCOTLAND)


def test_the_next_opening_leaps_over_the_weekend():
    assert next_opening(moment(27, "17:30"), WEEK, NATION) == moment(30, "09:00")
    assert next_opening(moment(27, "17:30"), Hours({}), NATION) is None


def test_hours_left_are_those_in_which_somebody_is_here():
    friday_noon, due = moment(27, "12:00"), moment(29, "12:00")

    assert opening_hours_left(due, friday_noon, WEEK, NATION) == timedelta(hours=5)
    assert left_words(due, friday_noon, WEEK, NATION) == "5 opening hours left"
    assert left_words(due, moment(27, "16:59"), WEEK, NATION) == "1 opening minute left"
    assert left_words(friday_noon, due, WEEK, NATION) == ""


def test_the_words_say_until_when():
    assert open_words(moment(26, "18:00"), WEEK, NATION) == "Open until 20:00"
    assert open_words(moment(26, "07:00"), WEEK, NATION) == "Closed until 09:00"
    assert open_words(moment(27, "18:00"), WEEK, NATION) == "Closed until Mon 30 Nov 09:00"
    assert open_words(moment(27, "18:00"), Hours({}), NATION) == ""


def test_a_day_may_last_until_midnight():
    always = Hours.of({str(day): [["00:00", "00:00"]] for day in range(7)})

    assert is_open(moment(29, "23:59"), always, NATION)
    assert opening_hours_left(moment(26, "10:00"), moment(24, "10:00"), always, NATION) == timedelta(hours=48)


spans = st.tuples(st.times(), st.times()).filter(lambda s: s[0] < s[1]).map(lambda s: (s,))
hours = st.builds(Hours, st.dictionaries(st.integers(0, 6), spans), st.booleans())
FIRST = datetime(2020, 1, 1, tzinfo=LONDON)
moments = st.integers(0, 10 * 365 * 24 * 60).map(lambda minutes: FIRST + timedelta(minutes=minutes))
few = settings(max_examples=40)


@few
@given(hours, moments, st.timedeltas(timedelta(days=-3), timedelta(days=10)), st.sampled_from(Nation))
def test_opening_hours_left_are_never_more_than_clock_hours_nor_less_than_none(hours, now, span, nation):
    left = opening_hours_left(now + span, now, hours, nation)

    assert timedelta(0) <= left <= max(span, timedelta(0)) + timedelta(hours=1)  # the clocks may change


@few
@given(hours, moments, st.sampled_from(Nation))
def test_keeping_a_bank_holiday_only_ever_takes_hours_away(hours, now, nation):
    due, without = now + timedelta(days=7), Hours(hours.spans, on_holidays=True)

    assert opening_hours_left(due, now, hours, nation) <= opening_hours_left(due, now, without, nation)


@few
@given(hours, moments, st.sampled_from(Nation))
def test_it_is_open_at_the_next_opening_and_not_a_moment_before(hours, now, nation):
    opens = next_opening(now, hours, nation)

    if opens:
        assert opens > now
        assert is_open(opens, hours, nation)


@few
@given(hours)
def test_hours_are_kept_as_they_were_given_to_the_minute(hours):
    kept = hours.as_kept()

    assert Hours.of(kept).as_kept() == kept
