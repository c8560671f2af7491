"""Whatever stops a form, what was typed is kept for its author and for nobody else (ST-11).

One sweep over every form of the program: its page is opened, every text field filled, and the form sent when
it cannot be taken. Nothing may be written by it, and the text must stand in the form when its author is back.
"""

import re
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils import timezone

from rowan.accounts.models import Membership, Session
from rowan.accounts.sessions import SessionStore, digest_of
from rowan.files.models import Draft, LooseDraft, Once
from tests.support.pages import (
    client_of,
    complete,
    kept_form_in,
    kept_routes,
    opens,
    taken_back,
    where,
    who_may_open,
)
from tests.support.world import PASSWORD

ELSEWHERE = ("file-new", "referral-list-new", "settings-agencies", "settings-service-add")
OF_ONES_OWN = ("rota-worker", "rota-away")  # everybody says of themselves when they work
LEAST = 25  # forms: fewer means that the sweep finds them no more
NOT_OF_THE_FORM = {Draft, LooseDraft, Once, Session}


@dataclass
class Screen:
    """A form on somebody's screen, with text typed into every field that takes text."""

    town: object
    name: str
    path: str
    author: str
    colleague: str  # who may open the same page, if anybody
    client: Client
    data: dict[str, list[str]]
    typed: list[str]

    @property
    def key(self) -> str:
        return self.client.cookies[settings.SESSION_COOKIE_NAME].value

    def send(self, client: Client | None = None, **more):
        return (client or self.client).post(self.path, {**self.data, **more})

    def reopened(self) -> str:
        """The page as its author finds it after signing in again."""
        return client_of(self.town, self.author).get(self.path).content.decode()

    def again(self) -> "Screen":
        """The same form, as yet unsent, in the same session."""
        return replace(self, client=self.other_tab())

    def other_tab(self, *, strict: bool = False) -> Client:
        client = client_of(self.town, "nobody", strict=strict)
        client.cookies[settings.SESSION_COOKIE_NAME] = self.key
        return client


def screens(town):
    """Each form in turn, filled; whatever is done with one is taken back before the next."""
    for name, _route in kept_routes():
        author, colleague = who_may_open(town, name)
        with taken_back():
            client, path = client_of(town, author), where(town, name)
            form = kept_form_in(client.get(path))
            if not form.typed_in:
                continue  # nothing to type: a choice alone
            typed = {field: f"zq{i:02}typed" for i, field in enumerate(form.typed_in)}
            data = {**form.values, **{field: [text] for field, text in typed.items()}}
            yield Screen(town, name, path, author, colleague, client, data, list(typed.values()))


def stored(town) -> list[tuple]:
    """How many rows every table but those of drafts and sessions has, and which writes they are of."""
    tables = [m._meta.db_table for m in apps.get_models() if m not in NOT_OF_THE_FORM and m._meta.managed]
    parts = [
        f"SELECT '{t}', count(*), sum(hashtextextended(r.ctid::text, r.xmin::text::bigint)) FROM {t} r"
        for t in tables
    ]
    with town.world.acting("manager"), connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(parts))
        return cursor.fetchall()


def locked(screen):
    screen.client.post("/account/hide/")
    answer = screen.send()
    assert screen.client.post("/account/locked/", {"password": PASSWORD}).status_code == 302
    assert_typed(screen, screen.client.get(screen.path).content.decode(), f"{screen.name}, unlocked")
    return answer


def idle(screen):
    """Nobody touched the keyboard for longer than the service allows."""
    store = SessionStore(screen.key)
    store["seen"] = (timezone.now() - timedelta(hours=1)).isoformat()
    store.save()
    return screen.send()


def timed_out(screen):
    """Ten hours after signing in."""
    Session.objects.filter(digest=digest_of(screen.key)).update(
        expires_at=timezone.now() - timedelta(minutes=1)
    )
    return screen.send()


def ended_elsewhere(screen):
    SessionStore(screen.key).delete()
    return screen.send()


def signed_out(screen):
    screen.client.post("/account/sign-out/")
    return screen.send(client_of(screen.town, "nobody"))


def factor_outstanding(screen):
    store = SessionStore(screen.key)
    store["state"] = "half"
    store.save()
    return screen.send()


def no_forgery_token(screen):
    return screen.send(screen.other_tab(strict=True))


def stale_forgery_token(screen):
    strict = screen.other_tab(strict=True)
    strict.cookies[settings.CSRF_COOKIE_NAME] = "b" * 32
    return screen.send(strict, csrfmiddlewaretoken="c" * 64)


def another_person_there(screen):
    """A colleague has signed in on this screen while the first person's page was still open."""
    other = "manager2" if screen.author != "manager2" else "manager"
    client = client_of(screen.town, other)
    answer = screen.send(client)
    assert_not_typed(screen, client.get(screen.path).content.decode())
    assert_not_typed(screen, answer.content.decode())
    return answer


