"""Every route says what it needs, and the door holds it to that (PL-46 to PL-48, PL-30)."""

import re

import pytest
import time_machine
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import connection
from django.test import Client, override_settings
from django.utils import timezone

from rowan.access import checks
from rowan.access.routes import Scope
from rowan.access.tests.addresses import addresses
from rowan.accounts.models import Session
from rowan.agencies.models import Agency
from rowan.audit.verbs import VERBS
from rowan.files.models import File
from tests.support.world import PERSONAS, audited, envelope_in, post_form, sign_in

SIGN_IN = "/account/sign-in/"
PUBLIC = {"account-sign-in", "account-hidden", "account-sign-out", "account-signed-out", "account-join"}
RECORD = {
    "accounts_session",
    "accounts_miss",
    "accounts_alert",
}  # the clock of a session, and what was refused
METHODS = ("get", "head", "post", "options", "delete")


@pytest.fixture
def still():
    """The clock stands: no answer keeps the session's activity by chance."""
    with time_machine.travel(timezone.now(), tick=False):
        yield


# Declared


@pytest.mark.rule("PL-46")
def test_every_route_is_declared(db):
    assert checks.every_route_is_declared(None) == []
    assert sum(1 for _ in addresses()) > 20


@pytest.mark.rule("PL-46")
@override_settings(ROOT_URLCONF="rowan.access.tests.urls_undeclared")
def test_an_undeclared_route_stops_the_start_and_is_refused(world):
    [error] = checks.every_route_is_declared(None)

    response = sign_in(world.manager, world.ashmere).client.get("/undeclared/")
    outside = Client().get("/undeclared/")

    assert error.msg.startswith("/undeclared/ does not say what it needs.")
    assert (response.status_code, outside["Location"]) == (404, SIGN_IN)
    assert "secret" not in response.content.decode()
    with pytest.raises(SystemCheckError, match="/undeclared/ does not say what it needs"):
        call_command("check")


@pytest.mark.rule("PL-46", "PL-120")
@override_settings(ROOT_URLCONF="rowan.access.tests.urls_undeclared")
def test_a_route_with_an_event_that_is_not_listed_stops_the_start():
    [error] = checks.every_route_leaves_an_event(None)

    assert error.msg == "/odd/ leaves no.such_event on the record, which is not a listed event."


@pytest.mark.rule("PL-46", "PL-120")
def test_every_page_about_somebody_leaves_a_listed_event(db):
    missing = [
        name
        for _, route, name in addresses()
        if route.scope not in (Scope.PUBLIC, Scope.OWN) and route.event not in VERBS
    ]

    assert missing == []
    assert checks.every_route_leaves_an_event(None) == []


@pytest.mark.rule("PL-46")
def test_the_public_pages_are_these_and_no_other(db):
    assert {name for _, route, name in addresses() if route.scope is Scope.PUBLIC} == PUBLIC


@pytest.mark.rule("PL-46")
def test_everything_else_needs_a_permission_or_is_about_oneself(db):
    without = [
        name
        for _, route, name in addresses()
        if route.scope not in (Scope.PUBLIC, Scope.OWN) and route.permission is None
    ]

    assert without == []


# Signed out


@pytest.mark.rule("PL-46")
@pytest.mark.parametrize("method", ["get", "post", "options"])
def test_signed_out_nobody_learns_which_addresses_exist(db, method):
    def answer(address):
        client = Client()
        response = getattr(client, method)(address)
        return response.status_code, response.get("Location"), response.content, sorted(response.cookies)

    nothing = answer("/no/such/page/")
    different = [
        address
        for address, route, _ in addresses()
        if route.scope is not Scope.PUBLIC and answer(address) != nothing
    ]

    assert nothing[:2] == (302, SIGN_IN)
    assert different == []


# Methods


@pytest.mark.rule("PL-47")
def test_methods_that_a_page_does_not_know_are_refused(world):
    client = world.client("manager")
    wrong = []
    for address, route, name in addresses():
        known = {*route.methods, *(["HEAD"] if "GET" in route.methods else [])}
        for method in METHODS:
            if method.upper() not in known:
                response = getattr(client, method)(address)
                if response.status_code != 405 or set(response["Allow"].split(", ")) != known:
                    wrong.append((method, name, response.status_code))

    assert wrong == []


@pytest.mark.rule("PL-47")
@pytest.mark.parametrize("persona", ["manager", "administrator"])
def test_reading_changes_nothing_but_the_record(world, persona):
    """Asking for every page writes to no other table than those that record the asking."""
    signed_in = sign_in(getattr(world, persona), world.service_of.get(persona))
    for address, route, name in addresses():
        if "GET" not in route.methods or route.locked or name == "account-factor":
            continue
        for method in ("get", "head"):
            with written() as tables:
                getattr(signed_in.client, method)(address)
            assert tables <= RECORD, name

    assert Session.objects.get(pk=signed_in.session.pk).state == "live"


class written:
    """Names of the tables that statements in this block write to."""

    def __enter__(self) -> set[str]:
        self.tables: set[str] = set()
        self.hook = connection.execute_wrapper(self.watch)
        self.hook.__enter__()
        return self.tables

    def __exit__(self, *failure):
        return self.hook.__exit__(*failure)

    def watch(self, execute, sql, params, many, context):
        self.tables.update(re.findall(r'(?:INSERT INTO|UPDATE|DELETE FROM) "?(\w+)', str(sql)))
        return execute(sql, params, many, context)


# Where a form comes from


