"""From an empty installation to a service that works: agencies, services, invitations, roles, settings."""

import re
from urllib.parse import urlparse

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from rowan.accounts import factors, services
from rowan.accounts.models import Factor, Membership, User
from rowan.accounts.tests.helpers import code_of
from rowan.agencies.models import Agency, Service
from tests.support.world import PASSWORD, audited, post_form, sign_in

FIELDS = {
    "contact": "01632 960 118",
    "hours": "Mondays",
    "contact_hours": "48",
    "contact_hours_reason": "",
    "dash_threshold": "14",
    "idle_minutes": "10",
}


def link_on(client: Client) -> str:
    page = client.get("/settings/link/").content.decode()
    return urlparse(re.search(r'<code class="rw-once">(.*?)</code>', page)[1]).path


def joins(link: str, name: str) -> Client:
    """Somebody takes the link up, chooses a password and sets up an app."""
    client = Client()
    client.post(link, {"name": name, "password": f"{PASSWORD} {name[::-1]}", "terms": "on"})
    client.get("/account/factor/")
    seed = factors.unseal(Factor.objects.get(user__name=name).seed)
    client.post("/account/factor/", {"code": code_of(seed)})
    assert client.post("/account/factor/done/").status_code == 302
    return client


@pytest.mark.rule("PL-2", "PL-26", "PL-27")
def test_from_nothing_to_a_service_with_people_in_it(db, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    services.create_administrator(name="Alma Reyes", email="alma@example.org", password=PASSWORD)
    alma = sign_in(User.objects.get()).client
    post_form(alma, "/settings/agencies/", {"name": "Hollin Trust"})
    agency = Agency.objects.get()
    made = post_form(alma, f"/settings/agencies/{agency.pk}/", {"name": "Hollin Advocacy", "kind": "support"})
    invited = post_form(
        alma, made["Location"], {"name": "Bea Lund", "email": "bea@example.org", "role": "manager"}
    )
    assert invited["Location"] == "/settings/link/"
    link = link_on(alma)
    assert "The link was shown once." in alma.get("/settings/link/").content.decode()

    bea = joins(link, "Bea Lund")
    assert bea.get("/settings/people/").status_code == 200
    post_form(bea, "/settings/people/", {"name": "Cy Orr", "email": "cy@example.org", "role": "practitioner"})
    cy = joins(link_on(bea), "Cy Orr")
    assert cy.get("/settings/people/").status_code == 403
    post_form(bea, f"/settings/people/{User.objects.get(name='Cy Orr').pk}/", {"role": "senior"})

    assert sorted(Membership.objects.live().values_list("user__name", "role")) == [
        ("Bea Lund", "manager"),
        ("Cy Orr", "practitioner"),
        ("Cy Orr", "senior"),
    ]
    assert {e["verb"] for e in audited()} >= {
        "account.administrator_made",
        "agency.created",
        "agency.service_created",
        "membership.invited",
        "membership.joined",
        "membership.given",
    }


@pytest.mark.rule("PL-26")
def test_an_administrator_runs_no_service(world):
    client = sign_in(world.administrator).client

    assert client.get("/settings/agencies/").status_code == 200
    assert client.get("/settings/")["Location"] == "/settings/agencies/"
    for path in ("/settings/people/", "/settings/service/", "/", "/c/", "/r/"):
        assert client.get(path)["Location"] == "/settings/", path


@pytest.mark.rule("PL-26")
def test_a_manager_makes_no_agency(world):
    client = sign_in(world.manager, world.ashmere).client

    response = client.get("/settings/agencies/")

    assert response.status_code == 403
    assert Agency.objects.count() == 2


@pytest.mark.parametrize(
    "path, given, sentence",
    [
        ("/settings/agencies/", {"name": ""}, "Enter the agency’s name"),
        ("/settings/agencies/", {"name": "ashmere trust"}, "There is already an agency of that name"),
        ("/settings/agencies/{agency}/", {"name": "", "kind": "support"}, "Enter the service’s name"),
        ("/settings/agencies/{agency}/", {"name": "Night", "kind": ""}, "Select what the service does"),
        (
            "/settings/agencies/{agency}/",
            {"name": "ASHMERE advocacy", "kind": "support"},
            "This agency already has a service of that name",
        ),
        (
            "/settings/services/{service}/",
            {"name": "Bea", "email": "bea", "role": "manager"},
            "Enter an e-mail address, such as name@example.org",
        ),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_made(world, path, given, sentence):
    client = sign_in(world.administrator).client
    before = (Agency.objects.count(), Service.objects.count())

    response = post_form(client, path.format(agency=world.ashmere.agency_id, service=world.ashmere.pk), given)

    assert (response.status_code, sentence in response.content.decode()) == (422, True)
    assert (Agency.objects.count(), Service.objects.count()) == before


@pytest.mark.rule("PL-27")
def test_after_the_first_manager_the_administrator_invites_nobody(world):
    response = post_form(
        sign_in(world.administrator).client,
        f"/settings/services/{world.ashmere.pk}/",
        {"name": "Bea", "email": "bea@example.org", "role": "manager"},
    )

    assert response.status_code == 403
    assert "You invite a service&#x27;s first manager." in response.content.decode()
    assert audited("membership.invited") == []


@pytest.mark.rule("PL-27")
def test_a_waiting_role_is_shown_and_stood_behind(world):
    waiting = services.give_role(user=world.senior, role="manager", by=world.user("manager"))
    second = sign_in(world.manager2, world.ashmere).client
    people = second.get("/settings/people/").content.decode()
    assert "Waits for a second person" in people
    page = second.get(f"/settings/roles/{waiting.pk}/confirm/").content.decode()
    assert "It begins to count when a second person confirms it." in page

    second.post(f"/settings/roles/{waiting.pk}/confirm/")

    waiting.refresh_from_db()
    assert waiting.second == world.manager2


@pytest.mark.rule("PL-27")
def test_the_administrator_stands_behind_where_there_is_one_manager(world):
    waiting = services.give_role(user=world.officer, role="manager", by=world.user("officer_manager"))
    client = sign_in(world.administrator).client
    assert "Waiting for a second person" in client.get("/settings/agencies/").content.decode()

    response = client.post(f"/settings/behind/{waiting.pk}/")

    assert response["Location"] == "/settings/agencies/"
    assert Membership.objects.live().filter(pk=waiting.pk).exists()


@pytest.mark.parametrize(
    "given, sentence",
    [
        ({"contact_hours": "72"}, "Say why first contact may take longer than 48 hours"),
        ({"contact_hours": "0"}, "Enter the number of hours, from 1 to 168"),
        ({"contact_hours": "soon"}, "Enter the number of hours, from 1 to 168"),
        ({"dash_threshold": "25"}, "Enter a number from 1 to 24"),
        ({"idle_minutes": "4"}, "Enter a number from 5 to 15"),
        ({"idle_minutes": ""}, "Enter a number from 5 to 15"),
    ],
)
def test_a_setting_out_of_range_is_not_taken(world, given, sentence):
    response = post_form(sign_in(world.manager, world.ashmere).client, "/settings/service/", FIELDS | given)

    assert (response.status_code, sentence in response.content.decode()) == (422, True)
    world.ashmere.refresh_from_db()
    assert world.ashmere.hours != "Mondays"


def test_a_setting_with_its_reason_is_taken(world):
    response = post_form(
        sign_in(world.manager, world.ashmere).client,
        "/settings/service/",
        FIELDS | {"contact_hours": "72", "contact_hours_reason": "Agreed with the commissioner"},
    )

    assert response["Location"] == "/settings/"
    world.ashmere.refresh_from_db()
    assert (world.ashmere.contact_hours, world.ashmere.hours) == (72, "Mondays")


@pytest.mark.parametrize(
    "values",
    [{"contact_hours": 72}, {"contact_hours": 169, "contact_hours_reason": "x"}, {"idle_minutes": 16}],
)
def test_the_database_too_refuses_a_setting_out_of_range(world, values):
    with pytest.raises(IntegrityError), transaction.atomic():
        Service.objects.filter(pk=world.ashmere.pk).update(**values)


@pytest.mark.rule("PL-27")
def test_a_role_that_would_end_before_it_begins_is_refused_by_its_date(world):
    client = world.client("manager")
    path = f"/settings/people/{world.practitioner2.pk}/"
    until = {"until_day": "1", "until_month": "11", "until_year": "2020"}

    answer = post_form(client, path, {"role": "senior", **until})

    assert answer.status_code == 422
    assert "Enter today or a later day" in answer.content.decode()
    assert not Membership.objects.filter(user=world.practitioner2, role="senior").exists()
