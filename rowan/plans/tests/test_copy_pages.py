"""The client's copy on the plan's page."""

import pytest
from django.utils import timezone

from rowan.documents.tests import reading
from rowan.plans.models import Action, Plan
from rowan.plans.tests.making import added, copy_fields, text
from rowan.sharing.models import Disclosure
from tests.support.world import audited


@pytest.mark.rule("CM-128", "PL-104")
def test_a_yes_gives_the_paper_as_a_download_with_a_neutral_name(world, here):
    client = world.client("practitioner")

    answer = client.post(here.url, copy_fields(client.get(here.url)))

    assert answer.status_code == 302
    paper = client.get(answer["Location"])
    assert (paper.status_code, paper["Content-Type"]) == (200, "application/pdf")
    assert paper["Content-Disposition"].startswith('attachment; filename="list-')
    assert here.file.reference not in paper["Content-Disposition"]
    assert "Home with our friend" in reading.text(paper.content)
    assert audited("paper.read")[-1]["file_id"] == str(here.file.pk)


@pytest.mark.rule("CM-128", "PL-106")
def test_unanswered_gives_no_paper_and_says_to_ask_first(world, here):
    client = world.client("practitioner")

    answer = client.post(here.url, copy_fields(client.get(here.url), safe_to_take="", kept_where=""))

    assert answer.status_code == 422
    assert "Ask if it is safe to take home first" in text(answer)
    with world.acting("practitioner"):
        assert not Disclosure.objects.filter(file=here.file).exists()


@pytest.mark.rule("CM-128")
def test_a_no_keeps_a_file_copy_and_gives_nothing_to_take(world, here):
    client = world.client("practitioner")

    answer = client.post(here.url, copy_fields(client.get(here.url), safe_to_take="no", kept_where=""))

    assert (answer.status_code, answer["Location"]) == (302, here.url)
    assert "Not safe to take: kept in the file only" in text(client.get(here.url))
    with world.acting("practitioner"):
        assert Disclosure.objects.get(file=here.file).how == "kept"


@pytest.mark.rule("CM-129")
def test_the_question_is_empty_each_time(world, here):
    client = world.client("practitioner")
    client.post(here.url, copy_fields(client.get(here.url)))

    form = client.get(here.url).context["form"]

    assert not form["safe_to_take"].value()
    assert not form["kept_where"].value()


@pytest.mark.rule("CM-129", "PL-18")
def test_an_unfinished_answer_gives_back_the_words_and_never_the_answer(world, here):
    client = world.client("practitioner")
    sent = copy_fields(client.get(here.url), kept_where="At her sister’s", seen="stale")
    assert client.post(here.url, sent).status_code == 422

    page = client.get(here.url)

    assert not page.context["form"]["safe_to_take"].value()
    assert page.context["form"]["kept_where"].value() == "At her sister’s"
    assert 'value="yes" checked' not in page.content.decode()


@pytest.mark.rule("PL-50")
def test_a_copy_sent_twice_leaves_once(world, here):
    client = world.client("practitioner")
    sent = copy_fields(client.get(here.url))

    answers = [client.post(here.url, sent) for _press in range(2)]

    assert answers[0]["Location"] == answers[1]["Location"]
    with world.acting("practitioner"):
        assert Disclosure.objects.filter(file=here.file).count() == 1


@pytest.mark.rule("PL-97")
def test_a_plan_that_moved_on_is_looked_at_again_before_it_prints(world, here):
    client = world.client("practitioner")
    sent = copy_fields(client.get(here.url))
    with world.acting("practitioner2"):
        by = world.user("practitioner2")
        Action.objects.get(pk=here.row.pk).change(by=by, at=timezone.now(), plain_words="Home by bus")

    answer = client.post(here.url, sent)

    assert answer.status_code == 422
    assert "The plan has changed since you looked" in text(answer)
    assert "Home by bus" in text(answer).split("data-paper")[1]
    with world.acting("practitioner"):
        assert not Disclosure.objects.filter(file=here.file).exists()


def test_a_kind_alone_starts_with_what_is_ticked_beforehand(world, here):
    page = world.client("practitioner").get(here.url, {"kind": "full"})

    assert page.context["offer"].ticked == {here.row.pk}


@pytest.mark.rule("CM-130")
def test_a_delicate_row_has_a_tick_that_is_empty_each_time(world, here):
    with world.acting("practitioner"):
        delicate = added(here.file, world.user("practitioner"), delicate=True, plain_words="Bag with mum")
    client = world.client("practitioner")

    plain = text(client.get(here.url))
    ticked = text(client.get(here.url, {"kind": "plain", "was": "plain", "rows": [here.row.pk, delicate.pk]}))
    again = text(client.get(here.url))

    assert "Bag with mum" not in plain.split("data-paper")[1]
    assert "Bag with mum" in ticked.split("data-paper")[1]
    assert "Bag with mum" not in again.split("data-paper")[1]


def test_what_cannot_be_read_in_the_question_is_left_out(world, here):
    page = world.client("practitioner").get(
        here.url, {"kind": "wrong", "was": "x", "rows": ["nonsense", "1"]}
    )

    assert page.status_code == 200


@pytest.mark.rule("PL-73")
@pytest.mark.parametrize("kind", ["full", "plain", "spoken"])
def test_the_preview_holds_nothing_for_staff(world, here, kind):
    with world.acting("practitioner"):
        added(
            here.file,
            world.user("practitioner"),
            action="Plum step",
            risk="Plum risk",
            audience="staff",
            internal="Plum note",
            plain_words="Plum words",
        )

    asked = {"kind": kind, "was": kind, "rows": [here.row.pk]}

    page = text(world.client("practitioner").get(here.url, asked))

    assert "Plum" in page
    assert "Plum" not in page.split("data-paper")[1].split('class="rw-ask"')[0]


def test_that_no_copy_is_wanted_is_noted(world, here):
    client = world.client("practitioner")

    answer = client.post(here.url + "copy/declined/")

    assert answer.status_code == 302
    assert "Client’s copy: None: not wanted." in text(client.get(here.url))


def test_a_duty_worker_notes_nothing(world, here):
    assert world.client("duty").post(here.url + "copy/declined/").status_code == 403
    with world.acting("practitioner"):
        assert Plan.objects.get(file=here.file).given == ""
