"""Five things in ten minutes that do not exist for somebody: a manager and the administrator are told (PL-124)."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from rowan.access.permissions import Denied
from rowan.accounts import alerts
from rowan.accounts.alerts import Alert, Miss
from tests.support.world import audited, sign_in

REFERENCES = [f"ZZZZ222{n}" for n in "3456789"]
SENTENCE = "Asked for five things in ten minutes that do not exist for them"


def guess(client, *references) -> None:
    for reference in references:
        assert client.get(f"/c/{reference}/timeline/").status_code == 404


@pytest.fixture
def guesser(world):
    return sign_in(world.practitioner, world.ashmere).client


@pytest.mark.rule("PL-124")
def test_four_different_ones_alert_nobody_and_the_fifth_does(world, guesser):
    guess(guesser, *REFERENCES[:4])
    assert not Alert.objects.exists()

    guess(guesser, REFERENCES[4])

    alert = Alert.objects.get()
    assert (alert.about, alert.service, alert.seen_at) == (world.practitioner, world.ashmere, None)
    assert [e["detail"] for e in audited("request.probed")] == [
        f'{{"different": 5, "subject": "{world.practitioner.pk}"}}'
    ]


@pytest.mark.rule("PL-124")
def test_one_address_asked_five_times_alerts_nobody(guesser):
    guess(guesser, *[REFERENCES[0]] * 6)

    assert not Alert.objects.exists()


@pytest.mark.rule("PL-124")
def test_five_in_an_hour_alert_nobody(world):
    for n, reference in enumerate(REFERENCES[:5]):
        with time_machine.travel(timezone.now() + timedelta(minutes=11 * n)):
            guess(sign_in(world.practitioner, world.ashmere).client, reference)

    assert not Alert.objects.exists()
    assert Miss.objects.count() == 1


@pytest.mark.rule("PL-124")
def test_those_who_go_on_alert_once(guesser):
    guess(guesser, *REFERENCES)

    assert Alert.objects.count() == 1
    assert len(audited("request.unknown")) == 7


@pytest.mark.rule("PL-124")
def test_a_manager_and_the_administrator_are_told_and_nobody_else(world, guesser):
    guess(guesser, *REFERENCES[:5])

    manager = sign_in(world.manager, world.ashmere).client.get("/settings/").content.decode()
    administrator = sign_in(world.administrator).client.get("/settings/agencies/").content.decode()
    other = sign_in(world.other_manager, world.brackwater).client.get("/settings/").content.decode()

    assert SENTENCE in manager and "Priya Nandra" in manager
    assert SENTENCE in administrator and "Ashmere Advocacy" in administrator
    assert SENTENCE not in other
    assert alerts.waiting_for(world.user("manager")).count() == 1
    assert not any(alerts.waiting_for(world.user(other)) for other in ("other_manager", "senior"))


@pytest.mark.rule("PL-124")
def test_it_keeps_no_address(guesser):
    guess(guesser, *REFERENCES[:5])

    assert not any(reference in str(list(Miss.objects.values())) for reference in REFERENCES)


@pytest.mark.rule("PL-124")
def test_whoever_looked_into_it_says_so(world, guesser):
    guess(guesser, *REFERENCES[:5])
    alert = Alert.objects.get()

    response = sign_in(world.manager, world.ashmere).client.post(f"/settings/alerts/{alert.pk}/")

    assert response["Location"] == "/settings/"
    alert.refresh_from_db()
    assert alert.seen_by == world.manager
    assert SENTENCE not in sign_in(world.manager2, world.ashmere).client.get("/settings/").content.decode()
    assert [e["actor"] for e in audited("alert.seen")] == ["Helen Okafor"]


@pytest.mark.rule("PL-124")
def test_nobody_clears_an_alert_about_oneself(world):
    client = sign_in(world.manager, world.ashmere).client
    guess(client, *REFERENCES[:5])
    alert = Alert.objects.get()

    response = client.post(f"/settings/alerts/{alert.pk}/")

    assert response.status_code == 403
    assert "A colleague must look into this: it is about you." in response.content.decode()
    alert.refresh_from_db()
    assert alert.seen_by is None


@pytest.mark.rule("PL-124")
@pytest.mark.parametrize("persona", ["practitioner2", "other_manager", "officer_manager"])
def test_others_cannot_clear_it(world, guesser, persona):
    guess(guesser, *REFERENCES[:5])
    alert = Alert.objects.get()

    response = world.client(persona).post(f"/settings/alerts/{alert.pk}/")

    assert response.status_code in (403, 404)
    assert Alert.objects.waiting().count() == 1
    with pytest.raises(Denied):
        alerts.mark_seen(alert=alert, by=world.user("practitioner2"))
