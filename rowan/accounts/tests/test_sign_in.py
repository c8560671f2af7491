"""Signing in: the same answer and work whatever is wrong (PL-11), and what a session is (PL-16)."""

import re
import threading
import time
from contextlib import contextmanager
from unittest import mock

import pytest
from django.contrib.auth import hashers
from django.db import connection, connections
from django.test import Client, override_settings
from django.test.utils import CaptureQueriesContext

from rowan.accounts import services
from rowan.accounts.models import Session, Try
from rowan.accounts.sessions import digest_of
from rowan.accounts.tests.helpers import (
    SIGN_IN,
    also_in_wrenfield,
    by_password,
    code_of,
    key_of,
    stranger_with,
    with_app,
)
from tests.support.world import PASSWORD, audited, build_world, sign_in

SENTENCE = "Enter the e-mail and password that you use here"


@contextmanager
def counting_hashes():
    """How often a password is compared and made: the dear part of signing in."""
    counts = {"verify": 0, "encode": 0}
    hasher = hashers.get_hasher()
    verify, encode = type(hasher).verify, type(hasher).encode

    def counted_verify(self, *args, **kwargs):
        counts["verify"] += 1
        return verify(self, *args, **kwargs)

    def counted_encode(self, *args, **kwargs):
        counts["encode"] += 1
        return encode(self, *args, **kwargs)

    with (
        mock.patch.object(type(hasher), "verify", counted_verify),
        mock.patch.object(type(hasher), "encode", counted_encode),
    ):
        yield counts


def ways_to_fail(world) -> dict[str, dict[str, str]]:
    world.leaver.is_active = False
    world.leaver.save(update_fields=["is_active"])
    with_app(world.senior)
    return {
        "wrong password": {"email": "practitioner@example.org", "password": "not the one here"},
        "wrong password, has a factor": {"email": "senior@example.org", "password": "not the one here"},
        "unknown address": {"email": "nobody@example.org", "password": PASSWORD},
        "disabled account": {"email": "leaver@example.org", "password": PASSWORD},
    }


def shape(response, email: str) -> tuple:
    """What somebody outside sees of an answer, without what was typed and tokens that are always new."""
    headers = {n: v for n, v in response.headers.items() if n not in ("Set-Cookie", "Content-Length")}
    cookies = sorted((name, one["max-age"], one["path"]) for name, one in response.cookies.items())
    body = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    return response.status_code, headers, cookies, body.replace(email, "")


@pytest.mark.rule("PL-11")
def test_whatever_is_wrong_the_answer_is_the_same(world):
    answers = {}
    for why, given in ways_to_fail(world).items():
        answers[why] = shape(Client().post(SIGN_IN, given), given["email"])

    first, *others = answers.values()
    assert first[0] == 422
    assert SENTENCE in first[3]
    for other in others:
        assert other == first


@pytest.mark.rule("PL-11")
def test_whatever_is_wrong_the_work_is_the_same(world):
    services.check_password(email="a@example.org", password="warm up the hash of nobody")
    work = {}
    for why, given in ways_to_fail(world).items():
        with counting_hashes() as hashes, CaptureQueriesContext(connection) as statements:
            Client().post(SIGN_IN, given)
        kinds = [one["sql"].split('"s1')[0][:40] for one in statements.captured_queries]
        work[why] = (hashes["verify"], kinds)

    first, *others = work.values()
    assert first[0] == 1
    assert all(other == first for other in others), work


@pytest.mark.rule("PL-11")
def test_whatever_is_wrong_it_takes_as_long(world):
    """The quickest of some tries, in turns: a path without the comparison would be many times quicker."""
    took: dict[str, list[float]] = {"practitioner@example.org": [], "nobody@example.org": []}
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.Argon2PasswordHasher"]):
        services._nobodys_password.cache_clear()
        world.practitioner.set_password(PASSWORD)
        world.practitioner.save()
        for email, times in [*took.items()] * 5:
            start = time.perf_counter()
            assert services.check_password(email=email, password="not the one here") is None
            times.append(time.perf_counter() - start)
    services._nobodys_password.cache_clear()

    quickest = [min(times) for times in took.values()]
    assert max(quickest) < 2 * min(quickest), took


