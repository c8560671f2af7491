"""Jobs run once, fail without holding up others, and survive whoever was doing them."""

import logging
import threading
import time
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import connection, connections
from django.utils import timezone

from rowan.audit.logs import CodesOnly
from rowan.files import outbox, tasks
from rowan.files.models import File, Job, Seal
from tests.support.world import build_world


@pytest.fixture
def done(monkeypatch) -> list:
    """What `test.note` was told to do, in order; no other task is signed up."""
    told: list = []
    monkeypatch.setattr(tasks, "TASKS", {"test.note": lambda job: told.append(job.about)})
    return told


def asked(world, place="ashmere", task="test.note", **more) -> Job:
    service = getattr(world, place)
    job = outbox.add(task, SimpleNamespace(service_id=service.pk, pk=service.pk))
    Job.objects.filter(pk=job.pk).update(**more)
    return job


def as_it_is(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def test_what_waits_is_done_once_the_oldest_first(world, done):
    now = timezone.now()
    asked(world, "brackwater", made_at=now - timedelta(minutes=2))
    asked(world, "ashmere", made_at=now - timedelta(minutes=3))

    assert (tasks.run_waiting(), tasks.run_waiting()) == (2, 0)

    assert done == [world.ashmere.pk, world.brackwater.pk]
    assert not Job.objects.filter(done_at=None).exists()


def test_what_is_urgent_goes_before_what_waits_longer(world, done):
    asked(world, "brackwater", made_at=timezone.now() - timedelta(minutes=3))
    asked(world, "ashmere", urgent=True)

    tasks.run_waiting()

    assert done == [world.ashmere.pk, world.brackwater.pk]


def test_the_command_does_what_waits_and_stops(world, done):
    job = asked(world)

    call_command("work", once=True)

    assert as_it_is(job).done_at is not None


def test_a_notice_for_a_person_is_left_to_them(world, done):
    notice = asked(world, task="risk.lowered")

    assert tasks.run_waiting() == 0

    assert (as_it_is(notice).done_at, as_it_is(notice).tries) == (None, 0)


def test_a_task_is_inside_its_own_service_and_sees_no_sealed_file(world, monkeypatch):
    seen = []
    with world.acting("manager"):
        File.objects.create(side="survivor")
        closed = File.objects.create(side="survivor")
        Seal.objects.create(file=closed, user=world.manager, reason="A colleague’s sister")
    with world.acting("manager", admitted=[closed]):
        File.objects.filter(pk=closed.pk).update(sealed=True)
    with world.acting("other_manager"):
        File.objects.create(side="survivor")
    monkeypatch.setattr(tasks, "TASKS", {"test.look": lambda job: seen.append(File.objects.count())})
    asked(world, task="test.look")

    tasks.run_waiting()

    assert seen == [1]
    assert File.objects.count() == 0  # and afterwards outside every service again


def test_a_job_that_fails_rests_longer_each_time_and_holds_up_nobody(world, monkeypatch, done):
    def fails(job):
        Job.objects.create(of_service=world.ashmere, task="test.note")
        raise ValueError("Leila Haddon, 07700 900 142")

    monkeypatch.setitem(tasks.TASKS, "test.fails", fails)
    bad = asked(world, task="test.fails", made_at=timezone.now() - timedelta(minutes=5))
    asked(world)

    assert tasks.run_waiting() == 2

    now, job = timezone.now(), as_it_is(bad)
    assert len(done) == 1  # the other one; what the bad one wrote was taken back
    assert (job.done_at, job.tries, job.fault) == (None, 1, "ValueError")
    assert timedelta(seconds=5) < job.not_before - now < timedelta(seconds=15)

    Job.objects.filter(pk=bad.pk).update(not_before=now)
    tasks.run_waiting()
    assert as_it_is(bad).tries == 2
    assert as_it_is(bad).not_before - timezone.now() > timedelta(seconds=50)

    monkeypatch.setitem(tasks.TASKS, "test.fails", lambda job: done.append("at last"))
    Job.objects.filter(pk=bad.pk).update(not_before=now)
    tasks.run_waiting()
    assert (done[-1], as_it_is(bad).fault) == ("at last", "")


def test_a_rest_never_shrinks_and_never_exceeds_an_hour():
    waits = [tasks.wait_after(tries) for tries in range(1, 40)]

    assert waits == sorted(waits)
    assert (waits[0], waits[-1]) == (timedelta(seconds=10), timedelta(hours=1))


@pytest.mark.rule("PL-71", "PL-180")
def test_a_failure_is_logged_in_codes(world, monkeypatch, done, caplog):
    def fails(job):
        raise ValueError("Leila Haddon, 07700 900 142")

    monkeypatch.setitem(tasks.TASKS, "test.note", fails)
    asked(world)

    with caplog.at_level(logging.ERROR):
        tasks.run_waiting()

    [record] = caplog.records
    line = CodesOnly().format(record)
    assert "ValueError" in line and "Haddon" not in line and "900" not in line


def test_timed_work_that_fails_stops_nothing(caplog):
    def fails():
        raise ValueError

    tasks.run_regular(fails)

    assert [record.message for record in caplog.records] == ["timed work failed"]


def test_tidying_is_signed_up_as_timed_work():
    from rowan.workspace.tidying import tidy

    assert (timedelta(minutes=10), tidy) in tasks.REGULAR


# With real commits.


@pytest.mark.rule("PL-179")
def test_what_a_killed_worker_had_in_hand_is_done_by_the_next(fresh_database, monkeypatch, done):
    class Killed(BaseException):
        """Nothing catches it, as nothing catches a kill."""

    def dies(job):
        Job.objects.create(of_service_id=job.of_service_id, task="risk.lowered")
        raise Killed

    world = build_world()
    monkeypatch.setitem(tasks.TASKS, "test.dies", dies)
    lost, next_one = asked(world, task="test.dies"), asked(world)
    with pytest.raises(Killed):
        tasks.run_waiting()
    connection.close()

    assert tasks.run_waiting() == 1  # it rests, and the others have their turn
    assert as_it_is(next_one).done_at is not None
    assert not Job.objects.filter(task="risk.lowered").exists()

    monkeypatch.setitem(tasks.TASKS, "test.dies", lambda job: done.append("at last"))
    Job.objects.filter(pk=lost.pk).update(not_before=timezone.now())
    assert tasks.run_waiting() == 1
    assert done[-1] == "at last"


@pytest.mark.rule("PL-179")
def test_two_workers_never_do_one_job_twice(fresh_database, monkeypatch, done):
    def slowly(job):
        time.sleep(0.005)
        done.append(job.pk)

    world = build_world()
    monkeypatch.setitem(tasks.TASKS, "test.note", slowly)
    jobs = {asked(world).pk for _ in range(40)}
    together = threading.Barrier(2)

    def work():
        together.wait()
        tasks.run_waiting()
        connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert len(done) == len(jobs) and set(done) == jobs


def test_a_job_that_another_worker_holds_is_left_to_it(fresh_database, done):
    world = build_world()
    job = asked(world)
    holding, go_on = threading.Event(), threading.Event()

    def hold():
        from django.db import transaction

        with transaction.atomic():
            Job.objects.select_for_update().get(pk=job.pk)
            holding.set()
            go_on.wait(10)
        connections.close_all()

    holder = threading.Thread(target=hold)
    holder.start()
    holding.wait(10)
    tasks.run(job)
    assert tasks.take() is None
    go_on.set()
    holder.join()

    assert done == []
