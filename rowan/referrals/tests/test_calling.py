"""A call from its first press to the try that it leaves, and what stands on whose day."""

import re
from datetime import date, time, timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from rowan.access.permissions import Denied, NotNow
from rowan.common.dates import at
from rowan.people import services as people
from rowan.people.models import Approach, Channel, ContactPoint, Part, SafeTime
from rowan.people.reaching import reach_to
from rowan.people.safety import judge
from rowan.people.services import Told
from rowan.people.tests.test_services import stopped
from rowan.referrals import busy, services
from rowan.referrals.day import first_contacts, messages_not_safe
from rowan.referrals.models import Attempt
from rowan.referrals.tests.making import allocated, received, tried
from rowan.referrals.tests.pages import TRY, address, text
from tests.support.world import audited, post_form

NUMBER = "07700 900 142"


def point_of(world, referral, **answers) -> ContactPoint:
    with world.acting("duty"):
        ContactPoint.objects.filter(file=referral.file_id).update(**answers)
        return ContactPoint.objects.select_related("file").get(file=referral.file_id, kind="phone")


def use(point, channel="call") -> str:
    return f"/c/{point.file.reference}/contact/{point.pk}/use/{channel}/"


def tries(world) -> list[Attempt]:
    with world.acting("manager"):
        return list(Attempt.objects.order_by("at"))


# From the press of a button to the try.


@pytest.mark.rule("CM-9", "PL-85")
@pytest.mark.parametrize(
    ("result", "reached", "who", "message"),
    [
        ("no-answer", "no", "nobody", "no"),
        ("reached", "yes", "herself", "no"),
        ("somebody", "no", "somebody", "no"),
        ("message", "no", "machine", "yes"),
    ],
)
def test_a_call_that_was_begun_becomes_a_try_with_one_press(world, result, reached, who, message):
    referral = allocated(world)
    point = point_of(world, referral, safe_message="yes")
    client = world.client("practitioner")

    spoken = client.post(use(point)).content.decode()
    call = client.post(use(point), {"show": "1"})["Location"]
    seen = client.get(call).content.decode()
    answer = post_form(client, call, {"result": result})

    assert NUMBER not in spoken and NUMBER in seen and "tel:+447700900142" in seen
    assert answer["Location"] == address("referral", referral)
    (attempt,) = tries(world)
    assert (attempt.method, attempt.point_id, attempt.used) == ("call", point.pk, NUMBER)
    assert (attempt.reached, attempt.who_answered, attempt.message_left) == (reached, who, message)
    assert attempt.broke_rule is False
    with world.acting("practitioner"):
        assert attempt.at == Approach.objects.get().started_at


@pytest.mark.rule("PL-86")
@pytest.mark.parametrize("result, asked", [("somebody", True), ("no-answer", False)])
def test_a_number_that_somebody_else_answered_is_asked_about_again(world, result, asked):
    referral = allocated(world)
    point = point_of(world, referral, safe_message="yes", safe_text="yes")
    client = world.client("practitioner")
    call = client.post(use(point), {"show": "1"})["Location"]

    post_form(client, call, {"result": result})

    with world.acting("practitioner"):
        assert reach_to(point, timezone.now()).in_doubt is asked
        assert judge(reach_to(point, timezone.now()), Channel.TEXT, timezone.now()).is_safe is not asked
    contact = client.get(f"/c/{referral.file.reference}/contact/").content.decode()
    assert ("Somebody else answered" in contact) is asked


def test_more_words_and_the_next_try_stand_in_the_try(world):
    referral = allocated(world)
    client = world.client("practitioner")
    call = client.post(use(point_of(world, referral)), {"show": "1"})["Location"]
    day = timezone.localdate() + timedelta(days=1)

    post_form(
        client,
        call,
        {
            "result": "no-answer",
            "words": "It rang twice",
            "next_try_day": str(day.day),
            "next_try_month": str(day.month),
            "next_try_year": str(day.year),
            "next_try_time": "09:30",
        },
    )

    (attempt,) = tries(world)
    assert (attempt.outcome, attempt.next_try) == ("It rang twice", at(day, time(9, 30)))


@pytest.mark.parametrize("year", ["2020", "2999", "9999"])
def test_the_next_try_is_still_to_come_and_within_a_year(world, year):
    client = world.client("practitioner")
    call = client.post(use(point_of(world, allocated(world))), {"show": "1"})["Location"]
    again = {"next_try_day": "1", "next_try_month": "1", "next_try_year": year, "next_try_time": "09:30"}

    answer = post_form(client, call, {"result": "no-answer"} | again)

    assert answer.status_code == 422
    assert tries(world) == []