@pytest.mark.rule("PL-11")
def test_with_the_right_password_a_missing_factor_does_not_show(world, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    with_app(world.senior)

    seen = []
    for who in ("senior", "practitioner"):
        response = Client().post(SIGN_IN, {"email": f"{who}@example.org", "password": PASSWORD})
        seen.append((response.status_code, response["Location"], sorted(response.cookies)))

    assert seen[0] == seen[1] == (302, "/account/check/", sorted(seen[0][2]))


@pytest.mark.rule("PL-11")
def test_a_failed_sign_in_leaves_an_event_without_the_address(world):
    Client().post(SIGN_IN, {"email": "nobody@example.org", "password": "not the one here"})

    [event] = audited("account.refused")
    assert event["result"] == "refused"
    assert "nobody" not in str(event)


@pytest.mark.rule("PL-10")
@pytest.mark.parametrize("email", ["practitioner@example.org", "nobody@example.org"])
def test_guessing_is_slowed_the_same_for_known_and_unknown(world, email):
    for _ in range(10):
        response = Client().post(SIGN_IN, {"email": email, "password": "not the one here"})
        assert response.status_code == 422

    response = Client().post(SIGN_IN, {"email": email, "password": PASSWORD})

    assert response.status_code == 429
    assert "There were too many tries. Try again in 5 minutes." in response.content.decode()
    assert audited("request.limited")
    assert not Session.objects.filter(state="half").exists()


@pytest.mark.rule("PL-10")
def test_a_network_that_guesses_many_accounts_is_slowed(world):
    for n in range(10):
        Client().post(SIGN_IN, {"email": f"n{n}@example.org", "password": "not the one here"})

    there = Client().post(SIGN_IN, {"email": "duty@example.org", "password": PASSWORD})
    elsewhere = Client(REMOTE_ADDR="192.0.2.7").post(
        SIGN_IN, {"email": "duty@example.org", "password": PASSWORD}
    )

    assert (there.status_code, elsewhere.status_code) == (429, 302)


@pytest.mark.rule("PL-10")
def test_many_tries_at_the_same_moment_are_no_more_than_one_after_another(fresh_database):
    build_world()
    answers = []
    start = threading.Barrier(24)

    def guess():
        try:
            client = Client()
            start.wait(30)
            response = client.post(SIGN_IN, {"email": "duty@example.org", "password": "not the one here"})
            answers.append(response.status_code)
        finally:
            connections.close_all()

    guesses = [threading.Thread(target=guess) for _ in range(24)]
    for each in guesses:
        each.start()
    for each in guesses:
        each.join(60)

    assert sorted(answers) == [422] * 10 + [429] * 14
    assert Try.objects.filter(subject=services.subject("account", "duty@example.org")).count() == 10


@pytest.mark.rule("PL-10")
def test_an_office_that_comes_in_with_the_right_passwords_is_not_slowed(world):
    came_in = [by_password(f"{who}@example.org")[1].status_code for who in ("duty", "senior") * 6]

    assert came_in == [302] * 12
    assert not Try.objects.exists()


@pytest.mark.rule("PL-10")
def test_tries_keep_no_address(world):
    Client().post(SIGN_IN, {"email": "nobody@example.org", "password": "not the one here"})

    assert all("nobody" not in one.subject for one in Try.objects.all())


@pytest.mark.rule("PL-16")
def test_a_session_is_known_by_its_hash_alone(world):
    client, _ = by_password("practitioner@example.org")
    key = key_of(client)

    row = Session.objects.get(digest=digest_of(key))
    stored = " ".join(str(getattr(row, field.attname)) for field in Session._meta.fields)
    assert len(key) >= 26  # of 36 letters: more than 128 bits
    assert key not in stored
    assert key not in str(audited())


@pytest.mark.rule("PL-16")
def test_the_key_is_new_at_sign_in_at_the_second_step_at_lock_and_at_unlock(world):
    seed = with_app(world.practitioner)
    client, keys = Client(), []

    client.get("/")
    keys.append(key_of(client))
    client.post(SIGN_IN, {"email": "practitioner@example.org", "password": PASSWORD})
    keys.append(key_of(client))
    client.post("/account/check/", {"code": code_of(seed)})
    keys.append(key_of(client))
    client.post("/account/hide/")
    keys.append(key_of(client))
    client.post("/account/locked/", {"password": PASSWORD})
    keys.append(key_of(client))

    assert len(set(keys)) == 5
    for old in keys[:-1]:
        assert stranger_with(old).get("/")["Location"] == SIGN_IN
    assert client.get("/account/").status_code == 200


@pytest.mark.rule("PL-16")
def test_coming_with_an_old_key_leaves_an_event(world):
    client = sign_in(world.practitioner, world.ashmere).client
    old = key_of(client)
    client.post("/account/sign-out/")

    response = stranger_with(old).get("/account/")

    assert response["Location"] == SIGN_IN
    assert [e["actor"] for e in audited("account.old_session")] == ["Priya Nandra"]


@pytest.mark.rule("PL-16")
def test_choosing_another_service_changes_the_key(world):
    also_in_wrenfield(world)
    client = sign_in(world.practitioner, world.ashmere).client
    before = key_of(client)

    client.post("/account/service/", {"service": str(world.wrenfield.pk)})

    assert key_of(client) != before
