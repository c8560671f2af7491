"""A referral by hand."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.html import escape

from rowan.files.models import LooseDraft
from rowan.referrals.models import Referral
from rowan.referrals.tests.making import everything
from rowan.referrals.tests.pages import NEW
from tests.support.world import envelope_in, post_form


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


def test_too_many_papers_get_a_sentence_beside_their_field(world):
    papers = [SimpleUploadedFile(f"{n}.pdf", b"%PDF-1.7 theirs") for n in range(21)]

    answer = post_form(world.client("duty"), "/r/new/", NEW | {"papers": papers})

    assert answer.status_code == 422
    assert "Choose 20 files at most at a time" in answer.content.decode()


@pytest.mark.parametrize("name", ["👩‍🚒", "محمد", "<script>alert(1)</script>", "O'Brien & sons"])
def test_any_name_comes_back_as_it_was_typed(world, name):
    client = world.client("duty")
    post_form(client, "/r/new/", NEW | {"given": name, "family": ""})

    page = client.get("/r/").content.decode()

    assert escape(name) in page
    assert "<script>alert" not in page


def test_a_reference_that_is_none_files_with_nobody_and_breaks_nothing(world):
    answer = post_form(world.client("duty"), "/r/new/", NEW | {"_same": "K7Q2\x00M4XD"})

    assert answer.status_code == 302
