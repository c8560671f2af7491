"""Pages as a browser has them: their forms, and what a form would send."""

from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from itertools import islice

from django.db import transaction
from django.test import Client
from django.test.client import ClientHandler
from django.urls import reverse

from rowan.access import routes
from rowan.access.routes import Route
from rowan.files.models import Draft
from rowan.referrals import services as referrals
from rowan.workspace.demo.stories import arrival
from tests.support.jobs import run_jobs
from tests.support.town import address, every_route, open_list

TYPED_IN = {"text", "email", "tel", "search", "number", "url", "textarea"}
BY_THE_CLIENT = ("plan-turned", "agreement-turned", "form-turned")  # open only on a turned screen
IN_ASHMERE = ("practitioner", "practitioner2", "manager", "manager2", "senior", "duty", "administrator")


@dataclass
class Form:
    """One form of a page: where it goes, what stands in it, and the fields that a person types into."""

    method: str
    action: str
    values: dict[str, list[str]] = field(default_factory=dict)
    typed_in: dict[str, str] = field(default_factory=dict)  # name of the field and its type
    fields: list[dict] = field(default_factory=list)  # every field's attributes

    @property
    def envelope(self) -> str:
        return self.values.get("_form", [""])[0]


class Forms(HTMLParser):
    """Reads the forms out of a page."""

    def __init__(self, html: str):
        super().__init__()
        self.forms: list[Form] = []
        self.now: Form | None = None
        self.open_field = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "form":
            self.now = Form(attributes.get("method", "get").lower(), attributes.get("action", ""))
            self.forms.append(self.now)
        elif self.now is not None and attributes.get("name") and tag in ("input", "textarea", "select"):
            self.take(tag, attributes)
        elif tag == "option" and self.open_field and "selected" in attributes:
            self.now.values[self.open_field] = [attributes.get("value", "")]

    def take(self, tag, attributes):
        name, kind = attributes["name"], attributes.get("type", "text") if tag == "input" else tag
        self.now.fields.append({"tag": tag, "type": kind, **attributes})
        if kind in TYPED_IN:
            self.now.typed_in[name] = kind
        if tag != "input":
            self.open_field = name
            self.now.values.setdefault(name, [""])
        elif kind not in ("radio", "checkbox", "file", "submit") or "checked" in attributes:
            self.now.values.setdefault(name, []).append(attributes.get("value", ""))

    def handle_data(self, data):
        if self.open_field and self.open_field in self.now.typed_in:
            self.now.values[self.open_field][0] += data.removeprefix("\n").removeprefix("\r\n")

    def handle_endtag(self, tag):
        if tag == "form":
            self.now = None
        if tag in ("textarea", "select"):
            self.open_field = ""


@contextmanager
def taken_back():
    """Whatever is written in here is undone."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def forms_in(response) -> list[Form]:
    content = read_whole(response)
    return Forms(content.decode()).forms if response["Content-Type"].startswith("text/html") else []


def kept_form_in(response) -> Form:
    """The form of this page that is kept for its author: the one with an envelope."""
    return next(form for form in forms_in(response) if form.envelope)


def kept_routes() -> list[tuple[str, Route]]:
    """Every page with a form that is kept when it cannot be taken."""
    declared = [(pattern.name, routes.of(pattern.callback)) for _path, pattern in every_route()]
    return [
        (name, route)
        for name, route in declared
        if route.drafts and "POST" in route.methods and name not in BY_THE_CLIENT
    ]


def complete(town) -> None:
    """A police list is open, a referral ready to be given, a form unfinished: every page has an address."""
    open_list(town)
    ready = checked(town, arrival(3, "Ottilie", "Brandreth", phone="07700 900 377"))
    waits = checked(town, arrival(3, "Wanda", "Brandreth", phone="07700 900 378"))
    with town.world.acting("senior"):
        referrals.put_on_list(referral=waits, reason="Everybody is full", by=town.world.user("senior"))
    ended = checked(town, arrival(3, "Tilda", "Brandreth", phone="07700 900 379"))
    with town.world.acting("practitioner"):
        referrals.end(
            referral=ended, outcome="wrong", note="x", nowhere_because="x", by=town.world.user("practitioner")
        )
    town.at_a_moment = {
        "referral-tell": ended.file,
        "referral-end-back": ended.file,
        "referral-allocate": ready.file,
        "referral-wait": ready.file,
        "referral-place": waits.file,
        "referral-place-leave": waits.file,
    }
    unfinished = reverse("plan-risk-left", args=[town.file.reference, "dash.q1"])
    with town.world.acting("practitioner"):
        draft = Draft.objects.create(
            file=town.file,
            owner=town.world.practitioner,
            path=unfinished,
            title="Risk",
            data={"fields": {}, "shown": {}, "version": 0},
        )
    town.ids["unfinished-throw"] = draft.pk


def checked(town, came):
    """A referral with both questions answered: ready to be given to somebody."""
    with town.world.acting("duty"):
        by = town.world.user("duty")
        referral = referrals.receive(arrival=came, by=by)
        referral = referrals.record_match(referral=referral, by=by)
    run_jobs()
    return referral


def where(town, name: str) -> str:
    """The address of a page at a moment when it opens."""
    file = town.at_a_moment.get(name)
    return address(town, name, instead=file.reference if file else None)


@cache
def handler(strict: bool) -> ClientHandler:
    """One for all clients of a sweep: each of its own would look for the static files again."""
    return ClientHandler(enforce_csrf_checks=strict)


def client_of(town, persona: str, *, strict: bool = False) -> Client:
    """A signed-in browser that costs little to make; a strict one has its forgery tokens checked."""
    client = town.world.client(persona)
    client.handler = handler(strict)
    return client


def read_whole(answer) -> bytes:
    """All that was sent, also of a download, which stays open until it is read."""
    return b"".join(answer)


def opens(town, name: str, persona: str) -> bool:
    answer = client_of(town, persona).get(where(town, name))
    read_whole(answer)
    return answer.status_code == 200


def who_may_open(town, name: str) -> tuple[str, str]:
    """Two personas of Ashmere to whom this page opens; the second is empty where there is but one."""
    found = list(islice((p for p in IN_ASHMERE if opens(town, name, p)), 2))
    assert found, f"{name} opens to nobody"
    return found[0], found[1] if len(found) > 1 else ""
