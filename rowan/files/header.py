"""The case header stands on every page of a file. Higher rooms sign up the bands they know (ux P2)."""

from collections.abc import Callable
from typing import Any

from rowan.common.components import CaseHead
from rowan.files.models import File

bands: list[Callable[[File], dict[str, Any]]] = []


def band(function: Callable[[File], dict[str, Any]]):
    """Sign up a function that gives some fields of `CaseHead`, in a fixed number of statements.

    Lists of several bands stand one after the other, in the order of the rooms.
    """
    bands.append(function)
    return function


def header_of(file: File) -> dict:
    """Everything the header prints. An error in one band is the page's error: no file without its concerns."""
    fields: dict[str, Any] = {"name": str(file), "reference": str(file), "side": file.get_side_display()}
    for function in bands:
        for name, value in function(file).items():
            fields[name] = [*fields.get(name, []), *value] if isinstance(value, list) else value
    return {"file": file, "head": CaseHead(**fields)}
