"""Somebody in a file, or a way to reach them, changed: higher rooms sign up what follows from it."""

from collections.abc import Callable

from rowan.files.models import File

followers: list[Callable[[File], None]] = []


def when_people_change(function: Callable[[File], None]):
    """Sign up a function that is told, in the transaction of the change, whose file it was."""
    followers.append(function)
    return function


def tell(file: File) -> None:
    for follow in followers:
        follow(file)
