"""Giving a case against guidance, and the waiting list."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from rowan.access.permissions import Denied, NotNow
from rowan.cases.models import Case, CaseWorker, State
from rowan.clocks.models import Clock
from rowan.common.dates import today
from rowan.files.models import Entry
from rowan.people.models import Person
from rowan.referrals import queue, services
from rowan.referrals.models import WaitingPlace
from rowan.referrals.tests.making import allocated, answered, everything, received, tried
from rowan.referrals.tests.pages import address, text
from rowan.referrals.tests.test_pages import cost
from rowan.rota import services as rota
from tests.support.world import audited, envelope_in, member, person, post_form


def wait(
    world, referral=None, persona="senior", reason="Everybody is full until Monday.", **more
) -> WaitingPlace:
    referral = referral or answered(world, received(world, **more))
    with world.acting(persona):
        return services.put_on_list(referral=referral, reason=reason, by=world.user(persona))


def line(world, persona="senior") -> list[str]:
    with world.acting(persona):
        places = queue.waiting(world.user(persona))
        names = {p.file_id: p.given for p in Person.objects.filter(part="subject")}
        return [names[one.file_id] for one in places]


def move(world, place, to, because="Her brother found her", persona="senior"):
    with world.acting(persona):
        return services.move_place(place=place, to=to, because=because, by=world.user(persona))


# Against guidance.


def test_somebody_away_is_chosen_only_with_a_reason_that_is_kept(world):
    referral = answered(world, received(world))
    with world.acting("manager"):
        rota.add_absence(
            worker=world.practitioner,
            first_day=today(),
            last_day=today() + timedelta(days=2),
            by=world.user("manager"),
        )
    client, path = world.client("senior"), address("allocate", referral)
    page = text(client.get(path))
    assert "is away until" in page and "Why this choice all the same?" not in page

    refused = post_form(client, path, {"worker": str(world.practitioner.pk)})

    assert refused.status_code == 422
    assert "say why you choose so all the same" in text(refused)
    assert "Why this choice all the same?" in text(refused)
    with world.acting("senior"):
        assert Case.objects.get(pk=referral.case_id).lead is None
    taken = post_form(client, path, {"worker": str(world.practitioner.pk), "because": "Back at noon"})
    assert "It stands on their day as new." in text(client.get(taken["Location"]))
    with world.acting("senior"):
        assert CaseWorker.objects.get(case=referral.case_id).because == "Back at noon"


def test_what_the_person_speaks_stands_above_and_who_speaks_it_is_marked(world):
    referral = answered(world, received(world))
    with world.acting("manager"):
        Person.objects.filter(file=referral.file_id).update(languages="Urdu")
    with world.acting("practitioner"):
        rota.describe(
            worker=world.practitioner, week={}, languages="Urdu", skills="", by=world.user("practitioner")
        )

    with world.acting("practitioner2"):
        rota.describe(
            worker=world.practitioner2, week={}, languages="Somali", skills="", by=world.user("practitioner2")
        )

    page = text(world.client("senior").get(address("allocate", referral)))

    assert page.count("is not known to speak Urdu") == 1
    assert "The person speaks Urdu." in page
    assert page.count("Speaks Urdu") == 1


@pytest.mark.rule("PL-195")
def test_the_page_asks_as_much_for_fifty_workers_as_for_five_and_twenty_at_most(world):
    referral = answered(world, received(world))
    client, path = world.client("senior"), address("allocate", referral)
    few = cost(lambda: client.get(path))
    for number in range(50):
        one = person(f"worker{number}", f"Worker {number}")
        member(one, world.ashmere, "practitioner", by=world.administrator)

    assert cost(lambda: client.get(path)) == few <= 20


# The waiting list.


def test_waiting_keeps_the_case_checked_and_its_clock_running(world):
    place = wait(world)

    with world.acting("senior"):
        assert Case.objects.get(file=place.file_id).state == State.CHECKED
        assert Clock.objects.get(about=place.referral_id).is_running
        words = Entry.objects.get(file=place.file_id, kind="referral.waits").words
    assert words == "Waits for a worker: Everybody is full until Monday."
    assert len(audited("referral.waits")) == 1


def test_the_duty_worker_may_still_ring_somebody_who_waits(world):
    place = wait(world)
    with world.acting("duty"):
        referral = place.referral

    assert tried(world, referral, persona="duty").pk


@pytest.mark.parametrize("persona, error", [("duty", Denied), ("practitioner", Denied)])
def test_those_who_give_no_cases_put_nobody_on_the_list(world, persona, error):
    referral = answered(world, received(world))
    before = everything(world)

    with pytest.raises(error):
        wait(world, referral, persona)

    assert everything(world) == before


def test_nobody_waits_before_both_questions_are_answered_or_twice(world):
    with pytest.raises(NotNow) as no:
        wait(world, received(world))
    assert str(no.value) == (
        "Nobody has said yet whether we know this person. Answer “Do we already know them?” first."
    )
    place = wait(world)
    with world.acting("senior"):
        referral = place.referral
    with pytest.raises(NotNow) as no:
        wait(world, referral)
    assert str(no.value) == "This referral is on the waiting list already."


def test_high_risk_comes_first_then_the_first_contact_that_is_due_first(world):
    now = timezone.now()
    wait(world, given="Later", received_at=now - timedelta(hours=1))
    wait(world, given="Sooner", received_at=now - timedelta(hours=9))
    wait(world, given="High", received_at=now - timedelta(minutes=10), stated_risk="high")
    wait(world, given="Danger", received_at=now - timedelta(minutes=5), life_in_danger="yes")

    assert line(world) == ["High", "Danger", "Sooner", "Later"]


def test_somebody_moved_by_hand_keeps_that_place_and_says_why(world):
    now = timezone.now()
    places = [
        wait(world, given=name, received_at=now - timedelta(hours=hours))
        for name, hours in zip("ABC", (9, 5, 1), strict=True)
    ]

    move(world, places[2], 1)
    assert line(world) == ["C", "A", "B"]
    wait(world, given="High", stated_risk="high", received_at=now)
    assert line(world) == ["C", "High", "A", "B"]
    move(world, places[1], 1, because="Court tomorrow")

    assert line(world) == ["B", "C", "High", "A"]
    page = text(world.client("senior").get("/r/waiting/"))
    assert "Tom Bexley moved it to place 1: Court tomorrow" in page


def test_in_order_is_whole_whatever_was_moved():
    now = timezone.now()
    stub = SimpleNamespace
    places = [
        stub(
            pk=n,
            referral=stub(stated_risk="", life_in_danger="", contact_due=now + timedelta(hours=n)),
            moved_to=moved,
            moved_at=now + timedelta(minutes=n),
        )
        for n, moved in enumerate((None, 9, 1, None, 1))
    ]

    assert [one.pk for one in queue.in_order(places)] == [4, 2, 0, 3, 1]


@pytest.mark.parametrize("persona", ["duty", "practitioner"])
def test_the_order_is_moved_only_by_those_who_give_cases(world, persona):
    place = wait(world)

    with pytest.raises(Denied):
        move(world, place, 1, persona=persona)

    with world.acting("senior"):
        assert WaitingPlace.objects.get(pk=place.pk).moved_to is None


def test_somebody_who_is_given_a_worker_waits_no_more(world):
    referral = answered(world, received(world))
    place = wait(world, referral)

    with world.acting("senior"):
        services.allocate(referral=referral, worker=world.practitioner, by=world.user("senior"))

    assert line(world) == []
    with world.acting("senior"):
        assert WaitingPlace.objects.get(pk=place.pk).left_at
    with pytest.raises(NotNow) as no:
        move(world, place, 1)
    assert str(no.value) == "This referral does not wait any more."


def test_an_ending_takes_somebody_off_the_list_too(world):
    place = wait(world)
    with world.acting("manager"):
        Case.objects.filter(file=place.file_id).update(state=State.CLOSED_REFERRED_ON)

    assert line(world) == []
    with world.acting("senior"):
        assert queue.waiting_count(world.user("senior")) == 0


def test_asking_whether_they_are_safe_is_due_a_week_after_the_last_try(world):
    place, now = wait(world), timezone.now()

    def due(asked, later):
        place.asked = asked
        return queue.check_in_of(place, world.ashmere, now + timedelta(days=later)).state

    assert [due(None, days) for days in (0, 7, 8)] == ["later", "soon", "late"]
    assert due(now + timedelta(days=5), 8) == "later"


def test_only_those_who_carry_cases_are_said_to_have_room(world):
    wait(world)

    def named():
        page = text(world.client("senior").get("/r/waiting/"))
        return [name for name in ("Priya Nandra", "Helen Okafor") if f"{name} (" in page]

    assert named() == ["Priya Nandra"]
    allocated(world, worker="manager")
    assert named() == ["Priya Nandra", "Helen Okafor"]


@pytest.mark.parametrize("grave", [{"stated_risk": "high"}, {"life_in_danger": "yes"}])
def test_at_high_risk_somebody_asks_at_once_and_then_every_day_or_a_manager_is_told(world, grave):
    place, now = wait(world, **grave), timezone.now()

    def due(asked, later):
        place.asked = asked
        found = queue.check_in_of(place, world.ashmere, now + timedelta(days=later))
        return found.state, found.words == "At once"

    def told(later):
        with world.acting("manager"):
            moment = now + timedelta(days=later)
            return len(queue.not_asked(world.user("manager"), world.ashmere, moment))

    assert [due(None, 0), due(None, 1)] == [("soon", True), ("late", True)]
    assert [due(now, 0), due(now, 1), due(now, 2)] == [("soon", False), ("soon", False), ("late", False)]
    assert (told(0), told(1)) == (0, 1)
    tried(world, place.referral, at=now)
    assert (told(1), told(2)) == (0, 1)


def test_the_count_takes_one_statement(world, django_assert_num_queries):
    wait(world)
    with world.acting("senior"):
        by = world.user("senior")
        with django_assert_num_queries(1):
            assert queue.waiting_count(by) == 1


# Pages.


def test_a_senior_puts_somebody_on_the_list_and_moves_them(world):
    referral = answered(world, received(world))
    client, ref = world.client("senior"), referral.file.reference

    answer = post_form(client, f"/r/{ref}/wait/", {"reason": "Everybody is full."})

    assert answer["Location"] == "/r/waiting/"
    page = text(client.get("/r/waiting/"))
    assert "Everybody is full." in page and "0 days" in page and "have room while people wait" in page
    assert "Waits for a worker since" in text(client.get(f"/r/{ref}/"))
    moved = post_form(client, f"/r/{ref}/place/", {"to": "0", "because": ""})
    assert moved.status_code == 422
    post_form(client, f"/r/{ref}/place/", {"to": "1", "because": "Court tomorrow"})
    assert "Court tomorrow" in text(client.get("/r/waiting/"))
    client.post(f"/r/{ref}/place/leave/")
    assert "Nobody waits for a worker." in text(client.get("/r/waiting/"))
    assert client.get(f"/r/{ref}/place/").status_code == 404


def test_the_strip_has_clock_hours_and_opening_hours_side_by_side(world, time_machine):
    time_machine.move_to(
        timezone.datetime(2026, 11, 27, 12, tzinfo=timezone.get_default_timezone()), tick=False
    )
    referral = received(world, received_at=timezone.now())

    page = text(world.client("duty").get(address("referral", referral)))

    assert "48 hours, nights and weekends counted" in page
    assert (
        "5 opening hours left . Open until 17:00" in page or "5 opening hours left. Open until 17:00" in page
    )


def test_two_seniors_with_the_page_open_at_once(world):
    referral = answered(world, received(world))
    client, path = world.client("senior"), address("allocate", referral)
    page = client.get(path)
    allocated_by_another = world.client("manager")
    post_form(allocated_by_another, path, {"worker": str(world.practitioner2.pk)})

    answer = client.post(path, {"worker": str(world.practitioner.pk), "_form": envelope_in(page)})

    assert answer.status_code == 409
    assert "This has already been given to Sam Adeyemi." in text(answer)
    with world.acting("senior"):
        assert Case.objects.get(pk=referral.case_id).lead == world.practitioner2
