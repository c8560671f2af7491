"""Reading a list of referrals: bytes of a CSV into rows, with what is wrong said for each line.

A whole list is refused with a sentence when it is no such list; a line that is odd is taken, and says so.
Nothing a cell holds is ever worked out: a formula is text.
"""

import csv
import hashlib
import io
import re
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rowan.common.fields import LONGEST_TEXT

MOST_ROWS = 1_000
LARGEST = 5 * 1024 * 1024
WORDS = {
    "incident_reference": gettext_lazy("Their reference"),
    "incident_date": gettext_lazy("Day"),
    "incident_time": gettext_lazy("Time"),
    "victim_surname": gettext_lazy("Last name"),
    "victim_forenames": gettext_lazy("First name"),
    "victim_dob": gettext_lazy("Date of birth"),
    "victim_phone": gettext_lazy("Telephone"),
    "safe_to_call": gettext_lazy("Safe to ring"),
    "victim_address": gettext_lazy("Address"),
    "victim_postcode": gettext_lazy("Postcode"),
    "suspect_surname": gettext_lazy("Person causing harm, last name"),
    "suspect_forenames": gettext_lazy("Person causing harm, first name"),
    "suspect_dob": gettext_lazy("Person causing harm, date of birth"),
    "relationship": gettext_lazy("Relationship"),
    "children": gettext_lazy("Children"),
    "police_risk": gettext_lazy("Their risk"),
    "officer": gettext_lazy("Officer"),
    "summary": gettext_lazy("What happened"),
}
NEEDED = ("victim_surname", "victim_forenames")
STARTS_OF_OTHERS = {
    b"%PDF": gettext_lazy("PDF"),
    b"PK\x03\x04": gettext_lazy("Excel or Word"),
    b"\xd0\xcf\x11\xe0": gettext_lazy("old Excel or Word"),
    b"\x89PNG": gettext_lazy("picture"),
    b"\xff\xd8\xff": gettext_lazy("picture"),
    b"{\\rtf": gettext_lazy("Word"),
}


class NotAList(Exception):
    """Why these bytes are no list that can be opened, and what to do. Nothing was written."""


@dataclass(frozen=True)
class Line:
    """One line: its number (the first after the heading is 1), its cells by column, and a digest."""

    number: int
    cells: dict[str, str]
    fingerprint: str
    odd: str = field(default="")


@dataclass(frozen=True)
class Sheet:
    """A list that was read: its lines, and a digest of its bytes."""

    lines: list[Line]
    sha256: str


def read(content: bytes) -> Sheet:
    """Every line of the list. Raises `NotAList` with a sentence."""
    if len(content) > LARGEST:
        raise NotAList(_("This list is larger than 5 MB. Ask for it day by day."))
    for start, kind in STARTS_OF_OTHERS.items():
        if content.startswith(start):
            raise NotAList(
                _("This is another kind of file: %(kind)s. Save the list as CSV.") % {"kind": kind}
            )
    rows = rows_of(decoded(content))
    if not rows:
        raise NotAList(_("This list is empty. Choose another one."))
    header = [name_of(cell) for cell in rows[0][1]]
    check_header(header)
    lines = [line(number, header, cells) for number, (_at, cells) in enumerate(rows[1:], start=1)]
    if not lines:
        raise NotAList(_("This list has a heading and no line below it."))
    return Sheet(lines, hashlib.sha256(content).hexdigest())


def decoded(content: bytes) -> str:
    """The text, in whichever way it was written. Windows' own way takes every byte, so it comes last."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise NotAList(_("This file does not hold text. Save the list as CSV and choose that file."))


def rows_of(text: str) -> list[tuple[int, list[str]]]:
    """The rows that hold anything, each with the line it ends on in the file."""
    heading = text.strip().partition("\n")[0]
    parted_by = max(",;\t|", key=heading.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=parted_by, strict=True)
    rows = []
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((reader.line_num, [cell.strip() for cell in cells]))
                check_cells(reader.line_num, rows[-1][1])
            if len(rows) > MOST_ROWS + 1:
                raise NotAList(
                    _("This list has more than %(n)s lines. Open it in parts.") % {"n": f"{MOST_ROWS:,}"}
                )
    except csv.Error as broken:
        raise NotAList(
            _("The list cannot be read from line %(n)s on: a quotation mark there may not be closed.")
            % {"n": reader.line_num}
        ) from broken
    return rows


def check_cells(at: int, cells: list[str]) -> None:
    if any(len(cell) > LONGEST_TEXT for cell in cells):
        raise NotAList(
            _("A cell in line %(n)s is longer than %(most)s characters. Shorten it and open the list again.")
            % {"n": at, "most": f"{LONGEST_TEXT:,}"}
        )


def name_of(cell: str) -> str:
    """The name of a column, however it was written: "Victim Surname" is `victim_surname`."""
    return re.sub(r"[^a-z0-9]+", "_", cell.strip().lower()).strip("_")


def check_header(header: list[str]) -> None:
    if not set(header) & set(WORDS):
        raise NotAList(
            _("The first line names none of the columns of a police list. Choose the list as it was sent.")
        )
    if missing := [name for name in NEEDED if name not in header]:
        raise NotAList(
            _("This list has no column called %(names)s. Ask for it again as a whole.")
            % {"names": ", ".join(missing)}
        )
    if twice := sorted({name for name in header if name in WORDS and header.count(name) > 1}):
        raise NotAList(
            _("Two columns of this list are called %(names)s. Ask for it again.")
            % {"names": ", ".join(twice)}
        )


def line(number: int, header: list[str], cells: list[str]) -> Line:
    """One line by column. Columns that Rowan does not know are left out; a line of a wrong width says so."""
    odd = ""
    if len(cells) != len(header):
        odd = _("This line has %(has)s cells where %(needs)s are named. Check it against the list.") % {
            "has": len(cells),
            "needs": len(header),
        }
    named = {name: cell for name, cell in zip(header, cells, strict=False) if name in WORDS and cell}
    return Line(number, named, fingerprint(named), odd)


def fingerprint(cells: dict[str, str]) -> str:
    """The same for the same line in another list: by their reference and the person, else by everything."""
    known_by = ("incident_reference", "victim_surname", "victim_forenames", "victim_dob")
    names = known_by if cells.get("incident_reference") else tuple(WORDS)
    said = "\x1f".join(cells.get(name, "").casefold() for name in names)
    return hashlib.sha256(said.encode()).hexdigest()
