"""The pages of a referral: who sees them, what they say, what a form that is wrong gets."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rowan.cases.models import Case
from rowan.files.models import Bar, File
from rowan.referrals.models import ListRow, Referral
from rowan.referrals.tests.making import allocated, answered, compared, opened, received, tried
from rowan.referrals.tests.pages import address, text
from tests.support.world import audited, post_form

ACCESS = {
    #             list new list-new board referral match conflict allocate try
    "duty": (200, 200, 200, 200, 200, 200, 403, 403, 200),
    "practitioner": (200, 200, 200, 200, 200, 200, 403, 403, 200),
    "senior": (200, 200, 200, 200, 200, 200, 403, 409, 200),
    "manager": (200, 200, 200, 200, 200, 200, 200, 409, 200),
    "other_practitioner": (200, 200, 200, 404, 404, 404, 403, 403, 404),
    "other_manager": (200, 200, 200, 404, 404, 404, 404, 404, 404),
    "officer": (403, 403, 403, 403, 403, 403, 403, 403, 403),
    "nobody": (302,) * 9,
}
KINDS = ("list", "new", "list-new", "board", "referral", "match", "conflict", "allocate", "try")


@pytest.mark.rule("PL-30", "PL-46")
@pytest.mark.parametrize("persona", ACCESS)
def test_access(world, persona):
    referral, listed = compared(world, received(world)), opened(world)
    client = world.client(persona)

    answers = tuple(client.get(address(kind, referral, listed)).status_code for kind in KINDS)

    assert answers == ACCESS[persona]


# The list.


def test_the_list_shows_danger_first_then_what_waits_by_hours_left_and_how_it_stands(world):
    late = received(world, given="Late", received_at=timezone.now() - timedelta(hours=50))
    soon = answered(world, received(world, given="Soon", received_at=timezone.now() - timedelta(hours=40)))
    received(world, given="Later", life_in_danger="yes")
    allocated(world, received(world, given="Given"))

    page = text(world.client("senior").get("/r/"))

    assert page.index("Later Tressider") < page.index("Late Tressider") < page.index("Soon Tressider")
    assert "Given Tressider" not in page
    assert "Late by 2 h" in page and "A worker" in page and "Do we know them?" in page
    assert "Life in danger: ring 999 first" in page
    assert str(late.file) in page and str(soon.file) in page


def test_999_is_always_in_sight(world):
    client = world.client("duty")

    for path in ("/r/", "/r/new/", address("referral", received(world))):
        assert "999" in text(client.get(path))


@pytest.mark.rule("PL-31")
def test_a_file_that_somebody_is_barred_from_is_in_no_list_and_no_count(world):
    referral = received(world)
    with world.acting("manager"):
        Bar.objects.create(file=referral.file, user=world.practitioner, reason="His cousin")

    client = world.client("practitioner")

    assert "Tressider" not in text(client.get("/r/"))
    assert "0 in all" in text(client.get("/r/"))
    assert client.get(address("referral", referral)).status_code == 404


@pytest.mark.rule("PL-51")
def test_the_list_never_comes_back_short(world):
    at = timezone.now() - timedelta(hours=1)
    for n in range(53):
        received(world, given=f"Dawn{n:02}", phone="", received_at=at)
    client = world.client("senior")

    first, second = (set(re.findall(r"Dawn\d\d", text(client.get(f"/r/?page={n}")))) for n in (1, 2))

    assert (len(first), len(second), first & second) == (50, 3, set())
    assert "1 to 50 of 53" in text(client.get("/r/"))


# The referral.


def test_the_page_says_where_it_stands_and_covers_what_must_be_covered(world):
    referral = allocated(world)
    tried(world, referral, outcome="It rang out.")

    page = world.client("practitioner").get(address("referral", referral)).content.decode()

    assert "Contacting" in page and "It rang out." in page and "He waits outside her work." in page
    assert "48 hours, nights and weekends counted" in page
    assert re.search(r"\d+ opening (hour|minute)s? left", page)
    assert "900 142" not in page and "900142" not in page


def test_a_file_without_a_referral_has_no_referral_page(world):
    with world.acting("duty"):
        file = File.objects.create(side="survivor")

    assert world.client("duty").get(f"/r/{file.reference}/").status_code == 404


# Do we know them?


def test_candidates_are_shown_with_their_reasons_and_the_same_person_is_refiled(world):
    ours = allocated(world, received(world, phone="07700 900 500"))
    news = received(world, phone="07700 900 500")
    client = world.client("duty")

    page = text(client.get(address("match", news)))
    assert "Same name" in page and "Same phone number" in page and "Priya Nandra" in page
    answer = post_form(client, address("match", news), {"found": ours.file.reference})

    assert answer["Location"] == f"/r/{ours.file.reference}/"
    with world.acting("duty"):
        assert Referral.objects.get(pk=news.pk).file_id == ours.file_id


def test_the_reference_of_a_file_that_is_not_shown_can_be_typed(world):
    ours, news = received(world), received(world, given="Leyla", family="Hadden", phone="")

    answer = post_form(
        world.client("duty"),
        address("match", news),
        {"found": "another", "reference": str(ours.file).lower()},
    )

    assert answer["Location"] == f"/r/{ours.file.reference}/"


@pytest.mark.parametrize("typed", ["", "K7Q2-M4XD", "theirs", "nonsense"])
def test_the_reference_of_nothing_or_of_another_service_is_refused_alike(world, typed):
    news = received(world)
    if typed == "theirs":
        with world.acting("other_practitioner"):
            typed = File.objects.create(side="survivor").reference

    answer = post_form(world.client("duty"), address("match", news), {"found": "another", "reference": typed})

    assert answer.status_code == 422
    assert "Enter the reference of a file that you may open" in answer.content.decode()


def test_a_file_that_was_not_offered_cannot_be_chosen(world):
    ours, news = received(world, given="Somebody", family="Else", phone=""), received(world)

    answer = post_form(world.client("duty"), address("match", news), {"found": ours.file.reference})

    assert answer.status_code == 422
    assert "Select one of the answers shown" in answer.content.decode()


# Checked, and given to a worker.


@pytest.mark.rule("CM-7")
def test_a_senior_chooses_a_worker_and_sees_what_each_carries(world):
    allocated(world)
    referral = answered(world, received(world, given="Amira"))
    client = world.client("senior")

    page = text(client.get(address("allocate", referral)))
    assert "Priya Nandra 1 of 20 Not yet assessed 1 1 No pattern given" in page
    post_form(client, address("allocate", referral), {"worker": str(world.practitioner.pk)})

    with world.acting("senior"):
        assert Case.objects.get(pk=referral.case_id).lead_id == world.practitioner.pk


@pytest.mark.rule("PL-32")
def test_somebody_barred_is_absent_without_a_gap_and_refused_as_unknown(world):
    referral = answered(world, received(world))
    with world.acting("manager"):
        Bar.objects.create(file=referral.file, user=world.practitioner, reason="His cousin")
    client = world.client("senior")

    assert "Priya Nandra" not in text(client.get(address("allocate", referral)))
    named = post_form(client, address("allocate", referral), {"worker": str(world.practitioner.pk)})
    unknown = post_form(client, address("allocate", referral), {"worker": str(world.ashmere.pk)})

    assert named.status_code == unknown.status_code == 422
    assert "Choose one of the workers shown. The list has changed" in named.content.decode()
    with world.acting("senior"):
        assert Case.objects.get(pk=referral.case_id).lead is None


@pytest.mark.rule("CM-2")
def test_a_referral_that_nobody_looked_for_is_given_to_nobody(world):
    answer = world.client("senior").get(address("allocate", received(world)))

    assert answer.status_code == 409
    assert "Nobody has said yet whether we know this person." in text(answer)


# What reading leaves behind, and what it costs.


@pytest.mark.rule("PL-122")
def test_reading_is_on_the_record_with_whose_names_were_shown(world):
    referral = received(world)

    client = world.client("duty")
    client.get("/r/")
    client.get(address("referral", referral))

    (listed,) = audited("referral.list_read")
    (read,) = audited("referral.read")
    assert str(referral.file_id) in listed["detail"]
    assert read["file_id"] == str(referral.file_id)


def cost(call) -> int:
    """Statements of a request, without what only a test inside a transaction adds."""
    with CaptureQueriesContext(connection) as asked:
        assert call().status_code in (200, 302)
    ours = ("SAVEPOINT", "RELEASE", "SELECT rowan.context()", "SELECT rowan.restore(")
    return sum(not query["sql"].startswith(ours) for query in asked.captured_queries)


@pytest.mark.rule("PL-195")
def test_each_page_costs_the_same_for_one_and_for_many_within_its_budget(world):
    budget = {"list": 12, "board": 12, "referral": 20, "match": 20, "allocate": 20, "try": 20}
    ours, listed = answered(world, received(world)), opened(world)
    received(world)
    client = world.client("senior")

    def costs() -> dict[str, int]:
        return {kind: cost(lambda k=kind: client.get(address(k, ours, listed))) for kind in budget}

    few = costs()
    for n in range(12):
        tried(world, ours, persona="duty", outcome=f"Try {n}")
        received(world, given="Dawn", phone=f"07700 900 {300 + n}")

    assert costs() == few
    assert {kind: n for kind, n in few.items() if n > budget[kind]} == {}


@pytest.mark.rule("PL-195")
def test_saving_stays_within_its_budget(world):
    listed = opened(world)
    with world.acting("duty"):
        row = ListRow.objects.get(list=listed, number=1)
    client = world.client("duty")

    assert cost(lambda: client.post(f"/r/lists/{listed.pk}/sort/", {"do": f"keep {row.pk}"})) <= 30
