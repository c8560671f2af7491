"""A concrete address for every route of the program, for sweeps."""

import re
from collections.abc import Iterator
from uuid import uuid4

from rowan.access import routes
from rowan.access.routes import Route

SAMPLES = {"reference": "K7Q2M4XD", "slug": "panel", "int": "1", "str": "x" * 43, "path": "x"}


def addresses() -> Iterator[tuple[str, Route, str]]:
    """Address, declaration and name of each route; ids in it belong to nothing."""
    for path, pattern in routes.every():
        route = routes.of(pattern.callback)
        assert route is not None, path
        yield "/" + re.sub(r"<(?:(\w+):)?\w+>", sample, path), route, pattern.name


def sample(found: re.Match) -> str:
    kind = found[1] or "str"
    return str(uuid4()) if kind == "uuid" else SAMPLES[kind]
