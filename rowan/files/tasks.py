"""Background work: what follows a commit, job by job, and what is done from time to time (PL-119, PL-179).

A room signs a task up under the name that `outbox.add` uses:

    @task("conflict.check")
    def check(job): ...

It runs inside the job's service, as `working` enters it, in one transaction with the mark that the job is done:
a worker that is killed leaves the job as it was. A job that nobody signed up for is no work: it is a notice that
waits for a person.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from rowan.access.permissions import Permission
from rowan.files.context import working
from rowan.files.models import Job

logger = logging.getLogger(__name__)

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=10), timedelta(hours=1)
TASKS: dict[str, Callable[[Job], None]] = {}
REGULAR: list[tuple[timedelta, Callable[[], None]]] = []


@dataclass(frozen=True)
class Program:
    """Who makes a change when nobody does: a name for the record, and no more rights than the work needs."""

    name: str
    permissions: frozenset[Permission] = field(default=frozenset())


def task(name: str):
    """Sign up what is done for jobs of this name. Done twice, it must have the effect of once."""

    def sign_up(function: Callable[[Job], None]) -> Callable[[Job], None]:
        TASKS[name] = function
        return function

    return sign_up


def regularly(*, minutes: int):
    """Sign up what is done from time to time, in no service; it enters each by itself."""

    def sign_up(function: Callable[[], None]) -> Callable[[], None]:
        REGULAR.append((timedelta(minutes=minutes), function))
        return function

    return sign_up


def wait_after(tries: int) -> timedelta:
    """How long a job rests after so many tries: ten seconds, then each time six times longer, at most an hour."""
    return min(FIRST_WAIT * 6 ** min(tries - 1, 5), LONGEST_WAIT)


def take() -> Job | None:
    """The oldest job that may be tried now, the urgent ones first.

    The try is counted before it begins, in a transaction of its own.
    So a job that takes its worker down with it rests like one that failed, and the next one has its turn.
    """
    now = timezone.now()
    with transaction.atomic():
        job = (
            Job.objects.select_for_update(skip_locked=True)
            .filter(task__in=list(TASKS), done_at=None, not_before__lte=now)
            .order_by("-urgent", "made_at", "id")
            .first()
        )
        if job is not None:
            job.tries += 1
            job.not_before = now + wait_after(job.tries)
            job.save(update_fields=["tries", "not_before"])
    return job


def run(job: Job) -> None:
    """Do this job and mark it done, or log what kind of fault it met. Somebody else's is left to them."""
    try:
        with transaction.atomic():
            held = Job.objects.select_for_update(skip_locked=True).filter(pk=job.pk, done_at=None).first()
            if held is None:
                return
            with working(held):
                TASKS[held.task](held)
            Job.objects.filter(pk=held.pk).update(done_at=timezone.now(), fault="")
    except Exception as fault:
        logger.exception("a job failed")
        Job.objects.filter(pk=job.pk).update(fault=type(fault).__name__[:40])


def run_waiting() -> int:
    """Everything that waits now, one after the other, and what follows from it. Gives how many were tried."""
    tried = 0
    while job := take():
        run(job)
        tried += 1
    return tried


def run_regular(function: Callable[[], None]) -> None:
    try:
        function()
    except Exception:
        logger.exception("timed work failed")
