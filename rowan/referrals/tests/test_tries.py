from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from rowan import audit
from rowan.access.permissions import Denied, NotNow
from rowan.cases.models import Case, State
from rowan.clocks.models import Clock
from rowan.clocks.standards import FIRST_CONTACT
from rowan.people.models import ContactPoint
from rowan.people.reaching import May
from rowan.referrals import rules, services
from rowan.referrals.day import first_contacts
from rowan.referrals.models import Attempt, Closing, Outcome, Referral
from rowan.referrals.tests.making import allocated, answered, everything, received, tried
from tests.support.world import audited


def clock_of(world, referral) -> Clock:
    with world.acting("manager"):
        return Clock.objects.get(about=referral.pk, standard=FIRST_CONTACT.slug)


def point_of(world, referral, **answers) -> ContactPoint:
    with world.acting("duty"):
        ContactPoint.objects.filter(file=referral.file_id).update(**answers)
        return ContactPoint.objects.get(file=referral.file_id, kind="phone")


# What a try does.


def test_the_first_try_begins_the_contacting(world):
    referral = allocated(world)

    attempt = tried(world, referral)

    with world.acting("practitioner"):
        assert Case.objects.get(pk=referral.case_id).state == State.CONTACTING
    assert (attempt.used, attempt.marked_safe, attempt.broke_rule) == ("07700 900 142", "yes", False)
    assert clock_of(world, referral).met_at is None


def test_the_duty_desk_rings_while_the_referral_is_still_being_checked(world):
    referral = received(world)
    at = timezone.now()

    tried(world, referral, persona="duty", reached="yes", at=at)

    with world.acting("duty"):
        assert Case.objects.get(pk=referral.case_id).state == State.RECEIVED
    assert clock_of(world, referral).met_at == at


@pytest.mark.rule("CM-8")
def test_reaching_the_person_in_time_meets_the_clock(world):
    referral = allocated(world)
    at = timezone.now() - timedelta(minutes=5)

    attempt = tried(world, referral, reached="yes", at=at)

    clock = clock_of(world, referral)
    assert (clock.met_at, clock.was_missed) == (at, False)
    with pytest.raises(NotNow) as no, world.acting("practitioner"):
        services.explain(attempt=attempt, late_because="I was ill", by=world.user("practitioner"))
    assert str(no.value) == "This was not late, so there is nothing to explain."


@pytest.mark.rule("CM-8")
def test_late_contact_is_kept_marked_late_and_asked_about(world):
    referral = allocated(world, received(world, received_at=timezone.now() - timedelta(hours=60)))

    attempt = tried(world, referral, reached="yes")

    clock = clock_of(world, referral)
    assert clock.was_missed
    with world.acting("practitioner"):
        user = world.user("practitioner")
        assert [row.asks_why for row in first_contacts(user)] == [True]
        services.explain(attempt=attempt, late_because="Three wrong numbers", by=user)
        assert [row.asks_why for row in first_contacts(user)] == [False]
    assert clock_of(world, referral).late_because == "Three wrong numbers"


def test_an_earlier_try_written_down_later_counts(world):
    referral = allocated(world)
    tried(world, referral, reached="yes")
    earlier = timezone.now() - timedelta(hours=1)

    tried(world, referral, reached="yes", at=earlier)

    assert clock_of(world, referral).met_at == earlier


def test_a_try_that_is_still_to_come_is_refused(world):
    referral = allocated(world)
    before = everything(world)

    with pytest.raises(NotNow) as no:
        tried(world, referral, at=timezone.now() + timedelta(minutes=1))

    assert str(no.value) == "Enter when you tried: that time has not come yet."
    assert everything(world) == before


# What is not marked safe is kept, marked and asked about.


@pytest.mark.parametrize("answer", ["no", ""])
def test_a_number_not_marked_safe_is_kept_and_asked_about(world, answer):
    referral = allocated(world)

    attempt = tried(world, referral, point=point_of(world, referral, safe_call=answer))

    assert (attempt.marked_safe, attempt.broke_rule, attempt.asks_why) == ("no", True, True)
    with world.acting("practitioner"):
        attempt = services.explain(
            attempt=attempt, way_because="She asked me to", by=world.user("practitioner")
        )
    assert (attempt.broke_rule, attempt.asks_why) == (True, False)


def test_a_number_that_must_never_be_used_is_not_safe_however_it_was_answered(world):
    referral = allocated(world)

    attempt = tried(world, referral, point=point_of(world, referral, never_from=timezone.now()))

    assert attempt.marked_safe == "no"


