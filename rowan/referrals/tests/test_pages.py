"""The pages of the referrals: who sees them, what they say, what a form that is wrong gets."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import escape

from rowan.cases.models import Case, State
from rowan.files.models import Bar, Draft, File, LooseDraft
from rowan.people.models import ContactPoint
from rowan.referrals import services
from rowan.referrals.models import Attempt, ListFile, ListRow, Referral, RowState
from rowan.referrals.tests.making import (
    EXAMPLE,
    allocated,
    answered,
    everything,
    opened,
    received,
    tried,
)
from tests.support.world import audited, envelope_in, post_form

NEW = {
    "referrer": "police",
    "agency_name": "Ashmere Police",
    "contact_name": "PC Lena Farrow",
    "received_at_day": "yesterday",
    "received_at_month": "",
    "received_at_year": "",
    "received_at_time": "09:42",
    "given": "Dawn",
    "family": "Tressider",
    "phone": "07700 900 142",
    "safe_call": "yes",
    "reason": "He waits outside her work.",
}
LIST = {
    "agency_name": "Ashmere Police",
    "referrer": "police",
    "received_at_day": "yesterday",
    "received_at_month": "",
    "received_at_year": "",
    "received_at_time": "09:42",
}


def address(kind: str, referral=None, listed=None) -> str:
    ref = referral.file.reference if referral else ""
    return {
        "list": "/r/",
        "new": "/r/new/",
        "list-new": "/r/lists/new/",
        "board": f"/r/lists/{listed.pk}/" if listed else "",
        "referral": f"/r/{ref}/",
        "match": f"/r/{ref}/match/",
        "conflict": f"/r/{ref}/conflict/",
        "allocate": f"/r/{ref}/allocate/",
        "try": f"/r/{ref}/tries/new/",
    }[kind]


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


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
    referral, listed = received(world), opened(world)
    client = world.client(persona)

    answers = tuple(client.get(address(kind, referral, listed)).status_code for kind in KINDS)

    assert answers == ACCESS[persona]


# A referral by hand.


@pytest.mark.rule("CM-1")
def test_a_quick_referral_fits_one_page(world):
    answer = post_form(world.client("duty"), "/r/new/", NEW)

    with world.acting("duty"):
        referral = Referral.objects.select_related("file").get()
    assert (answer.status_code, answer["Location"]) == (302, f"/r/{referral.file.reference}/match/")
    assert referral.contact_name == "PC Lena Farrow"
    assert timezone.localtime(referral.received_at).strftime("%H:%M") == "09:42"


@pytest.mark.rule("CM-1")
@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"referrer": ""}, "Answer “Who refers?”"),
        ({"contact_name": ""}, "Enter the name of the person who refers"),
        ({"received_at_day": "", "received_at_time": ""}, "Answer “When did it arrive?”"),
        ({"received_at_day": "1", "received_at_month": "1", "received_at_year": "2990"}, "has passed"),
        ({"given": "", "family": ""}, "Enter a first or a last name"),
        ({"phone": "two"}, "Enter a phone number such as"),
        (
            {"birth_day": "31", "birth_month": "2", "birth_year": "1990"},
            "Enter a real date of birth, such as 3 12 1990",
        ),
        ({"birth_year": "2990"}, "Enter a date of birth that is not in the future"),
        ({"reason": "x" * 20_001}, "Shorten this by 1 character"),
        ({"contact_email": "lena"}, "Enter an e-mail address such as name@example.org"),
    ],
)
def test_what_is_missing_is_named_and_what_was_typed_is_kept(world, wrong, sentence):
    before = everything(world)

    answer = post_form(world.client("duty"), "/r/new/", NEW | wrong)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert "He waits outside her work." in answer.content.decode() or "reason" in wrong
    assert everything(world) == before
    with world.acting("duty"):
        assert LooseDraft.objects.filter(path="/r/new/").exists()


@pytest.mark.rule("PL-50")
def test_the_same_form_sent_twice_is_one_referral(world):
    client = world.client("duty")
    envelope = envelope_in(client.get("/r/new/"))

    first = client.post("/r/new/", NEW | {"_form": envelope})
    second = client.post("/r/new/", NEW | {"_form": envelope})

    assert first["Location"] == second["Location"]
    with world.acting("duty"):
        assert Referral.objects.count() == 1


def test_papers_that_came_along_are_kept_apart(world):
    paper = SimpleUploadedFile("their dash.pdf", b"%PDF-1.7 theirs")

    post_form(world.client("duty"), "/r/new/", NEW | {"sent_checklist": paper})

    with world.acting("duty"):
        referral = Referral.objects.select_related("sent_checklist").get()
    assert referral.sent_checklist.label == "Their risk checklist"
    assert referral.sent_form is None


def test_a_paper_of_a_wrong_kind_stops_the_whole_and_says_so(world):
    before = everything(world)
    paper = SimpleUploadedFile("their dash.exe", b"MZ")

    answer = post_form(world.client("duty"), "/r/new/", NEW | {"sent_checklist": paper})

    assert answer.status_code == 422
    assert "Choose a file of one of these kinds" in answer.content.decode()
    assert everything(world) == before


@pytest.mark.parametrize("name", ["👩‍🚒", "محمد", "<script>alert(1)</script>", "O'Brien & sons"])
def test_any_name_comes_back_as_it_was_typed(world, name):
    client = world.client("duty")
    post_form(client, "/r/new/", NEW | {"given": name, "family": ""})

    page = client.get("/r/").content.decode()

    assert escape(name) in page
    assert "<script>alert" not in page


# The list.


def test_the_list_shows_what_waits_by_hours_left_and_how_it_stands(world):
    late = received(world, given="Late", received_at=timezone.now() - timedelta(hours=50))
    soon = answered(world, received(world, given="Soon", received_at=timezone.now() - timedelta(hours=40)))
    received(world, given="Later", life_in_danger="yes")
    allocated(world, received(world, given="Given"))

    page = text(world.client("senior").get("/r/"))

    assert page.index("Late Tressider") < page.index("Soon Tressider") < page.index("Later Tressider")
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
    assert "We are open weekdays 9 to 5, Thursdays to 8" in page
    assert "900 142" not in page and "900142" not in page


@pytest.mark.parametrize("found", ["no", "yes"])
def test_a_worker_sees_one_of_two_sentences_about_a_conflict(world, found):
    referral = received(world)
    client = world.client("senior")
    assert "A manager is checking this referral" in text(client.get(address("referral", referral)))

    with world.acting("manager"):
        services.record_conflict_answer(
            referral=referral,
            found=found,
            detail="His mother works here" if found == "yes" else "",
            decision="Another worker" if found == "yes" else "",
            by=world.user("manager"),
        )

    for_senior = text(client.get(address("referral", referral)))
    for_manager = text(world.client("manager").get(address("referral", referral)))
    assert "Checked" in for_senior and "His mother" not in for_senior and "Ruth" not in for_senior
    assert ("His mother works here" in for_manager) is (found == "yes")


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


@pytest.mark.parametrize("missing", ["detail", "decision"])
def test_a_conflict_says_what_it_is_and_what_was_decided(world, missing):
    referral = received(world)
    said = {"found": "yes", "detail": "His mother works here", "decision": "Another worker"}

    answer = post_form(world.client("manager"), address("conflict", referral), {**said, missing: ""})

    assert answer.status_code == 422
    assert {"detail": "Say what the conflict is", "decision": "Say what you decided"}[
        missing
    ] in answer.content.decode()
    with world.acting("manager"):
        assert Referral.objects.get(pk=referral.pk).conflict_found == ""


@pytest.mark.rule("CM-7")
def test_a_senior_chooses_a_worker_and_sees_what_each_carries(world):
    allocated(world)
    referral = answered(world, received(world, given="Amira"))
    client = world.client("senior")

    assert "Priya Nandra, 1 open case" in text(client.get(address("allocate", referral)))
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
    assert "Select one of the answers shown" in named.content.decode()
    with world.acting("senior"):
        assert Case.objects.get(pk=referral.case_id).lead is None


@pytest.mark.rule("CM-2")
def test_a_referral_that_nobody_looked_for_is_given_to_nobody(world):
    answer = world.client("senior").get(address("allocate", received(world)))

    assert answer.status_code == 409
    assert "Nobody has said yet whether we know this person." in text(answer)


# Tries.

TRY = {
    "at_day": "today",
    "at_month": "",
    "at_year": "",
    "at_time": "00:01",
    "method": "call",
    "reached": "no",
    "message_left": "no",
    "outcome": "It rang out.",
}


def test_a_try_is_written_down_with_the_number_that_was_used(world):
    referral = allocated(world)
    with world.acting("duty"):
        point = ContactPoint.objects.get(file=referral.file_id)

    answer = post_form(world.client("practitioner"), address("try", referral), TRY | {"point": str(point.pk)})

    assert answer["Location"] == address("referral", referral)
    with world.acting("practitioner"):
        attempt = Attempt.objects.get()
        assert Case.objects.get(pk=referral.case_id).state == State.CONTACTING
    assert (attempt.used, attempt.broke_rule) == ("07700 900 142", False)


def test_a_number_that_is_not_marked_safe_is_kept_and_then_asked_about(world):
    referral = allocated(world)
    client = world.client("practitioner")

    answer = post_form(client, address("try", referral), TRY | {"point": "another", "used": "07700 900 999"})

    with world.acting("practitioner"):
        attempt = Attempt.objects.get()
    assert answer["Location"] == f"/r/{referral.file.reference}/tries/{attempt.pk}/why/"
    assert "Something about a try is to be explained." in text(client.get(address("referral", referral)))
    post_form(client, answer["Location"], {"way_because": "She rang from it"})
    assert "Something about a try" not in text(client.get(address("referral", referral)))


@pytest.mark.rule("CM-8")
def test_late_contact_is_taken_and_asked_about(world):
    referral = allocated(world, received(world, received_at=timezone.now() - timedelta(hours=80)))
    with world.acting("duty"):
        point = ContactPoint.objects.get(file=referral.file_id)
    client = world.client("practitioner")

    answer = post_form(client, address("try", referral), TRY | {"point": str(point.pk), "reached": "yes"})

    assert answer["Location"].endswith("/why/")
    assert "First contact came late. What stood in the way?" in text(client.get(answer["Location"]))
    post_form(client, answer["Location"], {"late_because": "Three wrong numbers"})
    assert "Three wrong numbers" in text(client.get(address("referral", referral)))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"outcome": ""}, "Say what came of it, in a few words"),
        ({"method": ""}, "Answer “How did you try?”"),
        ({"reached": ""}, "Answer “Did you reach the person?”"),
        ({"at_day": "1", "at_month": "1", "at_year": "2990"}, "Enter a time that has passed"),
        (
            {"next_try_day": "1", "next_try_month": "1", "next_try_year": "2020", "next_try_time": "09:00"},
            "Enter a time after this try",
        ),
        ({"point": "00000000-0000-0000-0000-000000000000"}, "Select one of the answers shown"),
    ],
)
def test_a_try_that_cannot_be_read_is_asked_again_and_kept(world, wrong, sentence):
    referral = allocated(world)

    answer = post_form(world.client("practitioner"), address("try", referral), TRY | wrong)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    with world.acting("practitioner"):
        assert not Attempt.objects.exists()
        assert Draft.objects.filter(path=address("try", referral)).exists()


@pytest.mark.rule("PL-75")
def test_the_form_of_a_try_shows_no_digit_of_a_number(world):
    page = world.client("practitioner").get(address("try", allocated(world))).content.decode()

    assert "900 142" not in page and "900142" not in page
    assert "1. Telephone, from PC Lena Farrow: marked safe" in page


def test_somebody_reached_is_taken_on_with_one_button(world):
    referral = allocated(world)
    tried(world, referral, reached="yes")
    client = world.client("practitioner")

    assert "Yes, open the work" in text(client.get(address("referral", referral)))
    answer = client.post(f"/r/{referral.file.reference}/engage/")
    again = client.post(f"/r/{referral.file.reference}/engage/")

    assert (answer.status_code, again.status_code) == (302, 409)
    with world.acting("practitioner"):
        assert Case.objects.get(pk=referral.case_id).state == State.ENGAGED


# Lists.


def test_a_list_is_opened_and_its_lines_stand_on_the_board(world):
    client = world.client("duty")
    sheet = SimpleUploadedFile("list.csv", EXAMPLE.read_bytes())

    answer = post_form(client, "/r/lists/new/", LIST | {"sheet": sheet})

    page = text(client.get(answer["Location"]))
    assert "30 wait, 0 kept, 1 not for us or the same again." in page
    assert "Words that may mean danger to life:" in page
    assert "Date of birth could not be read: 1992-31-12" in page
    assert "Nguyễn" in page


def test_a_pasted_list_is_opened_too(world):
    pasted = "\n".join(EXAMPLE.read_text().splitlines()[:4])

    answer = post_form(world.client("duty"), "/r/lists/new/", LIST | {"pasted": pasted})

    with world.acting("duty"):
        assert ListRow.objects.count() == 3
        assert answer["Location"] == ListFile.objects.get().get_absolute_url()


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Choose the list, or paste it below"),
        ({"pasted": "x,y", "sheet": b"a,b"}, "Choose a file or paste the list, not both"),
        ({"sheet": b""}, "This list is empty. Choose another one."),
        ({"sheet": b"%PDF-1.7"}, "This is another kind of file: PDF."),
        ({"pasted": "Dear colleagues"}, "The first line names none of the columns of a police list."),
        ({"sheet": b"a,b\n" * 1_400_000}, "This list is larger than 5 MB. Ask for it day by day."),
    ],
)
def test_a_wrong_file_gets_a_sentence_and_nothing_is_written(world, sent, sentence):
    files = {"sheet": SimpleUploadedFile("x.csv", sent["sheet"])} if "sheet" in sent else {}

    answer = post_form(world.client("duty"), "/r/lists/new/", LIST | sent | files)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    with world.acting("duty"):
        assert not ListFile.objects.exists()


def test_the_same_list_again_leads_to_the_board_and_says_so(world):
    listed = opened(world)
    client = world.client("practitioner")

    answer = post_form(
        client, "/r/lists/new/", LIST | {"sheet": SimpleUploadedFile("b.csv", EXAMPLE.read_bytes())}
    )

    assert answer["Location"] == listed.get_absolute_url()
    assert "by Mina Osei. Nothing was added." in text(client.get(answer["Location"]))


@pytest.mark.rule("PL-50")
def test_a_line_is_kept_with_one_button_and_only_once(world):
    listed = opened(world)
    with world.acting("duty"):
        row = ListRow.objects.get(list=listed, number=1)
    client = world.client("duty")

    first = client.post(f"/r/lines/{row.pk}/keep/")
    second = client.post(f"/r/lines/{row.pk}/keep/")

    assert (first["Location"], second.status_code) == (f"/r/lists/{listed.pk}/#line-1", 409)
    with world.acting("duty"):
        assert Referral.objects.count() == 1
    assert "Chidinma Grace Okafor" in text(client.get("/r/"))


def test_a_line_that_is_not_ours_is_dismissed_with_a_reason(world):
    listed = opened(world)
    with world.acting("duty"):
        row = ListRow.objects.get(list=listed, number=2)
    client, path = world.client("duty"), f"/r/lines/{row.pk}/dismiss/"

    refused = post_form(client, path, {"state": "not-ours", "reason": ""})
    taken = post_form(client, path, {"state": "not-ours", "reason": "Another county"})

    assert (refused.status_code, taken.status_code) == (422, 302)
    with world.acting("duty"):
        assert ListRow.objects.get(pk=row.pk).state == RowState.NOT_OURS
    assert "Another county" in text(client.get(f"/r/lists/{listed.pk}/"))


def test_lines_of_another_service_are_not_there(world):
    listed = opened(world)
    with world.acting("duty"):
        row = ListRow.objects.get(list=listed, number=1)
    client = world.client("other_practitioner")

    assert client.post(f"/r/lines/{row.pk}/keep/").status_code == 404
    assert client.get(f"/r/lines/{row.pk}/dismiss/").status_code == 404


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

    assert cost(lambda: client.post(f"/r/lines/{row.pk}/keep/")) <= 30
