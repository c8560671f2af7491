from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError
from django.utils import timezone

from rowan import audit
from rowan.access.permissions import NotNow
from rowan.clocks import services
from rowan.clocks.facts import Fact
from rowan.clocks.lengths import Length, Unit
from rowan.clocks.models import Clock, Pause
from rowan.clocks.standards import FIRST_CONTACT, KEEP_IN_TOUCH, STANDARDS, TRIES
from rowan.clocks.words import due_of
from rowan.common.dates import local_day
from rowan.files.models import File
from tests.support.world import audited


@pytest.fixture
def file(world) -> File:
    with world.acting("practitioner"):
        return File.objects.create(side="survivor")


def start(world, file, *, hours_ago=1, owner=None, **more) -> Clock:
    with world.acting("practitioner"):
        return services.start(
            standard=FIRST_CONTACT,
            file=file,
            about=uuid4(),
            at=timezone.now() - timedelta(hours=hours_ago),
            owner=owner,
            by=world.user("practitioner"),
            **more,
        )


def change(world, name, clock=None, **more):
    with world.acting("practitioner"):
        if clock is not None:
            more |= {"standard": FIRST_CONTACT, "about": clock.about}
        return getattr(services, name)(by=world.user("practitioner"), **more)


def test_a_limit_counts_from_when_the_thing_happened(world, file):
    clock = start(world, file, hours_ago=5)

    assert clock.due_at - clock.started_at == timedelta(hours=48)
    assert clock.is_running


def test_a_service_may_have_a_length_of_its_own(world, file):
    clock = start(world, file, length=Length(24, Unit.HOURS))

    assert clock.due_at - clock.started_at == timedelta(hours=24)


def test_a_limit_is_met_by_the_earliest_moment(world, file):
    clock, now = start(world, file), timezone.now()

    change(world, "meet", clock, at=now)
    earlier = change(world, "meet", clock, at=now - timedelta(minutes=9))
    later = change(world, "meet", clock, at=now + timedelta(minutes=9))

    assert earlier.met_at == later.met_at == now - timedelta(minutes=9)
    assert [event["verb"] for event in audited("clock.met")] == ["clock.met"] * 2


def test_a_stopped_limit_is_neither_met_nor_stopped_again(world, file):
    clock, now = start(world, file), timezone.now()
    change(world, "stop", clock, at=now, because="Referred by mistake")

    again = change(world, "stop", clock, at=now + timedelta(hours=1), because="Another reason")
    met = change(world, "meet", clock, at=now)

    assert (again.stopped_at, again.stopped_because) == (now, "Referred by mistake")
    assert met.met_at is None
    assert len(audited("clock.stopped")) == 1


def test_a_limit_that_never_ran_is_nobodys(world, file):
    now = timezone.now()

    for name, more in (
        ("meet", {"at": now}),
        ("stop", {"at": now, "because": "x"}),
        ("give", {"owner": world.practitioner}),
    ):
        assert change(world, name, standard=FIRST_CONTACT, about=uuid4(), **more) is None


def test_a_running_limit_is_given_to_somebody_and_a_met_one_stays(world, file):
    clock = start(world, file)

    given = change(world, "give", clock, owner=world.practitioner2)
    change(world, "give", clock, owner=world.practitioner2)
    change(world, "meet", clock, at=timezone.now())
    kept = change(world, "give", clock, owner=world.practitioner)

    assert given.owner == world.practitioner2
    assert kept.owner_id == world.practitioner2.pk
    assert len(audited("clock.given")) == 1


def test_a_missed_limit_is_explained_and_another_is_not(world, file):
    late, well = start(world, file, hours_ago=50), start(world, file)
    late = change(world, "meet", late, at=timezone.now())
    well = change(world, "meet", well, at=timezone.now())

    with world.acting("practitioner"):
        user = world.user("practitioner")
        assert services.explain(clock=late, because="Ill", by=user).late_because == "Ill"
    with pytest.raises(NotNow) as no, world.acting("practitioner"):
        services.explain(clock=well, because="Ill", by=user)
    assert str(no.value) == "This was not late, so there is nothing to explain."


def test_the_database_runs_one_limit_of_a_kind_about_one_record(world, file):
    clock = start(world, file)

    with pytest.raises(IntegrityError), world.acting("practitioner"):
        services.start(
            standard=FIRST_CONTACT,
            file=file,
            about=clock.about,
            at=timezone.now(),
            by=world.user("practitioner"),
        )


def test_the_database_knows_no_limit_both_met_and_stopped(world, file):
    clock = start(world, file)

    with pytest.raises(IntegrityError), world.acting("practitioner"):
        Clock.objects.filter(pk=clock.pk).update(met_at=timezone.now(), stopped_at=timezone.now())


