"""The case header stands on every page of a file. Higher rooms sign up the bands they know (ux P2)."""

from collections.abc import Callable

from rowan.files.models import File

bands: list[Callable[[File], dict]] = []


def band(function: Callable[[File], dict]):
    """Sign up a function that adds to the header, in a fixed number of statements."""
    bands.append(function)
    return function


def header_of(file: File) -> dict:
    """Everything the header prints. An error in one band is the page's error: no file without its concerns."""
    context = {"file": file}
    for function in bands:
        context |= function(file)
    return context
