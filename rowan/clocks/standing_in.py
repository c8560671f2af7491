"""Whose time limits stand on somebody's day besides their own. The room that knows who covers signs up here."""

from collections.abc import Callable
from datetime import date

from django.db.models import QuerySet

registered: list[Callable[..., QuerySet]] = []


def stands_in(function: Callable[..., QuerySet]) -> Callable[..., QuerySet]:
    """Sign up a function of a person and a day that gives, as a query of ids, for whom that person stands in."""
    registered.append(function)
    return function


def stood_in_for(user, day: date) -> list[QuerySet]:
    return [function(user, day) for function in registered]