@pytest.mark.rule("CM-9")
def test_a_number_opened_for_a_reason_leaves_a_try_marked_and_explained(world):
    referral = allocated(world)
    point = point_of(world, referral, safe_call="no")
    client = world.client("practitioner")

    call = client.post(use(point), {"show": "1", "why": "danger"})["Location"]
    post_form(client, call, {"result": "reached"})

    (attempt,) = tries(world)
    assert (attempt.marked_safe, attempt.broke_rule) == ("no", True)
    assert attempt.broke_rule_because == "Somebody is in danger now"
    assert "Not marked safe" in text(client.get(address("referral", referral)))


@pytest.mark.rule("PL-85")
def test_a_try_written_at_length_accounts_for_the_number_that_was_opened(world):
    referral = allocated(world)
    point = point_of(world, referral)
    client = world.client("practitioner")
    client.post(use(point), {"show": "1"})

    post_form(client, address("try", referral), TRY | {"point": str(point.pk), "reached": "yes"})

    with world.acting("practitioner"):
        assert Approach.objects.get().result == "reached"
        assert not people.left_open(world.user("practitioner"))
    assert len(tries(world)) == 1


def test_a_number_of_somebody_else_is_no_try_to_reach_the_person(world):
    referral = allocated(world)
    with world.acting("practitioner"):
        by = world.user("practitioner")
        mother = people.add_person(file=referral.file, part=Part.OTHER, told=Told(given="Ada"), by=by)
        point = people.add_contact_point(
            person=mother, kind="phone", value="07700 900 555", safe_call="yes", by=by
        )
    client = world.client("practitioner")

    call = client.post(use(point), {"show": "1"})["Location"]
    answer = post_form(client, call, {"result": "reached"})

    assert answer["Location"] == f"/c/{referral.file.reference}/contact/"
    assert tries(world) == []


# A try that was made is always kept.


@pytest.mark.rule("CM-9", "PL-84")
def test_a_call_made_to_his_number_is_kept_marked_and_asked_about(world):
    referral = allocated(world)
    with world.acting("practitioner"):
        by = world.user("practitioner")
        him = people.add_person(file=referral.file, part=Part.PCH, told=Told(given="Kyle"), by=by)
        people.add_contact_point(person=him, kind="phone", value=NUMBER, by=by)
        point = ContactPoint.objects.select_related("file").get(person__part=Part.SUBJECT)
    client = world.client("practitioner")

    refused = client.post(use(point), {"show": "1", "why": "danger"})
    answer = post_form(client, address("try", referral), TRY | {"point": str(point.pk)})

    assert refused.status_code == 409
    assert "This number may be shared. Speak to your manager." in text(refused)
    (attempt,) = tries(world)
    assert (attempt.broke_rule, attempt.asks_why) == (True, True)
    assert answer["Location"].endswith(f"/{attempt.pk}/why/")
    page = client.get(address("try", referral)).content.decode()
    assert "may be shared with the person causing harm" in page and NUMBER not in page


def next_monday(hour: int):
    day = timezone.localdate() + timedelta(days=1)
    return at(day + timedelta(days=-day.weekday() % 7), time(hour))


@pytest.mark.rule("CM-9")
@pytest.mark.parametrize(("hour", "in_time"), [(10, "yes"), (12, "no")])
def test_a_call_outside_the_safe_times_is_kept_and_marked(world, hour, in_time):
    referral, monday = allocated(world), next_monday(hour)
    point = point_of(world, referral)
    with world.acting("practitioner"):
        SafeTime.objects.create(
            file=point.file, point=point, weekdays="1", opens=time(9, 15), closes=time(11, 30)
        )

    with time_machine.travel(monday + timedelta(minutes=1), tick=True):
        attempt = tried(world, referral, point=point, at=monday)

    assert (attempt.marked_safe, attempt.in_time, attempt.broke_rule) == ("yes", in_time, in_time == "no")


@pytest.mark.rule("CM-11")
def test_a_message_left_where_none_was_safe_waits_for_a_manager(world):
    referral = allocated(world)
    safe = tried(world, referral, point=point_of(world, referral, safe_message="yes"), message_left="yes")
    unsafe = tried(world, referral, point=point_of(world, referral, safe_message=""), message_left="yes")

    with world.acting("manager"):
        manager = world.user("manager")
        assert list(messages_not_safe(manager)) == [unsafe]
    with world.acting("practitioner"), stopped(Denied):
        services.look_at_message(attempt=unsafe, by=world.user("practitioner"))
    client = world.client("manager")
    assert "I have looked at this message" in text(client.get(address("referral", referral)))
    client.post(f"/r/{referral.file.reference}/tries/{unsafe.pk}/looked/")

    with world.acting("manager"):
        assert not messages_not_safe(manager)
        with stopped(NotNow, "has looked at this already"):
            services.look_at_message(attempt=unsafe, by=manager)
        with stopped(NotNow, "No message was left here that was not safe"):
            services.look_at_message(attempt=safe, by=manager)


