"""What is opened, what came of it, and what bears on it: the services."""

from datetime import date, time, timedelta

import pytest
import time_machine
from django.db import IntegrityError
from django.utils import timezone

from rowan.access.permissions import Denied, NotNow
from rowan.cases import services as cases
from rowan.common.dates import at, local_day
from rowan.files.models import Entry
from rowan.people import services
from rowan.people.models import Approach, ContactPoint, NoContact, Part, SafeTime
from rowan.people.reaching import hers, reach_to, reaches_of, ring
from rowan.people.safety import Answer, judge
from rowan.people.services import Said
from rowan.people.services.reaching import doubted_from
from rowan.people.tests.making import NUMBER, OTHER_NUMBER, address, beside, leila, number
from rowan.people.tests.test_services import edit, stopped
from tests.support.world import audited

WEEK = {"weekdays": "12345", "on": None, "safe": "yes", "opens": time(9, 15), "closes": time(11, 30)}


def begin(world, point, channel="call", persona="practitioner", **more) -> Approach:
    with world.acting(persona):
        return services.begin(point=point, channel=channel, by=world.user(persona), **more)


def end(world, approach, result="no-answer", persona="practitioner"):
    with world.acting(persona):
        return services.end(approach=approach, said=Said(result), by=world.user(persona))


def verdict(world, point, channel="call", moment=None):
    moment = moment or timezone.now()
    with world.acting("practitioner"):
        return judge(reach_to(point, moment), channel, moment)


# Opened, then said what came of it.


@pytest.mark.rule("PL-85")
def test_after_a_number_was_opened_the_next_waits_until_it_is_said_what_came_of_it(world):
    person = leila(world)
    first = number(world, person, safe_call="yes")
    second = number(world, person, OTHER_NUMBER, safe_call="yes")

    approach = begin(world, first)
    with stopped(NotNow, "Say first what came of the one you opened before"):
        begin(world, second)
    with world.acting("practitioner"):
        assert Approach.objects.count() == 1
    end(world, approach)

    assert begin(world, second).point == second


@pytest.mark.rule("PL-85")
def test_the_same_number_opens_again_as_the_same_call(world):
    point = number(world, leila(world), safe_call="yes")

    assert begin(world, point) == begin(world, point)
    assert begin(world, point, persona="practitioner2").started_by == world.practitioner2


@pytest.mark.rule("PL-85")
def test_what_is_left_without_a_word_stands_on_the_day_of_who_opened_it(world):
    approach = begin(world, number(world, leila(world), safe_call="yes"))

    with world.acting("practitioner"):
        assert list(services.left_open(world.user("practitioner"))) == [approach]
    with world.acting("practitioner2"):
        assert not services.left_open(world.user("practitioner2"))
    end(world, approach, "not-used")
    with world.acting("practitioner"):
        assert not services.left_open(world.user("practitioner"))


def test_what_came_of_it_is_said_once(world):
    approach = begin(world, number(world, leila(world), safe_call="yes"))
    end(world, approach)

    with stopped(NotNow, "already written down"):
        end(world, approach, "reached")
    with world.acting("practitioner"):
        assert Approach.objects.get().result == "no-answer"


def test_where_no_referral_keeps_the_try_the_timeline_does(world):
    approach = begin(world, number(world, leila(world), safe_call="yes"))

    assert end(world, approach) is None
    with world.acting("practitioner"):
        assert Entry.objects.filter(kind="contact.ended", words="Call: No answer").exists()


def test_the_record_of_a_call_holds_no_digit(world):
    end(world, begin(world, number(world, leila(world), safe_call="yes")))

    events = [*audited("contact.begun"), *audited("contact.ended")]
    assert len(events) == 2
    assert "900982" not in str(events)


