"""What somebody meant by a date, a time or a number they typed.

People write "3/12/90", "3 Dec 1990", "yesterday". Each function gives the meaning, or None when there is
none; it never guesses between two. Day comes before month, as people here write it.
"""

import re
from calendar import monthrange
from datetime import date, time, timedelta

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_FULL = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTH_NUMBER = {
    **{name: n for n, name in enumerate(_MONTHS, start=1)},
    **{name: n for n, name in enumerate(_FULL, start=1)},
    "sept": 9,
}
_NUMERIC = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})", re.ASCII)
_NAMED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ \-]?([a-z]+)\.?,?[ \-]?(\d{4}|\d{2})", re.ASCII)
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_TIME = re.compile(r"([01]?\d|2[0-3])(?:[:.]?([0-5]\d))", re.ASCII)
YEARS_AHEAD = 10
FIRST_YEAR = 1900


def day_meant(text: str, today: date) -> date | None:
    """The day meant by "20 November 2025", "20/11/25", "2025-11-20", "today" or "yesterday".

    A year of two figures is the one at most ten years ahead of `today`: 90 is 1990, 26 is 2026.
    """
    text = " ".join(text.lower().split())
    if text == "today":
        return today
    if text == "yesterday":
        return today - timedelta(days=1)
    if match := _ISO.fullmatch(text):
        return _day(int(match[1]), int(match[2]), int(match[3]))
    if match := _NUMERIC.fullmatch(text):
        return _day(_year(match[3], today), int(match[2]), int(match[1]))
    if (match := _NAMED.fullmatch(text)) and match[2] in _MONTH_NUMBER:
        return _day(_year(match[3], today), _MONTH_NUMBER[match[2]], int(match[1]))
    return None


def _year(figures: str, today: date) -> int:
    if len(figures) == 4:
        return int(figures)
    year = today.year - today.year % 100 + int(figures)
    return year if year <= today.year + YEARS_AHEAD else year - 100


def _day(year: int, month: int, day: int) -> date | None:
    if year < FIRST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def time_meant(text: str) -> time | None:
    """The time meant by "9:42", "09.42" or "0942"."""
    match = _TIME.fullmatch(text.strip())
    return time(int(match[1]), int(match[2])) if match else None


def number_meant(text: str) -> int | None:
    """A whole number from nought up, of nine figures at most."""
    text = text.strip()
    return int(text) if re.fullmatch(r"\d{1,9}", text, re.ASCII) else None


def months_before(day: date, months: int) -> date:
    """The same day of the month so many months earlier, or that month's last day if it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
