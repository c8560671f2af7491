from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rowan.common.dates import long_day
from rowan.instruments.typed import day_meant, months_before, number_meant, time_meant

TODAY = date(2025, 11, 20)
days = st.dates(min_value=date(1900, 1, 1))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("20 November 2025", date(2025, 11, 20)),
        ("20 Nov 25", date(2025, 11, 20)),
        ("3/12/90", date(1990, 12, 3)),
        ("3.12.1990", date(1990, 12, 3)),
        ("3rd dec 1990", date(1990, 12, 3)),
        (" 1  sept  2024 ", date(2024, 9, 1)),
        ("2025-11-20", date(2025, 11, 20)),
        ("29/2/2024", date(2024, 2, 29)),
        ("today", TODAY),
        ("Yesterday", date(2025, 11, 19)),
    ],
)
def test_days_are_understood_as_people_write_them(text, meant):
    assert day_meant(text, TODAY) == meant


@pytest.mark.parametrize(
    "text", ["", "soon", "31/2/2025", "2025-13-01", "12/2025", "20 Nov", "1/1/0001", "٣/١٢/٩٠", "x" * 20_000]
)
def test_what_is_no_day_has_no_meaning(text):
    assert day_meant(text, TODAY) is None


@given(days)
def test_a_day_written_out_is_the_same_day(day):
    assert day_meant(long_day(day), TODAY) == day
    assert day_meant(day.isoformat(), TODAY) == day


@given(st.text(max_size=40))
def test_nothing_typed_is_ever_refused_with_an_error(text):
    day_meant(text, TODAY)
    time_meant(text)
    number_meant(text)


@pytest.mark.parametrize(
    ("text", "meant"), [("9:42", time(9, 42)), ("09.42", time(9, 42)), ("2359", time(23, 59))]
)
def test_times_are_understood(text, meant):
    assert time_meant(text) == meant


@pytest.mark.parametrize("text", ["24:00", "9:60", "noon", ""])
def test_what_is_no_time_has_no_meaning(text):
    assert time_meant(text) is None


@pytest.mark.parametrize(
    ("text", "meant"), [("14", 14), (" 0 ", 0), ("-1", None), ("1.5", None), ("many", None)]
)
def test_numbers_are_whole_and_from_nought_up(text, meant):
    assert number_meant(text) == meant


@pytest.mark.rule("CM-52")
@given(days.filter(lambda day: day.year > 1902), st.integers(1, 24))
def test_months_before_is_that_many_months_and_the_same_day_or_the_last(day, months):
    before = months_before(day, months)

    assert (day.year - before.year) * 12 + day.month - before.month == months
    shorter = before.day < day.day and (before + timedelta(days=1)).day == 1
    assert before.day == day.day or shorter


def test_the_last_day_of_a_long_month_becomes_the_last_of_a_short_one():
    assert months_before(date(2024, 8, 31), 18) == date(2023, 2, 28)
