"""Using a number or address, on its pages."""

from datetime import timedelta

import pytest
from django.utils import timezone

from rowan.cases import services as cases
from rowan.people.models import Approach, ContactPoint, NoContact, Part, SafeTime
from rowan.people.tests.making import NUMBER, OTHER_NUMBER, address, beside, leila, number
from tests.support.world import audited, post_form

TARN = "14 Tarn Close, ZZ9 4TC"
SPEAK = {
    "code_word": "kingfisher",
    "cover_story": "We ring about the order",
    "who_answers": "her sister Ayla",
}


def use(point, channel="call") -> str:
    return f"/c/{point.file.reference}/contact/{point.pk}/use/{channel}/"


def path(person, page: str) -> str:
    return f"/c/{person.file.reference}/contact/{page}"


def approaches(world) -> list[Approach]:
    with world.acting("practitioner"):
        return list(Approach.objects.order_by("started_at"))


@pytest.mark.rule("PL-85", "PL-75")
def test_the_worker_sees_how_to_speak_before_the_number(world):
    point = number(world, leila(world), safe_call="yes", withheld="yes", safe_message="no", **SPEAK)
    client = world.client("practitioner")

    looked = client.get(use(point)).content.decode()
    begun = client.post(use(point)).content.decode()
    shown = client.post(use(point), {"show": "1"}, follow=True).content.decode()

    assert not [word for word in (NUMBER, "kingfisher", "Ayla") if word in looked]
    assert "kingfisher" in begun and "her sister Ayla" in begun and NUMBER not in begun
    assert "We ring about the order" in begun and "Withhold it" in begun and "Leave none." in begun
    assert f'href="tel:+447700900982" translate="no">{NUMBER}' in shown and "kingfisher" in shown
    assert [len(audited(verb)) for verb in ("contact.revealed", "contact.begun")] == [1, 1]


@pytest.mark.rule("CM-11")
@pytest.mark.parametrize(("answer", "leaves"), [("yes", True), ("no", False), ("", False)])
def test_before_ringing_it_is_said_to_leave_no_message_unless_that_was_answered_safe(world, answer, leaves):
    point = number(world, leila(world), safe_call="yes", safe_message=answer)

    begun = world.client("practitioner").post(use(point)).content.decode()

    assert ("Leave none." not in begun) is leaves


@pytest.mark.rule("PL-85")
def test_a_call_that_was_begun_keeps_its_number_in_sight_for_who_began_it(world):
    point = number(world, leila(world), safe_call="yes")
    client = world.client("practitioner")
    url = client.post(use(point), {"show": "1"})["Location"]

    assert NUMBER in client.get(url).content.decode()
    assert client.get(use(point))["Location"] == url
    colleague = world.client("practitioner2").get(url).content.decode()
    assert NUMBER not in colleague and "Begun by Priya Nandra" in colleague
    with world.acting("practitioner"):
        Approach.objects.update(started_at=timezone.now() - timedelta(hours=2))
    assert NUMBER not in client.get(url).content.decode()


@pytest.mark.rule("PL-85")
def test_leaving_without_a_word_reminds_on_the_file_and_holds_the_next_number(world):
    person = leila(world)
    first = number(world, person, safe_call="yes")
    second = number(world, person, OTHER_NUMBER, safe_call="yes")
    client = world.client("practitioner")
    url = client.post(use(first), {"show": "1"})["Location"]

    page = client.get(path(person, "")).content.decode()
    held = client.post(use(second), {"show": "1"})

    assert "nobody has said what came of it" in page and url in page
    assert "what came of it?" in client.get(f"/c/{person.file.reference}/people/").content.decode()
    assert held.status_code == 409
    assert "Say first what came of the one you opened" in held.content.decode()
    assert OTHER_NUMBER not in held.content.decode()
    post_form(client, url, {"result": "no-answer"})
    assert client.post(use(second), {"show": "1"}).status_code == 302


@pytest.mark.rule("CM-9")
def test_a_number_not_marked_safe_opens_after_a_reason(world):
    point = number(world, leila(world))
    client = world.client("practitioner")

    without = client.post(use(point), {"show": "1"})
    wrong = client.post(use(point), {"show": "1", "why": "I like to"})

    assert (without.status_code, wrong.status_code) == (422, 422)
    assert "Say why you need it: it is not marked safe" in without.content.decode()
    assert "Nobody has asked whether this is safe. That counts as no." in without.content.decode()
    assert NUMBER not in without.content.decode() and approaches(world) == []
    assert NUMBER in client.post(use(point), {"show": "1", "why": "check"}, follow=True).content.decode()


