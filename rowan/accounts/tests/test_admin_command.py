"""The installer makes the first system administrator: `bin/rowan admin create`."""

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from rowan.access.permissions import Permission
from rowan.accounts import factors
from rowan.accounts.models import Factor, User
from rowan.accounts.tests.helpers import by_password, code_of
from tests.support.world import PASSWORD, audited

ANN = {"name": "Ann Lee", "email": " Ann@Example.org "}


@pytest.fixture
def typed(monkeypatch):
    """What is typed at the terminal, one line after the other."""

    def types(*lines):
        answers = iter(lines)
        monkeypatch.setattr("rowan.accounts.management.commands.admin.getpass", lambda asked: next(answers))

    monkeypatch.delenv("ROWAN_ADMIN_PASSWORD", raising=False)
    return types


def nobody_was_made() -> bool:
    return not User.objects.exists() and audited() == []


@pytest.mark.rule("PL-26")
def test_an_administrator_is_made_and_told_what_comes_next(db, typed, capsys):
    typed(PASSWORD, PASSWORD)

    call_command("admin", "create", **ANN)

    user = User.objects.get()
    assert (user.name, user.email, user.check_password(PASSWORD)) == ("Ann Lee", "ann@example.org", True)
    assert user.permissions == {Permission.AGENCY_MANAGE, Permission.ROLE_READ, Permission.HEALTH_READ}
    assert "Next: sign in with ann@example.org, set up an authenticator app" in capsys.readouterr().out
    assert [e["actor"] for e in audited("account.administrator_made")] == ["installer"]


def test_the_password_may_come_from_the_environment(db, monkeypatch):
    monkeypatch.setenv("ROWAN_ADMIN_PASSWORD", PASSWORD)

    call_command("admin", "create", **ANN)

    assert User.objects.get().check_password(PASSWORD)


@pytest.mark.rule("PL-6")
def test_the_administrator_sets_up_an_app_before_anything_else(db, typed, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    typed(PASSWORD, PASSWORD)
    call_command("admin", "create", **ANN)

    client, response = by_password("ann@example.org")
    assert client.get(response["Location"])["Location"] == "/account/factor/"
    client.get("/account/factor/")
    client.post("/account/factor/", {"code": code_of(factors.unseal(Factor.objects.get().seed))})

    assert client.post("/account/factor/done/")["Location"] == "/settings/"


@pytest.mark.rule("PL-5")
@pytest.mark.parametrize(
    "password, sentence",
    [
        ("short", "Use at least 12 characters"),
        ("annlee123456", "That password is too easy to guess"),
        ("rowanrowanrowan", "That password is too easy to guess"),
    ],
)
def test_a_weak_password_makes_nobody(db, typed, password, sentence):
    typed(password, password)

    with pytest.raises(CommandError, match=sentence):
        call_command("admin", "create", **ANN)

    assert nobody_was_made()


def test_two_different_passwords_make_nobody(db, typed):
    typed(PASSWORD, "walnut kettle harbor")

    with pytest.raises(CommandError, match="The two passwords differ"):
        call_command("admin", "create", **ANN)

    assert nobody_was_made()


@pytest.mark.parametrize(
    "given, sentence",
    [({"email": "ann"}, "Give an e-mail address"), ({"name": "  "}, "Give the person's name")],
)
def test_half_a_person_is_not_made(db, typed, given, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("admin", "create", **ANN | given)

    assert nobody_was_made()


def test_an_address_in_use_is_not_taken_over(world, typed):
    before = User.objects.get(email="manager@example.org").password

    with pytest.raises(CommandError, match="There is already an account with this address"):
        call_command("admin", "create", name="Ann Lee", email="Manager@example.org")

    user = User.objects.get(email="manager@example.org")
    assert (user.password, user.system_role) == (before, "")
