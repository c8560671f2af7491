"""What was typed is kept, whatever became of the session (PL-18), and a form counts once (PL-50)."""

import threading
from datetime import timedelta
from unittest import mock

import pytest
import time_machine
from django.db import IntegrityError, connections, transaction
from django.http import Http404
from django.test import Client
from django.utils import timezone

from rowan.accounts import services as accounts
from rowan.accounts.models import Invitation, Membership, Session
from rowan.accounts.sessions import digest_of
from rowan.accounts.tests.helpers import key_of, stranger_with
from rowan.files.models import LooseDraft, Once
from tests.support.world import PASSWORD, audited, build_world, envelope_in, post_form, sign_in

PAGE = "/settings/service/"
PEOPLE = "/settings/people/"
LOCKED = "/account/locked/"
TYPED = "Mondays, after the school run"


def form(**changed) -> dict:
    return {
        "contact": "01632 960 118",
        "hours": TYPED,
        "name": "Ashmere Advocacy",
        "nation": "ENG",
        "dash_threshold": "14",
        "dash_weeks": "8",
        "marac_days": "1",
        "helplines": "",
        "idle_minutes": "10",
    } | changed


def opened(client: Client) -> dict:
    """The form as the page carries it, with something typed."""
    return form(_form=envelope_in(client.get(PAGE)))


def is_offered(client: Client) -> bool:
    """Whether the page comes back with what was typed, and a button to send it."""
    page = client.get(PAGE)
    return page.status_code == 200 and f'value="{TYPED}"' in page.content.decode()


def unlock(client: Client) -> None:
    assert client.post(LOCKED, {"password": PASSWORD})["Location"] == PAGE


def nothing_changed(world) -> bool:
    world.ashmere.refresh_from_db()
    return world.ashmere.hours == "weekdays 9 to 5, Thursdays to 8"


@pytest.fixture
def manager(world) -> Client:
    return sign_in(world.manager, world.ashmere).client


@pytest.mark.rule("PL-18")
def test_a_form_sent_while_locked_waits_for_its_author(world, manager):
    sent = opened(manager)
    manager.post("/account/hide/", {"next": PAGE})

    response = manager.post(PAGE, sent)

    assert (response.status_code, nothing_changed(world)) == (401, True)
    assert TYPED not in response.content.decode()
    unlock(manager)
    assert is_offered(manager)


@pytest.mark.rule("PL-18", "PL-17")
def test_a_form_sent_after_idling_waits_for_its_author(world, manager):
    sent = opened(manager)
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        response = manager.post(PAGE, sent)
        unlock(manager)
        offered = is_offered(manager)

    assert (response.status_code, nothing_changed(world), offered) == (401, True, True)


@pytest.mark.rule("PL-18")
def test_a_form_sent_after_ten_hours_waits_for_its_author(world, manager):
    sent = opened(manager)
    Session.objects.update(expires_at=timezone.now() - timedelta(minutes=1))

    response = manager.post(PAGE, sent)

    assert (response.status_code, nothing_changed(world)) == (401, True)
    assert "What you had typed is kept for you." in response.content.decode()
    assert is_offered(sign_in(world.manager, world.ashmere).client)


@pytest.mark.rule("PL-18")
def test_a_form_sent_after_signing_out_waits_for_its_author(world, manager):
    sent = opened(manager)
    manager.post("/account/sign-out/")

    response = manager.post(PAGE, sent)

    assert (response.status_code, nothing_changed(world)) == (401, True)
    assert is_offered(sign_in(world.manager, world.ashmere).client)


@pytest.mark.rule("PL-18")
def test_another_person_at_that_screen_sees_nothing_of_it(world, manager):
    sent = opened(manager)
    manager.post("/account/sign-out/")
    manager.post(PAGE, sent)

    manager.cookies = sign_in(world.manager2, world.ashmere).client.cookies

    assert not is_offered(manager)
    assert PAGE not in manager.get("/drafts/").content.decode()
    with world.acting("manager2"):
        assert not LooseDraft.objects.exists()
    with world.acting("manager"):
        assert LooseDraft.objects.get().data["fields"]["hours"] == [TYPED]


