"""`bin/rowan dictionary`: every field of every form, and each one typed on its page stands where the table says.

The sweep posts the forms 3.1 to 3.5 as a browser would, and then looks into the very column, or questionnaire,
that the dictionary names. A field that no form of the sweep fills fails by its id.
"""

import json
import re
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection
from django.urls import get_resolver

from rowan.assessments.models import Response
from rowan.assessments.tests import making
from rowan.assessments.tests.intaking import send
from rowan.assessments.tests.making import joanne
from rowan.common.audiences import fields_of
from rowan.common.dates import today
from rowan.workspace.dictionary import COMPUTED, TABLE, Entry, column, entries
from rowan.workspace.reference import specification
from rowan.workspace.reference.markdown import cells
from tests.support.pages import kept_form_in

ROOT = Path(__file__).parents[1]
FORMS = ("referral", "intake", "dash", "soag", "agreement")
ENTRIES = {entry.id: entry for entry in entries()}
BY_SIGNING = {"dash.pro.marac-signed", "dash.pro.child-signed"}  # put there by the signature, never typed


def specified() -> dict[str, list[str]]:
    """The rows of the tables of docs/spec by id: type and audience, the 24 items and 4 kinds written out."""
    found = {}
    for page in sorted((ROOT / "docs/spec").glob("support-forms*.md")):
        kind = None
        for line in page.read_text(encoding="utf-8").splitlines():
            row = cells(line)
            if row and row[0] == "id":
                kind = (
                    (row.index("type"), row.index("audience"))
                    if "type" in row and "audience" in row
                    else None
                )
            elif row and kind and "." in row[0] and row[0].split(".")[0] in FORMS:
                told = [row[place].strip("`") for place in kind]
                for n in range(1, 25) if "<n>" in row[0] else ["0"]:
                    found[row[0].strip("`").replace("<n>", str(n))] = told
    return found


SPECIFIED = specified()


def test_the_command_gives_one_row_a_field_with_all_its_parts():
    out = StringIO()
    call_command("dictionary", "--format", "json", stdout=out)
    rows = json.loads(out.getvalue())

    assert len(rows) == len({row["id"] for row in rows}) == len(ENTRIES)
    assert set(rows[0]) == {"id", "form", "type", "options", "required", "audience", "stored_in", "page"}
    assert all(row["type"] and row["audience"] and row["stored_in"] and row["page"] for row in rows)


def test_every_field_of_the_specification_is_there():
    kept = {id for id in SPECIFIED if id.split(".")[0] in ("referral", "intake", "agreement", "dash")}

    assert not kept - set(ENTRIES)


@pytest.mark.parametrize("id", sorted(id for id in SPECIFIED if id in ENTRIES))
def test_a_field_has_the_type_and_the_audience_of_the_specification(id):
    kind, audience = SPECIFIED[id]

    assert (ENTRIES[id].type, ENTRIES[id].audience) == (re.sub(r"\(.*", "", kind), audience)


@pytest.mark.parametrize("id", sorted(ENTRIES))
def test_a_field_is_kept_in_a_real_column_on_a_real_page(id):
    entry = ENTRIES[id]

    assert entry.page in {key for key in get_resolver().reverse_dict if isinstance(key, str)}
    if entry.type in ("choice", "multi-choice", "yes-no") and entry.required != COMPUTED:
        assert len(entry.options) > 1, id


def test_the_table_agrees_with_what_each_column_says_of_itself():
    for line in TABLE.read_text(encoding="utf-8").splitlines()[1:]:
        id, _kind, _required, audience, _page, stored = line.split(",")
        for place in stored.split():
            field = column(place)
            shown, _after = fields_of(field.model)[field.name]
            if shown.id == id:
                assert shown.audience == audience, id


def test_the_audiences_of_docs_and_dictionary_never_differ():
    for id, audience in specification.fields(ROOT).items():
        if id in ENTRIES:
            assert ENTRIES[id].audience == audience, id


# The sweep.


def stored(world, entry: Entry, file) -> str:
    """Everything that stands in the places of this field, in this file."""
    if entry.stored_in.startswith("instrument "):
        with world.acting("practitioner"):
            said = (
                Response.objects.filter(file=file, instrument=entry.form)
                .order_by("-id")
                .values_list("answers", flat=True)
            )
            return json.dumps([answers.get(entry.id) for answers in said], ensure_ascii=False)
    found = []
    with world.acting("practitioner"), connection.cursor() as cursor:
        for place in entry.stored_in.split(", "):
            table, name = place.split(".")
            where = "id" if table == "files_file" else "file_id"
            cursor.execute(f'SELECT "{name}"::text FROM {table} WHERE {where} = %s', [file.pk])
            found += [row[0] for row in cursor.fetchall() if row[0]]
    return "\n".join(found)


def day(name: str, when) -> dict[str, str]:
    return {f"{name}_{part}": str(getattr(when, part)) for part in ("day", "month", "year")}


