"""What the tests of signing in share."""

from django.conf import settings
from django.test import Client

from rowan.accounts import factors
from rowan.accounts.models import Factor, User
from tests.support.world import PASSWORD, member

SIGN_IN = "/account/sign-in/"


def with_app(user: User) -> bytes:
    """Give this person a confirmed authenticator app; its seed."""
    seed = factors.new_seed()
    Factor.objects.create(user=user, seed=factors.seal(seed), confirmed_at="2026-01-01T09:00Z")
    return seed


def code_of(seed: bytes, steps: int = 0) -> str:
    """The code that the app shows now, or showed some steps ago."""
    return factors.code_at(seed, factors.step_now() + steps)


def key_of(client: Client) -> str:
    return client.cookies[settings.SESSION_COOKIE_NAME].value


def stranger_with(key: str) -> Client:
    """Another browser that has got hold of this cookie."""
    client = Client()
    client.cookies[settings.SESSION_COOKIE_NAME] = key
    return client


def by_password(email: str, password: str = PASSWORD, **more) -> tuple[Client, object]:
    client = Client(**more)
    return client, client.post(SIGN_IN, {"email": email, "password": password})


def also_in_wrenfield(world) -> None:
    """The practitioner works in two services."""
    member(world.practitioner, world.wrenfield, "officer", by=world.administrator)
