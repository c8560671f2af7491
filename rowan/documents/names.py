"""What a paper is called, and how it leaves the server.

A file name is read by whoever shares the computer. One for a professional holds the reference, the kind of
recipient and the day; one for a client holds a neutral word and the day, and no reference (PL-104 as
decided).
"""

from datetime import date

from django.db.models import TextChoices
from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from rowan.common import references

# Not translated: the name is the same for everybody.
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class RecipientKind(TextChoices):
    """The kinds of recipient a file name may tell. A closed list, so that no name or place gets into one."""

    BENEFITS = "benefits", _("Benefits office")
    CHARITY = "charity", _("Charity")
    COUNCIL = "council", _("Council")
    COURT = "court", _("Court")
    EDUCATION = "education", _("School or college")
    HEALTH = "health", _("Health")
    HOUSING = "housing", _("Housing")
    LEGAL = "legal", _("Solicitor")
    MEETING = "meeting", _("Meeting")
    POLICE = "police", _("Police")
    PROBATION = "probation", _("Probation")
    SOCIAL_CARE = "social-care", _("Social care")
    STAFF = "staff", _("Own staff")
    OTHER = "other", _("Somebody else")


class NeutralWord(TextChoices):
    """What a client's copy may be called. None of these says what it is about."""

    LIST = "list", _("List")
    NOTE = "note", _("Note")
    PAPER = "paper", _("Paper")


def file_name(reference: str, recipient_kind: RecipientKind, day: date) -> str:
    """`K7Q2M4XD-housing-20nov.pdf`, for a copy that goes to a professional. ValueError for anything else."""
    stored = references.read(reference)
    if stored is None:
        raise ValueError("A file name starts with a reference.")
    return f"{stored}-{RecipientKind(recipient_kind).value}-{_day(day)}.pdf"


def client_file_name(day: date, word: NeutralWord = NeutralWord.LIST) -> str:
    """`list-20nov.pdf`, for a copy that goes to a client of either side."""
    return f"{NeutralWord(word).value}-{_day(day)}.pdf"


def _day(day: date) -> str:
    return f"{day.day}{_MONTHS[day.month - 1]}"


def pdf_response(pdf: bytes, name: str) -> HttpResponse:
    """The paper as a download that no cache keeps, no browser guesses at and nothing runs in (PL-143)."""
    response = HttpResponse(pdf, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    response["Content-Security-Policy"] = "default-src 'none'; frame-ancestors 'none'; sandbox"
    return response