DUE = today() + timedelta(days=40)
BORN = {"birth_day": "3", "birth_month": "12", "birth_year": "1990"}
POSTED: list[tuple[str, dict, dict[str, str]]] = [  # page, what is typed, and by field what must stand there
    (
        "person/",
        {
            "given": "Joannah", "family": "Pikeson", "also_known_as": "Jo Marsh", **BORN, "gender": "Womxn",
            "ethnicity": "Cornish", "religion": "Quaker", "orientation": "Queer", "languages": "Kernewek",
            "interpreter": "yes", "interpreter_language": "British Sign Language",
        },
        {
            "intake.client.name": "Pikeson", "intake.client.aka": "Jo Marsh", "intake.client.dob": "1990-12-03",
            "intake.client.gender-identity": "Womxn", "intake.client.ethnicity": "Cornish",
            "intake.client.religion": "Quaker", "intake.client.orientation": "Queer",
            "intake.client.languages": "Kernewek", "intake.client.translator": "yes",
            "intake.client.translator-language": "British Sign Language",
        },
    ),
    ("person/", dict.fromkeys(BORN, "") | {"age_estimate": "36"}, {"intake.client.age": "36"}),
    (
        "reaching/",
        {
            "address": "1 Home Row", "address_safe": "no", "alt_address": "2 Other Way", "alt_address_safe": "yes",
            "telephone": "01632 960 777", "mobile": "07700 900 777", "safe_phone": "another",
            "safe_phone_other": "07700 900 778", "code_word": "kingfisher", "safe_times": "Before school",
            "safe_voicemail": "no", "safe_text_email": ["text"],
        },
        {
            "intake.client.address": "1 Home Row", "intake.client.address-safe": "no",
            "intake.client.alt-address": "2 Other Way", "intake.client.alt-address-safe": "yes",
            "intake.client.telephone": "01632 960 777", "intake.client.mobile": "07700 900 777",
            "intake.client.safe-phone": "07700 900 778", "intake.client.code-word": "kingfisher",
            "intake.client.safe-time": "Before school", "intake.client.safe-voicemail": "no",
            "intake.client.safe-text-email": "yes",
        },
    ),
    (
        "person/new/other/",
        {"given": "Aunt Bea", "relation": "family", "phone": "07700 900 779", "knows_of_abuse": "yes"},
        {"intake.client.other-phones[]": "Aunt Bea\n"},
    ),
    (
        "health/",
        {"living": "On and off", "health": "Sleeps badly", "disability": "Dyslexia", "immigration": "Spouse visa"},
        {
            "intake.client.living": "On and off", "intake.client.health": "Sleeps badly",
            "intake.client.disability": "Dyslexia", "intake.client.immigration": "Spouse visa",
        },
    ),
    (
        "work/",
        {"employment": "Nurse, nights", "employment_contacts": "Ward 4"},
        {"intake.client.employment": "Nurse, nights", "intake.client.employment-contacts": "Ward 4"},
    ),
    (
        "person/new/pch/",
        {
            "given": "Ronan", "family": "Quill", "also_known_as": "Ronnie Q", "birth_day": "4", "birth_month": "5",
            "birth_year": "1980", "relation": "ex-partner", "primary": "yes", "gender": "Man, he says",
            "address": "3 Their Place", "ethnicity": "Manx", "religion": "None he names",
            "languages": "Manx Gaelic",
            "interpreter": "no", "immigration": "Settled", "health": "Drinks daily", "disability": "One arm",
            "employment": "Gamekeeper",
        },
        {
            "intake.pch[].relation": "ex-partner", "intake.pch[].primary": "yes", "intake.pch[].name": "Quill",
            "intake.pch[].aka": "Ronnie Q", "intake.pch[].dob": "1980-05-04",
            "intake.pch[].gender-identity": "Man, he says", "intake.pch[].address": "3 Their Place",
            "intake.pch[].ethnicity": "Manx", "intake.pch[].religion": "None he names",
            "intake.pch[].languages": "Manx Gaelic", "intake.pch[].translator": "no",
            "intake.pch[].immigration": "Settled", "intake.pch[].health": "Drinks daily",
            "intake.pch[].disability": "One arm", "intake.pch[].employment": "Gamekeeper",
        },
    ),
    ("person/new/pch/", {"given": "Old Tam", "age_estimate": "71"}, {"intake.pch[].age": "71"}),
    (
        "person/new/child/",
        {
            "given": "Miawen", "gender": "female", "birth_day": "6", "birth_month": "7", "birth_year": "2020",
            "pch_parent": "no", "other_parent": "Ravi Shah", "parental_responsibility": "not-known",
            "school": "St Piran’s",
        },
        {
            "intake.child[].name": "Miawen", "intake.child[].gender": "female", "intake.child[].dob": "2020-07-06",
            "intake.child[].pch-parent": "no", "intake.child[].other-parent": "Ravi Shah",
            "intake.child[].pch-pr": "not-known", "intake.child[].school": "St Piran’s",
        },
    ),
    ("person/new/child/", {"given": "Tiny", "age_estimate": "2"}, {"intake.child[].age": "2"}),
    (
        "concerns/",
        {"flags": ["staff-safety"], "flag_staff_safety": "Two at a time"},
        {"intake.flag.types": "staff-safety", "intake.flag.detail": "Two at a time"},
    ),
    (
        "children/",
        {
            "has_children": "yes", "pregnant": "yes", **day("due_date", DUE), "unborn_pch_parent": "no",
            "unborn_other_parent": "Ravi", "children_living": "With Bea", "cyps": "yes", "cyps_detail": "A plan",
            "children_concerns": "Watched at school",
        },
        {
            "intake.has-children": "yes", "intake.pregnant": "yes", "intake.due-date": DUE.isoformat(),
            "intake.unborn.pch-parent": "no", "intake.children.living": "With Bea", "intake.cyps": "yes",
            "intake.cyps-detail": "A plan", "intake.children.concerns": "Watched at school",
        },
    ),
    (
        "explained/",
        {
            "mode": "telephone", **day("on", today()), "referred_by": "PC Farrow", "repeat": "no",
            "explained": "yes", "explained_how": ["telephone", "written"],
        },
        {
            "form.mode": "telephone", "intake.date": today().isoformat(), "intake.referred-by": "PC Farrow",
            "intake.repeat": "no", "intake.done.explained": "yes", "intake.done.explained-how": "written",
        },
    ),
    (
        "conflict/",
        {
            "conflict": "yes", "conflict_manager": "Helen Okafor", **day("conflict_on", today()),
            "conflict_decision": "Another worker", "other": "Keys changed", "file_location": "Cabinet 2",
        },
        {
            "intake.conflict": "yes", "intake.conflict-discussed": "Another worker",
            "intake.other": "Keys changed", "intake.file-location": "Cabinet 2",
        },
    ),
]  # fmt: skip


