"""How a referral ends: what is put down, who agrees, who is told; only then is the case closed."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError
from django.utils import timezone

from rowan import audit
from rowan.access.permissions import Denied, NotNow
from rowan.cases.models import State
from rowan.files.models import File
from rowan.referrals import services
from rowan.referrals.day import first_contacts
from rowan.referrals.models import Attempt, Closing, Outcome, ReferOn, Referral
from rowan.referrals.services import Onward
from rowan.referrals.tests.ending import (
    checked,
    clock_of,
    confirmed,
    does,
    not_reached,
    now_of,
    policy,
    proposed,
    reached,
    state_of,
    told,
)
from rowan.referrals.tests.making import allocated, answered, everything, received, tried
from rowan.sharing.models import Disclosure
from tests.support.jobs import run_jobs
from tests.support.world import audited

SOMEWHERE = Onward(name="Ashmere Law Centre", on=timezone.localdate(), agreed="yes")


def refused(world, persona, verb, referral, **more) -> str:
    """The sentence of a refusal that changed nothing."""
    before = everything(world)
    with pytest.raises((NotNow, Denied)) as no:
        does(world, persona, verb, referral, **more)
    assert everything(world) == before
    return str(no.value)


# The person was reached.


@pytest.mark.rule("CM-15", "T-6")
def test_declined_is_closed_once_logged_noted_and_told(world):
    referral = reached(world)

    does(world, "practitioner", "end", referral, outcome=Outcome.DECLINED, note="Staying with her sister")
    between = now_of(world, referral)
    told(world, referral)

    after = now_of(world, referral)
    assert (between.outcome, between.outcome_note) == ("declined", "Staying with her sister")
    assert between.case.state == State.CONTACTING
    assert after.case.state == State.CLOSED_DECLINED
    assert (after.informed_by, after.informed_whom) == (world.practitioner, "PC Lena Farrow")
    assert [event["verb"] for event in audited() if "referral.ended" in event["verb"]] == ["referral.ended"]


@pytest.mark.rule("CM-15")
@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"note": " "}, "Say why, in a few words."),
        (
            {"note": "x", "outcome": Outcome.NO_CONTACT},
            "A manager agrees when nobody was reached. Ask for it on this page.",
        ),
    ],
)
def test_a_decline_without_its_note_is_refused(world, more, sentence):
    referral = reached(world)

    assert (
        refused(world, "practitioner", "end", referral, **({"outcome": Outcome.DECLINED} | more)) == sentence
    )
    assert now_of(world, referral).outcome == ""


@pytest.mark.parametrize("outcome", [Outcome.DECLINED, Outcome.ADVICE])
def test_nobody_declines_who_was_not_reached(world, outcome):
    referral = not_reached(world)

    said = refused(world, "practitioner", "end", referral, outcome=outcome, note="x")

    assert said == "No try has reached the person yet. Record the one that did first."


def test_advice_given_is_an_end_of_its_own(world):
    referral = reached(world)

    does(world, "practitioner", "end", referral, outcome=Outcome.ADVICE, note="Asked about a lock")
    told(world, referral)

    assert state_of(world, referral) == State.CLOSED_ADVICE


# Sent on.


@pytest.mark.rule("CM-17", "T-11")
@pytest.mark.parametrize("outcome", [Outcome.NO_ABUSE, Outcome.WRONG, Outcome.NO_CAPACITY])
def test_who_is_not_for_us_is_sent_on_or_it_says_why_nowhere_fits(world, outcome):
    first, second = allocated(world), received(world, given="Ottilie")

    does(
        world, "practitioner", "end", first, outcome=outcome, note="A neighbour dispute", sent_on=[SOMEWHERE]
    )
    does(world, "practitioner", "end", second, outcome=outcome, note="x", nowhere_because="Nothing near here")
    told(world, first)
    told(world, second)

    with world.acting("practitioner"):
        assert [(one.referral_id, one.name) for one in ReferOn.objects.all()] == [
            (first.pk, "Ashmere Law Centre")
        ]
    assert state_of(world, first) == state_of(world, second) == State.CLOSED_REFERRED_ON
    assert now_of(world, second).nowhere_because == "Nothing near here"


@pytest.mark.rule("CM-17")
@pytest.mark.parametrize("outcome", [Outcome.NO_ABUSE, Outcome.WRONG, Outcome.NO_CAPACITY])
def test_without_a_service_or_a_reason_it_does_not_end(world, outcome):
    referral = allocated(world)

    said = refused(world, "practitioner", "end", referral, outcome=outcome, note="x", nowhere_because=" ")

    assert said == "Say which service the person was sent on to, or why none fits."


# Entered by mistake.


def test_the_duty_desk_takes_back_its_own_mistake_and_no_clock_runs_on(world):
    referral = received(world)

    does(world, "duty", "end", referral, outcome=Outcome.MISTAKE, note="Typed twice")

    after = now_of(world, referral)
    assert after.case.state == State.CLOSED_MISTAKE
    assert after.untold_because == "Entered by mistake: nobody is told anything."
    assert clock_of(world, referral).stopped_at == after.outcome_logged_at
    with world.acting("duty"):
        assert not Disclosure.objects.exists()


def test_the_duty_desk_ends_nothing_else(world):
    mine, theirs = received(world), received(world, persona="practitioner", given="Ottilie")

    assert refused(world, "duty", "end", mine, outcome=Outcome.WRONG, note="x", nowhere_because="x") == (
        "Your role does not include this. Your manager can tell you who may do it."
    )
    sentence = "You may take back a referral that you wrote down yourself, until somebody is given it."
    assert refused(world, "duty", "end", theirs, outcome=Outcome.MISTAKE, note="x") == sentence
    allocated(world, mine)
    assert refused(world, "duty", "end", mine, outcome=Outcome.MISTAKE, note="x") == sentence


def test_nobody_is_told_of_a_mistake(world):
    referral = received(world)
    does(world, "duty", "end", referral, outcome=Outcome.MISTAKE, note="Typed twice")

    said = refused(world, "duty", "tell_referrer", referral, how="phone", whom="PC Lena Farrow")

    assert said == "This was entered by mistake, so nobody is told anything."


# Not reached: the details are checked first (CM-12).


@pytest.mark.rule("CM-12", "T-8")
def test_checked_details_are_put_down_and_the_tries_go_on(world):
    policy(world)
    referral = not_reached(world)
    assert state_of(world, referral) == State.UNABLE

    checked(world, referral, changes="The number ends in 43")

    after = now_of(world, referral)
    assert after.case.state == State.CONTACTING
    assert (after.verified_with, after.verified_changes) == ("PC Lena Farrow", "The number ends in 43")


@pytest.mark.rule("CM-12")
def test_unchecked_details_keep_it_open(world):
    policy(world)
    referral = not_reached(world)

    said = refused(world, "practitioner", "propose_closing", referral, note="x")

    assert said == "Check the details with whoever referred the person first."


@pytest.mark.rule("CM-12")
def test_a_referrer_who_does_not_answer_in_three_days_counts_as_one_who_did(world):
    policy(world)
    referral = not_reached(world)
    asked = does(world, "practitioner", "ask_details", referral, whom="PC Lena Farrow").asked_at
    with time_machine.travel(asked + timedelta(days=3, seconds=-1), tick=False):
        said = refused(world, "practitioner", "propose_closing", referral, note="x")
    with time_machine.travel(asked + timedelta(days=3), tick=False):
        proposed(world, referral)

    assert said == "Check the details with whoever referred the person first."


def held(world):
    return received(world)


def ready(world):
    return answered(world, received(world))


@pytest.mark.rule("CM-12")
@pytest.mark.parametrize("stand", [held, ready, allocated], ids=["arrived", "looked up", "given"])
def test_the_referrer_is_asked_before_the_first_try_and_the_case_stands_where_it_stood(world, stand):
    referral = stand(world)
    state = state_of(world, referral)

    does(world, "duty", "ask_details", referral, whom="The control room")
    asked = now_of(world, referral)
    checked(world, referral, changes="Evenings only")

    after = now_of(world, referral)
    assert (asked.asked_whom, asked.case.state) == ("The control room", state)
    assert (after.verified_changes, after.asked_at, after.case.state) == ("Evenings only", None, state)


@pytest.mark.rule("CM-12")
def test_once_the_person_is_in_touch_nobody_else_is_asked(world):
    referral = reached(world)
    does(world, "practitioner", "engage", referral)

    asked = refused(world, "practitioner", "ask_details", referral, whom="The control room")
    checked_ = refused(
        world, "practitioner", "record_details_checked", referral, at=timezone.now(), whom="The control room"
    )

    assert asked == checked_ == "The person is in touch with us. Ask them, and not whoever referred them."


@pytest.mark.rule("CM-12")
def test_what_was_asked_before_anybody_tried_does_not_close_it(world):
    policy(world)
    before = timezone.now()
    referral = allocated(world, received(world, received_at=before - timedelta(days=5)))
    with time_machine.travel(before - timedelta(days=4), tick=False):
        does(world, "practitioner", "ask_details", referral, whom="The control room")
    for hours in (2, 1):
        tried(world, referral, at=before - timedelta(hours=hours))

    unanswered = refused(world, "practitioner", "propose_closing", referral, note="x")
    checked(world, referral, at=before - timedelta(hours=3))
    early = refused(world, "practitioner", "propose_closing", referral, note="x")
    checked(world, referral, at=before - timedelta(minutes=30))
    proposed(world, referral)

    assert unanswered == early == "Check the details with whoever referred the person first."


def test_details_that_were_different_are_tried_first(world):
    policy(world)
    referral = checked(world, not_reached(world), changes="Another number")

    said = refused(world, "practitioner", "propose_closing", referral, note="x")
    tried(world, referral, at=timezone.now())
    proposed(world, referral)

    assert said == "The details were different when they were checked. Try with the new ones first."


@pytest.mark.parametrize("who", ["self", "family"])
def test_nobody_asks_the_person_or_the_family_where_the_person_is(world, who):
    policy(world)
    referral = not_reached(world, referrer=who, agency_name="", contact_name="Ann")

    assert proposed(world, referral).referral_id == referral.pk


@pytest.mark.rule("T-7")
def test_asking_the_referrer_makes_it_unable_to_reach(world):
    referral = not_reached(world)

    does(world, "duty", "ask_details", referral, whom="The control room")

    assert state_of(world, referral) == State.UNABLE


# The local number of tries (CM-13).


@pytest.mark.rule("CM-13")
def test_a_blank_setting_closes_nobody(world):
    policy(world, tries=None)
    referral = checked(world, not_reached(world, times=5))

    for persona in ("practitioner", "manager"):
        said = refused(world, persona, "propose_closing", referral, note="x", fewer_because="x")
        assert said == (
            "Your service has not set how many tries in vain come before a referral is closed. "
            "A manager sets it in Settings."
        )


@pytest.mark.rule("CM-13", "K-2")
def test_the_local_number_of_tries_is_counted(world):
    policy(world, tries=3)
    referral = checked(world, not_reached(world, times=2))

    said = refused(world, "practitioner", "propose_closing", referral, note="x")
    tried(world, referral)
    proposed(world, referral)

    assert said == "2 of 3 tries were made. Only a manager may close it before that, and says why."


@pytest.mark.rule("CM-13")
def test_tries_are_spread_over_days_and_times(world):
    policy(world, tries=3, days=2)
    noon = timezone.now().replace(hour=11, minute=0) - timedelta(days=3)
    referral = allocated(world, received(world, received_at=noon - timedelta(hours=1)))
    checked(world, tried(world, referral, at=noon).referral)
    tried(world, referral, at=noon + timedelta(minutes=2))
    tried(world, referral, at=noon + timedelta(minutes=4))

    one_day = refused(world, "practitioner", "propose_closing", referral, note="x")
    tried(world, referral, at=noon + timedelta(days=1))
    one_time = refused(world, "practitioner", "propose_closing", referral, note="x")
    tried(world, referral, at=noon + timedelta(days=1, hours=5))
    proposed(world, referral)

    assert one_day.startswith("The tries were made on 1 day; your service asks for 2 different days.")
    assert one_time.startswith("The tries were all made at the same time of day.")


@pytest.mark.rule("CM-13")
def test_a_manager_may_close_after_fewer_tries_for_a_reason(world):
    policy(world, tries=5)
    referral = checked(world, not_reached(world))

    without = refused(world, "manager", "propose_closing", referral, note="x")
    closing = proposed(world, referral, "manager", fewer_because="She left the country")
    confirmed(world, closing)

    assert without.startswith("2 of 5 tries were made.")
    assert now_of(world, referral).fewer_tries_because == "She left the country"


# Logged, noted, told (CM-14), and a manager agrees.


@pytest.mark.rule("CM-14", "T-9")
def test_not_reached_is_closed_once_a_manager_agreed_and_the_referrer_was_told(world):
    policy(world)
    closing = proposed(world)
    referral = closing.referral

    confirmed(world, closing)
    between = now_of(world, referral)
    told(world, referral)

    assert (between.outcome, between.outcome_note) == ("no-contact", "Nobody answered on any day.")
    assert between.case.is_open
    assert state_of(world, referral) == State.CLOSED_NO_CONTACT
    assert clock_of(world, referral).stopped_because == "Not reached"


@pytest.mark.rule("CM-14")
def test_nobody_is_told_before_it_is_logged(world):
    policy(world)
    closing = proposed(world)

    said = refused(world, "practitioner", "tell_referrer", closing.referral, how="phone", whom="x")

    assert said == "How this referral ended is not recorded yet, so nobody is told."


def test_a_letter_is_made_when_the_manager_agrees(world):
    policy(world)
    closing = proposed(world, tell_how="secure", tell_whom="PC Lena Farrow, Ashmere Police")

    confirmed(world, closing)

    after = now_of(world, closing.referral)
    assert after.case.state == State.CLOSED_NO_CONTACT
    assert (after.informed_how, after.informed_by) == ("Sent by secure e-mail", world.manager)


def test_a_worker_does_not_agree_with_themselves(world):
    policy(world)
    closing = proposed(world)

    with pytest.raises(Denied):
        confirmed(world, closing, "practitioner")
    with pytest.raises(Denied):
        confirmed(world, closing, "senior")

    assert now_of(world, closing.referral).outcome == ""


def test_a_manager_sends_it_back_with_what_is_to_be_done(world):
    policy(world)
    closing = proposed(world)
    with pytest.raises(NotNow) as no, world.acting("manager"):
        services.send_back(closing=closing, because=" ", by=world.user("manager"))
    with world.acting("manager"):
        services.send_back(closing=closing, because="Try the evening", by=world.user("manager"))
    with pytest.raises(NotNow) as again:
        confirmed(world, closing)

    assert str(no.value) == "Say what is still to be done."
    assert str(again.value) == "This has been decided already."
    assert now_of(world, closing.referral).outcome == ""
    assert proposed(world, closing.referral).pk != closing.pk


def test_reaching_the_person_meanwhile_takes_the_proposal_away(world):
    policy(world)
    closing = proposed(world)

    tried(world, closing.referral, reached="yes", outcome="She rang back")

    with world.acting("manager"):
        decided = Closing.objects.get(pk=closing.pk)
    assert (decided.agreed, decided.because) == ("no", "The person was reached since.")
    with pytest.raises(NotNow):
        confirmed(world, closing)
    assert now_of(world, closing.referral).outcome == ""


def test_it_is_proposed_once(world):
    policy(world)
    closing = proposed(world)

    said = refused(world, "practitioner", "propose_closing", closing.referral, note="again")

    assert said == "A manager has been asked already to close this referral."


@pytest.mark.rule("CM-14")
def test_many_are_confirmed_one_by_one_and_a_second_press_does_nothing(world):
    policy(world)
    good, reached_since, other = (
        proposed(world, checked(world, not_reached(world, given=name))) for name in ("Ada", "Bea", "Cora")
    )
    with world.acting("manager"):
        # As it stood when the manager opened the list.
        Closing.objects.filter(pk=reached_since.pk).update(decided_at=None, agreed="")
    tried(world, reached_since.referral, reached="yes", outcome="x")
    with world.acting("manager"):
        Closing.objects.filter(pk=reached_since.pk).update(decided_at=None, agreed="", because="")
        by = world.user("manager")
        left = services.confirm_many(closings=[good, reached_since, other], by=by)
        again = services.confirm_many(closings=[good, other], by=by)

    assert left == {reached_since: "The person was reached, so this is not how it ended."}
    assert again == {}
    assert [now_of(world, one.referral).outcome for one in (good, reached_since, other)] == [
        "no-contact",
        "",
        "no-contact",
    ]
    assert len(audited("referral.closing_confirmed")) == 2


# A referrer who names a high risk.


@pytest.mark.rule("K-1")
@pytest.mark.parametrize(("risk", "hours"), [("high", 24), ("medium", 48), ("", 48)])
def test_a_high_risk_may_have_fewer_hours(world, risk, hours):
    policy(world, contact_hours_high=24)

    referral = received(world, stated_risk=risk)

    clock = clock_of(world, referral)
    assert clock.due_at - clock.started_at == timedelta(hours=hours)


# Everything of one case.


def test_every_referral_of_the_case_ends_and_each_referrer_is_told(world):
    first = received(world)
    second = received(world, referrer="health", agency_name="Ashmere Hospital", contact_name="Dr Ray Moss")
    with world.acting("duty"):
        services.record_match(referral=second, known=first.file, by=world.user("duty"))
    run_jobs()
    with world.acting("duty"):
        services.record_match(referral=now_of(world, first), by=world.user("duty"))
    with world.acting("senior"):
        services.allocate(referral=now_of(world, first), worker=world.practitioner, by=world.user("senior"))
    tried(world, now_of(world, first), reached="yes")

    does(world, "practitioner", "end", first, outcome=Outcome.DECLINED, note="Not now")
    told(world, first)
    open_still = now_of(world, second).case.is_open
    told(world, second, whom="Dr Ray Moss")

    assert open_still
    assert now_of(world, second).outcome == "declined"
    assert state_of(world, now_of(world, first)) == State.CLOSED_DECLINED


def test_a_further_referral_of_somebody_we_work_with_is_answered_too(world):
    first = reached(world)
    does(world, "practitioner", "engage", first)
    second = received(world, referrer="health", agency_name="Ashmere Hospital", contact_name="Dr Ray Moss")
    with world.acting("duty"):
        services.record_match(referral=second, known=now_of(world, first).file, by=world.user("duty"))

    does(world, "practitioner", "engage", second)

    assert now_of(world, second).outcome == "engaged"
    assert state_of(world, now_of(world, second)) == State.ENGAGED


def test_somebody_we_work_with_may_turn_out_to_be_for_another_service(world):
    referral = reached(world)
    does(world, "practitioner", "engage", referral)

    does(world, "practitioner", "end", referral, outcome=Outcome.NO_ABUSE, note="x", sent_on=[SOMEWHERE])
    told(world, referral)

    assert state_of(world, referral) == State.CLOSED_REFERRED_ON
    assert clock_of(world, referral, "K-3").stopped_at and clock_of(world, referral, "K-24").stopped_at


# Clocks, the day, taking back, trying after the end.


def test_an_ended_referral_leaves_no_running_clock_and_a_closed_one_leaves_the_day(world):
    policy(world)
    referral = checked(world, not_reached(world))
    closing = proposed(world, referral, tell_how="letter", tell_whom="PC Lena Farrow")

    with world.acting("practitioner"):
        before = first_contacts(world.user("practitioner"))
    confirmed(world, closing)

    with world.acting("practitioner"):
        from rowan.clocks.models import Clock

        assert not Clock.objects.running().exists()
        assert first_contacts(world.user("practitioner")) == []
    assert len(before) == 1


def test_an_ending_is_taken_back_while_nobody_was_told(world):
    referral = allocated(world)
    before = clock_of(world, referral)
    does(world, "practitioner", "end", referral, outcome=Outcome.WRONG, note="x", nowhere_because="x")

    does(world, "practitioner", "take_back_ending", referral)

    after = now_of(world, referral)
    assert (after.outcome, after.outcome_note, after.nowhere_because) == ("", "", "")
    assert clock_of(world, referral).is_running
    assert clock_of(world, referral).due_at == before.due_at


def test_what_the_referrer_knows_is_not_taken_back(world):
    referral = reached(world)
    does(world, "practitioner", "end", referral, outcome=Outcome.DECLINED, note="x")
    told(world, referral)

    said = refused(world, "practitioner", "take_back_ending", referral)

    assert said == "This case is closed. If the person comes back, record a new referral."


def test_a_try_after_the_end_is_kept_and_marked_and_meets_nothing(world):
    referral = received(world)
    does(world, "duty", "end", referral, outcome=Outcome.MISTAKE, note="x")

    attempt = tried(world, referral, "duty", reached="yes", at=timezone.now() - timedelta(minutes=30))

    assert attempt.after_end
    assert clock_of(world, referral).met_at is None
    assert state_of(world, referral) == State.CLOSED_MISTAKE


def test_it_ends_once(world):
    referral = reached(world)
    does(world, "practitioner", "end", referral, outcome=Outcome.DECLINED, note="x")

    said = refused(world, "practitioner", "end", referral, outcome=Outcome.ADVICE, note="x")

    assert said == "How this referral ended is already recorded."


def test_a_record_that_cannot_be_written_ends_nothing(world, monkeypatch):
    referral = reached(world)

    def fails(*args, **more):
        raise RuntimeError("no record")

    monkeypatch.setattr(audit, "record", fails)
    with pytest.raises(RuntimeError):
        does(world, "practitioner", "end", referral, outcome=Outcome.DECLINED, note="x")
    monkeypatch.undo()

    assert now_of(world, referral).outcome == ""


def test_the_database_knows_no_telling_without_who_whom_and_how(world):
    referral = reached(world)

    with pytest.raises(IntegrityError), world.acting("practitioner"):
        Referral.objects.filter(pk=referral.pk).update(informed_at=timezone.now())


def test_the_database_knows_one_proposal_at_a_time(world):
    policy(world)
    closing = proposed(world)

    with pytest.raises(IntegrityError), world.acting("practitioner"):
        file = File.objects.get(pk=closing.file_id)
        Closing.objects.create(file=file, referral=closing.referral, note="again")


def test_a_try_knows_whether_it_came_after_the_end(world):
    referral = reached(world)

    with world.acting("practitioner"):
        assert not Attempt.objects.filter(referral=referral, after_end=True).exists()
