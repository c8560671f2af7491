"""The first-contact clock says what the facts say, after any history; and is put right where it does not."""

import io
import random
from contextlib import suppress
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from rowan.access.permissions import NotNow
from rowan.cases.models import OPEN, Case
from rowan.clocks import recomputing
from rowan.clocks import services as clocks
from rowan.clocks.models import Clock
from rowan.clocks.recomputing import recompute_service
from rowan.common.dates import local_day
from rowan.files.models import File, Job, Seal
from rowan.referrals import services
from rowan.referrals.models import Closing, Referral
from rowan.referrals.tests.ending import clock_of as clock_at
from rowan.referrals.tests.ending import does, policy, reached
from rowan.referrals.tests.making import answered, arrival, received, tried
from tests.support.jobs import run_jobs
from tests.support.world import audited


def recompute(world, put_right=True):
    return recompute_service(world.ashmere, put_right=put_right)


def spoil(world, referral, **values):
    with world.acting("manager"):
        Clock.objects.filter(about=referral.pk).update(**values)


def chance_of(seed: int) -> random.Random:
    return random.Random(seed)


def clock_of(world, referral) -> Clock:
    with world.acting("manager"):
        return Clock.objects.get(about=referral.pk)


@pytest.mark.rule("K-1", "K-2", "K-24")
@pytest.mark.parametrize("seed", range(8))
def test_after_any_history_the_rows_say_what_the_facts_say(world, seed):
    policy(world, tries=chance_of(seed).choice([None, 2, 3]), keep_in_touch_days=14)
    chance = chance_of(seed)
    referrals: list[Referral] = []

    def arrive():
        at = timezone.now() - timedelta(minutes=chance.randint(1, 6_000))
        referrals.append(received(world, given=f"Dawn{len(referrals)}", received_at=at))

    def try_one():
        at = timezone.now() - timedelta(minutes=chance.randint(1, 3_000))
        tried(world, current(chance.choice(referrals)), "duty", at=at, reached=chance.choice(["yes", "no"]))

    def give_one():
        referral = current(chance.choice(referrals))
        if referral.match_result or referral.case.lead_id:
            return
        worker = chance.choice([world.practitioner, world.practitioner2])
        with suppress(NotNow), world.acting("senior"):  # another referral of the case has no answer yet
            services.allocate(referral=answered(world, referral), worker=worker, by=world.user("senior"))

    def refile_one():
        one, other = (current(r) for r in chance.sample(referrals, 2))
        if one.match_result or one.file_id == other.file_id or one.case.lead_id:
            return
        with suppress(NotNow), world.acting("duty"):  # the one is closed, or the other's file is
            services.record_match(referral=one, known=other.file, by=world.user("duty"))

    def current(referral) -> Referral:
        with world.acting("manager"):
            return Referral.objects.select_related("file", "case").get(pk=referral.pk)

    def step(persona, verb, **more):
        with suppress(NotNow), world.acting(persona):
            verb(by=world.user(persona), **more)

    def engage_one():
        separated = chance.choice(["", "yes"])
        step("practitioner", services.engage, referral=pick(), separated=separated)

    def end_one():
        outcome = chance.choice(["declined", "advice", "wrong", "no-capacity", "mistake"])
        step(
            "practitioner",
            services.end,
            referral=pick(),
            outcome=outcome,
            note="x",
            nowhere_because="None fits",
        )

    def ask_or_check_one():
        if chance.random() < 0.5:
            step("duty", services.ask_details, referral=pick(), whom="PC Lena Farrow")
        else:
            at = timezone.now()
            step("duty", services.record_details_checked, referral=pick(), at=at, whom="PC Lena Farrow")

    def close_one():
        step("manager", services.propose_closing, referral=pick(), note="x", fewer_because="Gone abroad")
        with world.acting("manager"):
            closings = list(Closing.objects.waiting())
        for closing in closings:
            step("manager", services.confirm_closing, closing=closing)

    def take_back_one():
        step("practitioner", services.take_back_ending, referral=pick())

    def tell_one():
        step("duty", services.leave_untold, referral=pick(), because="x")
        with world.acting("duty"):
            Referral.objects.filter(pk=pick().pk, outcome__in=["declined", "wrong"]).update(
                untold_because="x"
            )

    def pause_one():
        with world.acting("practitioner"):
            clock = Clock.objects.running().filter(standard__in=["K-3", "K-24"]).order_by("id").first()
        if clock is None:
            return
        if clock.paused_at is None:
            since = max(clock.started_at, timezone.now() - timedelta(days=chance.randint(0, 9)))
            step("practitioner", clocks.pause, clock=clock, since=since, because="Away")
        else:
            step("practitioner", clocks.go_on, clock=clock, at=timezone.now())

    def pick() -> Referral:
        return current(chance.choice(referrals))

    arrive()
    arrive()
    often = [try_one, give_one, engage_one, pause_one]
    once = [arrive, refile_one, end_one, ask_or_check_one, close_one, take_back_one, tell_one]
    for _step in range(30):
        chance.choice([*often, *often, *once])()

    assert recompute(world, put_right=False) == []
    with world.acting("manager"):
        closed = Clock.objects.running().filter(file__in=Case.objects.exclude(state__in=OPEN).values("file"))
        assert not closed.exclude(file__in=Case.objects.open().values("file")).exists()