@pytest.mark.rule("PL-83", "CM-10")
@pytest.mark.parametrize(
    ("kind", "channel", "answers"),
    [
        ("post", "post", {"safe_write": "no"}),
        ("post", "visit", {}),
        ("phone", "text", {}),
        ("phone", "online", {}),
    ],
)
def test_what_is_blocked_produces_nothing_and_offers_the_nearest_safe_way(world, kind, channel, answers):
    person = leila(world)
    safe = number(world, person, OTHER_NUMBER, safe_call="yes")
    make, value = (address, TARN) if kind == "post" else (number, NUMBER)
    point = make(world, person, value, **answers)

    answer = world.client("practitioner").post(use(point, channel), {"show": "1", "why": "danger"})
    page = answer.content.decode()

    assert answer.status_code == 409
    assert "Nothing was opened and nothing goes out." in page and value not in page
    assert use(safe) in page
    assert approaches(world) == []
    assert [str(point.pk) in str(event) for event in audited("contact.blocked")] == [True]


@pytest.mark.rule("PL-84")
def test_his_own_number_given_as_the_safe_one_is_kept_marked_and_cannot_be_rung(world):
    person = leila(world)
    number(world, beside(world, person, Part.PCH, given="Daniel"))
    client = world.client("practitioner")

    kept = post_form(client, path(person, f"new/{person.pk}/phone/"), {"value": NUMBER, "safe_call": "yes"})
    with world.acting("practitioner"):
        point = ContactPoint.objects.select_related("file").get(person=person)
    answer = client.post(use(point), {"show": "1", "why": "danger"})

    assert kept.status_code == 302
    assert (
        "This number may be shared. Speak to your manager." in client.get(path(person, "")).content.decode()
    )
    assert answer.status_code == 409
    assert "This number may be shared. Speak to your manager." in answer.content.decode()
    assert NUMBER not in answer.content.decode() and approaches(world) == []


@pytest.mark.rule("PL-85")
def test_the_reveal_of_a_number_leads_to_the_page_of_the_call(world):
    point = number(world, leila(world), safe_call="yes")

    answer = world.client("practitioner").post(f"/c/{point.file.reference}/contact/{point.pk}/reveal/value/")

    assert answer["Location"] == use(point)
    assert audited("contact.revealed") == []


def test_what_came_of_it_is_one_press(world):
    point = number(world, leila(world), safe_call="yes")
    client = world.client("practitioner")
    url = client.post(use(point), {"show": "1"})["Location"]

    page = client.get(url).content.decode()
    without = post_form(client, url, {"words": "He was there"})
    answer = post_form(client, url, {"result": "not-used"})

    for result in ("no-answer", "reached", "message", "somebody", "not-used"):
        assert f'name="result" value="{result}"' in page
    assert without.status_code == 422 and "Select what came of it" in without.content.decode()
    assert answer["Location"] == path(point, "")
    assert [one.result for one in approaches(world)] == ["not-used"]


def test_another_number_s_page_and_channel_are_nothing(world):
    mine, other = number(world, leila(world)), number(world, leila(world))
    client = world.client("practitioner")

    assert client.get(use(mine).replace(str(mine.pk), str(other.pk))).status_code == 404
    assert client.get(use(mine, "message")).status_code == 404
    assert client.get(use(mine, "pigeon")).status_code == 404
    assert world.client("other_practitioner").post(use(mine), {"show": "1"}).status_code == 404


# Times.

TIME = {"when": "week", "weekdays": ["1", "2"], "opens": "9:15", "closes": "11.30"}


