"""From an empty installation to a service that works: agencies, services, invitations, roles, settings."""

import re
from urllib.parse import urlparse

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client

from rowan.access.permissions import NotNow, Permission, may
from rowan.accounts import factors, services
from rowan.accounts.models import Factor, Membership, User
from rowan.accounts.tests.helpers import code_of
from rowan.agencies.models import Agency, ReferralSource, Service
from rowan.agencies.readiness import missing_of
from rowan.files.models import File
from rowan.referrals.tests.making import received
from tests.support.pages import kept_form_in
from tests.support.world import PASSWORD, audited, post_form, sign_in

FIELDS = {
    "name": "Ashmere Advocacy",
    "contact": "01632 960 118",
    "hours": "Mondays",
    "nation": "WLS",
    "dash_threshold": "14",
    "dash_weeks": "8",
    "marac_days": "1",
    "helplines": "",
    "idle_minutes": "10",
}
FLOW = {
    "allocation": "manager",
    "allocation_how": "Each morning at nine.",
    "room": "12",
    "contact_hours": "48",
    "contact_hours_reason": "",
    "contact_hours_high": "24",
    "max_attempts": "5",
    "tries_days": "3",
    "contact_review_days": "30",
    "intake_days": "10",
    "keep_in_touch_days": "14",
    "keep_in_touch_days_separated": "7",
    "waiting_check_days": "7",
    "decoy_percent": "10",
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
    "page, given, sentence",
    [
        ("service", {"name": ""}, "Enter the service’s name"),
        ("service", {"dash_threshold": "25"}, "Enter a number from 1 to 24"),
        ("service", {"idle_minutes": "4"}, "Enter a number from 5 to 15"),
        ("service", {"idle_minutes": ""}, "Enter a number from 5 to 15"),
        ("flow", {"contact_hours": "72"}, "Say why first contact may take longer than 48 hours"),
        ("flow", {"contact_hours": "0"}, "Enter a number from 1 to 168"),
        ("flow", {"contact_hours": "soon"}, "Enter a number from 1 to 168"),
        ("flow", {"contact_hours_high": "72"}, "Enter a number that is not above the hours of the others"),
        ("flow", {"tries_days": "6"}, "Enter no more days than tries"),
        ("flow", {"tries_days": ""}, "Enter both: how many tries, and on how many days"),
        ("flow", {"contact_review_days": "61"}, "Enter a number from 7 to 60"),
        ("flow", {"decoy_percent": "50"}, "Select one of the answers shown"),
    ],
)
def test_a_setting_out_of_range_is_not_taken(world, page, given, sentence):
    client = sign_in(world.manager, world.ashmere).client
    fields = {"service": FIELDS, "flow": FLOW}[page]

    response = post_form(client, f"/settings/{page}/", fields | given)

    assert (response.status_code, sentence in response.content.decode()) == (422, True)
    world.ashmere.refresh_from_db()
    assert (world.ashmere.hours, world.ashmere.allocation) == ("weekdays 9 to 5, Thursdays to 8", "senior")


def test_settings_with_their_reasons_are_taken(world):
    client = sign_in(world.manager, world.ashmere).client

    for page, fields in {
        "service": FIELDS,
        "flow": FLOW | {"contact_hours": "72", "contact_hours_reason": "Agreed with the commissioner"},
        "opening": {"day_0": "9 to 12:30, 13:30 to 17:00", "day_5": "", "holidays": "on"},
    }.items():
        assert post_form(client, f"/settings/{page}/", fields)["Location"] == "/settings/", page

    kept = Service.objects.get(pk=world.ashmere.pk)
    assert (kept.contact_hours, kept.hours, kept.nation, kept.room) == (72, "Mondays", "WLS", 12)
    assert kept.opening == {"0": [["09:00", "12:30"], ["13:30", "17:00"]], "holidays": True}
    assert "09:00 to 12:30, 13:30 to 17:00" in client.get("/settings/opening/").content.decode()
    assert len(audited("settings.changed")) == 3


# Ready to go live.


@pytest.fixture
def blank(world) -> Service:
    """Ashmere before anything was decided."""
    Service.objects.filter(pk=world.ashmere.pk).update(
        live_at=None, contact="", hours="", opening={}, nation="", allocation="", allocation_how="",
        max_attempts=None, tries_days=None, intake_days=None, keep_in_touch_days=None,
        keep_in_touch_days_separated=None,
    )  # fmt: skip
    world.ashmere.refresh_from_db()
    return world.ashmere


@pytest.mark.rule("CM-18")
def test_blank_settings_stop_going_live_and_each_is_named(world, blank):
    client = sign_in(world.manager, blank).client

    page = client.get("/settings/ready/").content.decode()
    refused = client.post("/settings/ready/")

    assert "Not ready to go live" in page
    assert "Go live</button>" not in page
    for words in ("Enter the opening hours of each weekday", "Say who may give cases to workers"):
        assert words in page
    assert refused.status_code == 409
    assert "Not ready to go live. Say how people reach the service; " in refused.content.decode()
    assert "Say after how many tries in vain a referral may be closed" in refused.content.decode()
    assert not Service.objects.get(pk=blank.pk).is_live


@pytest.mark.rule("CM-18")
def test_a_service_that_is_not_live_takes_nobody_in(world, blank):
    with pytest.raises(NotNow) as no:
        received(world)

    assert str(no.value) == "This service is not live yet. A manager finishes its settings first."
    with world.acting("duty"):
        assert not File.objects.exists()


