"""The second factor: everybody has one, a code works once, powers ask again (PL-6 to PL-8, PL-13)."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from rowan.access.permissions import Permission
from rowan.access.routes import Scope
from rowan.access.tests.addresses import addresses
from rowan.accounts import factors, services
from rowan.accounts.models import Factor, Membership, RecoveryCode, Session
from rowan.accounts.tests.helpers import SIGN_IN, by_password, code_of, key_of, with_app
from rowan.agencies.models import Agency
from tests.support.world import PASSWORD, audited, envelope_in, post_form, sign_in

CHECK = "/account/check/"
OPEN_BEFORE_THE_FACTOR = {
    "account-check",
    "account-factor",
    "account-factor-done",
    "account-hide",
    "account-alive",
}
POWERS = {Permission.AGENCY_MANAGE, Permission.MEMBERSHIP_MANAGE}


def later(**by):
    return time_machine.travel(timezone.now() + timedelta(**by))


# Everybody has one


@pytest.mark.rule("PL-6")
@pytest.mark.parametrize("who", ["practitioner", "manager", "administrator"])
def test_half_signed_in_every_page_leads_to_the_second_step(world, who):
    half = sign_in(getattr(world, who), world.ashmere, state="half").client
    wrong = []
    for address, route, name in addresses():
        if route.scope is Scope.PUBLIC or name in OPEN_BEFORE_THE_FACTOR:
            continue
        for method in ("get", "post"):
            response = getattr(half, method)(address)
            if (response.status_code, response.get("Location")) != (302, CHECK):
                wrong.append((method, address, response.status_code))

    assert wrong == []


@pytest.mark.rule("PL-6")
def test_only_the_second_step_is_open_before_it(db):
    assert {name for _, route, name in addresses() if route.half} == OPEN_BEFORE_THE_FACTOR


@pytest.mark.rule("PL-6")
def test_without_an_app_the_way_in_leads_through_setting_one_up(world, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    client, response = by_password("practitioner@example.org")
    assert client.get(response["Location"])["Location"] == "/account/factor/"
    page = client.get("/account/factor/").content.decode()
    seed = factors.unseal(Factor.objects.get(user=world.practitioner).seed)
    assert factors.words(seed) in page

    assert client.post("/account/factor/", {"code": "000000"}).status_code == 422
    assert client.get("/")["Location"] == CHECK
    shown = client.post("/account/factor/", {"code": code_of(seed)}).content.decode()
    came_in = client.post("/account/factor/done/")

    assert len(re.findall(r"[a-z2-7]{4}-[a-z2-7]{4}-[a-z2-7]{4}-[a-z2-7]{4}", shown)) == 10
    assert came_in["Location"] == "/"
    assert client.get("/account/").status_code == 200


@pytest.mark.rule("PL-6")
def test_done_with_setting_up_is_not_said_by_asking_for_the_last_page(world, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    client, _ = by_password("practitioner@example.org")

    response = client.post("/account/factor/done/")

    assert response["Location"] == CHECK
    assert not Session.objects.filter(state="live").exists()


@pytest.mark.rule("PL-6", "PL-8")
def test_whoever_has_an_app_cannot_replace_it_with_the_password_alone(world, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    seed = with_app(world.practitioner)
    client, _ = by_password("practitioner@example.org")

    response = client.get("/account/factor/")

    assert response["Location"] == CHECK
    assert factors.unseal(Factor.objects.get(user=world.practitioner).seed) == seed


# Codes


@pytest.mark.rule("PL-8")
def test_the_current_and_the_previous_step_count_and_no_other():
    seed, now = factors.new_seed(), 1_800_000_000.0
    step = factors.step_now(now)

    taken = {n: factors.matching_step(seed, factors.code_at(seed, step + n), 0, now) for n in range(-3, 3)}

    assert taken == {-3: None, -2: None, -1: step - 1, 0: step, 1: None, 2: None}


@pytest.mark.rule("PL-8")
def test_a_code_works_once_and_an_older_one_not_after_it(world):
    seed = with_app(world.practitioner)

    def takes(code):
        return services.check_code(user=world.practitioner, code=code)

    with time_machine.travel(timezone.now(), tick=False):
        assert takes(code_of(seed)) == "app"
        assert takes(code_of(seed)) == ""
        assert takes(code_of(seed, -1)) == ""
    assert [e["result"] for e in audited("account.refused")] == ["refused", "refused"]
    with later(seconds=31):
        assert takes(code_of(seed)) == "app"


@pytest.mark.rule("PL-8")
@pytest.mark.parametrize("zero", "٠०０", ids=["Arabic", "Devanagari", "full width"])
def test_a_code_in_the_digits_of_another_script_is_a_wrong_code(world, zero):
    seed = with_app(world.practitioner)
    client, _ = by_password("practitioner@example.org")
    code = "".join(chr(ord(zero) + int(digit)) for digit in code_of(seed))

    response = client.post(CHECK, {"code": code})

    assert response.status_code == 422
    assert "Enter the code that shows now" in response.content.decode()
    assert client.get("/")["Location"] == CHECK


@pytest.mark.rule("PL-8")
def test_the_seed_is_kept_encrypted(world):
    seed = factors.unseal(Factor.objects.get(pk=_started(world).pk).seed)
    kept = bytes(Factor.objects.get(user=world.practitioner).seed)

    assert seed not in kept
    assert factors.seal(seed) != factors.seal(seed)
    assert factors.unseal(kept) == seed


def _started(world) -> Factor:
    services.start_factor(user=world.practitioner)
    return Factor.objects.get(user=world.practitioner)


@pytest.mark.rule("PL-8")
def test_ten_recovery_codes_are_shown_once_kept_hashed_and_work_once_each(world):
    factor = _started(world)
    codes = services.confirm_factor(user=world.practitioner, code=code_of(factors.unseal(factor.seed)))

    assert len(set(codes)) == 10
    assert all(len(code.replace("-", "")) * 5 >= 64 for code in codes)  # five random bits a character
    kept = set(RecoveryCode.objects.values_list("digest", flat=True))
    assert kept == {factors.digest_of(code) for code in codes}
    assert not kept & set(codes)
    assert services.check_code(user=world.practitioner, code=codes[0].upper()) == "recovery"
    assert services.check_code(user=world.practitioner, code=codes[0]) == ""
    assert services.check_code(user=world.senior, code=codes[1]) == ""
    assert len(audited("account.recovery_used")) == 1


@pytest.mark.rule("PL-8")
def test_use_of_a_recovery_code_is_told_to_the_person(world):
    with_app(world.practitioner)
    code = factors.new_recovery_codes()[0]
    RecoveryCode.objects.create(user=world.practitioner, digest=factors.digest_of(code))
    client, _ = by_password("practitioner@example.org")

    response = client.post(CHECK, {"code": code}, follow=True)

    assert "A recovery code was used. 0 are left." in response.content.decode()


@pytest.mark.rule("PL-8")
def test_wrong_codes_are_counted_and_slowed(world):
    seed = with_app(world.practitioner)
    client, _ = by_password("practitioner@example.org")
    for _ in range(10):
        assert client.post(CHECK, {"code": "000000"}).status_code == 422

    response = client.post(CHECK, {"code": code_of(seed)})

    assert response.status_code == 429
    assert client.get("/")["Location"] == CHECK


# Powers ask for a fresh one


@pytest.mark.rule("PL-7", "PL-13")
def test_every_form_with_power_over_people_asks_for_a_fresh_factor(db):
    forms = [(name, route) for _, route, name in addresses() if "POST" in route.methods]

    assert [name for name, route in forms if route.permission in POWERS and not route.fresh] == []
    assert sum(route.fresh for _, route in forms) >= len(POWERS)


@pytest.mark.rule("PL-7")
def test_a_power_is_held_back_after_five_minutes_and_ordinary_work_is_not(world):
    manager = sign_in(world.manager, world.ashmere).client
    path = f"/settings/people/{world.practitioner.pk}/"
    before = Membership.objects.count()
    with later(minutes=6):
        held = post_form(manager, path, {"role": "senior"})
        open_still = post_form(manager, "/settings/service/", service_form(hours="Mondays"))

    assert held["Location"] == CHECK
    assert Membership.objects.count() == before
    assert open_still["Location"] == "/settings/"
    with later(minutes=4):
        assert post_form(sign_in(world.manager, world.ashmere).client, path, {"role": "senior"})[
            "Location"
        ] == ("/settings/people/")
    assert Membership.objects.count() == before + 1


def service_form(**changed) -> dict:
    return {
        "contact": "01632 960 118",
        "hours": "",
        "name": "Ashmere Advocacy",
        "nation": "ENG",
        "dash_threshold": "14",
        "dash_weeks": "8",
        "marac_days": "1",
        "helplines": "",
        "idle_minutes": "10",
    } | changed


@pytest.mark.rule("PL-13")
def test_the_factor_is_asked_in_place_and_what_was_typed_comes_back(world):
    seed = with_app(world.administrator)
    client = sign_in(world.administrator).client
    with later(minutes=6):
        sent = post_form(client, "/settings/agencies/", {"name": "Hollin Project"})
        assert sent["Location"] == CHECK
        assert "What you typed is kept" in client.get(CHECK).content.decode()
        wrong = client.post(CHECK, {"code": "000000"})
        assert (wrong.status_code, Agency.objects.filter(name="Hollin Project").exists()) == (422, False)

        key = key_of(client)
        back = client.post(CHECK, {"code": code_of(seed)})
        page = client.get(back["Location"])
        again = client.post(back["Location"], {"name": "Hollin Project", "_form": envelope_in(page)})

    assert back["Location"] == "/settings/agencies/"
    assert key_of(client) != key
    assert 'value="Hollin Project"' in page.content.decode()
    assert again.status_code == 302
    assert Agency.objects.filter(name="Hollin Project").count() == 1


@pytest.mark.rule("PL-13")
def test_a_button_without_typing_is_asked_too(world):
    client = sign_in(world.manager2, world.ashmere).client
    waiting = services.give_role(user=world.senior, role="manager", by=world.user("manager"))
    with later(minutes=6):
        held = client.post(f"/settings/roles/{waiting.pk}/confirm/")

    assert held["Location"] == CHECK
    waiting.refresh_from_db()
    assert waiting.second is None


@pytest.mark.rule("PL-13")
def test_signing_in_with_the_password_alone_proves_nothing_yet(world, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    with_app(world.administrator)
    client = Client()
    client.post(SIGN_IN, {"email": "administrator@example.org", "password": PASSWORD})

    row = Session.objects.get(user=world.administrator, state="half")

    assert "proved" not in client.session
    assert row.state == "half"