def test_a_time_is_added_shown_and_taken_away(world):
    point = number(world, leila(world), safe_call="yes")
    client = world.client("practitioner")
    url = path(point, f"{point.pk}/times/")

    post_form(client, url, TIME)
    page = client.get(url).content.decode()
    with world.acting("practitioner"):
        row = SafeTime.objects.get()
    client.post(path(point, f"times/{row.pk}/end/"))

    assert "09:15 to 11:30 Mon, Tue" in page
    assert "09:15 to 11:30" not in client.get(url).content.decode()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"opens": "11:30", "closes": "09:15"}, "Enter an end after the beginning"),
        ({"opens": "22:00", "closes": "02:00"}, "Past midnight, leave the end empty"),
        ({"opens": "noonish"}, "Enter the time as hours and minutes, such as 09:15"),
        ({"opens": "9" * 20_000}, "Enter the time as hours and minutes, such as 09:15"),
        ({"weekdays": []}, "Answer “On which days?”"),
        ({"weekdays": ["9"]}, "Select one of the answers shown"),
        ({"when": ""}, "Answer “When?”"),
        (
            {"when": "not", "not_on_day": "1", "not_on_month": "1", "not_on_year": "2020"},
            "Enter today or a later day",
        ),
    ],
)
def test_a_time_that_cannot_be_is_asked_again(world, wrong, sentence):
    point = number(world, leila(world), safe_call="yes")

    answer = post_form(world.client("practitioner"), path(point, f"{point.pk}/times/"), TIME | wrong)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    with world.acting("practitioner"):
        assert not SafeTime.objects.exists()


@pytest.mark.rule("PL-81")
def test_a_number_is_kept_with_everything_it_answers_for_itself(world):
    person = leila(world)
    said = {
        "value": NUMBER, "safe_call": "yes", "safe_message": "no", "safe_text": "no", "safe_online": "yes",
        "weekdays": ["1", "2", "3", "4", "5"], "opens": "09:15", "closes": "11:30", "withheld": "yes",
        "language": "Polish", "interpreter": "yes", "told_by": "Leila", "checked_how": "in-person",
        "review_on_day": "1", "review_on_month": "1", "review_on_year": str(timezone.now().year + 1), **SPEAK,
    }  # fmt: skip
    client = world.client("practitioner")

    assert post_form(client, path(person, f"new/{person.pk}/phone/"), said).status_code == 302

    page = client.get(path(person, "")).content.decode()
    for words in (
        "Safe 09:15 to 11:30 weekdays",
        "Withhold our number",
        "Polish, interpreter needed",
        "by Priya Nandra: face to face",
        "Ask again by 1 January",
    ):
        assert words in page
    assert "kingfisher" not in page and "Ayla" not in page


@pytest.mark.rule("PL-82")
def test_asked_again_in_a_new_case_the_form_brings_no_answer_back(world):
    point = number(world, leila(world), safe_call="yes", safe_text="yes")
    client = world.client("practitioner")
    url = path(point, f"{point.pk}/")
    with world.acting("practitioner"):
        cases.open_case(file=point.file, at=timezone.now(), by=world.user("practitioner"))

    after = client.get(url).content.decode()
    post_form(client, url, {"safe_call": "yes"})

    assert " checked" not in after
    assert "What was answered before no longer counts" in after
    with world.acting("practitioner"):
        point.refresh_from_db()
    assert (point.safe_call, point.safe_text) == ("yes", "")


# What bears on every way of the file.


def test_something_that_happened_is_kept_and_shown(world):
    person = leila(world)
    number(world, person, safe_call="yes")
    client = world.client("practitioner")

    post_form(
        client,
        path(person, "happened/"),
        {"what": "release", "on_day": "today", "on_month": "", "on_year": "", "note": "On tag"},
    )

    page = client.get(path(person, "")).content.decode()
    assert "The person causing harm was released" in page and "On tag" in page
    assert "Ask again first" in page


@pytest.mark.rule("PL-87")
def test_a_manager_forbids_direct_contact_and_it_stands_on_every_page(world):
    person = leila(world)
    point = number(world, person, safe_call="yes")
    manager, priya = world.client("manager"), world.client("practitioner")

    assert priya.get(path(person, "rule/")).status_code == 403
    assert post_form(manager, path(person, "rule/"), {"reason": "", "decider": "DS Carr"}).status_code == 422
    post_form(manager, path(person, "rule/"), {"reason": "The police asked", "decider": "DS Carr"})

    for page in (f"/c/{person.file.reference}/people/", path(person, "")):
        assert "No direct contact" in priya.get(page).content.decode()
    assert "DS Carr may decide otherwise" in priya.post(use(point), {"show": "1"}).content.decode()
    assert approaches(world) == []
    post_form(manager, path(person, "rule/"), {"because": "The police agreed"})
    assert "No direct contact" not in priya.get(path(person, "")).content.decode()
    with world.acting("manager"):
        assert NoContact.objects.get().lifted_because == "The police agreed"
