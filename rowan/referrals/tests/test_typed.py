"""Do we know this person? Asked while somebody types (MT-7)."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rowan.files.models import Bar, Seal, Search
from rowan.people.models import Part, Person
from rowan.people.services import add_contact_point
from rowan.referrals import typed
from rowan.referrals.models import Referral
from rowan.referrals.tests.making import allocated, received
from rowan.referrals.tests.pages import NEW, text
from tests.support.world import audited, envelope_in, post_form


@pytest.fixture
def desk(world):
    """Mina at the form of a new referral; `desk(given=...)` is what her browser asks after a pause."""
    client = world.client("duty")
    envelope = envelope_in(client.get("/r/new/"))

    def ask(**words):
        return client.post("/r/known/", {"_form": envelope, **words})

    return ask


def asked() -> list[dict]:
    return [json.loads(event["detail"]) for event in audited("referral.person_asked")]


@pytest.mark.rule("MT-7")
@pytest.mark.parametrize(
    ("words", "enough"),
    [
        ({"family": "Tr", "given": "D"}, True),
        ({"family": "Tr", "birth_year": "1990"}, True),
        ({"phone": "07700 900 142"}, True),
        ({"address": "3 Mill Bank, ZZ9 1AB"}, True),
        ({"family": "李", "given": "娜"}, True),
        ({"family": "T", "given": "Dawn"}, False),
        ({"family": "Tressider"}, False),
        ({"given": "Dawn"}, False),
        ({"phone": "07700"}, False),
        ({"address": "ZZ9 1AB"}, False),
        ({"address": "3 Mill Bank"}, False),
        ({"family": "*", "given": "*"}, False),
        ({}, False),
    ],
)
def test_too_little_asks_nothing_and_says_what_is_needed(world, desk, words, enough):
    page = text(desk(**words))

    assert ("Type a last name with a first name or a year" in page) is not enough
    assert bool(asked()) is enough


@pytest.mark.rule("MT-7", "PL-132")
def test_whom_we_may_know_stands_beside_the_form(world, desk):
    ours = received(world)

    page = text(desk(given="Dawn", family="Tresider", phone="07700 900 142"))

    assert str(ours.file) in page and "Dawn Tressider" in page
    assert "Same phone number" in page and "Name sounds the same" in page
    assert "07700" not in page


@pytest.mark.rule("MT-7")
def test_a_house_is_known_by_its_postcode(world, desk):
    ours = received(world)
    with world.acting("practitioner"):
        add_contact_point(
            person=person_of(ours), kind="address", value="3 Mill Bank, ZZ9 1AB",
            by=world.user("practitioner"),
        )  # fmt: skip

    assert "Same house" in text(desk(address="3, mill bank zz91ab"))
    assert "Nobody found that you may see." in text(desk(address="4 Mill Bank, ZZ9 1AB"))


def person_of(referral):
    return Person.objects.select_related("file").get(file=referral.file_id, part=Part.SUBJECT)


@pytest.mark.rule("MT-7")
def test_ten_rows_at_most_and_it_says_that_there_are_more(world, desk):
    for n in range(12):
        received(world, phone=f"07700 900 {200 + n}")

    page = text(desk(given="Dawn", family="Tressider"))

    assert page.count("Same name") == 10
    assert "and there are more: type on" in page


@pytest.mark.rule("MT-7", "PL-123")
def test_one_event_for_each_person_typed_with_the_words_encrypted(world, desk):
    ours = received(world)
    for family in ("Tr", "Tress", "Tressid", "Tressider"):
        desk(given="Dawn", family=family)
    first = asked()
    desk(given="Leila", family="Haddon")

    assert [event["shown"] for event in first] == [[], [str(ours.file.pk)]]
    assert [event["shown"] for event in asked()] == [[], [str(ours.file.pk)], []]
    assert not any("Tress" in json.dumps(event) or "Haddon" in json.dumps(event) for event in asked())
    with world.acting("duty"):
        assert not any(b"Tress" in bytes(search.sealed_words) for search in Search.objects.all())


@pytest.mark.rule("MT-8")
def test_the_answer_speaks_only_of_files_the_typist_may_find(world, desk):
    theirs = received(world, persona="other_practitioner")
    sealed, barred = received(world), received(world)
    with world.acting("manager"):
        Seal.objects.create(file=sealed.file, user=world.manager, reason="Known to us")
    with world.acting("manager", admitted=[sealed.file]):
        sealed.file.sealed = True
        sealed.file.save(update_fields=["sealed"])
        Bar.objects.create(file=barred.file, user=world.duty, reason="Her cousin")

    page = text(desk(given="Dawn", family="Tressider", phone="07700 900 142"))

    assert [str(one.file) in page for one in (theirs, sealed, barred)] == [False] * 3


@pytest.mark.rule("PL-49")
def test_the_words_are_posted_and_nothing_else_is_taken(world, desk):
    client = world.client("duty")

    assert client.get("/r/known/?family=Tressider").status_code == 405
    assert client.post("/r/known/", {"family": "Tressider", "given": "Dawn"}).status_code == 409
    assert client.get("/r/known/").status_code == 405


def test_an_officer_of_the_other_side_asks_nothing(world):
    assert (
        world.client("officer").post("/r/known/", {"family": "Tressider", "given": "Dawn"}).status_code == 403
    )


@pytest.mark.rule("MT-7")
def test_without_a_script_a_button_looks_and_saves_nothing(world):
    ours = received(world)
    client = world.client("duty")

    answer = client.post("/r/new/", NEW | {"_check": "1", "_form": envelope_in(client.get("/r/new/"))})

    page = text(answer)
    assert answer.status_code == 200
    assert str(ours.file) in page and "He waits outside her work." in page
    assert len(asked()) == 1
    with world.acting("duty"):
        assert Referral.objects.count() == 1


@pytest.mark.rule("CM-2", "CM-5")
def test_the_same_person_is_said_while_typing_and_filed_at_once(world):
    ours = allocated(world)
    client = world.client("duty")
    envelope = envelope_in(client.get("/r/new/"))
    shown = client.post("/r/known/", {"_form": envelope, "given": "Dawn", "family": "Tressider"})

    answer = client.post("/r/new/", NEW | {"_same": ours.file.reference, "_form": envelope})

    assert f'name="_same" value="{ours.file.reference}"' in shown.content.decode()
    assert answer["Location"] == f"/r/{ours.file.reference}/"
    assert f"Filed with the file we had: {ours.file}. A case was open" in text(client.get(answer["Location"]))
    with world.acting("duty"):
        said = Referral.objects.exclude(pk=ours.pk).get()
    assert (said.case_id, said.match_result, said.match_by) == (ours.case_id, "open", world.duty)


def test_a_file_that_nobody_here_may_open_is_no_answer_and_the_referral_is_kept(world):
    theirs = received(world, persona="other_practitioner")
    client = world.client("duty")

    answer = post_form(client, "/r/new/", NEW | {"_same": theirs.file.reference})

    with world.acting("duty"):
        said = Referral.objects.select_related("file").get()
    assert answer["Location"] == f"/r/{said.file.reference}/match/" and not said.is_searched
    assert f"The referral is saved: Dawn Tressider , {said.file}" in text(client.get(answer["Location"]))


@pytest.mark.rule("MT-7")
def test_a_refused_form_comes_back_with_whom_we_may_know(world):
    ours = received(world)

    answer = post_form(world.client("duty"), "/r/new/", NEW | {"contact_name": ""})

    assert answer.status_code == 422 and str(ours.file) in text(answer)


def test_a_check_says_nothing_of_what_is_missing(world):
    client = world.client("duty")

    answer = client.post("/r/new/", {"_check": "1", "_form": envelope_in(client.get("/r/new/"))})

    assert answer.status_code == 200
    assert "There is a problem" not in text(answer)


def test_words_of_danger_stand_beside_the_form_while_typing(desk):
    assert "Words that may mean danger to life: throat" in text(desk(reason="hands round her throat"))


@pytest.mark.rule("PL-195")
def test_looking_costs_four_statements_at_most(world):
    for n in range(12):
        received(world, phone=f"07700 900 {200 + n}")
    words = typed.Words(
        given="Dawn", family="Tressider", phone="07700 900 200", address="3 Mill Bank ZZ9 1AB"
    )

    by = world.user("duty")

    with world.acting("duty"), CaptureQueriesContext(connection) as heard:
        assert typed.tell(words, "", by).matches

    assert len(heard) <= 4
