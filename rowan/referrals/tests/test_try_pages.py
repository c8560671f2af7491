"""Tries on their pages."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from rowan.cases.models import Case, State
from rowan.files.models import Draft
from rowan.people.models import ContactPoint
from rowan.referrals.models import Attempt
from rowan.referrals.tests.making import allocated, received, tried
from rowan.referrals.tests.pages import TRY, address, text
from tests.support.world import post_form


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
        ({"at_day": "1", "at_month": "1", "at_year": "1999"}, "Enter a day in 2000 or later"),
        (
            {"next_try_day": "31", "next_try_month": "12", "next_try_year": "9999", "next_try_time": "23:45"},
            "Choose a day within a year",
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

    assert "Yes, start support" in text(client.get(address("referral", referral)))
    answer = client.post(f"/r/{referral.file.reference}/engage/")
    again = client.post(f"/r/{referral.file.reference}/engage/")

    assert (answer.status_code, again.status_code) == (302, 409)
    with world.acting("practitioner"):
        assert Case.objects.get(pk=referral.case_id).state == State.ENGAGED


def test_pressing_no_answer_twice_writes_one_try(world):
    referral = allocated(world)
    client = world.client("practitioner")
    url = f"/r/{referral.file.reference}/tries/no-answer/"

    answers = [client.post(url), client.post(url)]
    with time_machine.travel(timezone.now() + timedelta(seconds=61), tick=True):
        later = client.post(url)

    assert [answer.status_code for answer in (*answers, later)] == [302] * 3
    with world.acting("practitioner"):
        assert Attempt.objects.count() == 2
