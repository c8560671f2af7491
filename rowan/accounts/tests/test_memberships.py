"""Who may act where, as what, and until when (PL-15, PL-26 to PL-28, PL-34), and how one joins."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from rowan.access.permissions import Denied, NotNow, Permission
from rowan.access.roles import ROLES, permissions_of
from rowan.access.words import IN_WORDS
from rowan.accounts import services
from rowan.accounts.models import Invitation, Membership, Session, User
from rowan.accounts.tests.helpers import SIGN_IN, also_in_wrenfield, key_of, stranger_with
from rowan.files.models import Bar, File, Seal
from tests.support.world import PASSWORD, audited, post_form, sign_in

PEOPLE = "/settings/people/"
OWN_ROLE = "A colleague must do this: it is your own role."


def today(days: int = 0):
    return timezone.localdate() + timedelta(days=days)


def membership_of(user) -> Membership:
    return Membership.objects.get(user=user)


@pytest.fixture
def file(world) -> File:
    with world.acting("practitioner"):
        return File.objects.create(side="survivor")


# Ending


@pytest.mark.rule("PL-15")
def test_when_a_membership_ends_the_next_request_is_refused_and_the_session_is_over(world, file):
    signed_in = sign_in(world.practitioner, world.ashmere)
    page = f"/c/{file.reference}/timeline/"
    assert signed_in.client.get(page).status_code == 200

    Membership.objects.filter(user=world.practitioner).update(until=today(-1))

    refused = signed_in.client.get(page)
    assert refused.status_code == 404
    assert Session.objects.get(pk=signed_in.session.pk).state == "ended"
    assert signed_in.client.get(page)["Location"] == SIGN_IN


@pytest.mark.rule("PL-15")
def test_when_an_account_ends_every_session_dies_on_its_next_request(world, file):
    here, there = (sign_in(world.practitioner, world.ashmere) for _ in range(2))
    world.practitioner.is_active = False
    world.practitioner.save()

    for each in (here, there):
        assert each.client.get(f"/c/{file.reference}/timeline/")["Location"] == SIGN_IN
    assert {s.state for s in Session.objects.filter(user=world.practitioner)} == {"ended"}
    answer = Client().post(SIGN_IN, {"email": "practitioner@example.org", "password": PASSWORD})
    assert "Enter the e-mail and password that you use here" in answer.content.decode()


@pytest.mark.rule("PL-15")
@pytest.mark.parametrize(
    "since, until, status",
    [(-9, 0, 200), (-9, 1, 200), (0, None, 200), (-9, -1, 404), (1, None, 404), (1, 9, 404)],
)
def test_days_work_without_anybody_pressing_a_button(world, file, since, until, status):
    Membership.objects.filter(user=world.practitioner).update(
        since=today(since), until=None if until is None else today(until)
    )

    client = sign_in(world.practitioner, world.ashmere).client

    assert client.get(f"/c/{file.reference}/timeline/").status_code == status


@pytest.mark.rule("PL-15")
def test_the_name_stays_on_the_list_of_people(world):
    User.objects.filter(pk=world.practitioner.pk).update(is_active=False)

    page = sign_in(world.manager, world.ashmere).client.get(PEOPLE).content.decode()

    assert "Priya Nandra" in page


@pytest.mark.rule("PL-15")
def test_a_manager_ends_a_colleagues_role_from_the_page(world):
    client = sign_in(world.manager, world.ashmere).client
    path = f"/settings/roles/{membership_of(world.practitioner).pk}/end/"
    yesterday = today(-1)

    response = post_form(
        client,
        path,
        {
            "last_day_day": str(yesterday.day),
            "last_day_month": str(yesterday.month),
            "last_day_year": str(yesterday.year),
        },
    )

    assert response["Location"] == PEOPLE
    assert membership_of(world.practitioner).until == yesterday
    [event] = audited("membership.ended")
    assert json.loads(event["detail"])["role"] == "practitioner"


# Giving


@pytest.mark.rule("PL-27")
def test_a_manager_gives_a_colleague_a_role(world):
    given_role = services.give_role(user=world.practitioner, role="senior", by=world.user("manager"))

    assert (given_role.given_by, given_role.since) == (world.manager, today())
    assert Membership.objects.live().filter(pk=given_role.pk).exists()
    [event] = audited("membership.given")
    assert json.loads(event["detail"]) == {"role": "senior", "subject": str(world.practitioner.pk)}


@pytest.mark.rule("PL-15", "PL-27")
def test_a_role_given_from_the_page_ends_by_itself(world):
    client = sign_in(world.manager, world.ashmere).client
    last = today(30)

    response = post_form(
        client,
        f"{PEOPLE}{world.practitioner.pk}/",
        {
            "role": "senior",
            "until_day": str(last.day),
            "until_month": str(last.month),
            "until_year": str(last.year),
        },
    )

    assert response["Location"] == PEOPLE
    assert Membership.objects.get(user=world.practitioner, role="senior").until == last


@pytest.mark.rule("PL-27")
@pytest.mark.parametrize("role", ["senior", "manager", "administrator"])
def test_nobody_gives_or_widens_an_own_role(world, role):
    before = Membership.objects.count()

    with pytest.raises(Denied, match=OWN_ROLE):
        services.give_role(user=world.manager, role=role, by=world.user("manager"))

    assert Membership.objects.count() == before
    response = sign_in(world.manager, world.ashmere).client.get(f"{PEOPLE}{world.manager.pk}/")
    assert (response.status_code, OWN_ROLE in response.content.decode()) == (403, True)
    assert Membership.objects.count() == before
    assert audited("request.refused")


@pytest.mark.rule("PL-27")
def test_nobody_invites_oneself_into_another_role(world):
    with pytest.raises(Denied, match=OWN_ROLE):
        services.invite(
            service=world.ashmere,
            name="Helen Okafor",
            email="Manager@example.org",
            role="senior",
            by=world.user("manager"),
        )
    with pytest.raises(Denied, match=OWN_ROLE):
        services.invite(
            service=new_service(world),
            name="Alma Reyes",
            email="administrator@example.org",
            role="manager",
            by=world.user("administrator"),
        )

    assert Invitation.objects.count() == 0


def new_service(world):
    return services.create_service(
        agency=world.ashmere.agency, name="Ashmere Night", kind="support", by=world.user("administrator")
    )


@pytest.mark.rule("PL-27")
def test_the_database_too_lets_nobody_give_an_own_role(world):
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(
            user=world.manager,
            service=world.ashmere,
            role="senior",
            since=today(),
            given_by=world.manager,
        )


@pytest.mark.rule("PL-27")
def test_a_managers_role_waits_for_a_second_person(world):
    waiting = services.give_role(user=world.senior, role="manager", by=world.user("manager"))
    client = sign_in(world.senior, world.ashmere).client
    assert client.get(PEOPLE).status_code == 403

    with pytest.raises(Denied, match="A colleague must confirm this"):
        services.second_role(membership=waiting, by=world.user("manager"))
    as_given = world.user("senior")
    as_given.acts(world.ashmere, ("manager",))
    with pytest.raises(Denied, match=OWN_ROLE):
        services.second_role(membership=waiting, by=as_given)
    assert client.get(PEOPLE).status_code == 403

    services.second_role(membership=waiting, by=world.user("manager2"))
    assert client.get(PEOPLE).status_code == 200
    with pytest.raises(NotNow, match="This role has already been confirmed"):
        services.second_role(membership=waiting, by=world.user("administrator"))


@pytest.mark.rule("PL-27")
def test_an_administrator_does_not_stand_behind_an_own_role(world):
    waiting = services.give_role(user=world.senior, role="manager", by=world.user("manager"))
    Membership.objects.filter(pk=waiting.pk).update(user=world.administrator)

    answer = sign_in(world.administrator).client.post(f"/settings/behind/{waiting.pk}/")

    assert answer.status_code == 403 and OWN_ROLE in answer.content.decode()
    assert membership_waits(waiting)


@pytest.mark.rule("PL-27")
def test_a_manager_of_another_service_stands_behind_nothing_here(world):
    waiting = services.give_role(user=world.senior, role="manager", by=world.user("manager"))

    with pytest.raises(Denied, match="This role is in another service"):
        services.second_role(membership=waiting, by=world.user("other_manager"))

    assert membership_waits(waiting)


def membership_waits(membership) -> bool:
    membership.refresh_from_db()
    return membership.second is None and not Membership.objects.live().filter(pk=membership.pk).exists()


@pytest.mark.rule("PL-27")
def test_a_worker_gives_nobody_a_role(world):
    with pytest.raises(Denied, match="Your role does not include this"):
        services.give_role(user=world.duty, role="senior", by=world.user("practitioner"))


@pytest.mark.rule("PL-27")
@pytest.mark.parametrize("role", ["officer", "system-administrator", "owner"])
def test_a_role_of_another_kind_of_service_is_not_given(world, role):
    with pytest.raises(Denied, match="That role does not exist in this kind of service"):
        services.give_role(user=world.practitioner, role=role, by=world.user("manager"))


# Roles


@pytest.mark.rule("PL-26")
@given(st.sets(st.sampled_from(sorted(ROLES))), st.sampled_from(sorted(ROLES)))
def test_one_more_role_only_adds(roles, another):
    assert permissions_of(roles) <= permissions_of({*roles, another})
    assert permissions_of(roles) | ROLES[another].permissions == permissions_of({*roles, another})


@pytest.mark.rule("PL-26")
def test_roles_are_one_table_of_named_permissions(world):
    assert all(r.slug == slug and r.name and r.description for slug, r in ROLES.items())
    assert {p for r in ROLES.values() for p in r.permissions} == set(Permission)
    page = sign_in(world.manager, world.ashmere).client.get("/settings/roles/").content.decode()
    assert all(role.name in page for role in ROLES.values())
    assert all(str(IN_WORDS[permission]) in page for permission in Permission)


@pytest.mark.rule("PL-26")
def test_a_role_that_is_unknown_gives_nothing(world):
    assert permissions_of(["no-such-role"]) == frozenset()


# One service at a time


@pytest.mark.rule("PL-28")
def test_a_person_of_two_services_acts_in_one_and_changing_is_on_the_record(world, file):
    also_in_wrenfield(world)
    client = sign_in(world.practitioner, world.wrenfield).client
    page = f"/c/{file.reference}/timeline/"

    elsewhere, nonsense = client.get(page), client.get("/c/ZZZZ2222/timeline/")
    assert (elsewhere.status_code, elsewhere.content) == (404, nonsense.content)
    assert client.post("/account/service/", {"service": str(world.ashmere.pk)}).status_code == 302
    assert client.get(page).status_code == 200

    [event] = audited("account.service_chosen")
    assert (event["actor"], str(world.ashmere.pk) in event["detail"]) == ("Priya Nandra", True)


@pytest.mark.rule("PL-28")
def test_with_two_services_one_is_asked_which(world):
    also_in_wrenfield(world)
    client = sign_in(world.practitioner).client

    assert client.get("/")["Location"] == "/account/service/"
    page = client.get("/account/service/").content.decode()
    assert "Ashmere Advocacy" in page and "Wrenfield Change" in page


@pytest.mark.rule("PL-28")
def test_nobody_chooses_a_service_of_others(world):
    client = sign_in(world.practitioner, world.ashmere).client
    before = key_of(client)

    response = client.post("/account/service/", {"service": str(world.brackwater.pk)})

    assert response.status_code == 200
    assert "Brackwater" not in response.content.decode()
    assert (key_of(client), audited("account.service_chosen")) == (before, [])
    assert Session.objects.get(user=world.practitioner).service == world.ashmere


# From the next statement


@pytest.mark.rule("PL-34")
def test_a_role_taken_or_given_works_from_the_next_click(world):
    client = sign_in(world.senior, world.ashmere).client
    assert client.get(PEOPLE).status_code == 403

    Membership.objects.filter(user=world.senior).update(role="manager")
    assert client.get(PEOPLE).status_code == 200
    Membership.objects.filter(user=world.senior).update(role="senior")
    assert client.get(PEOPLE).status_code == 403


@pytest.mark.rule("PL-34")
def test_a_bar_works_from_the_next_click(world, file):
    client = sign_in(world.practitioner, world.ashmere).client
    page = f"/c/{file.reference}/timeline/"
    assert client.get(page).status_code == 200

    with world.acting("manager"):
        bar = Bar.objects.create(file=file, user=world.practitioner, reason="His brother")
    barred, nonsense = client.get(page), client.get("/c/ZZZZ2222/timeline/")
    assert (barred.status_code, barred.content) == (404, nonsense.content)

    with world.acting("manager"):
        Bar.objects.filter(pk=bar.pk).update(until=timezone.now())
    assert client.get(page).status_code == 200


@pytest.mark.rule("PL-34")
def test_a_seal_works_from_the_next_click(world, file):
    client = sign_in(world.practitioner2, world.ashmere).client
    page = f"/c/{file.reference}/timeline/"
    assert client.get(page).status_code == 200

    with world.acting("practitioner", admitted=[file]):
        seal = Seal.objects.create(file=file, user=world.practitioner, reason="A colleague's sister")
        file.sealed = True
        file.save(update_fields=["sealed"])
        assert seal.pk
    assert client.get(page).status_code == 404
    assert sign_in(world.practitioner, world.ashmere).client.get(page).status_code == 200


# Joining


def invited(world, **more) -> tuple[Invitation, str]:
    given_ = {"name": "Asha Lowe", "email": "asha@example.org", "role": "practitioner"} | more
    return services.invite(service=world.ashmere, by=world.user("manager"), **given_)


def join(secret: str, password: str = "marble lantern orchard", **more):
    client = Client()
    return client, client.post(
        f"/account/join/{secret}/", {"name": "Asha Lowe", "password": password, "terms": "on"} | more
    )


@pytest.mark.rule("PL-2")
def test_somebody_invited_joins_once(world):
    _, secret = invited(world)

    client, response = join(secret)

    assert response["Location"] == "/account/check/"
    user = User.objects.get(email="asha@example.org")
    assert membership_of(user).role == "practitioner"
    assert membership_of(user).given_by == world.manager
    assert [e["actor"] for e in audited("membership.joined")] == ["Asha Lowe"]
    assert client.session["state"] == "half"
    assert secret not in str(Invitation.objects.values()[0])


@pytest.mark.rule("PL-2", "PL-11")
def test_used_lapsed_and_altered_links_look_the_same(world):
    _, used = invited(world)
    join(used)
    _, lapsed = invited(world, email="bea@example.org")
    pages = [Client().get(f"/account/join/{used}/"), Client().get(f"/account/join/{'x' * 43}/")]
    with time_machine.travel(timezone.now() + timedelta(hours=73)):
        pages.append(Client().get(f"/account/join/{lapsed}/"))
    pages.append(join(used)[1])

    assert {page.status_code for page in pages} == {404}
    assert len({page.content for page in pages}) == 1
    assert "A link works once, for 72 hours." in pages[0].content.decode()


@pytest.mark.rule("PL-11")
def test_joining_does_not_tell_who_has_an_account(world):
    _, for_nobody = invited(world)
    _, for_colleague = invited(world, email="other_practitioner@example.org")
    _, for_leaver = invited(world, email="leaver@example.org")
    User.objects.filter(pk=world.leaver.pk).update(is_active=False)

    said = []
    for secret, password in (
        (for_nobody, "rowanrowanrowan"),
        (for_colleague, "not the one she uses"),
        (for_leaver, PASSWORD + "s"),
    ):
        _, response = join(secret, password)
        said.append((response.status_code, str(response.context["form"].errors)))

    assert said[0][0] == 422
    assert "too easy to guess, or it is not the one you already use here" in said[0][1]
    assert said[0] == said[1] == said[2]
    assert Membership.objects.filter(service=world.ashmere, user=world.other_practitioner).count() == 0


@pytest.mark.rule("PL-11", "PL-10")
def test_a_link_is_no_place_to_guess_a_colleagues_password(world):
    _, secret = invited(world, email="other_practitioner@example.org")
    for _ in range(10):
        assert join(secret, "not the one she uses")[1].status_code == 422

    _, response = join(secret, PASSWORD)

    assert response.status_code == 429
    assert not Membership.objects.filter(service=world.ashmere, user=world.other_practitioner).exists()


@pytest.mark.rule("PL-2")
def test_a_colleague_of_another_service_keeps_her_account(world):
    _, secret = invited(world, email="other_practitioner@example.org")

    _, response = join(secret, PASSWORD)

    assert response["Location"] == "/account/check/"
    assert Membership.objects.filter(user=world.other_practitioner).count() == 2
    assert User.objects.get(email="other_practitioner@example.org").name == "Nell Farrow"


@pytest.mark.rule("PL-5")
def test_the_services_name_is_too_easy_where_one_joins_it(world):
    _, secret = invited(world)

    _, response = join(secret, "Ashmere2026!!")

    assert response.status_code == 422
    assert not User.objects.filter(email="asha@example.org").exists()


@pytest.mark.rule("PL-2")
def test_without_the_terms_nobody_joins(world):
    _, secret = invited(world)

    _, response = join(secret, terms="")

    assert "Tick to say that you agree" in response.content.decode()
    assert not User.objects.filter(email="asha@example.org").exists()


@pytest.mark.rule("PL-27")
def test_only_the_first_manager_counts_without_a_second_person(world):
    service = new_service(world)
    by = world.user("administrator")
    links = [
        services.invite(service=service, name=n, email=f"{n}@example.org", role="manager", by=by)[1]
        for n in ("ann", "bea")
    ]
    for secret in links:
        join(secret)

    live = Membership.objects.live().filter(service=service)
    assert [m.user.email for m in live] == ["ann@example.org"]
    with pytest.raises(Denied, match="You invite a service's first manager"):
        services.invite(service=service, name="Cy", email="cy@example.org", role="manager", by=by)
    with pytest.raises(Denied, match="You invite a service's first manager"):
        services.invite(service=new_other(world), name="Cy", email="cy@e.org", role="senior", by=by)


def new_other(world):
    return services.create_service(
        agency=world.ashmere.agency, name="Ashmere Day", kind="support", by=world.user("administrator")
    )


@pytest.mark.rule("PL-27", "PL-2")
def test_a_manager_invites_into_the_own_service_only(world):
    with pytest.raises(Denied):
        services.invite(
            service=world.brackwater,
            name="Asha",
            email="asha@example.org",
            role="practitioner",
            by=world.user("manager"),
        )

    assert Invitation.objects.count() == 0


@pytest.mark.rule("PL-16")
def test_joining_starts_a_session_of_its_own(world):
    _, secret = invited(world)
    client = Client()
    client.get("/")
    before = key_of(client)
    client.post(
        f"/account/join/{secret}/", {"name": "Asha", "password": "marble lantern orchard", "terms": "on"}
    )

    assert key_of(client) != before
    assert stranger_with(before).get("/account/")["Location"] == SIGN_IN