def test_every_field_of_the_intake_posted_on_its_page_stands_where_the_table_says(world):
    case = joanne(world)
    posted = {}
    for where, typed, expected in POSTED:
        answer = send(world, case, where, typed)
        assert answer.status_code == 302, where
        posted |= expected
        for id, value in expected.items():
            assert value.strip() in stored(world, ENTRIES[id], case.file), id
    client = world.client("senior")
    level = f"/c/{case.file.reference}/risk/level/"
    said = {"level": "high", "reason": "He has found her"}
    answer = client.post(level, kept_form_in(client.get(level)).values | said)
    assert answer.status_code == 302
    assert "high" in stored(world, ENTRIES["intake.risk-level"], case.file)
    posted["intake.risk-level"] = "high"
    posted["intake.case-worker"] = str(world.practitioner.pk)
    assert stored(world, ENTRIES["intake.case-worker"], case.file) == str(world.practitioner.pk)

    typed_in = {id for id, e in ENTRIES.items() if e.form == "intake" and e.required != COMPUTED}
    assert typed_in - set(posted) == set()


def test_every_item_of_the_dash_posted_on_its_page_stands_in_its_answers(world):
    case = joanne(world, children=True)
    response = making.begun(world, case)
    client = world.client("practitioner")
    form = kept_form_in(client.get(response.get_absolute_url()))
    sent = form.values | making.all_of(24) | {"dash.abusers": [making.terry(world, case)]}
    more = {
        id: fill(entry)
        for id, entry in ENTRIES.items()
        if entry.form == "dash" and entry.required != COMPUTED and not any(sent.get(id, []))
    }
    answer = client.post(response.get_absolute_url(), sent | more)
    assert answer.status_code == 302

    assert_stored(world, "dash", case.file, least=120)


def assert_stored(world, form: str, file, *, least: int) -> None:
    """Every field of this questionnaire that somebody types has an answer."""
    typed_in = [e for e in ENTRIES.values() if e.form == form and e.required != COMPUTED]
    blank = {e.id for e in typed_in if stored(world, e, file) in ("[null]", "[]")}
    assert len(typed_in) > least
    assert blank - BY_SIGNING == set()


def test_every_cell_of_the_grid_posted_on_its_page_stands_in_its_answers(world):
    case = joanne(world)
    making.begun(world, case)
    client = world.client("practitioner")
    assert client.post(f"/c/{case.file.reference}/risk/grid/start/").status_code == 302
    with world.acting("practitioner"):
        page = Response.objects.get(case=case, instrument="soag").get_absolute_url()
    typed = {e.id: fill(e) for e in ENTRIES.values() if e.form == "soag" and e.required != COMPUTED}

    assert client.post(page, kept_form_in(client.get(page)).values | typed).status_code == 302

    assert_stored(world, "soag", case.file, least=12)


def fill(entry: Entry) -> list[str]:
    if entry.options:
        return [entry.options[0]]
    if entry.type == "date":
        return [today().isoformat()]
    return ["1"] if entry.type == "integer" else [f"Typed for {entry.id}"]