def test_a_record_that_cannot_be_written_leaves_the_clock_running(world, file, monkeypatch):
    clock = start(world, file)

    def fails(*args, **more):
        raise RuntimeError("no record")

    monkeypatch.setattr(audit, "record", fails)
    with pytest.raises(RuntimeError):
        change(world, "meet", clock, at=timezone.now())

    with world.acting("practitioner"):
        assert Clock.objects.get(pk=clock.pk).is_running


# Whose day, and how it is said.


@pytest.mark.parametrize(
    ("hours_ago", "seen"),
    [
        (1, {"practitioner"}),
        (49, {"practitioner", "senior"}),
        (53, {"practitioner", "senior", "manager", "manager2"}),
    ],
)
def test_a_limit_stands_on_its_owners_day_and_then_on_others(world, file, hours_ago, seen):
    start(world, file, hours_ago=hours_ago, owner=world.practitioner)
    found = set()

    for persona in ("duty", "practitioner", "practitioner2", "senior", "manager", "manager2"):
        user = world.user(persona)
        with world.acting(persona):
            if Clock.objects.on_the_day_of(user, timezone.now()).exists():
                found.add(persona)

    assert found == seen


def test_a_barred_senior_sees_no_late_limit(world, file):
    start(world, file, hours_ago=60)

    with world.acting("senior", barred=[file]):
        assert not Clock.objects.on_the_day_of(world.user("senior"), timezone.now()).exists()


@pytest.mark.parametrize(("hours_ago", "state"), [(1, "later"), (30, "soon"), (48, "late"), (60, "late")])
def test_the_shape_follows_the_time_left(world, file, hours_ago, state):
    clock = start(world, file, hours_ago=hours_ago)

    assert due_of(clock, timezone.now()).state == state


def test_met_and_stopped_have_words_of_their_own(world, file):
    met, stopped = start(world, file), start(world, file)
    now = timezone.now()

    met = change(world, "meet", met, at=met.due_at - timedelta(hours=2))
    stopped = change(world, "stop", stopped, at=now, because="Referred by mistake")

    assert (due_of(met, now).state, due_of(met, now).words) == ("met", "Done 2 h early")
    assert due_of(stopped, now).words == "Paused: Referred by mistake"


def test_late_and_unexplained_are_asked_for_by_name(world, file):
    late = start(world, file, hours_ago=60, owner=world.practitioner)
    start(world, file, owner=world.practitioner)

    with world.acting("practitioner"):
        mine = Clock.objects.for_owner(world.practitioner)
        assert list(mine.late(timezone.now())) == [late]
        assert not mine.asking_why().exists()
    change(world, "meet", late, at=timezone.now())
    with world.acting("practitioner"):
        assert list(Clock.objects.asking_why()) == [late]


def test_every_standard_says_what_it_is():
    assert {"K-1", "K-2", "K-3", "K-24"} <= set(STANDARDS)
    for standard in STANDARDS.values():
        assert standard.words and standard.starts and standard.met and standard.source and standard.adjustable
        assert standard.length or standard.without


# A limit that several records start and meet follows what they say.


def fact_of(file, about, **more) -> Fact:
    facts = {
        "about": about,
        "file_id": file.pk,
        "sealed": False,
        "started_at": timezone.now() - timedelta(days=1),
        "length": Length(14, Unit.DAYS),
        "met_at": None,
        "stopped_at": None,
        "owner_id": None,
    }
    return Fact(**facts | more)


def follow(world, fact) -> Clock:
    with world.acting("practitioner"):
        return services.follow(standard=KEEP_IN_TOUCH, fact=fact, by=world.user("practitioner"))


@pytest.mark.rule("K-24")
def test_each_contact_begins_the_limit_anew(world, file):
    about, then = uuid4(), timezone.now() - timedelta(days=9)
    first = follow(world, fact_of(file, about, started_at=then))

    again = follow(world, fact_of(file, about, started_at=then + timedelta(days=4)))

    assert again.pk == first.pk
    assert again.due_at - first.due_at == timedelta(days=4)


def test_a_limit_that_was_stopped_runs_on_when_its_records_say_so(world, file):
    about, now = uuid4(), timezone.now()
    begun = fact_of(file, about)
    follow(world, begun)
    stopped = follow(world, replace(begun, stopped_at=now, stopped_because="The wrong service for this"))

    running = follow(world, begun)

    assert (stopped.stopped_at, stopped.stopped_because) == (now, "The wrong service for this")
    assert running.is_running and running.stopped_because == ""
    assert [event["verb"] for event in audited() if event["verb"].startswith("clock.")] == [
        "clock.stopped",
        "clock.ran_on",
    ]


