"""Two organisations and three services, with the people who work there. Shared by every room's tests."""

import json
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from rowan.accounts.models import Membership, Session, User
from rowan.accounts.sessions import SessionStore
from rowan.agencies.models import Agency, Service
from rowan.files.envelopes import Envelope
from rowan.workspace.demo.people import DECIDED

PASSWORD = "walnut kettle harbour"
PLACES = {
    "ashmere": ("Ashmere Trust", "Ashmere Advocacy", "support"),
    "wrenfield": ("Ashmere Trust", "Wrenfield Change", "perpetrator"),
    "brackwater": ("Brackwater Women", "Brackwater Outreach", "support"),
}
PEOPLE = {
    "duty": ("ashmere", "administrator", "Mina Osei"),
    "practitioner": ("ashmere", "practitioner", "Priya Nandra"),
    "practitioner2": ("ashmere", "practitioner", "Sam Adeyemi"),
    "senior": ("ashmere", "senior", "Tom Bexley"),
    "manager": ("ashmere", "manager", "Helen Okafor"),
    "manager2": ("ashmere", "manager", "Ruth Calder"),
    "other_practitioner": ("brackwater", "practitioner", "Nell Farrow"),
    "other_manager": ("brackwater", "manager", "Ines Duarte"),
    "officer": ("wrenfield", "officer", "Callum Weir"),
    "officer_manager": ("wrenfield", "manager", "Joan Petrie"),
}
PERSONAS = [*PEOPLE, "administrator", "leaver", "half", "locked", "nobody"]


@contextmanager
def acting_in(service, *, user=None, admitted=(), barred=()):
    """Write rows as if this person had entered the service. The only place that sets the context directly."""
    names = {
        "rowan.service": str(service.pk),
        "rowan.user": str(user.pk) if user else "",
        "rowan.actor": user.name if user else "",
        "rowan.roles": "",
        "rowan.purpose": "web",
        "rowan.admitted": ",".join(str(getattr(f, "pk", f)) for f in admitted),
        "rowan.barred": ",".join(str(getattr(f, "pk", f)) for f in barred),
    }
    with transaction.atomic(), connection.cursor() as cursor:
        before = {}
        for name, value in names.items():
            cursor.execute("SELECT coalesce(current_setting(%s, true), '')", [name])
            before[name] = cursor.fetchone()[0]
            cursor.execute("SELECT set_config(%s, %s, true)", [name, value])
        cursor.execute(
            "SELECT set_config('rowan.entered', coalesce(current_setting('rowan.entered', true), '')"
            " || ' ' || md5(rowan.context()), true)"
        )
        yield
        for name, value in before.items():
            cursor.execute("SELECT set_config(%s, %s, true)", [name, value])


@dataclass
class SignedIn:
    """A browser of somebody who has given password and factor."""

    client: Client
    user: User
    session: Session


def sign_in(user: User | None, service: Service | None = None, *, state: str = "live") -> SignedIn:
    """A client with a real session row; no page is asked."""
    client = Client()
    if user is None:
        return SignedIn(client, user, None)
    now = timezone.now()
    store = SessionStore()
    store.update(
        {
            "user": str(user.pk),
            "state": state,
            "seen": now.isoformat(),
            "proved": now.isoformat(),
            "ends": (now + timedelta(hours=10)).isoformat(),
            **({"service": str(service.pk)} if service else {}),
        }
    )
    store.create_for_life()
    client.cookies[settings.SESSION_COOKIE_NAME] = store.session_key
    return SignedIn(client, user, Session.objects.get(digest=store.digest))


class World(SimpleNamespace):
    """`world.ashmere`, `world.practitioner`, ...; `world.client("practitioner")`; `world.acting_in("ashmere")`."""

    def client(self, persona: str) -> Client:
        if persona == "nobody":
            return Client()
        if persona in ("half", "locked"):
            return sign_in(self.practitioner, self.ashmere, state=persona).client
        user = getattr(self, persona)
        place = self.ashmere if persona == "leaver" else self.service_of.get(persona)
        return sign_in(user, place).client

    def user(self, persona: str) -> User:
        """The person as they act inside a request: with service and roles, for rules and services."""
        user = User.objects.get(pk=getattr(self, persona).pk)
        if service := self.service_of.get(persona):
            user.acts(service, (PEOPLE[persona][1],))
        return user

    def acting_in(self, place: str, persona: str | None = None, **more):
        return acting_in(getattr(self, place), user=self.user(persona) if persona else None, **more)

    def acting(self, persona: str, **more):
        """In the persona's own service, as that persona."""
        return acting_in(self.service_of[persona], user=self.user(persona), **more)


def build_world() -> World:
    world = World(service_of={})
    agencies: dict[str, Agency] = {}
    for slug, (agency, name, kind) in PLACES.items():
        agencies.setdefault(agency, Agency.objects.create(name=agency) if agency not in agencies else None)
        service = Service.objects.create(
            agency=agencies[agency],
            name=name,
            kind=kind,
            live_at=timezone.now(),
            decoy_percent=0,  # chance has no place in a test that does not ask for it
            **DECIDED,
        )
        setattr(world, slug, service)
    world.administrator = person("administrator", "Alma Reyes", system_role="system-administrator")
    for slug, (place, role, name) in PEOPLE.items():
        user = person(slug, name)
        setattr(world, slug, user)
        world.service_of[slug] = getattr(world, place)
        member(user, getattr(world, place), role, by=world.administrator)
    world.leaver = person("leaver", "Gil Marsh")
    member(
        world.leaver,
        world.ashmere,
        "practitioner",
        by=world.administrator,
        until=timezone.localdate() - timedelta(days=1),
    )
    return world


def person(slug: str, name: str, **more) -> User:
    user = User(name=name, email=f"{slug}@example.org", **more)
    user.set_password(PASSWORD)
    user.save()
    return user


def member(user, service, role, *, by, until=None) -> Membership:
    return Membership.objects.create(
        user=user,
        service=service,
        role=role,
        since=date(2026, 1, 1),
        until=until,
        given_by=by,
        needs_second=False,
    )


@pytest.fixture
def world(db) -> World:
    return build_world()


def envelope_in(response) -> str:
    """The signed envelope of the form on this page."""
    html = response.content.decode()
    marker = 'name="_form" value="'
    start = html.index(marker) + len(marker)
    return html[start : html.index('"', start)]


def post_form(client: Client, path: str, data: dict, **more):
    """Open the page, then send its form as a browser would: with what it carries."""
    page = client.get(path)
    assert page.status_code == 200, f"{path} answered {page.status_code}"
    return client.post(path, {**data, "_form": envelope_in(page)}, **more)


def seal_for(signed_in: SignedIn, path: str, *, file=None, service=None) -> str:
    """An envelope as this person's page would have carried it."""
    return Envelope(
        owner=str(signed_in.user.pk),
        service=str(service.pk) if service else "",
        session=sha256(signed_in.client.cookies[settings.SESSION_COOKIE_NAME].value.encode()).hexdigest(),
        path=path,
        file=str(file.pk) if file else "",
    ).seal()


def audited(verb: str | None = None) -> list[dict]:
    """What this test has put on the record, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM rowan_test.events()")
        events = [json.loads(row[0]) if isinstance(row[0], str) else row[0] for row in cursor.fetchall()]
    return [event for event in events if verb in (None, event["verb"])]