@pytest.mark.rule("CM-9", "PL-83")
def test_a_number_not_marked_safe_opens_for_a_reason_only(world):
    point = number(world, leila(world), safe_call="no")

    for why in ("", "because I like to"):
        with stopped(NotNow, "This is not marked safe. Say why you need it"):
            begin(world, point, why=why)
    with world.acting("practitioner"):
        assert not Approach.objects.exists()

    assert begin(world, point, why="danger").why == "danger"


@pytest.mark.rule("CM-10", "PL-83")
@pytest.mark.parametrize(("answer", "opens"), [("yes", True), ("no", False), ("", False)])
def test_a_letter_goes_only_where_it_was_answered_safe(world, answer, opens):
    point = address(world, leila(world), "14 Tarn Close, ZZ9 4TC", safe_write=answer)

    if opens:
        assert begin(world, point, "post").channel == "post"
    else:
        with stopped(NotNow, "said no to this" if answer else "That counts as no"):
            begin(world, point, "post", why="danger")
        with world.acting("practitioner"):
            assert not Approach.objects.exists()


def test_who_may_not_open_numbers_begins_nothing(world):
    point = number(world, leila(world), safe_call="yes")

    with world.acting("practitioner"), stopped(Denied, "Your role does not include this"):
        services.begin(point=point, channel="call", by=world.administrator)


# The person causing harm's own.


@pytest.mark.rule("PL-84")
@pytest.mark.parametrize("his", [NUMBER, "07700 900983", "07700 900928"])
def test_a_number_like_one_of_his_opens_for_nobody_and_no_reason(world, his):
    person = leila(world)
    hers_ = number(world, person, safe_call="yes")
    assert verdict(world, hers_).answer == Answer.ALLOW
    number(world, beside(world, person, Part.PCH, given="Daniel"), his)

    with stopped(NotNow, "This number may be shared. Speak to your manager."):
        begin(world, hers_, why="danger", persona="manager")
    with world.acting("practitioner"):
        assert not Approach.objects.exists()


@pytest.mark.rule("PL-81")
def test_a_parent_s_yes_is_not_the_child_s(world):
    person = leila(world)
    number(world, person, safe_call="yes", safe_text="yes")
    child = beside(world, person, Part.CHILD, given="Yusuf")
    theirs = number(world, child)

    assert verdict(world, theirs, "text").answer == Answer.BLOCK
    assert verdict(world, theirs).needs_reason
    with world.acting("practitioner"):
        now = timezone.now()
        found = ring(hers(reaches_of([person.file_id], now)[person.file_id]), now)
    assert found.reach.point.person == person


# Answers of an earlier case.


@pytest.mark.rule("PL-82")
def test_a_new_case_carries_no_answer_over_until_it_is_asked_again(world):
    person = leila(world)
    point = number(world, person, safe_call="yes", safe_text="yes")
    later = timezone.now() + timedelta(minutes=1)
    with world.acting("practitioner"):
        cases.open_case(file=person.file, at=later, by=world.user("practitioner"))

    with time_machine.travel(later + timedelta(minutes=1), tick=False):
        assert verdict(world, point, "text").answer == Answer.BLOCK
        assert verdict(world, point).needs_reason
        with world.acting("practitioner"):
            services.change_contact_point(
                point=point, edit=edit({"safe_call": ""}, safe_call="yes"), by=world.user("practitioner")
            )
            point.refresh_from_db()
        assert (point.safe_call, point.safe_text) == ("yes", "")
        assert verdict(world, point).answer == Answer.ALLOW
        assert verdict(world, point, "text").answer == Answer.BLOCK


@pytest.mark.rule("PL-82")
def test_answers_given_in_the_present_case_count(world):
    person = leila(world)
    with world.acting("practitioner"):
        cases.open_case(
            file=person.file, at=timezone.now() - timedelta(hours=2), by=world.user("practitioner")
        )

    assert verdict(world, number(world, person, safe_call="yes")).answer == Answer.ALLOW


# Something happened.


