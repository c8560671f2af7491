"""Ending a referral and writing down a try in the same second: one waits for the other, and nothing is lost."""

import threading
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from rowan.access.permissions import NotNow
from rowan.cases.models import Case
from rowan.clocks.models import Clock
from rowan.referrals import services
from rowan.referrals.models import Attempt, Closing, Referral
from rowan.referrals.tests.ending import checked, not_reached, now_of, policy, proposed, reached
from rowan.referrals.tests.making import received, tried
from tests.support.world import build_world


@pytest.fixture
def world(fresh_database):
    """Commits are real here."""
    return build_world()


def at_once(*acts) -> list:
    """Let these run in threads of their own, each in its transaction; what each gave or was refused with."""
    gate, found = threading.Barrier(len(acts)), [None] * len(acts)

    def run(n, act):
        gate.wait()
        try:
            found[n] = act()
        except NotNow as no:
            found[n] = no
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(n, act)) for n, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not any(thread.is_alive() for thread in threads), "they wait for each other in a circle"
    return found


def acting(world, persona, verb, **more):
    def act():
        with world.acting(persona):
            return getattr(services, verb)(by=world.user(persona), **more)

    return act


@pytest.mark.parametrize("answered", ["yes", "no"])
def test_a_try_is_kept_whoever_was_first(world, answered):
    referral = reached(world)
    now = timezone.now()

    ended, attempt = at_once(
        acting(world, "practitioner", "end", referral=referral, outcome="declined", note="Not now"),
        acting(
            world,
            "practitioner2",
            "log_attempt",
            referral=referral,
            at=now - timedelta(minutes=1),
            method="call",
            reached=answered,
            outcome="Rang again",
        ),
    )

    assert isinstance(ended, Referral) and isinstance(attempt, Attempt)
    after = now_of(world, referral)
    with world.acting("practitioner"):
        kept = Attempt.objects.get(pk=attempt.pk)
        assert not Clock.objects.running().filter(about=referral.pk).exists()
    assert after.outcome == "declined"
    assert kept.outcome == "Rang again"


def test_a_closing_and_the_try_that_reached_her_never_both_win(world):
    policy(world)
    closing = proposed(world, checked(world, not_reached(world)))
    referral = now_of(world, closing.referral)

    confirmed, attempt = at_once(
        acting(world, "manager", "confirm_closing", closing=closing),
        acting(
            world,
            "practitioner",
            "log_attempt",
            referral=referral,
            at=timezone.now(),
            method="call",
            reached="yes",
            outcome="She rang back",
        ),
    )

    after = now_of(world, referral)
    assert isinstance(attempt, Attempt)
    with world.acting("manager"):
        kept = Attempt.objects.get(pk=attempt.pk)
    if isinstance(confirmed, NotNow):
        assert (after.outcome, kept.after_end) == ("", False)
    else:
        assert (after.outcome, kept.after_end) == ("no-contact", True)


def test_two_who_end_it_at_once_leave_one_ending(world):
    referral = reached(world)
    verbs = [
        acting(world, who, "end", referral=referral, outcome=outcome, note=who)
        for who, outcome in (("practitioner", "declined"), ("practitioner2", "advice"))
    ]

    found = at_once(*verbs)

    assert sorted(isinstance(one, NotNow) for one in found) == [False, True]
    (no,) = [one for one in found if isinstance(one, NotNow)]
    assert str(no) == "How this referral ended is already recorded."


def test_two_managers_who_press_at_once_close_it_once(world):
    policy(world)
    closing = proposed(world, checked(world, not_reached(world)), tell_how="secure", tell_whom="PC Farrow")
    both = [acting(world, who, "confirm_many", closings=[closing]) for who in ("manager", "manager2")]

    found = at_once(*both)

    assert found == [{}, {}]
    with world.acting("manager"):
        assert Closing.objects.get(pk=closing.pk).agreed == "yes"
        assert Case.objects.get(pk=closing.referral.case_id).state == "closed-no-contact"


def test_tries_of_two_people_and_an_ending_never_wait_in_a_circle(world):
    policy(world)
    referral = not_reached(world, times=1)

    found = at_once(
        *[
            acting(
                world,
                who,
                "log_attempt",
                referral=referral,
                at=timezone.now() - timedelta(minutes=n),
                method="call",
                reached="no",
                outcome="Rang out",
            )
            for n, who in enumerate(("practitioner", "practitioner2", "duty"))
        ],
        acting(
            world,
            "senior",
            "end",
            referral=referral,
            outcome="wrong",
            note="x",
            nowhere_because="None near",
        ),
    )

    assert not any(isinstance(one, NotNow) for one in found)
    with world.acting("manager"):
        assert Attempt.objects.filter(referral=referral).count() == 4
        assert not Clock.objects.running().filter(about=referral.pk).exists()
    tried(world, referral)


def test_news_that_is_filed_while_it_ends_is_not_ended_with_it(world):
    referral = reached(world)
    again = received(world, reason="He strangled her last night.", stated_risk="high")

    at_once(
        acting(world, "practitioner", "end", referral=referral, outcome="declined", note="x",
               seen=[str(referral.pk)]),
        acting(world, "duty", "record_match", referral=again, known=referral.file),
    )  # fmt: skip

    after = now_of(world, again)
    assert after.outcome == ""
    assert after.case.is_open