@pytest.mark.rule("PL-47")
@pytest.mark.parametrize("site", ["cross-site", "same-site", "something"])
def test_a_form_from_another_site_is_refused(world, site):
    client = sign_in(world.administrator).client
    sent = {"name": "Hollin Project", "_form": envelope_in(client.get("/settings/agencies/"))}

    response = client.post("/settings/agencies/", sent, headers={"Sec-Fetch-Site": site})

    assert response.status_code == 403
    assert "This form was sent from another site, so it was not taken." in response.content.decode()
    assert not Agency.objects.filter(name="Hollin Project").exists()
    assert audited("request.forged")


@pytest.mark.rule("PL-47")
@pytest.mark.parametrize("site", ["same-origin", "none"])
def test_a_form_from_our_own_page_is_taken(world, site):
    client = sign_in(world.administrator).client
    sent = {"name": "Hollin Project", "_form": envelope_in(client.get("/settings/agencies/"))}

    response = client.post("/settings/agencies/", sent, headers={"Sec-Fetch-Site": site})

    assert response.status_code == 302
    assert Agency.objects.filter(name="Hollin Project").exists()


@pytest.mark.rule("PL-47")
def test_every_form_needs_a_forgery_token(world):
    client = Client(enforce_csrf_checks=True)
    client.cookies = sign_in(world.manager, world.ashmere).client.cookies
    taken = []
    for address, route, name in addresses():
        if "POST" in route.methods:
            response = client.post(address, {"email": "duty@example.org", "password": "x" * 12})
            if response.status_code not in (302, 303, 409):
                taken.append((name, response.status_code))

    assert taken == []
    assert Session.objects.get().state == "live"
    assert {e["verb"] for e in audited()} <= {"request.forged", "draft.kept"}


# What a form may carry


@pytest.mark.rule("PL-48")
def test_fields_that_a_form_does_not_name_are_ignored_and_counted(world):
    client = sign_in(world.manager, world.ashmere).client
    planted = {
        "service": str(world.brackwater.pk),
        "until": "",
        "given_by": str(world.duty.pk),
        "id": "1",
        "": "1",
    }

    response = post_form(
        client,
        "/settings/service/",
        {
            "contact": "01632 960 118",
            "hours": "Mondays",
            "name": "Ashmere Advocacy",
            "nation": "ENG",
            "dash_threshold": "14",
            "dash_weeks": "8",
            "marac_days": "1",
            "helplines": "",
            "idle_minutes": "10",
            "kind": "perpetrator",
            "agency": str(world.brackwater.agency_id),
            **planted,
        },
    )

    assert response.status_code == 302
    world.ashmere.refresh_from_db()
    assert (world.ashmere.hours, world.ashmere.kind) == ("Mondays", "support")
    [event] = audited("request.extra_fields")
    assert event["detail"] == '{"count": 7}'


@pytest.mark.rule("PL-48")
def test_a_form_as_the_page_has_it_counts_nothing(world):
    client = sign_in(world.manager, world.ashmere).client

    post_form(client, "/settings/people/", {"name": "Asha", "email": "a@example.org", "role": "senior"})

    assert audited("request.extra_fields") == []


# Not there and not theirs


@pytest.mark.rule("PL-30")
def test_what_cannot_be_seen_is_404_byte_for_byte_and_on_the_record(world, still):
    with world.acting("other_practitioner"):
        theirs = File.objects.create(side="survivor")
    client = sign_in(world.practitioner, world.ashmere).client

    answers = [
        client.get(f"/c/{theirs.reference}/timeline/"),
        client.get("/c/ZZZZ2222/timeline/"),
        client.get("/c/not-a-reference/"),
        client.get("/nowhere/"),
    ]

    assert {a.status_code for a in answers} == {404}
    first, *others = [(a.content, dict(a.headers), sorted(a.cookies)) for a in answers]
    assert all(other == first for other in others)
    assert b"There is nothing here that you may see" in answers[0].content
    assert [(e["verb"], e["result"], e["file_id"]) for e in audited()] == [
        ("request.unknown", "refused", None)
    ] * 2


@pytest.mark.rule("PL-30")
def test_inside_but_not_theirs_to_do_is_403_with_a_sentence(world):
    response = sign_in(world.practitioner, world.ashmere).client.get("/settings/people/")

    assert response.status_code == 403
    assert "Your role does not include this. Your manager can tell you who may do it." in (
        response.content.decode()
    )
    assert [e["verb"] for e in audited()] == ["request.refused"]


@pytest.mark.rule("PL-30", "PL-26")
@pytest.mark.parametrize("persona", PERSONAS)
def test_the_settings_open_for_those_who_have_the_permission(world, persona):
    status = {
        "manager": 200,
        "manager2": 200,
        "other_manager": 200,
        "officer_manager": 200,
        "administrator": 302,
        "leaver": 404,
        "half": 302,
        "nobody": 302,
        "locked": 401,
    }

    assert world.client(persona).get("/settings/people/").status_code == status.get(persona, 403)


@pytest.mark.rule("PL-30")
def test_a_system_administrator_finds_no_file(world):
    with world.acting("practitioner"):
        file = File.objects.create(side="survivor")
    client = sign_in(world.administrator).client

    real_one = client.get(f"/c/{file.reference}/timeline/")
    nonsense = client.get("/c/ZZZZ2222/timeline/")

    assert (real_one.status_code, real_one.content) == (404, nonsense.content)
    assert [e["verb"] for e in audited()] == ["request.unknown"] * 2