@pytest.mark.rule("K-3")
def test_a_limit_without_a_figure_is_due_on_no_day_and_never_late(world, file):
    clock = follow(world, fact_of(file, uuid4(), length=None, owner_id=world.practitioner.pk))
    with world.acting("practitioner"):
        assert not Clock.objects.late(timezone.now() + timedelta(days=400)).exists()
        assert list(Clock.objects.next_first()) == [clock]

    assert clock.due_at is None and not clock.was_missed
    assert due_of(clock, timezone.now()).words == "the service has set no interval"


def test_a_count_of_tries_is_never_shown_as_the_next_limit(world, file):
    with world.acting("practitioner"):
        services.follow(
            standard=TRIES, fact=fact_of(file, uuid4(), length=None), by=world.user("practitioner")
        )
        assert not Clock.objects.next_first().exists()


# Standing still, where the standard allows it.


def pause(world, clock, since, because="She is away") -> Clock:
    with world.acting("practitioner"):
        services.pause(clock=clock, since=since, because=because, by=world.user("practitioner"))
        return Clock.objects.get(pk=clock.pk)


def go_on(world, clock, at) -> Clock:
    with world.acting("practitioner"):
        return services.go_on(clock=clock, at=at, by=world.user("practitioner"))


def test_a_paused_limit_is_never_late_and_is_due_so_much_later(world, file):
    start = timezone.now() - timedelta(days=20)
    clock = follow(world, fact_of(file, uuid4(), started_at=start))
    paused = pause(world, clock, start + timedelta(days=10))
    with world.acting("practitioner"):
        assert not Clock.objects.late(timezone.now()).exists()

    after = go_on(world, clock, start + timedelta(days=17))

    assert due_of(paused, timezone.now()).state == "paused"
    assert due_of(paused, timezone.now()).words.startswith("Paused since ")
    assert after.due_at - clock.due_at == timedelta(days=7)
    assert after.paused_at is None


def test_a_pause_counts_from_the_new_beginning_only(world, file):
    about, start = uuid4(), timezone.now() - timedelta(days=20)
    clock = follow(world, fact_of(file, about, started_at=start))
    pause(world, clock, start + timedelta(days=2))
    again = fact_of(file, about, started_at=start + timedelta(days=8))
    follow(world, again)

    after = go_on(world, clock, start + timedelta(days=10))

    assert after.due_at == follow(world, again).due_at
    assert local_day(after.due_at) - local_day(again.started_at) == timedelta(days=14 + 2 + 1)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"standard": FIRST_CONTACT}, "This time limit runs on: the guidance lets nobody pause it."),
        ({"met_at": timezone.now()}, "This time limit has ended, so it cannot be paused."),
        (
            {"started_at": timezone.now()},
            "Enter since when it stands still: a time after it began that has come.",
        ),
    ],
)
def test_what_may_not_stand_still_runs_on(world, file, change, sentence):
    standard = change.pop("standard", KEEP_IN_TOUCH)
    with world.acting("practitioner"):
        clock = services.follow(
            standard=standard, fact=fact_of(file, uuid4(), **change), by=world.user("practitioner")
        )

    with pytest.raises(NotNow) as no:
        pause(world, clock, timezone.now() - timedelta(hours=1))

    assert str(no.value) == sentence
    with world.acting("practitioner"):
        assert not Pause.objects.exists()


def test_it_stands_still_once_and_goes_on_once(world, file):
    clock = follow(world, fact_of(file, uuid4()))
    now = timezone.now()
    with pytest.raises(NotNow) as not_paused:
        go_on(world, clock, now)
    pause(world, clock, now)
    with pytest.raises(NotNow) as twice:
        pause(world, clock, now)
    with pytest.raises(NotNow) as before:
        go_on(world, clock, now - timedelta(days=3))

    assert str(not_paused.value) == "This time limit is not paused."
    assert str(twice.value) == "This time limit is paused already."
    assert str(before.value) == "Enter since when it runs again: a time after it was paused that has come."


def test_the_database_knows_one_pause_at_a_time_and_each_has_a_reason(world, file):
    clock, now = follow(world, fact_of(file, uuid4())), timezone.now()
    pause(world, clock, now)

    for values in ({"because": "again"}, {"because": "", "until": now}, {"until": now - timedelta(days=1)}):
        with pytest.raises(IntegrityError), world.acting("practitioner"):
            Pause.objects.create(**{"file": file, "clock": clock, "since": now, "because": "x"} | values)