# One press for no answer.


def test_no_answer_is_one_press_from_the_day(world):
    referral = allocated(world)
    client = world.client("practitioner")

    answer = client.post(f"/r/{referral.file.reference}/tries/no-answer/", {"day": "1"})

    assert answer["Location"] == "/"
    (attempt,) = tries(world)
    assert (attempt.used, attempt.who_answered, attempt.outcome) == (NUMBER, "nobody", "No answer")


def test_without_a_safe_number_one_press_is_not_enough(world):
    referral = allocated(world, received(world, safe_call="no"))

    answer = world.client("practitioner").post(f"/r/{referral.file.reference}/tries/no-answer/")

    assert answer.status_code == 409
    assert "No number is answered safe. Write down which one you rang." in text(answer)
    assert tries(world) == []


@pytest.mark.rule("CM-9")
def test_only_a_number_answered_safe_is_offered_for_a_call(world):
    safe, unsafe = allocated(world), allocated(world, received(world, safe_call="no", given="Siân"))
    client = world.client("practitioner")

    assert "Start call" in text(client.get(address("referral", safe)))
    page = text(client.get(address("referral", unsafe)))
    assert "Start call" not in page and "No safe number" in page
    with world.acting("practitioner"):
        rows = {row.case.pk: row for row in first_contacts(world.user("practitioner"))}
    assert rows[safe.case_id].call_url == use(point_of(world, safe))
    assert (rows[unsafe.case_id].call_url, rows[unsafe.case_id].tap_url) == ("", "")


def test_the_day_shows_the_safe_hours_of_today(world):
    point = point_of(world, allocated(world))

    with world.acting("practitioner"):
        by = world.user("practitioner")
        people.add_safe_time(
            point=point, weekdays="1", on=None, safe="yes", opens=time(9), closes=time(12), by=by
        )
        with time_machine.travel(next_monday(10), tick=True):
            (row,) = first_contacts(by)

    assert (row.safe.words, row.safe.more) == ("Said to be safe", "by PC Lena Farrow, until 12:00")
    assert (row.windows, row.hours) == ([(9.0, 12.0)], "09:00 to 12:00")
    assert 10 <= row.now < 10.1


# The one entry for a calendar.


@pytest.mark.rule("PL-88")
def test_the_entry_for_a_calendar_says_busy_and_nothing_else(world):
    referral = allocated(world)
    attempt = tried(world, referral, outcome="Ring her mother", next_try=at(date(2099, 3, 4), time(9, 30)))

    answer = world.client("practitioner").get(f"/r/{referral.file.reference}/tries/{attempt.pk}/busy/")

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="busy.ics"'
    told = dict(line.split(":", 1) for line in answer.content.decode().strip().split("\r\n"))
    assert set(told) == {
        "BEGIN", "VERSION", "PRODID", "UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "CLASS", "END",
    }  # fmt: skip
    assert (told["SUMMARY"], told["DTSTART"], told["DTEND"]) == (
        "Busy",
        "20990304T093000Z",
        "20990304T100000Z",
    )
    for word in ("Dawn", "Tressider", "Rowan", "Ashmere", "900", referral.file.reference, str(attempt.pk)):
        assert word not in answer.content.decode().replace(told["UID"], "")
    assert re.fullmatch(r"[0-9a-f-]{36}", told["UID"])


@pytest.mark.rule("PL-88")
def test_nothing_else_makes_an_entry_for_a_calendar():
    rooms = Path(settings.ROOT) / "rowan"
    made = [p for p in rooms.rglob("*.py") if "VCALENDAR" in p.read_text() and "tests" not in p.parts]

    assert made == [Path(busy.__file__)]


def test_a_try_without_a_next_one_has_no_entry(world):
    referral = allocated(world)
    attempt = tried(world, referral)

    url = f"/r/{referral.file.reference}/tries/{attempt.pk}/busy/"

    assert world.client("practitioner").get(url).status_code == 404


def test_a_next_try_at_the_end_of_all_calendars_has_no_entry(world):
    referral = allocated(world)
    attempt = tried(world, referral, next_try=at(date(9999, 12, 31), time(23, 45)))

    url = f"/r/{referral.file.reference}/tries/{attempt.pk}/busy/"

    assert world.client("practitioner").get(url).status_code == 404


@pytest.mark.rule("PL-83")
def test_what_was_blocked_leaves_no_try(world):
    referral = allocated(world)
    point = point_of(world, referral)
    client = world.client("practitioner")

    for channel in ("text", "online"):
        assert client.post(use(point, channel), {"show": "1", "why": "danger"}).status_code == 409

    assert tries(world) == []
    assert len(audited("contact.blocked")) == 2
