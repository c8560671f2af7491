from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rowan.documents.tests import making, reading
from rowan.people.models import Part, Person
from rowan.sharing.models import How
from rowan.sharing.services import paper_of
from rowan.sharing.tests.making import file_with_client, given
from tests.support.world import audited

ACCESS = [
    ("practitioner", 200, 200),
    ("practitioner2", 200, 200),
    ("manager", 200, 200),
    ("duty", 200, 403),
    ("other_practitioner", 404, 404),
    ("officer", 404, 403),
    ("officer_manager", 404, 404),
    ("nobody", 302, 302),
]
RECORD = 20


@pytest.fixture
def here(world):
    """A file of Ashmere from which one paper left."""
    with world.acting("practitioner"):
        file, client = file_with_client()
        world.left = given(file, client, world.user("practitioner"))
    world.file = file
    return world


def ledger(world) -> str:
    return f"/c/{world.file.reference}/sharing/"


def paper(world, disclosure=None) -> str:
    return f"/c/{world.file.reference}/papers/out/{(disclosure or world.left).pk}/"


def text(response) -> str:
    return unescape(response.content.decode())


@pytest.mark.parametrize("persona, ledger_status, paper_status", ACCESS)
def test_access(here, persona, ledger_status, paper_status):
    assert here.client(persona).get(ledger(here)).status_code == ledger_status
    assert here.client(persona).get(paper(here)).status_code == paper_status


def test_the_ledger_says_what_left_to_whom_how_and_on_which_ground(here):
    page = text(here.client("practitioner").get(ledger(here)))

    for words in (
        "Safety and support plan",
        "The client’s own copy of the plan",
        "Leila Haddon",
        "Given by hand",
        "At her sister’s",
        "Given to the person it is about",
        "UK GDPR, Articles 5(1)(a), 12 and 15",
        "Priya Nandra",
    ):
        assert words in page
    assert audited("sharing.read")[-1]["file_id"] == str(here.file.pk)


def test_who_may_not_open_papers_sees_no_way_to_them_and_not_where_they_lie(here):
    page = text(here.client("duty").get(ledger(here)))

    assert "Leila Haddon" in page
    assert "At her sister’s" not in page
    assert paper(here) not in page


def test_an_empty_ledger_says_what_comes_next(world):
    with world.acting("practitioner"):
        world.file, _client = file_with_client()

    assert "Nothing has been made for anybody outside." in text(
        world.client("practitioner").get(ledger(world))
    )


@pytest.mark.rule("PL-195")
def test_the_ledger_costs_the_same_for_one_row_and_for_fifty(here):
    client = here.client("practitioner")
    client.get(ledger(here))
    one = statements(client, ledger(here))
    with here.acting("practitioner"):
        her = Person.objects.get(file=here.file, part=Part.SUBJECT)
        for _number in range(49):
            given(here.file, her, here.user("practitioner"))

    fifty = statements(client, ledger(here))

    assert len(one) == len(fifty)
    assert len(fifty) <= RECORD, "\n".join(fifty)


def statements(client, url) -> list[str]:
    """What a page asks of the database, without the marks of a transaction inside the test's own."""
    with CaptureQueriesContext(connection) as asked:
        client.get(url)
    marks = ("SAVEPOINT", "RELEASE", "SELECT rowan.context", "SELECT rowan.restore")
    return [query["sql"][:160] for query in asked if not query["sql"].startswith(marks)]


@pytest.mark.rule("PL-104", "PL-143")
def test_the_paper_comes_as_a_download_that_nothing_keeps(here):
    answer = here.client("practitioner").get(paper(here))

    with here.acting("practitioner"):
        assert answer.content == paper_of(here.left)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith('attachment; filename="list-')
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert audited("paper.read")[-1]["file_id"] == str(here.file.pk)


@pytest.mark.rule("PL-104")
def test_neither_name_nor_metadata_of_the_paper_says_whose_it_is(here):
    answer = here.client("practitioner").get(paper(here))

    outside = answer["Content-Disposition"] + str(reading.metadata(answer.content))
    for telling in ("Leila", "Haddon", "Ashmere", "plan", here.file.reference, str(here.left.pk)):
        assert telling not in outside


@pytest.mark.rule("CM-129", "PL-104")
@pytest.mark.parametrize("persona, minutes", [("practitioner", 16), ("practitioner2", 0)])
def test_a_later_look_is_at_the_files_copy(here, persona, minutes):
    with time_machine.travel(timezone.now() + timedelta(minutes=minutes)):
        answer = here.client(persona).get(paper(here))

    assert answer["Content-Disposition"].startswith(f'attachment; filename="{here.file.reference}-staff-')


def test_a_paper_kept_since_it_was_not_safe_to_take_never_has_the_clients_name(here):
    with here.acting("practitioner"):
        her = Person.objects.get(file=here.file, part=Part.SUBJECT)
        kept = given(
            here.file, her, here.user("practitioner"), how=How.KEPT, safe_to_take="no", kept_where=""
        )

    answer = here.client("practitioner").get(paper(here, kept))

    assert "-staff-" in answer["Content-Disposition"]


@pytest.mark.rule("PL-143", "PL-30")
def test_a_paper_under_another_files_address_is_not_found(here):
    with here.acting("practitioner"):
        another, _client = file_with_client(given="Nadia")

    url = f"/c/{another.reference}/papers/out/{here.left.pk}/"

    assert here.client("practitioner").get(url).status_code == 404


def test_a_plain_paper_calls_itself_a_list(here):
    with here.acting("practitioner"):
        her = Person.objects.get(file=here.file, part=Part.SUBJECT)
        given(here.file, her, here.user("practitioner"), paper=making.plain())

    assert "My list" in text(here.client("practitioner").get(ledger(here)))