def test_a_number_that_we_do_not_have_is_not_marked_safe(world):
    attempt = tried(world, allocated(world), point=None, used="07700 900 999")

    assert (attempt.used, attempt.asks_why) == ("07700 900 999", True)


@pytest.mark.parametrize(
    ("left", "safe", "broke"), [("yes", "", True), ("yes", "yes", False), ("no", "", False)]
)
def test_a_message_where_none_was_said_to_be_safe_is_marked(world, left, safe, broke):
    referral = allocated(world)

    attempt = tried(world, referral, point=point_of(world, referral, safe_message=safe), message_left=left)

    assert attempt.broke_rule is broke


@pytest.mark.parametrize(
    ("method", "answers", "safe"),
    [
        ("text", {"safe_text": "yes"}, "yes"),
        ("text", {}, "no"),
        ("visit", {"safe_visit": "yes"}, "no"),
        ("other", {"safe_online": "yes"}, "yes"),
        ("letter", {"safe_write": ""}, "no"),
        ("other", {}, "no"),
    ],
)
def test_each_way_has_its_own_answer(world, method, answers, safe):
    referral = allocated(world)

    attempt = tried(world, referral, method=method, point=point_of(world, referral, **answers))

    assert attempt.marked_safe == safe


def test_the_answers_of_that_day_stay_with_the_try(world):
    referral = allocated(world)
    attempt = tried(world, referral)

    point_of(world, referral, safe_call="no")

    with world.acting("practitioner"):
        assert Attempt.objects.get(pk=attempt.pk).marked_safe == "yes"


def test_a_safe_try_has_nothing_to_explain(world):
    attempt = tried(world, allocated(world))

    with pytest.raises(NotNow) as no, world.acting("practitioner"):
        services.explain(attempt=attempt, way_because="x", by=world.user("practitioner"))

    assert str(no.value) == "Nothing has to be explained here."


def test_the_record_holds_no_number_and_no_words(world):
    tried(world, allocated(world), outcome="He answered", point=None, used="07700 900 999")

    (event,) = audited("referral.tried")
    assert "07700" not in str(event) and "He answered" not in str(event)


def test_the_database_keeps_no_try_without_what_came_of_it(world):
    with pytest.raises(IntegrityError):
        tried(world, allocated(world), outcome="")


def test_a_record_that_cannot_be_written_undoes_the_try(world, monkeypatch):
    referral = allocated(world)
    before = everything(world)

    def fails(verb, **more):
        if verb == "referral.tried":
            raise RuntimeError("no record")

    monkeypatch.setattr(audit, "record", fails)
    with pytest.raises(RuntimeError), transaction.atomic():
        tried(world, referral, reached="yes")

    assert everything(world) == before
    assert clock_of(world, referral).met_at is None


# Works with us.


def test_somebody_reached_who_wants_support_is_engaged(world):
    referral = allocated(world)
    tried(world, referral, reached="yes")

    with world.acting("practitioner"):
        referral = services.engage(referral=referral, by=world.user("practitioner"))

        assert Case.objects.get(pk=referral.case_id).state == State.ENGAGED
    assert referral.outcome == Outcome.ENGAGED
    assert referral.outcome_logged_at is not None


@pytest.mark.parametrize(
    ("steps", "sentence"),
    [
        ([], "Record the try that reached the person first."),
        (["no"], "No try has reached the person yet. Record the one that did first."),
    ],
)
def test_nobody_is_engaged_who_was_not_reached(world, steps, sentence):
    referral = allocated(world)
    for reached in steps:
        tried(world, referral, reached=reached)

    with pytest.raises(NotNow) as no, world.acting("practitioner"):
        services.engage(referral=referral, by=world.user("practitioner"))

    assert str(no.value) == sentence
    with world.acting("practitioner"):
        assert Referral.objects.get(pk=referral.pk).outcome == ""


def test_engaging_twice_is_refused(world):
    referral = allocated(world)
    tried(world, referral, reached="yes")
    with world.acting("practitioner"):
        services.engage(referral=referral, by=world.user("practitioner"))

    with pytest.raises(NotNow) as no, world.acting("practitioner"):
        services.engage(referral=referral, by=world.user("practitioner"))

    assert str(no.value) == "How this referral ended is already recorded."


def test_the_duty_desk_opens_no_work(world):
    referral = allocated(world)
    tried(world, referral, reached="yes")

    with pytest.raises(Denied), world.acting("duty"):
        services.engage(referral=referral, by=world.user("duty"))