@pytest.mark.rule("CM-18")
def test_once_everything_is_decided_it_goes_live_and_takes_people_in(world, blank):
    client = sign_in(world.manager, blank).client
    pages = {"service": FIELDS, "flow": FLOW, "opening": {"day_0": "9 to 5"}}
    for page, fields in pages.items():
        post_form(client, f"/settings/{page}/", fields)
    assert "Go live</button>" in client.get("/settings/ready/").content.decode()

    client.post("/settings/ready/")

    world.ashmere.refresh_from_db()
    assert world.ashmere.is_live
    assert received(world).pk
    assert len(audited("settings.went_live")) == 1


@pytest.mark.rule("CM-18")
def test_what_a_live_service_has_decided_is_not_left_blank(world):
    client = sign_in(world.manager, world.ashmere).client

    refused = post_form(client, "/settings/flow/", FLOW | {"max_attempts": "", "tries_days": ""})

    assert refused.status_code == 422
    assert "This service is live, so this cannot be left empty." in refused.content.decode()
    assert Service.objects.get(pk=world.ashmere.pk).max_attempts == 5


def test_a_service_of_another_kind_decides_less(world):
    blank = Service(
        name="Wrenfield", kind="perpetrator", contact="x", hours="x", nation="ENG", opening={"0": [1]}
    )

    assert missing_of(blank) == []
    assert missing_of(Service(name="Ashmere", kind="support", contact="x", hours="x", nation="ENG"))


def test_out_of_service_by_command(world):
    call_command("not_live", "Ashmere Advocacy")

    assert not Service.objects.get(pk=world.ashmere.pk).is_live
    with pytest.raises(CommandError):
        call_command("not_live", "Ashmere Advocacy")


# Who gives cases to workers.


@pytest.mark.rule("CM-7", "CM-18")
@pytest.mark.parametrize(
    "decided, may_give",
    [
        ("senior", {"senior", "manager"}),
        ("manager", {"manager"}),
        ("practitioner", {"practitioner", "senior", "manager"}),
        ("", {"senior", "manager"}),
    ],
)
def test_the_service_decides_which_roles_give_cases(world, decided, may_give):
    Service.objects.filter(pk=world.ashmere.pk).update(allocation=decided)
    world.ashmere.refresh_from_db()

    found = {
        persona
        for persona in ("duty", "practitioner", "senior", "manager")
        if may(world.user(persona), Permission.REFERRAL_ALLOCATE)
    }

    assert found == may_give


# Who refers.


def test_an_organisation_that_refers_is_kept_changed_and_ended(world):
    client = sign_in(world.manager, world.ashmere).client
    police = {"name": "Ashmere Police", "kind": "police", "email": "desk@example.org", "sends_lists": "on"}

    post_form(client, "/settings/sources/", police)
    twice = post_form(client, "/settings/sources/", police | {"name": "ashmere police"})
    [kept] = ReferralSource.objects.of(world.ashmere)
    post_form(client, f"/settings/sources/{kept.pk}/", police | {"phone": "01632 960 204"})

    assert "There is already one of that name" in twice.content.decode()
    kept.refresh_from_db()
    assert (kept.phone, kept.sends_lists) == ("01632 960 204", True)
    elsewhere = sign_in(world.other_manager, world.brackwater).client
    assert elsewhere.get(f"/settings/sources/{kept.pk}/").status_code == 404
    client.post(f"/settings/sources/{kept.pk}/end/")
    assert not ReferralSource.objects.of(world.ashmere).exists()


@pytest.mark.parametrize(
    "values",
    [
        {"contact_hours": 72},
        {"contact_hours": 169, "contact_hours_reason": "x"},
        {"contact_hours_high": 49},
        {"idle_minutes": 16},
        {"max_attempts": 2},
        {"tries_days": None},
        {"contact_review_days": 6},
        {"decoy_percent": 50},
    ],
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


def test_two_managers_do_not_undo_what_the_other_has_just_decided(world):
    path, helen, ruth = "/settings/service/", world.client("manager"), world.client("manager2")
    first, second = kept_form_in(helen.get(path)), kept_form_in(ruth.get(path))
    helen.post(path, {**first.values, "dash_threshold": "10"})

    answer = ruth.post(path, {**second.values, "contact": "01632 960 119"})

    world.ashmere.refresh_from_db()
    assert answer.status_code == 302
    assert (world.ashmere.dash_threshold, world.ashmere.contact) == (10, "01632 960 119")


def test_a_setting_that_both_changed_is_asked_about_and_sent_again_is_meant(world):
    path, helen, ruth = "/settings/service/", world.client("manager"), world.client("manager2")
    first, second = kept_form_in(helen.get(path)), kept_form_in(ruth.get(path))
    helen.post(path, {**first.values, "dash_threshold": "10", "idle_minutes": "5"})

    asked = ruth.post(path, {**second.values, "dash_threshold": "12"})
    world.ashmere.refresh_from_db()
    between = world.ashmere.dash_threshold
    again = ruth.post(path, kept_form_in(asked).values)

    world.ashmere.refresh_from_db()
    assert asked.status_code == 422
    assert "A colleague changed this while your page was open." in asked.content.decode()
    assert between == 10
    assert again.status_code == 302
    assert (world.ashmere.dash_threshold, world.ashmere.idle_minutes) == (12, 5)