@pytest.mark.rule("PL-18")
def test_another_person_cannot_send_the_form_on(world, manager):
    sent = opened(manager)
    manager.post("/account/sign-out/")
    manager.cookies = sign_in(world.manager2, world.ashmere).client.cookies

    response = manager.post(PAGE, sent)

    assert (response.status_code, nothing_changed(world)) == (409, True)
    assert "This form was opened on another page or too long ago" in response.content.decode()
    with world.acting("manager2"):
        assert not LooseDraft.objects.exists()
    with world.acting("manager"):
        assert LooseDraft.objects.count() == 1


@pytest.mark.rule("PL-18", "PL-47")
def test_with_a_stale_forgery_token_the_form_comes_back_filled(world):
    client = Client(enforce_csrf_checks=True)
    client.cookies = sign_in(world.manager, world.ashmere).client.cookies
    sent = opened(client)

    response = client.post(PAGE, sent)

    assert (response.status_code, response["Location"], nothing_changed(world)) == (303, PAGE, True)
    assert is_offered(client)
    page = client.get(PAGE).content.decode()
    assert page.count('type="submit">Save<') == 1
    assert [e["result"] for e in audited("request.forged")] == ["refused"]


@pytest.mark.rule("PL-47")
def test_another_site_puts_nothing_into_anybodys_unfinished_forms(world):
    client = Client(enforce_csrf_checks=True)
    client.cookies = sign_in(world.manager, world.ashmere).client.cookies

    response = client.post(PAGE, form(), headers={"Sec-Fetch-Site": "same-site"})

    assert (response.status_code, nothing_changed(world)) == (403, True)
    assert not is_offered(client)
    with world.acting("manager"):
        assert not LooseDraft.objects.exists()


@pytest.mark.rule("PL-18", "PL-17")
def test_a_stale_token_while_locked_shows_the_lock_page(world):
    sent = opened(sign_in(world.manager, world.ashmere).client)
    client = Client(enforce_csrf_checks=True)
    client.cookies = sign_in(world.manager, world.ashmere, state="locked").client.cookies

    response = client.post(PAGE, sent)

    assert (response.status_code, nothing_changed(world)) == (401, True)
    assert "Locked. Nothing was lost" in response.content.decode()
    assert is_offered(sign_in(world.manager, world.ashmere).client)


@pytest.mark.rule("PL-18")
def test_a_refused_form_is_kept_for_its_author(world, manager):
    sent = opened(manager)
    Membership.objects.filter(user=world.manager).update(role="practitioner")

    response = manager.post(PAGE, sent)

    assert (response.status_code, nothing_changed(world)) == (403, True)
    assert "Your role does not include this." in response.content.decode()
    with world.acting("manager"):
        assert LooseDraft.objects.get().path == PAGE


@pytest.mark.rule("PL-18")
def test_a_form_whose_envelope_was_spoilt_is_kept_for_who_sent_it(world, manager):
    sent = opened(manager) | {"_form": "spoilt"}

    response = manager.post(PAGE, sent)

    assert (response.status_code, nothing_changed(world)) == (409, True)
    assert is_offered(manager)


@pytest.mark.rule("PL-18")
def test_a_form_in_error_is_kept_until_it_is_right(world, manager):
    wrong = manager.post(PAGE, form(idle_minutes="99", _form=envelope_in(manager.get(PAGE))))

    assert (wrong.status_code, nothing_changed(world)) == (422, True)
    assert "Enter a number from 5 to 15" in wrong.content.decode()
    assert is_offered(manager)
    right = manager.post(PAGE, form(_form=envelope_in(manager.get(PAGE))))
    assert right.status_code == 302
    with world.acting("manager"):
        assert not LooseDraft.objects.exists()


