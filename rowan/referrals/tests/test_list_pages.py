"""Lists and their lines on their pages."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from rowan.people.models import Person
from rowan.referrals import services
from rowan.referrals.models import ListFile, ListRow, Referral, RowState
from rowan.referrals.tests.making import EXAMPLE, opened
from rowan.referrals.tests.pages import LIST, text
from tests.support.pages import kept_form_in
from tests.support.world import post_form


def test_a_list_is_opened_and_its_lines_stand_on_the_board(world):
    client = world.client("duty")
    sheet = SimpleUploadedFile("list.csv", EXAMPLE.read_bytes())

    answer = post_form(client, "/r/lists/new/", LIST | {"sheet": sheet})

    page = text(client.get(answer["Location"]))
    assert "Waiting 30" in page and "Kept 0" in page and "The same again 1" in page
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


def sort(client, listed, do, *rows):
    return client.post(f"/r/lists/{listed.pk}/sort/", {"do": do, "row": [str(row.pk) for row in rows]})


def rows_of(world, listed, *numbers):
    with world.acting("duty"):
        return [ListRow.objects.get(list=listed, number=number) for number in numbers]


def states(world, listed):
    with world.acting("duty"):
        return dict(ListRow.objects.filter(list=listed).values_list("number", "state"))


@pytest.mark.rule("PL-50")
def test_a_line_is_kept_with_one_button_and_only_once(world):
    listed = opened(world)
    (row,) = rows_of(world, listed, 1)
    client = world.client("duty")

    first = sort(client, listed, f"keep {row.pk}")
    sort(client, listed, f"keep {row.pk}")

    assert first["Location"] == f"/r/lists/{listed.pk}/#line-2"
    assert "Line 1 is left: This line was already kept by Mina Osei." in text(client.get("/r/"))
    with world.acting("duty"):
        assert Referral.objects.get().channel == "list"
    assert "Chidinma Grace Okafor" in text(client.get("/r/"))


def test_more_lines_than_a_page_has_are_refused_at_one_press(world):
    listed = opened(world)
    (row,) = rows_of(world, listed, 1)

    answer = sort(world.client("duty"), listed, "keep", *[row] * 51)

    assert answer.status_code == 409
    assert "Tick at most 50 lines, press, then go on with the rest." in text(answer)
    assert states(world, listed)[1] == RowState.WAITING


def test_thirty_lines_are_sorted_with_a_few_presses(world):
    listed = opened(world)
    client = world.client("duty")
    ours, elsewhere, calm = rows_of(world, listed, *range(1, 21)), rows_of(world, listed, 21, 22), []
    calm = rows_of(world, listed, 23, 24, *range(26, 32))

    sort(client, listed, "keep", *ours)
    sort(client, listed, "area", *elsewhere)
    sort(client, listed, "no-abuse", *calm)

    with world.acting("duty"):
        assert Referral.objects.count() == 20
        said = dict(
            ListRow.objects.filter(list=listed, state=RowState.NOT_OURS).values_list("number", "reason")
        )
    assert RowState.WAITING not in states(world, listed).values()
    assert said[21] == "Outside our area" and said[23] == "No abuse described"
    assert "Outside our area" in text(client.get(f"/r/lists/{listed.pk}/?show=not-ours"))


def test_nothing_ticked_changes_nothing_and_says_what_to_do(world):
    listed = opened(world)

    answer = sort(world.client("duty"), listed, "keep")

    assert answer.status_code == 409
    assert "Tick the lines first, then say what becomes of them." in answer.content.decode()
    assert list(states(world, listed).values()).count(RowState.WAITING) == 30


@pytest.mark.parametrize("do", ["", "drop", "keep nonsense", "area x", "kept"])
def test_a_button_that_the_board_does_not_have_changes_nothing(world, do):
    listed = opened(world)
    before = states(world, listed)

    answer = sort(world.client("duty"), listed, do, *rows_of(world, listed, 1))

    assert answer.status_code in (404, 409)
    assert states(world, listed) == before


ALIKE = (
    b"incident_reference,victim_surname,victim_forenames,victim_dob,victim_phone,summary\n"
    b"A1,Marsh,Ruth,1990-01-01,07700 900 301,Shouting\n"
    b"A2,MARSH,Ruth,1990-01-01,,Shouting again\n"
    b"A3,Marsh,Nia,1990-01-01,07700 900 301,Her twin\n"
)


def test_lines_that_look_alike_are_marked_and_dismissed_with_one_press_and_twins_are_not(world):
    listed = opened(world, ALIKE)
    client = world.client("duty")
    page = text(client.get(f"/r/lists/{listed.pk}/"))
    two, twin = rows_of(world, listed, 2, 3)

    sort(client, listed, f"same {two.pk}")
    sort(client, listed, f"same {twin.pk}")

    assert page.count("Looks like an earlier line") == 1
    assert states(world, listed) == {1: "waiting", 2: "duplicate", 3: "waiting"}
    (two,) = rows_of(world, listed, 2)
    assert two.reason == "The same as line 1 of this list"


def test_what_was_dismissed_can_wait_again(world):
    listed = opened(world)
    client = world.client("duty")
    (row,) = rows_of(world, listed, 2)
    sort(client, listed, f"area {row.pk}")

    sort(client, listed, f"back {row.pk}")

    assert states(world, listed)[2] == RowState.WAITING


def test_lines_of_another_list_are_not_sorted_along(world):
    listed, other = opened(world), opened(world, ALIKE)

    sort(world.client("duty"), listed, "area", *rows_of(world, other, 1))

    assert states(world, other)[1] == RowState.WAITING


FORMULAS = (
    "victim_surname,victim_forenames,victim_phone,summary\n"
    '"=HYPERLINK(""http://x"")",@SUM(1),+447700900301,"-2+3\nsecond line"\n'
)


def test_formulas_in_cells_are_text_and_nothing_else(world):
    listed = opened(world, FORMULAS.encode())
    client = world.client("duty")
    page = text(client.get(f"/r/lists/{listed.pk}/"))

    sort(client, listed, "keep", *rows_of(world, listed, 1))

    assert "begins like a formula. It is kept as text" in page
    with world.acting("duty"):
        person = Person.objects.get()
        assert (person.family, person.given) == ('=HYPERLINK("http://x")', "@SUM(1)")
        assert Referral.objects.get().reason == "-2+3\nsecond line"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_list_is_read_in_whichever_way_it_was_written(world, encoding):
    rows = "victim_surname;victim_forenames;victim_dob\nMüller;Zoë;14/03/1991\n"
    sheet = SimpleUploadedFile("list.csv", rows.encode(encoding))

    answer = post_form(world.client("duty"), "/r/lists/new/", LIST | {"sheet": sheet})

    page = text(world.client("duty").get(answer["Location"]))
    assert "Zoë Müller" in page and "born 14 March 1991" in page


def test_a_refused_form_says_that_the_file_is_to_be_chosen_again(world):
    sheet = SimpleUploadedFile("list.csv", EXAMPLE.read_bytes())

    answer = post_form(world.client("duty"), "/r/lists/new/", LIST | {"sheet": sheet, "agency_name": ""})

    assert answer.status_code == 422
    assert "Choose the files again: everything else is kept as you typed it." in text(answer)


def test_the_sender_of_a_list_is_told_its_outcomes_in_one_batch(world, settings, tmp_path):
    settings.ATTACHMENTS = tmp_path
    listed = opened(world)
    client = world.client("practitioner")
    sort(client, listed, "keep", *rows_of(world, listed, 1, 2))
    with world.acting("practitioner"):
        wrong = Referral.objects.order_by("created_at", "id").first()
        services.end(
            referral=wrong, outcome="no-abuse", note="Two neighbours", nowhere_because="None fits",
            by=world.user("practitioner"),
        )  # fmt: skip
    board = text(client.get(f"/r/lists/{listed.pk}/?show=kept"))

    answer = post_form(client, f"/r/lists/{listed.pk}/tell/", {"how": "phone", "whom": "Sgt Ann Lowe"})

    assert "The outcome of 1 referral is known and not told yet." in board
    assert answer["Location"] == f"/r/lists/{listed.pk}/?show=kept"
    with world.acting("practitioner"):
        told = Referral.objects.get(pk=wrong.pk)
        assert told.informed_whom == "Sgt Ann Lowe"
        assert Referral.objects.exclude(pk=wrong.pk).get().informed_at is None


def test_an_outcome_that_was_not_on_the_page_is_not_written_down_as_told(world, settings, tmp_path):
    settings.ATTACHMENTS = tmp_path
    listed = opened(world)
    client, path = world.client("practitioner"), f"/r/lists/{listed.pk}/tell/"
    sort(client, listed, "keep", *rows_of(world, listed, 1, 2))
    end_of(world, 0)
    page = kept_form_in(client.get(path))
    end_of(world, 1)

    answer = client.post(path, {**page.values, "how": "phone", "whom": "Sgt Ann Lowe"})

    assert answer.status_code == 302
    with world.acting("practitioner"):
        told = Referral.objects.order_by("created_at", "id").values_list("informed_whom", flat=True)
        assert list(told) == ["Sgt Ann Lowe", ""]


def end_of(world, n: int) -> None:
    with world.acting("practitioner"):
        services.end(
            referral=Referral.objects.order_by("created_at", "id")[n],
            outcome="no-abuse",
            note="Two neighbours",
            nowhere_because="None fits",
            by=world.user("practitioner"),
        )


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
    assert "Another county" in text(client.get(f"/r/lists/{listed.pk}/?show=not-ours"))


def test_lines_of_another_service_are_not_there(world):
    listed = opened(world)
    with world.acting("duty"):
        row = ListRow.objects.get(list=listed, number=1)
    client = world.client("other_practitioner")

    assert sort(client, listed, f"keep {row.pk}").status_code == 404
    assert client.get(f"/r/lines/{row.pk}/dismiss/").status_code == 404
