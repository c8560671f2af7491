"""The idle lock, hiding, and signing out (PL-17, PL-20, PL-22)."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from rowan.access.routes import Scope
from rowan.access.tests.addresses import addresses
from rowan.accounts.models import Session
from rowan.accounts.sessions import SessionStore
from rowan.accounts.tests.helpers import SIGN_IN, key_of, stranger_with
from rowan.files.context import NotAdmitted, acting
from tests.support.world import PASSWORD, audited, envelope_in, sign_in

LOCKED = "/account/locked/"
ALIVE = "/account/alive/"
PAGE = "/settings/service/"


def later(**by):
    return time_machine.travel(timezone.now() + timedelta(**by))


def is_locked(response) -> bool:
    return response.status_code == 401 and "Locked. Nothing was lost" in response.content.decode()


@pytest.fixture
def manager(world) -> Client:
    return sign_in(world.manager, world.ashmere).client


# Idle


@pytest.mark.rule("PL-17")
def test_ten_idle_minutes_lock_the_session(manager):
    with later(minutes=9, seconds=50):
        assert manager.get(PAGE).status_code == 200
    with later(minutes=20):
        response = manager.get(PAGE)

    assert is_locked(response)
    assert "Ashmere" not in response.content.decode()
    assert [e["detail"] for e in audited("account.locked")] == ['{"how": "idle"}']


@pytest.mark.rule("PL-17")
def test_a_service_sets_its_own_minutes(world, manager):
    world.ashmere.idle_minutes = 5
    world.ashmere.save()

    with later(minutes=4):
        assert manager.get(PAGE).status_code == 200
    with later(minutes=10):
        assert is_locked(manager.get(PAGE))


@pytest.mark.rule("PL-17")
def test_autosave_polls_and_timers_are_no_activity(manager):
    envelope = envelope_in(manager.get(PAGE))
    with later(minutes=6):
        saved = manager.post(PAGE, {"hours": "Mon", "_form": envelope, "_autosave": "1"})
        polled = manager.post(ALIVE)
        timed = manager.get(PAGE, headers={"X-Rowan-Timer": "1"})
    assert [r.status_code for r in (saved, polled, timed)] == [200, 200, 200]

    with later(minutes=11):
        assert is_locked(manager.get(PAGE))


@pytest.mark.rule("PL-17")
@pytest.mark.parametrize("send", [lambda c: c.get(PAGE), lambda c: c.post(ALIVE, {"active": "1"})])
def test_opening_a_page_and_moving_about_are_activity(manager, send):
    with later(minutes=6):
        send(manager)
    with later(minutes=12):
        assert manager.get(PAGE).status_code == 200


@pytest.mark.rule("PL-17")
def test_while_locked_no_page_shows_anything(world):
    locked = sign_in(world.manager, world.ashmere, state="locked").client
    wrong = []
    for address, route, name in addresses():
        if route.scope is Scope.PUBLIC or route.locked:
            continue
        for method in ("get", "post"):
            response = getattr(locked, method)(address)
            if not is_locked(response) or "Ashmere" in response.content.decode():
                wrong.append((method, name, response.status_code))

    assert wrong == []
    assert locked.post(ALIVE).status_code == 401
    assert is_locked(locked.get("/no/such/page/"))


@pytest.mark.rule("PL-17")
def test_the_password_brings_back_to_the_page_where_one_was(world, manager):
    with later(minutes=11):
        manager.get(PAGE)
        wrong = manager.post(LOCKED, {"password": "not the one here"})
        right = manager.post(LOCKED, {"password": PASSWORD})

    assert "That password is not right" in wrong.content.decode()
    assert right["Location"] == PAGE
    assert [e["actor"] for e in audited("account.unlocked")] == ["Helen Okafor"]


@pytest.mark.rule("PL-17")
def test_five_misses_end_the_session(world):
    locked = sign_in(world.manager, world.ashmere, state="locked").client
    key = key_of(locked)
    for _ in range(4):
        assert locked.post(LOCKED, {"password": "not the one here"}).status_code == 422

    fifth = locked.post(LOCKED, {"password": "not the one here"})

    assert fifth["Location"] == SIGN_IN
    assert stranger_with(key).post(LOCKED, {"password": PASSWORD})["Location"] == SIGN_IN
    assert not Session.objects.filter(user=world.manager).exclude(state="ended").exists()


@pytest.mark.rule("PL-17")
def test_misses_of_another_sitting_do_not_count(world):
    locked = sign_in(world.manager, world.ashmere, state="locked").client
    for _ in range(4):
        locked.post(LOCKED, {"password": "not the one here"})
    locked.post(LOCKED, {"password": PASSWORD})

    locked.get(LOCKED)

    assert locked.post(LOCKED, {"password": "not the one here"}).status_code == 422


@pytest.mark.rule("PL-17")
def test_ten_hours_end_the_session_whatever_happens(world):
    locked = sign_in(world.manager, world.ashmere, state="locked").client

    with later(hours=9, minutes=59):
        assert is_locked(locked.get(PAGE))
    with later(hours=10, minutes=1):
        assert locked.get(PAGE)["Location"] == SIGN_IN
        assert locked.post(LOCKED, {"password": PASSWORD})["Location"] == SIGN_IN


@pytest.mark.rule("PL-17", "PL-58")
def test_the_database_too_refuses_a_session_that_is_over(world):
    session = sign_in(world.manager, world.ashmere).session
    Session.objects.filter(pk=session.pk).update(expires_at=timezone.now() - timedelta(minutes=1))

    with pytest.raises(NotAdmitted), acting(session.digest, world.ashmere.pk):
        pass


@pytest.mark.rule("PL-16")
def test_a_request_under_way_does_not_bring_a_locked_session_back(world):
    signed_in = sign_in(world.manager, world.ashmere)
    under_way = SessionStore(key_of(signed_in.client))
    under_way["seen"] = timezone.now().isoformat()
    signed_in.client.post("/account/hide/")

    under_way.save()

    assert {s.state for s in Session.objects.filter(user=world.manager)} == {"ended", "locked"}


@pytest.mark.rule("PL-16")
def test_ended_sessions_are_cleared_after_a_day(world):
    old, new = (sign_in(world.manager, world.ashmere) for _ in range(2))
    for each in (old, new):
        each.client.post("/account/sign-out/")
    Session.objects.filter(pk=old.session.pk).update(expires_at=timezone.now() - timedelta(hours=25))

    SessionStore.clear_expired()

    assert not Session.objects.filter(pk=old.session.pk).exists()
    assert Session.objects.get(pk=new.session.pk).state == "ended"


# Hiding


@pytest.mark.rule("PL-22", "PL-20")
def test_hide_covers_and_locks(world, manager):
    response = manager.post("/account/hide/", follow=True)
    page = response.content.decode()

    assert response.request["PATH_INFO"] == "/account/hidden/"
    assert "<title>Rowan</title>" in page
    assert not any(word in page for word in ("Ashmere", "Helen", "case", "abuse", "unlock"))
    assert is_locked(manager.get(PAGE))
    assert [e["detail"] for e in audited("account.locked")] == ['{"how": "hidden"}']


@pytest.mark.rule("PL-22")
def test_after_hiding_one_comes_back_to_the_same_page(manager):
    page = f"http://testserver{PAGE}?page=2"
    manager.post("/account/hide/", headers={"Referer": page})
    by_browser = manager.post(LOCKED, {"password": PASSWORD})
    manager.post("/account/hide/", {"next": PAGE})
    by_script = manager.post(LOCKED, {"password": PASSWORD})

    assert (by_browser["Location"], by_script["Location"]) == (f"{PAGE}?page=2", PAGE)


@pytest.mark.rule("PL-22")
@pytest.mark.parametrize(
    "elsewhere",
    [
        "//other.example/",
        "https://other.example/",
        "http://testserver//other.example/",
        "javascript:alert(1)",
        "x",
    ],
)
def test_coming_back_leads_nowhere_else(manager, elsewhere):
    manager.post("/account/hide/", {"next": elsewhere})

    assert manager.post(LOCKED, {"password": PASSWORD})["Location"] == "/"


# Signing out


@pytest.mark.rule("PL-20")
@pytest.mark.parametrize("state", ["live", "locked", "half"])
def test_signing_out_ends_the_session_on_the_server(world, state):
    client = sign_in(world.manager, world.ashmere, state=state).client
    key = key_of(client)

    response = client.post("/account/sign-out/", follow=True)

    first = response.redirect_chain[0]
    assert first == ("/account/signed-out/", 302)
    assert "You are signed out" in response.content.decode()
    assert stranger_with(key).get(PAGE)["Location"] == SIGN_IN
    assert Session.objects.get(user=world.manager).state == "ended"


@pytest.mark.rule("PL-20")
def test_signing_out_clears_what_the_browser_holds(manager):
    response = manager.post("/account/sign-out/")

    assert response["Clear-Site-Data"] == '"cache", "cookies", "storage"'
    assert response["Cache-Control"] == "no-store"


@pytest.mark.rule("PL-20", "PL-47")
@pytest.mark.parametrize("method", ["get", "head"])
def test_a_link_does_not_sign_out(manager, method):
    assert getattr(manager, method)("/account/sign-out/").status_code == 405
    assert manager.get(PAGE).status_code == 200


@pytest.mark.rule("PL-20")
def test_every_page_in_the_frame_has_a_way_out_without_script(world):
    without = []
    for persona in ("manager", "practitioner", "administrator"):
        client = world.client(persona)
        for address, route, name in addresses():
            if "GET" not in route.methods or route.scope is Scope.FILE or route.locked:
                continue
            response = client.get(address)
            html = response.content.decode(errors="replace")
            page = response["Content-Type"].startswith("text/html")
            if page and response.status_code == 200 and 'action="/account/sign-out/"' not in html:
                without.append(name)

    assert sorted(set(without)) == [
        "account-factor",
        "account-hidden",
        "account-signed-out",
        "account-thanks",
    ]