@pytest.mark.rule("PL-18")
def test_when_the_program_breaks_the_form_is_kept(world, manager):
    sent = opened(manager)
    with mock.patch("rowan.workspace.views.deciding.agencies.configure", side_effect=RuntimeError("broken")):
        response = manager.post(PAGE, sent)

    assert (response.status_code, nothing_changed(world)) == (500, True)
    assert "What you had typed is kept as a draft." in response.content.decode()
    assert is_offered(manager)


@pytest.mark.rule("PL-18")
def test_what_was_typed_about_something_filed_elsewhere_meanwhile_can_be_read(world, manager):
    sent = opened(manager)
    with mock.patch("rowan.workspace.views.deciding.agencies.configure", side_effect=Http404):
        assert manager.post(PAGE, sent).status_code == 404

    with world.acting("manager"):
        kept = LooseDraft.objects.get()
    assert f"/drafts/{kept.pk}/throw/" in manager.get("/drafts/").content.decode()
    assert TYPED in manager.get(f"/drafts/{kept.pk}/throw/").content.decode()


@pytest.mark.rule("PL-18")
def test_no_password_is_ever_kept(world):
    locked = sign_in(world.manager, world.ashmere, state="locked").client
    locked.post(LOCKED, {"password": "a secret of hers"})

    with world.acting("manager"):
        assert not LooseDraft.objects.exists()


# Once


def invitation(**more) -> dict:
    return {"name": "Asha Lowe", "email": "asha@example.org", "role": "practitioner"} | more


@pytest.mark.rule("PL-50")
def test_the_same_form_sent_twice_has_one_effect_and_both_answers_show_it(world, manager):
    envelope = envelope_in(manager.get(PEOPLE))

    first = manager.post(PEOPLE, invitation(_form=envelope))
    second = manager.post(PEOPLE, invitation(_form=envelope))

    assert (first.status_code, first["Location"]) == (302, "/settings/link/")
    assert (second.status_code, second["Location"]) == (302, "/settings/link/")
    assert Invitation.objects.count() == 1
    assert len(audited("membership.invited")) == 1


@pytest.mark.rule("PL-50")
def test_a_form_opened_again_is_another_form(world, manager):
    for _ in range(2):
        post_form(manager, PEOPLE, invitation())

    assert Invitation.objects.count() == 2


@pytest.mark.rule("PL-50")
def test_two_presses_at_the_same_moment_have_one_effect(fresh_database):
    world = build_world()
    signed_in = sign_in(world.manager, world.ashmere)
    envelope = envelope_in(signed_in.client.get(PEOPLE))
    key, answers = key_of(signed_in.client), []
    both_pressed = threading.Barrier(2)

    def press():
        try:
            client = stranger_with(key)
            both_pressed.wait(10)
            response = client.post(PEOPLE, invitation(_form=envelope))
            answers.append((response.status_code, response["Location"]))
        finally:
            connections.close_all()

    presses = [threading.Thread(target=press) for _ in range(2)]
    for each in presses:
        each.start()
    for each in presses:
        each.join(20)

    assert answers == [(302, "/settings/link/")] * 2
    assert Invitation.objects.count() == 1
    assert Session.objects.get(digest=digest_of(key)).state == "live"


@pytest.mark.rule("PL-50")
def test_the_database_takes_a_token_once(world, manager):
    post_form(manager, PEOPLE, invitation())

    with world.acting("manager"):
        token = Once.objects.get().token
        with pytest.raises(IntegrityError), transaction.atomic():
            Once.objects.create(token=token, answer="/")
    with world.acting("practitioner"):
        assert not Once.objects.exists()


@pytest.mark.rule("PL-50")
def test_an_effect_that_failed_does_not_count_as_sent(world, manager):
    envelope = envelope_in(manager.get(PEOPLE))
    with mock.patch.object(accounts, "invite", side_effect=RuntimeError("broken")):
        assert manager.post(PEOPLE, invitation(_form=envelope)).status_code == 500

    again = manager.post(PEOPLE, invitation(_form=envelope))

    assert again["Location"] == "/settings/link/"
    assert Invitation.objects.count() == 1