@pytest.mark.rule("PL-86")
@pytest.mark.parametrize("what", ["incident", "separation", "move", "court", "release", "return"])
def test_after_something_happened_post_waits_until_it_is_asked_again(world, what):
    person = leila(world)
    post = address(world, person, "14 Tarn Close, ZZ9 4TC", safe_write="yes")
    phone = number(world, person, safe_call="yes", safe_text="yes")
    assert verdict(world, post, "post").answer == Answer.ALLOW

    with world.acting("practitioner"):
        services.happened(
            file=person.file, what=what, on=local_day(timezone.now()), by=world.user("practitioner")
        )
    assert verdict(world, post, "post").answer == Answer.BLOCK
    assert verdict(world, phone, "text").answer == Answer.BLOCK
    assert verdict(world, phone).answer == Answer.WARN

    with world.acting("practitioner"):
        services.change_contact_point(
            point=post, edit=edit({"safe_write": ""}, safe_write="yes"), by=world.user("practitioner")
        )
    assert verdict(world, post, "post").answer == Answer.ALLOW
    assert verdict(world, phone, "text").answer == Answer.BLOCK


def test_a_court_date_to_come_puts_answers_in_doubt_when_it_comes(world):
    person = leila(world)
    phone = number(world, person, safe_call="yes", safe_text="yes")
    day = local_day(timezone.now()) + timedelta(days=3)
    with world.acting("practitioner"):
        services.happened(file=person.file, what="court", on=day, by=world.user("practitioner"))

    assert verdict(world, phone, "text").answer == Answer.ALLOW
    assert verdict(world, phone, "text", at(day, time(9))).answer == Answer.BLOCK


def test_since_when_answers_are_in_doubt():
    now, today = at(date(2026, 11, 23), time(10)), date(2026, 11, 23)

    assert doubted_from(today, now) == now
    assert doubted_from(today - timedelta(days=1), now) == at(today)
    assert doubted_from(today + timedelta(days=1), now) == at(today + timedelta(days=1))


# Nobody may contact them directly.


@pytest.mark.rule("PL-87")
@pytest.mark.parametrize("persona", ["duty", "practitioner", "senior", "manager"])
def test_a_rule_against_contact_stops_every_role_and_a_manager_lifts_it(world, persona):
    person = leila(world)
    point = number(world, person, safe_call="yes")
    manager = world.user("manager")
    with world.acting("manager"):
        services.forbid_contact(file=person.file, reason="The police asked", decider="DS Carr", by=manager)

    with stopped(NotNow, "Nobody may contact them directly. DS Carr may decide otherwise."):
        begin(world, point, why="danger", persona=persona)
    with world.acting("manager"):
        assert not Approach.objects.exists()
        services.allow_contact(file=person.file, because="The police agreed", by=manager)

    assert begin(world, point, persona=persona).point == point
    assert len(audited("contact.forbidden")) == len(audited("contact.allowed")) == 1


@pytest.mark.rule("PL-87")
@pytest.mark.parametrize("persona", ["duty", "practitioner", "senior"])
def test_only_a_manager_forbids_and_lifts(world, persona):
    person = leila(world)

    with world.acting(persona), stopped(Denied, "Your role does not include this"):
        services.forbid_contact(file=person.file, reason="x", decider="y", by=world.user(persona))
    with world.acting("manager"):
        assert not NoContact.objects.exists()
        services.forbid_contact(file=person.file, reason="x", decider="y", by=world.user("manager"))
    with world.acting(persona), stopped(Denied, "Your role does not include this"):
        services.allow_contact(file=person.file, because="z", by=world.user(persona))
    with world.acting("manager"):
        assert NoContact.objects.get().lifted_at is None


