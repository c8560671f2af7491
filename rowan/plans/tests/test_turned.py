"""The screen in the client's hands: one form for her eyes, and nothing else until the worker takes it back."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from rowan.files.models import Draft, Entry, Once
from rowan.plans.models import Action
from tests.support.town import address, every_route
from tests.support.world import PASSWORD, envelope_in

STAFF_ONLY = "School told on her permission"
OPEN_WHILE_TURNED = {
    "account-back",
    "account-thanks",
    "account-hide",
    "account-hidden",
    "account-alive",
    "account-sign-out",
    "account-signed-out",
    "account-join",
    "account-sign-in",
    "plan-turned",
}


@pytest.fixture
def turned(town):
    """Priya has turned the screen to Leila."""
    client = town.world.client("practitioner")
    town.client, town.path = client, f"/c/{town.file.reference}/plan/turned/"
    assert client.post(f"/c/{town.file.reference}/plan/turn/")["Location"] == town.path
    return town


@pytest.mark.rule("PL-24")
def test_the_turned_screen_shows_her_copy_and_nothing_of_ours(turned):
    page = turned.client.get(turned.path)

    assert page.status_code == 200
    html = page.content.decode()
    with turned.world.acting("practitioner"):
        assert Action.objects.get(internal=STAFF_ONLY)
    for ours in (
        STAFF_ONLY,
        "Not yet assessed",
        "rw-case",
        "Find",
        "Who opened",
        "Ashmere Police",
        "Priya Nandra</",
    ):
        assert ours not in html, ours


@pytest.mark.rule("PL-24")
def test_every_other_address_is_refused_and_names_no_file(turned):
    for _path, pattern in every_route():
        if pattern.name in OPEN_WHILE_TURNED:
            continue
        answer = turned.client.get(address(turned, pattern.name))
        assert answer.status_code == 403, pattern.name
        assert "Haddon" not in answer.content.decode()
    assert turned.client.get("/nowhere/").status_code == 403
    assert "Haddon" not in turned.client.get("/account/sign-in/", follow=True).content.decode()


@pytest.mark.rule("PL-24")
def test_what_she_answers_is_kept_and_the_form_is_gone(turned):
    sent = {"right": "no", "_form": envelope_in(turned.client.get(turned.path))}

    assert turned.client.post(turned.path, sent)["Location"] == "/account/thanks/"

    assert "Thank you" in turned.client.get("/account/thanks/").content.decode()
    assert turned.client.get(turned.path).status_code == 403
    with turned.world.acting("practitioner"):
        assert Entry.objects.get(kind="plan.read_by_client").words.endswith("it is not what was agreed")


@pytest.mark.rule("PL-24")
def test_only_the_worker_takes_the_screen_back(turned):
    wrong = turned.client.post("/account/back/", {"password": "something else"})
    assert wrong.status_code == 422 and "The screen stays as it is." in wrong.content.decode()
    assert turned.client.get("/").status_code == 403

    right = turned.client.post("/account/back/", {"password": PASSWORD})

    assert right["Location"] == f"/c/{turned.file.reference}/plan/"
    assert turned.client.get("/").status_code == 200
    assert turned.client.get(turned.path)["Location"] == f"/c/{turned.file.reference}/plan/"


@pytest.mark.rule("PL-18", "PL-24", "PL-50")
def test_what_the_client_sends_after_the_screen_was_taken_back_is_not_taken_and_is_kept(turned):
    sent = {"right": "no", "_form": envelope_in(turned.client.get(turned.path))}
    turned.client.post("/account/back/", {"password": PASSWORD})

    assert turned.client.post(turned.path, sent)["Location"] == f"/c/{turned.file.reference}/plan/"

    with turned.world.acting("practitioner"):
        assert Draft.objects.get().data["fields"]["right"] == ["no"]
        assert not Once.objects.filter(answer=f"/c/{turned.file.reference}/plan/").exists()
        assert not Entry.objects.filter(kind="plan.read_by_client").exists()


@pytest.mark.rule("PL-24")
def test_a_refusal_on_the_turned_screen_shows_nothing_of_ours(turned):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = turned.client.cookies
    stale = turned.client.post(turned.path, {"right": "no", "_form": "old"})
    elsewhere, forged = strict.post("/find/", {"words": "Leila"}), strict.post(turned.path, {"right": "no"})

    assert [stale.status_code, elsewhere.status_code, forged.status_code] == [403, 403, 303]
    for page in (stale, elsewhere):
        for ours in ("Priya Nandra", "Ashmere", "Referrals", "Find"):
            assert ours not in page.content.decode(), ours


@pytest.mark.rule("PL-24", "PL-17")
def test_a_turned_screen_that_was_locked_opens_by_password_and_is_still_turned(turned):
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert turned.client.get(turned.path).status_code == 401
        assert turned.client.get("/account/locked/").status_code == 200

        unlocked = turned.client.post("/account/locked/", {"password": PASSWORD})

        assert unlocked["Location"] == turned.path
        assert turned.client.get(turned.path).status_code == 200
        assert turned.client.get("/").status_code == 403


@pytest.mark.rule("PL-24", "PL-30")
def test_another_service_cannot_turn_to_the_file(town):
    stranger = town.world.client("other_practitioner")

    assert stranger.post(f"/c/{town.file.reference}/plan/turn/").status_code == 404
    assert stranger.get("/").status_code == 200
