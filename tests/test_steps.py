"""A procedure of several steps is kept on the server: nobody skips one, replays one or joins half-way (PL-52)."""

import pytest

from rowan.cases.models import Case
from rowan.people import services as people
from rowan.people.services import Told
from tests.support.jobs import run_jobs
from tests.support.town import address
from tests.support.world import envelope_in, seal_for, sign_in

TYPED = "Rang twice, no answer"


@pytest.mark.rule("PL-52", "PL-18")
def test_half_signed_in_a_form_leads_to_the_missing_step_and_is_kept(town):
    world, path = town.world, address(town, "referral-try")
    half = sign_in(world.practitioner, world.ashmere, state="half")
    sent = {"outcome": TYPED, "_form": seal_for(half, path, file=town.dawn, service=world.ashmere)}

    jumped = half.client.post(path, sent)

    assert (jumped.status_code, jumped["Location"]) == (302, "/account/check/")
    assert TYPED in world.client("practitioner").get(path).content.decode()


@pytest.mark.rule("PL-52")
def test_a_referral_cannot_skip_from_arrival_to_its_worker(town):
    world, senior = town.world, town.world.client("senior")
    allocate = address(town, "referral-allocate")

    skipped = senior.get(allocate)
    assert skipped.status_code == 409
    assert "Do we already know them?" in skipped.content.decode()

    duty, match = world.client("duty"), address(town, "referral-match")
    duty.post(match, {"found": "nothing", "_form": envelope_in(duty.get(match))})
    with world.acting("duty"):
        people.add_person(file=town.femi, part="child", told=Told(given="Tola"), by=world.user("duty"))
    still = senior.get(allocate)
    assert still.status_code == 409
    assert "A manager is checking this referral." in still.content.decode()

    run_jobs()
    page = senior.get(allocate)
    assert page.status_code == 200
    given = senior.post(allocate, {"worker": str(world.practitioner.pk), "_form": envelope_in(page)})
    assert given.status_code == 302
    with world.acting("senior"):
        assert Case.objects.get(file=town.femi).lead == world.practitioner


@pytest.mark.rule("PL-52", "PL-50")
def test_a_step_that_was_taken_is_not_taken_again(town):
    duty, match = town.world.client("duty"), address(town, "referral-match")
    sent = {"found": "nothing", "_form": envelope_in(duty.get(match))}

    first, again = duty.post(match, sent), duty.post(match, sent)

    assert first.status_code == again.status_code == 302
    assert first["Location"] == again["Location"]