@pytest.mark.parametrize(
    "spoilt",
    [
        {"due_at": timezone.now()},
        {"started_at": timezone.now()},
        {"met_at": timezone.now()},
        {"stopped_at": timezone.now(), "stopped_because": "x"},
    ],
)
def test_a_row_that_says_something_else_is_put_right(world, spoilt):
    referral = received(world)
    before = clock_of(world, referral)
    spoil(world, referral, **spoilt)

    (found,) = recompute(world)

    after = clock_of(world, referral)
    assert (found.about, found.fields) == (referral.pk, (next(iter(spoilt)),))
    assert (after.started_at, after.due_at, after.met_at, after.stopped_at) == (
        before.started_at,
        before.due_at,
        None,
        None,
    )
    assert after.changed_name == "task clocks.recompute"
    assert recompute(world) == []


def test_a_row_that_is_missing_is_made_and_one_too_many_is_stopped(world):
    referral, other = received(world), received(world)
    spoil(world, referral, about=other.file_id)

    assert len(recompute(world)) == 2

    assert clock_of(world, referral).due_at == referral.contact_due
    with world.acting("manager"):
        assert Clock.objects.get(about=other.file_id).stopped_because == recomputing.NO_FACT
    assert recompute(world) == []


@pytest.mark.rule("K-24", "K-3")
def test_a_figure_that_the_service_decides_anew_reaches_every_clock(world):
    policy(world, keep_in_touch_days=None, keep_in_touch_days_separated=None, intake_days=None)
    referral = reached(world)
    does(world, "practitioner", "engage", referral, separated="yes")
    without = clock_at(world, referral, "K-24").due_at, clock_at(world, referral, "K-3").due_at
    policy(world, keep_in_touch_days=14, keep_in_touch_days_separated=7, intake_days=3)

    recomputing.ask_again(world.ashmere)
    run_jobs()

    clock = clock_at(world, referral, "K-24")
    assert without == (None, None)
    assert local_day(clock.due_at) - local_day(clock.started_at) == timedelta(days=8)
    assert clock_at(world, referral, "K-3").due_at is not None
    assert recompute(world, put_right=False) == []


@pytest.mark.rule("K-24")
def test_each_contact_that_reached_her_begins_the_next_interval(world):
    policy(world, keep_in_touch_days=14)
    referral = reached(world)
    does(world, "practitioner", "engage", referral)
    first = clock_at(world, referral, "K-24")
    later = timezone.now()

    tried(world, referral, reached="yes", at=later)
    tried(world, referral, reached="no")

    after = clock_at(world, referral, "K-24")
    assert after.pk == first.pk
    assert after.started_at == later
    assert after.owner_id == world.practitioner.pk


@pytest.mark.rule("PL-67")
def test_it_is_background_work_that_enters_one_service_and_gives_back_ids(world):
    ours = received(world)
    with world.acting("other_practitioner"):
        theirs = services.receive(arrival=arrival(), by=world.user("other_practitioner"))
    spoil(world, ours, due_at=timezone.now())

    found = recompute(world)

    assert [one.about for one in found] == [ours.pk]
    job = Job.objects.get(task=recomputing.TASK)
    assert job.done_at is not None
    (event,) = audited("clock.recomputed")
    assert (event["actor"], event["service_id"]) == ("task clocks.recompute", str(world.ashmere.pk))
    assert theirs.pk not in [one.about for one in found]


@pytest.mark.rule("PL-67")
def test_the_clocks_of_sealed_files_are_among_them(world):
    referral = received(world)
    with world.acting("manager", admitted=[referral.file]):
        Seal.objects.create(file=referral.file, user=world.manager, reason="A colleague's sister")
        File.objects.filter(pk=referral.file_id).update(sealed=True)
        Clock.objects.filter(about=referral.pk).update(due_at=timezone.now())

    with world.acting("senior"):
        assert not Clock.objects.exists()
    assert [one.about for one in recompute(world)] == [referral.pk]


@pytest.mark.rule("PL-67")
def test_without_a_job_background_work_sees_no_row(world):
    received(world)

    assert not Clock.objects.exists()
    assert recomputing.recompute(put_right=True) == []


def test_the_command_says_what_it_found_and_check_fails_where_anything_differs(world):
    referral = received(world)
    said = io.StringIO()

    call_command("clocks", "recompute", "--check", stdout=said)
    assert "Ashmere Advocacy: every time limit says what the facts say" in said.getvalue()

    spoil(world, referral, due_at=timezone.now())
    with pytest.raises(CommandError) as no:
        call_command("clocks", "recompute", "--check", stdout=said)
    assert str(no.value) == "1 time limits differ from the facts. Run it without --check."
    call_command("clocks", "recompute", stdout=said)
    assert "Ashmere Advocacy: 1 differ from the facts, put right" in said.getvalue()
    assert recompute(world) == []
