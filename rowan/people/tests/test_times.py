from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rowan.common.dates import LONDON, at
from rowan.people.times import (
    Slot,
    hours_of,
    hours_words,
    is_safe_at,
    next_opening,
    safe_until,
    windows,
)

MONDAY, TUESDAY, SUNDAY = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 29)
WEEKDAYS = frozenset(range(5))
MORNINGS = Slot(WEEKDAYS, opens=time(9, 15), closes=time(11, 30))
EVENINGS = Slot(WEEKDAYS, opens=time(17), closes=time(18, 30))


def on(day: date, hour: int, minute: int = 0) -> datetime:
    return at(day, time(hour, minute))


def test_a_window_begins_with_its_first_minute_and_ends_before_its_last():
    told = [is_safe_at([MORNINGS], on(MONDAY, h, m)) for h, m in ((9, 14), (9, 15), (11, 29), (11, 30))]

    assert told == [False, True, True, False]


def test_other_days_are_not_safe():
    assert not is_safe_at([MORNINGS], on(SUNDAY, 10))


def test_without_a_row_any_time_is_safe():
    assert is_safe_at([], on(SUNDAY, 3))
    assert safe_until([], on(SUNDAY, 3)) is None


def test_overlapping_rows_are_one_window():
    longer = Slot(WEEKDAYS, opens=time(11), closes=time(13))

    assert windows([MORNINGS, longer], MONDAY) == [(9 * 60 + 15, 13 * 60)]
    assert safe_until([MORNINGS, longer], on(MONDAY, 10)) == time(13)


def test_past_midnight_is_two_rows():
    late = Slot(frozenset([0]), opens=time(22))
    early = Slot(frozenset([1]), closes=time(2))

    told = [is_safe_at([late, early], m) for m in (on(MONDAY, 23, 59), on(TUESDAY, 1, 59), on(TUESDAY, 2))]

    assert told == [True, True, False]


@pytest.mark.rule("PL-81")
def test_one_day_takes_the_place_of_the_week():
    only = Slot(on=MONDAY, opens=time(14), closes=time(15))

    assert windows([MORNINGS, only], MONDAY) == [(14 * 60, 15 * 60)]
    assert windows([MORNINGS, only], TUESDAY) == [(9 * 60 + 15, 11 * 60 + 30)]


@pytest.mark.rule("PL-81")
def test_not_on_one_day_takes_time_away():
    never = Slot(on=MONDAY, safe=False)
    part = Slot(on=TUESDAY, safe=False, opens=time(10), closes=time(10, 30))

    assert windows([MORNINGS, never, part], MONDAY) == []
    assert windows([MORNINGS, never, part], TUESDAY) == [(555, 600), (630, 690)]


def test_the_next_window_is_today_or_on_another_day():
    assert next_opening([MORNINGS, EVENINGS], on(MONDAY, 12)) == on(MONDAY, 17)
    assert next_opening([MORNINGS], on(MONDAY, 12)) == on(TUESDAY, 9, 15)
    assert next_opening([Slot(on=MONDAY, safe=False)], on(MONDAY, 12)) == on(TUESDAY, 0)


def test_a_fortnight_without_a_window_has_no_next_one():
    sundays = [Slot(on=SUNDAY + timedelta(days=7 * week), safe=False) for week in range(3)]

    assert next_opening([Slot(frozenset([6])), *sundays], on(MONDAY, 12)) is None


@pytest.mark.parametrize(
    ("slot", "words"),
    [
        (MORNINGS, "09:15 to 11:30 weekdays"),
        (Slot(frozenset(range(7))), "at any time every day"),
        (Slot(frozenset([5, 6]), opens=time(17)), "from 17:00 weekends"),
        (Slot(frozenset([0, 2]), closes=time(8)), "until 08:00 Mon, Wed"),
        (Slot(on=MONDAY, safe=False), "not on Mon 23 Nov"),
        (Slot(on=MONDAY, safe=False, opens=time(9), closes=time(10)), "not on Mon 23 Nov, 09:00 to 10:00"),
        (Slot(on=MONDAY, opens=time(9), closes=time(10)), "on Mon 23 Nov only 09:00 to 10:00"),
    ],
)
def test_a_row_in_words(slot, words):
    assert str(slot) == words


def test_the_day_bar_shows_eight_to_twenty():
    slots = [
        Slot(WEEKDAYS, opens=time(6), closes=time(9)),
        Slot(WEEKDAYS, opens=time(19, 30), closes=time(22)),
    ]

    assert hours_of(slots, on(MONDAY, 10)) == [(8.0, 9.0), (19.5, 20.0)]
    assert hours_words(slots, on(MONDAY, 10)) == "06:00 to 09:00, 19:30 to 22:00"
    assert hours_of([Slot(WEEKDAYS, opens=time(21))], on(MONDAY, 10)) == []


moments = st.integers(0, 2 * 366 * 24 * 60).map(lambda n: at(date(2026, 1, 1)) + timedelta(minutes=n))
clocks = st.times().map(lambda t: t.replace(second=0, microsecond=0))


@st.composite
def slots(draw):
    opens, closes = sorted([draw(clocks), draw(clocks)])
    ends = {"opens": opens, "closes": closes if closes > opens else None}
    if draw(st.booleans()):
        return Slot(frozenset(draw(st.sets(st.integers(0, 6), min_size=1))), **ends)
    day = draw(st.dates(date(2026, 1, 1), date(2027, 12, 31)))
    return Slot(on=day, safe=draw(st.booleans()), **ends)


@given(st.lists(slots(), max_size=6), moments)
def test_windows_are_parted_and_in_order_and_lie_in_the_day(rows, moment):
    found = windows(rows, moment.astimezone(LONDON).date())

    assert all(0 <= start < end <= 24 * 60 for start, end in found)
    assert all(one[1] < other[0] for one, other in pairwise(found))


@given(st.lists(slots(), max_size=6), moments)
def test_the_next_window_comes_after_and_is_safe_when_it_begins(rows, moment):
    opens = next_opening(rows, moment)

    assert opens is None or (opens > moment and opens - moment < timedelta(days=16))
    assert (
        opens is None
        or opens.astimezone(LONDON).fold
        or is_safe_at(rows, opens)
        or in_the_skipped_hour(opens)
    )


def in_the_skipped_hour(moment: datetime) -> bool:
    """A window that would begin in the hour that the clocks skip in March."""
    day = moment.astimezone(LONDON).date()
    return at(day, time(0)) + timedelta(hours=24) > at(day + timedelta(days=1), time(0))


@given(st.lists(slots(), max_size=4), moments)
def test_a_day_said_to_be_not_safe_is_not_safe(rows, moment):
    day = moment.astimezone(LONDON).date()

    assert not is_safe_at([*rows, Slot(on=day, safe=False)], moment)
