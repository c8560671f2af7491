"""Lists and their lines on their pages."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from rowan.referrals.models import ListFile, ListRow, Referral, RowState
from rowan.referrals.tests.making import EXAMPLE, opened
from rowan.referrals.tests.pages import LIST, text
from tests.support.world import post_form


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
