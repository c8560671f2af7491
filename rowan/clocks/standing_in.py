"""Whose time limits stand on somebody's day besides their own. The room that knows who covers signs up here."""

from collections.abc import Callable
from datetime import date

from django.db.models import QuerySet

registered: list[Callable[..., QuerySet]] = []


def stands_in(function: Callable[..., QuerySet]) -> Callable[..., QuerySet]:
    """Sign up a function of a person and a day that gives, as a query of ids, for whom that person stands in."""
    registered.append(function)
    return function


beside: list[Callable[..., QuerySet]] = []


def works_beside(function: Callable[..., QuerySet]) -> Callable[..., QuerySet]:
    """Sign up a function of a person that gives, as a query of ids, the files where they help whoever leads."""
    beside.append(function)
    return function


def helped_by(user) -> list[QuerySet]:
    return [function(user) for function in beside]


def stood_in_for(user, day: date) -> list[QuerySet]:
    return [function(user, day) for function in registered]
