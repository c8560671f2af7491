"""Entering a service: for a request, for a test, for background work. Nothing else sets the context (PL-57)."""

from collections.abc import Callable
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any

from django.db import ProgrammingError, connection, transaction

from rowan import audit


class NotAdmitted(Exception):
    """The database knows no live right of this person in this service."""


def ask(sql: str, *values):
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()[0]


Last = dict[Callable[[Any], None], dict[Any, None]]
last: ContextVar[Last | None] = ContextVar("last", default=None)


def at_last(function: Callable[[Any], None], value: Any) -> None:
    """Call this once, just before the transaction of this person or task ends, however often it is asked for.

    For what follows from many changes alike. Outside of one it is called at once.
    """
    asked = last.get()
    if asked is None:
        function(value)
    else:
        asked.setdefault(function, {})[value] = None


@contextmanager
def doing_the_last():
    """What was put off inside is done at the end of it; after an error nothing is."""
    asked: Last = {}
    token = last.set(asked)
    try:
        yield
    finally:
        last.reset(token)
    for function, values in asked.items():
        for value in values:
            function(value)


@contextmanager
def acting(digest: str, service, purpose: str = "web"):
    """A transaction in which the person of this session acts in this service. Yields their roles.

    The database looks up membership, seals, bars and openings itself (PL-58). The events of the transaction
    are linked as its last statement. Raises `NotAdmitted` when there is no live membership.
    """
    nested = connection.in_atomic_block
    with transaction.atomic():
        was = ask("SELECT rowan.context()") if nested else ""
        try:
            with transaction.atomic(savepoint=nested):
                roles = ask("SELECT rowan.enter(%s, %s::uuid, %s)", digest, service, purpose)
        except ProgrammingError as refusal:
            if getattr(refusal.__cause__, "sqlstate", "") == "42501":
                raise NotAdmitted from refusal
            raise
        with doing_the_last():
            yield tuple(r for r in roles.split(",") if r)
        audit.close()
        if nested:
            ask("SELECT rowan.restore(%s)", was)


@contextmanager
def working(job):
    """A transaction of background work: the job's row says which service and which task (PL-67)."""
    nested = connection.in_atomic_block
    with transaction.atomic():
        was = ask("SELECT rowan.context()") if nested else ""
        ask("SELECT rowan.enter_task(%s::uuid)", job.pk)
        with doing_the_last():
            yield
        audit.close()
        if nested:
            ask("SELECT rowan.restore(%s)", was)


def service(function):
    """A change: one transaction, of which an outer one may be part. An error undoes the whole request."""

    @wraps(function)
    def run(**kwargs):
        with transaction.atomic(savepoint=False):
            return function(**kwargs)

    return run