def autosaved(screen):
    answer = screen.send(_autosave="1")
    if screen.colleague:
        theirs = client_of(screen.town, screen.colleague).get(screen.path)
        assert theirs.status_code == 200
        assert_not_typed(screen, theirs.content.decode())
    assert re.fullmatch(r"\d{1,2}:\d\d", answer.json()["saved"])
    return answer


WAYS = {
    "locked": (locked, {401}),
    "idle": (idle, {401}),
    "timed out": (timed_out, {401}),
    "ended elsewhere": (ended_elsewhere, {401}),
    "signed out": (signed_out, {401}),
    "factor outstanding": (factor_outstanding, {302}),
    "no forgery token": (no_forgery_token, {303}),
    "stale forgery token": (stale_forgery_token, {303}),
    "another person there": (another_person_there, {403, 409}),
    "autosaved": (autosaved, {200}),
}


def assert_typed(screen, html: str, told: str) -> None:
    lost = [text for text in screen.typed if text not in html]
    assert not lost, f"{told}: lost {len(lost)} of {len(screen.typed)} fields"


def assert_not_typed(screen, html: str) -> None:
    assert not [text for text in screen.typed if text in html], f"{screen.name} showed it to somebody else"


def drafts_that_hold(screen) -> list[tuple[str, str]]:
    """Whose drafts hold the text, of which page. Those without a file are seen by their owner alone."""
    found = []
    for persona in (screen.author, "manager", "manager2"):
        with screen.town.world.acting_in("ashmere", persona):
            found += [
                (str(draft.owner_id), draft.path)
                for draft in (*Draft.objects.all(), *LooseDraft.objects.all())
                if all(text in str(draft.data) for text in screen.typed)
            ]
    return sorted(set(found))


@pytest.mark.rule("PL-18", "PL-47", "PL-111")
def test_a_form_that_cannot_be_taken_is_kept_for_its_author_alone(town):
    complete(town)
    swept = 0
    for screen in screens(town):
        before = stored(town)
        for way, (stop, statuses) in WAYS.items():
            with taken_back():
                told = f"{screen.name}, {way}"

                answer = stop(screen.again())

                assert answer.status_code in statuses, f"{told}: answered {answer.status_code}"
                assert stored(town) == before, f"{told}: wrote something"
                assert drafts_that_hold(screen) == [
                    (str(getattr(town.world, screen.author).pk), screen.path)
                ], told
                assert_typed(screen, screen.reopened(), told)
        swept += 1
    assert swept >= LEAST


@pytest.mark.rule("PL-110", "PL-112", "PL-118")
def test_a_form_sent_with_the_envelope_of_another_page_is_refused_and_kept(town):
    """The record it was made for keeps the text; nothing is written to the record that it was sent to."""
    complete(town)
    world = town.world
    swept = 0
    for screen in screens(town):
        name = next(n for n in ELSEWHERE if n != screen.name and opens(town, n, screen.author))
        elsewhere = where(town, name)
        other = kept_form_in(screen.client.get(elsewhere))
        before = stored(town)

        answer = screen.send(_form=other.envelope)

        assert answer.status_code == 409, f"{screen.name} answered {answer.status_code}"
        assert stored(town) == before, f"{screen.name} wrote something"
        assert drafts_that_hold(screen) == [(str(getattr(world, screen.author).pk), elsewhere)], screen.name
        swept += 1
    assert swept >= LEAST


@pytest.mark.rule("PL-112")
def test_a_form_refused_by_its_rules_shows_again_all_that_was_typed(town):
    complete(town)
    refused = 0
    for screen in screens(town):
        before = stored(town)

        answer = screen.send()

        assert answer.status_code in (302, 409, 422), f"{screen.name} answered {answer.status_code}"
        if answer.status_code == 302:
            continue
        assert_typed(
            screen, answer.content.decode() if answer.status_code == 422 else screen.reopened(), screen.name
        )
        assert_typed(screen, screen.reopened(), screen.name)
        assert stored(town) == before, f"{screen.name} wrote something"
        refused += 1
    assert refused >= 15


@pytest.mark.rule("PL-18", "PL-34")
def test_a_form_refused_for_want_of_a_role_is_kept_until_the_role_is_back(town):
    """A role was taken away while the form was open."""
    complete(town)
    refused = 0
    for screen in screens(town):
        mine = Membership.objects.filter(user=getattr(town.world, screen.author), service=town.world.ashmere)
        if screen.author == "administrator" or screen.name in OF_ONES_OWN or opens(town, screen.name, "duty"):
            continue
        role = mine.get().role
        mine.update(role="administrator")
        before = stored(town)

        answer = screen.send()

        assert answer.status_code == 403, f"{screen.name} answered {answer.status_code}"
        assert stored(town) == before, f"{screen.name} wrote something"
        assert_not_typed(screen, screen.client.get(screen.path).content.decode())
        mine.update(role=role)
        assert_typed(screen, screen.reopened(), screen.name)
        refused += 1
    assert refused >= 15
