"""A new password is not easy to guess, and nothing about it leaves the host (PL-5)."""

import socket

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from rowan.accounts.models import User
from rowan.accounts.passwords import LongEnough, NotEasyToGuess
from rowan.agencies.models import Agency, Service

TOO_EASY = "That password is too easy to guess. Choose another."


def priya() -> User:
    user = User(name="Priya Nandra", email="p.nandra@ashmere-trust.example.org")
    user.acting_service = Service(name="Ashmere Advocacy", agency=Agency(name="Hollin Valley Trust"))
    return user


def refused(password: str) -> list[str]:
    try:
        validate_password(password, priya())
    except ValidationError as no:
        return no.messages
    return []


@pytest.mark.rule("PL-5")
@pytest.mark.parametrize(
    "password",
    [
        "aaaaaaaaaaaaaa",
        "abababababababab",
        "123456789012345",
        "Password123456!",
        "qwertyuiop1234",
        "Baseball-2024-99",
        "rowan-rowan-2026",
        "PriyaNandra1990",
        "nandra.1234567",
        "Ashmere2026!!!",
        "hollin-valley-1",
        "AdvocacyIdva22",
        "ashmeretrust99",
    ],
)
def test_an_easy_password_is_refused_without_more_detail(password):
    assert refused(password) == [TOO_EASY]


@pytest.mark.rule("PL-5")
@pytest.mark.parametrize(
    "password",
    [
        "walnut kettle harbour",
        "ashmere walnut kettle",
        "7Kq!vTz-Lw1Xy",
        "пароль из трёх слов",
        "correct horse battery staple",
        "x" * 6 + "🌳🌿🍂🌾🌱 and more",
    ],
)
def test_three_random_words_are_taken(password):
    assert refused(password) == []


@pytest.mark.rule("PL-5")
def test_a_short_one_is_told_what_to_do():
    assert refused("tea and milk") == []
    assert refused("tea andmilk") == ["Use at least 12 characters. Three random words work well."]


@pytest.mark.rule("PL-5")
def test_nothing_about_a_password_leaves_the_host(monkeypatch):
    def outbound(*args, **kwargs):
        raise AssertionError("a password was about to be asked of another machine")

    for name in ("connect", "connect_ex", "sendto"):
        monkeypatch.setattr(socket.socket, name, outbound)
    monkeypatch.setattr(socket, "getaddrinfo", outbound)

    assert refused("Password123456!") == [TOO_EASY]
    assert refused("walnut kettle harbour") == []


@pytest.mark.rule("PL-5")
@given(st.text(min_size=12, max_size=128))
def test_any_text_is_judged_and_never_breaks(password):
    for rule in (LongEnough(), NotEasyToGuess()):
        try:
            rule.validate(password, priya())
        except ValidationError as no:
            assert no.code == "easy"
