"""Every path of the program, with what it needs and what it leaves on the record (PL-46)."""

from itertools import groupby
from pathlib import Path

from rowan.access import routes
from rowan.workspace.reference.markdown import MADE, code, table, tick

HEAD = [
    "path",
    "name",
    "scope",
    "permission",
    "methods",
    "reading event",
    "audience",
    "rate",
    "asks the factor again",
    "keeps drafts",
    "open while",
]


def page(root: Path) -> str:
    known = sorted(routes.every(), key=lambda found: (_room(found[1]), found[0]))
    parts = ["# Routes\n", MADE]
    for room, group in groupby(known, key=lambda found: _room(found[1])):
        parts += [f"## {room}\n", table(HEAD, [_row(path, pattern) for path, pattern in group])]
    return "\n".join(parts)


def _room(pattern) -> str:
    name = pattern.callback.__module__.split(".")
    return name[1] if name[0] == "rowan" else "the framework"


def _row(path, pattern) -> list[str]:
    route = routes.of(pattern.callback)
    if route is None:
        return [code(f"/{path}"), pattern.name or "", "**not declared**", *[""] * (len(HEAD) - 3)]
    open_while = [word for word, yes in (("half signed in", route.half), ("locked", route.locked)) if yes]
    return [
        code(f"/{path}"),
        pattern.name or "",
        route.scope.value,
        code(route.permission and route.permission.value),
        ", ".join(route.methods),
        code(route.event),
        code(route.audience.value),
        route.rate,
        tick(route.fresh),
        tick(route.drafts),
        ", ".join(open_while),
    ]