def test_it_is_forbidden_once_and_lifted_once(world):
    person = leila(world)

    with world.acting("manager"):
        by = world.user("manager")
        with stopped(NotNow, "Direct contact is not forbidden here"):
            services.allow_contact(file=person.file, because="z", by=by)
        services.forbid_contact(file=person.file, reason="x", decider="y", by=by)
        with stopped(NotNow, "Nobody may contact them directly already"):
            services.forbid_contact(file=person.file, reason="x", decider="y", by=by)
        with stopped(IntegrityError, "people_one_rule_against_contact"):
            NoContact.objects.create(file=person.file, reason="x", decider="y", set_by=by)


# Safe times.


@pytest.mark.rule("PL-81")
def test_safe_times_are_rows_that_are_taken_away_and_never_deleted(world):
    point = number(world, leila(world), safe_call="yes", safe_times="mornings")
    monday = at(date(2026, 11, 23), time(10))
    with world.acting("practitioner"):
        ContactPoint.objects.update(asked_at=monday)
    assert verdict(world, point, moment=monday).answer == Answer.WARN

    with world.acting("practitioner"):
        row = services.add_safe_time(point=point, by=world.user("practitioner"), **WEEK)
    assert verdict(world, point, moment=monday).answer == Answer.ALLOW
    assert verdict(world, point, moment=monday + timedelta(hours=3)).reasons == ("This is not a safe time.",)

    with world.acting("practitioner"):
        services.end_safe_time(row=row, by=world.user("practitioner"))
        assert SafeTime.objects.count() == 1
        with stopped(NotNow, "taken away already"):
            services.end_safe_time(row=row, by=world.user("practitioner"))
    assert verdict(world, point, moment=monday).reasons == (
        "When it is safe is kept in words only. Read them first.",
    )


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"opens": time(11), "closes": time(9)}, "Enter an end after the beginning"),
        ({"opens": time(22), "closes": time(2)}, "Past midnight, leave the end empty"),
        ({"opens": time(9), "closes": time(9)}, "Enter an end after the beginning"),
        ({"weekdays": ""}, "Select the days of the week, or enter one day"),
    ],
)
def test_times_that_cannot_be_are_refused(world, wrong, sentence):
    point = number(world, leila(world), safe_call="yes")

    with world.acting("practitioner"):
        with stopped(NotNow, sentence):
            services.add_safe_time(point=point, by=world.user("practitioner"), **WEEK | wrong)
        assert not SafeTime.objects.exists()


@pytest.mark.parametrize(
    ("row", "fact"),
    [
        ({"weekdays": "8"}, "people_safe_time_of_the_week_or_of_a_day"),
        ({"weekdays": "1", "on": date(2026, 11, 23)}, "people_safe_time_of_the_week_or_of_a_day"),
        ({"weekdays": "1", "opens": time(9), "closes": time(8)}, "people_safe_time_ends_after_it_begins"),
        ({"weekdays": "1", "safe": "no"}, "people_not_safe_is_said_of_a_day"),
    ],
)
def test_the_database_keeps_no_time_that_cannot_be(world, row, fact):
    point = number(world, leila(world))

    with world.acting("practitioner"), stopped(IntegrityError, fact):
        SafeTime.objects.create(file=point.file, point=point, **row)


# How sure we are.


@pytest.mark.rule("PL-81")
def test_a_number_is_ringable_at_once_and_unchecked_until_somebody_says_how(world):
    point = number(world, leila(world), safe_call="yes")
    assert verdict(world, point).answer == Answer.ALLOW
    assert point.checked_at is None

    with world.acting("practitioner2"):
        services.change_contact_point(
            point=point,
            edit=edit({"new_checked_how": ""}, new_checked_how="in-person"),
            by=world.user("practitioner2"),
        )
        point.refresh_from_db()

    assert (point.checked_how, point.checked_by) == ("in-person", world.practitioner2)
    assert point.checked_at is not None


def test_what_bears_on_the_points_of_many_files_is_one_statement(world, django_assert_num_queries):
    files = [leila(world).file_id for _ in range(3)]

    with world.acting("practitioner"), django_assert_num_queries(1):
        reaches_of(files, timezone.now())