def test_someone_who_was_given_nothing_can_still_write_down_a_try(world):
    assert rules.permitted(rules.check_log_attempt)(
        world.user("practitioner2"), answered(world, received(world)), timezone.now()
    )


# Whose day it stands on.


@pytest.mark.rule("CM-8")
@pytest.mark.parametrize(
    ("hours", "worker", "senior", "manager"),
    [(1, True, False, False), (47, True, False, False), (49, True, True, False), (53, True, True, True)],
)
def test_it_stands_on_the_workers_day_then_the_seniors_then_the_managers(
    world, hours, worker, senior, manager
):
    at = timezone.now() - timedelta(minutes=30)
    allocated(world, received(world, received_at=at))

    with time_machine.travel(at + timedelta(hours=hours), tick=False):
        seen = {}
        for persona in ("practitioner", "practitioner2", "senior", "manager", "duty"):
            with world.acting(persona):
                user = world.user(persona)
                seen[persona] = bool(first_contacts(user))

    assert seen == {
        "practitioner": worker,
        "practitioner2": False,
        "senior": senior,
        "manager": manager,
        "duty": False,
    }


@pytest.mark.rule("CM-8")
def test_a_referral_that_nobody_was_given_runs_late_on_the_seniors_day(world):
    received(world, received_at=timezone.now() - timedelta(hours=49))

    with world.acting("senior"):
        (row,) = first_contacts(world.user("senior"))

    assert (row.due.state, row.due.words) == ("late", "Late by 1 h")
    assert str(row.person) == "Dawn Tressider"


def test_my_people_say_whether_they_can_be_rung_and_how_often_it_was_tried(world):
    safe = allocated(world)
    allocated(world, received(world, given="Amira", safe_call=""))
    tried(world, safe, next_try=timezone.now() + timedelta(hours=2))

    with world.acting("practitioner"):
        rows = first_contacts(world.user("practitioner"))

    assert [(str(r.person), r.safe.state, r.reason) for r in rows] == [
        ("Dawn Tressider", "unsure", "First contact"),
        ("Amira Tressider", "no", "First contact"),
    ]
    assert rows[0].words.startswith("1 try, nobody reached, again ")
    assert rows[0].url == f"/r/{safe.file.reference}/tries/new/"


def test_a_safe_number_is_not_pressed_before_the_next_try_or_while_a_closing_waits(world):
    referral = allocated(world)

    def row():
        with world.acting("practitioner"):
            [one] = first_contacts(world.user("practitioner"))
            return replace(one, ring=replace(one.ring, may=May.NOW))

    assert row().to_ring_now
    tried(world, referral, next_try=timezone.now() + timedelta(hours=2))
    assert not row().to_ring_now and "again from" in row().words
    with time_machine.travel(timezone.now() + timedelta(hours=3), tick=False):
        assert row().to_ring_now
        with world.acting("practitioner"):
            Closing.objects.create(file=referral.file, referral=referral, note="Nobody answers")
        assert not row().to_ring_now
        assert row().words.startswith("Closing asked: a manager decides")


def test_where_no_number_is_safe_the_referrer_is_asked(world):
    referral = allocated(world, received(world, safe_call=""))
    tried(world, referral, method="visit", point=None)

    page = world.client("practitioner").get("/").content.decode()

    assert f"/r/{referral.file.reference}/details/" in page and "Ask the referrer" in page


def test_what_was_done_in_time_is_not_called_done_beside_what_is_next(world):
    tried(world, allocated(world), reached="yes")

    with world.acting("practitioner"):
        [row] = first_contacts(world.user("practitioner"))

    assert (row.reason, row.due) == ("Reached. Next: do they want our help?", None)
    assert " early" not in world.client("practitioner").get("/").content.decode()


def test_somebody_reached_and_engaged_is_not_to_be_reached_any_more(world):
    referral = allocated(world)
    tried(world, referral, reached="yes")
    with world.acting("practitioner"):
        services.engage(referral=referral, by=world.user("practitioner"))

        assert first_contacts(world.user("practitioner")) == []


@pytest.mark.rule("PL-195")
def test_the_day_costs_the_same_for_one_person_and_for_twelve(world, django_assert_num_queries):
    user = world.user("practitioner")
    allocated(world)
    with world.acting("practitioner"), django_assert_num_queries(5):
        assert len(first_contacts(user)) == 1
    for n in range(11):
        allocated(world, received(world, given=f"Dawn{n}"))

    with world.acting("practitioner"), django_assert_num_queries(5):
        assert len(first_contacts(user)) == 12
