"""The case header stands on every page of a file. Higher rooms sign up the bands they know (ux P2)."""

from collections.abc import Callable

from rowan.common import references
from rowan.common.components import CaseHead
from rowan.files.models import File

bands: list[Callable[[File], dict]] = []


def band(function: Callable[[File], dict]):
    """Sign up a function that fills some fields of the `CaseHead`, in a fixed number of statements."""
    bands.append(function)
    return function


def header_of(file: File) -> dict:
    """The context of the header. An error in one band is the page's error: no file without its concerns."""
    filled: dict = {"reference": references.show(file.reference)}
    for function in bands:
        filled |= function(file)
    return {"file": file, "head": CaseHead(**filled)}
