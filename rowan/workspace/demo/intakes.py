"""Intakes of the demonstration: one just begun, one whole and signed, one active without all that it needs."""

from rowan.accounts.models import User
from rowan.assessments.intake import keeping, signing
from rowan.assessments.intake.sheet import Sheet
from rowan.cases.models import Case
from rowan.common.dates import today
from rowan.files.keeping import Edit
from rowan.people import about
from rowan.people.models import ContactKind, Person, YesNo
from rowan.workspace.demo.acting import as_person

ANSWERS = {
    "mode": "telephone",
    "referred_by": "Ashmere Police",
    "repeat": "no",
    "has_children": "no",
    "pregnant": "no",
    "explained": "yes",
    "explained_how": ["telephone"],
    "conflict": "no",
    "file_location": "No paper file",
}


def make(users: dict[str, User]) -> None:
    """Halima has just begun, Bridie is signed, Maeve was made active at once by a senior."""
    begun(users, "Halima")
    signed(users, "Bridie")
    active(users, "Maeve")


def sheet_of(given: str) -> Sheet:
    """The intake of somebody by first name."""
    person = Person.objects.select_related("file").get(given=given, part="subject")
    case = Case.objects.filter(file=person.file).select_related("file", "lead").order_by("-number").first()
    return Sheet(person.file, case)


def said(values: dict, row) -> Edit:
    base = {name: getattr(row, name) for name in values}
    return Edit(changes=values, base=base, seen=row.version, labels={name: name for name in values})


def begun(users: dict[str, User], given: str) -> None:
    with as_person(users["practitioner"]) as by:
        sheet = sheet_of(given)
        keeping.keep_concerns(
            case=sheet.case,
            flags=["staff-safety"],
            said={"staff-safety": "Visit in twos: he keeps a dog and watches the street."},
            by=by,
        )
        keeping.keep(case=sheet.case, edit=said({"has_children": "yes"}, sheet.intake), by=by)


def answered(given: str, by) -> Sheet:
    sheet = sheet_of(given)
    keeping.keep(case=sheet.case, edit=said(ANSWERS | {"on": today()}, sheet.intake), by=by)
    keeping.keep_concerns(case=sheet.case, flags=["none"], said={}, by=by)
    about.know(
        person=sheet.client.person,
        edit=said(
            {
                "interpreter": YesNo.NO,
                "living": "Apart since spring; stays with a friend.",
                "health": "Sleeps badly.",
            },
            sheet.client,
        ),
        by=by,
    )
    if not sheet.harm:
        keeping.add_person(
            case=sheet.case,
            part="pch",
            said={"given": "Dean", "family": "Rook", "relation": "ex-partner", "employment": "Night porter"},
            by=by,
        )
    if sheet.ways.safe is None:
        keeping.keep_way(
            person=sheet.client.person, kind=ContactKind.PHONE, which="mobile", value="07700 900 866", by=by,
            safe_call="yes", code_word="Lantern",
        )  # fmt: skip
    return sheet_of(given)


def signed(users: dict[str, User], given: str) -> None:
    with as_person(users["practitioner"]) as by:
        signing.sign(case=answered(given, by).case, by=by)


def active(users: dict[str, User], given: str) -> None:
    with as_person(users["senior"]) as by:
        sheet = answered(given, by)
        signing.sign(case=sheet.case, by=by)
        signing.activate(case=sheet.case, because="She moves tonight; the Dash follows tomorrow", by=by)
