"""At every meeting that is written down the worker hears that nobody has signed face to face yet (CM-76)."""

import pytest

from rowan.cases.models import Case
from rowan.referrals.models import Attempt
from rowan.sharing.tests.agreeing import signed
from tests.support.town import address
from tests.support.world import envelope_in

pytestmark = pytest.mark.django_db
REMINDER = "The agreement is still to be signed face to face."


@pytest.fixture
def dawn(town):
    with town.world.acting("practitioner"):
        case = Case.objects.select_related("file").get(file=town.dawn)
        signed(case, "telephone", town.world.user("practitioner"))
        yield case


def tried(town, persona="practitioner", **changed) -> str:
    client = town.world.client(persona)
    url = address(town, "referral-try")
    opened = client.get(url)
    sent = {
        "method": "visit",
        "reached": "yes",
        "outcome": "Met at the library",
        "at_day": "1",
        "at_month": "11",
        "at_year": "2026",
        "at_time": "09:00",
        "used": "The library",
        "message_left": "no",
        **changed,
    }
    before = Attempt.objects.count()
    answer = client.post(url, {"_form": envelope_in(opened), **sent})
    assert answer.status_code == 302, answer.content.decode()
    assert Attempt.objects.count() == before + 1
    return client.get(answer["Location"]).content.decode()


@pytest.mark.rule("CM-76", "K-5")
def test_a_visit_that_reached_the_client_reminds(town, dawn):
    assert REMINDER in tried(town)


@pytest.mark.rule("CM-76")
@pytest.mark.parametrize("changed", [{"method": "call"}, {"reached": "no"}])
def test_a_call_or_a_visit_in_vain_does_not(town, dawn, changed):
    assert REMINDER not in tried(town, **changed)


def test_once_signed_nothing_is_said(town, dawn):
    signed(dawn, "face-to-face", town.world.user("practitioner"))

    assert REMINDER not in tried(town)


def test_the_duty_desk_hears_nothing_of_it(town, dawn):
    assert REMINDER not in tried(town, "duty")
