"""The one entry for a calendar that Rowan makes: a time that is taken, and nothing about whom or why (PL-88)."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

LENGTH = timedelta(minutes=30)


def entry(begins: datetime, now: datetime) -> str:
    """An iCalendar file of half an hour called "Busy". Its id is random: it leads back to nothing."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Busy//EN",
        "BEGIN:VEVENT",
        f"UID:{uuid4()}",
        f"DTSTAMP:{stamp(now)}",
        f"DTSTART:{stamp(begins)}",
        f"DTEND:{stamp(begins + LENGTH)}",
        "SUMMARY:Busy",
        "CLASS:PRIVATE",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "\r\n".join([*lines, ""])


def stamp(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
