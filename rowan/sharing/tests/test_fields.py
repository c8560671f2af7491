"""Every field of form 3.5: a value posted on its page stands in the column that the table names."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile

from rowan.common.dates import local_day, today
from rowan.plans.tests.making import boxes
from rowan.sharing.models import Agreement
from rowan.sharing.tests.test_agreement_pages import DRAWN, PDF, filled, here, page, post, sent, start  # noqa: F401
from rowan.workspace.dictionary import entries

pytestmark = pytest.mark.django_db
FIELDS = {row.id: row for row in entries() if row.form == "agreement"}
TABLES = {model._meta.db_table: model for model in apps.get_models()}
WORKED_OUT = {"agreement.f2f-due"}
YES, NO = "yes", "no"
EXPECTED = {
    "face-to-face": {
        "agreement.mode": "face-to-face",
        "agreement.read-how": "client",
        "agreement.language": "Farsi, by telephone",
        "agreement.examples": NO,
        "agreement.questions": YES,
        "agreement.access-told": NO,
        "agreement.s1": YES,
        "agreement.s2": NO,
        "agreement.s3": YES,
        "agreement.s4": NO,
        "agreement.client-date": today(),
        "agreement.client-print": "Leila Haddon",
        "agreement.worker-signature": "Priya Nandra",
        "agreement.note-ref": "She asked about the school.",
    },
    "telephone": {
        "agreement.mode": "telephone",
        "agreement.tel-worker-signature": "Priya Nandra",
        "agreement.tel-date": today(),
    },
    "emergency": {"agreement.mode": "emergency", "agreement.short-given-at": today()},
}
POSTED = {
    "face-to-face": {
        "read_how": "client",
        "language": "Farsi, by telephone",
        "access_told": NO,
        "s2": NO,
        "s4": NO,
        "note": "She asked about the school.",
    },
    "telephone": {},
    "emergency": {"note": "Two minutes.", **boxes("short_given_at", today()), "short_given_at_time": "00:01"},
}


def kept(id_: str) -> list:
    """What stands in the columns of a field, of the one row there is."""
    found = []
    for column in FIELDS[id_].stored_in.replace(",", " ").split():
        table, name = column.rsplit(".", 1)
        found += TABLES[table].objects.values_list(name, flat=True)
    return [local_day(value) if hasattr(value, "hour") else value for value in found]


@pytest.mark.parametrize("mode", list(EXPECTED))
def test_what_is_filled_in_stands_where_the_table_says(here, mode):  # noqa: F811
    post(here, page(here, "agreement-new"), mode=mode)
    agreement = Agreement.objects.get()
    whole = POSTED[mode] if mode == "emergency" else sent(mode, **POSTED[mode])

    assert filled(here, agreement, go="sign", **whole).status_code == 302

    assert {id_: kept(id_) for id_ in EXPECTED[mode]} == {id_: [v] for id_, v in EXPECTED[mode].items()}


@pytest.mark.parametrize(
    ("how", "more", "column"),
    [
        ("typed", {"client_signature": "Leila Haddon"}, 0),
        ("drawn", {"client_signature": "", "client_drawing": DRAWN}, 1),
        ("paper", {"client_signature": "", "paper": SimpleUploadedFile("signed.pdf", PDF)}, 2),
    ],
)
def test_each_way_to_sign_stands_in_its_own_column(here, how, more, column):  # noqa: F811
    filled(here, start(here, "face-to-face"), go="sign", **sent(client_signed=how, **more))

    assert [bool(value) for value in kept("agreement.client-signature")] == [n == column for n in range(3)]


def test_an_answer_about_an_agency_stands_where_the_table_says(here):  # noqa: F811
    later = today() + timedelta(days=30)
    given = {
        "name": "Ashmere Housing",
        "contact": "Jo Bright",
        "permission": "yes",
        "limit": "Not the address",
    }
    post(
        here,
        page(here, "agreement-agency"),
        **given,
        **boxes("asked_on", today()),
        **boxes("review_on", later),
    )

    expected = {**given, "date": today(), "review": later}
    assert {n: kept(f"agreement.agency[].{n}") for n in expected} == {n: [v] for n, v in expected.items()}


def test_who_is_told_nothing_stands_where_the_table_says(here):  # noqa: F811
    post(here, page(here, "agreement-never"), name="The neighbour", **boxes("said_on", today()))

    assert kept("agreement.limit-people") == ["The neighbour"]


def test_no_field_is_left_out_here():
    asked = {id_ for expected in EXPECTED.values() for id_ in expected}
    asked |= {id_ for id_ in FIELDS if "[]" in id_} | {"agreement.client-signature", "agreement.limit-people"}

    assert asked | WORKED_OUT == set(FIELDS)
