"""The register of routes: what each page needs, whom it serves and what it leaves on the record (PL-46).

A view says it once, above its name. A view that says nothing is refused by the middleware, and by the
start-up check before that.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from django.urls import URLPattern, URLResolver, get_resolver

from rowan.access.permissions import Permission
from rowan.common.audiences import Audience


class Scope(StrEnum):
    PUBLIC = "public"  # before anybody is signed in
    OWN = "own"  # the person's own account, no service entered
    CONFIGURATION = "configuration"  # agencies, services, roles: nothing about people worked with
    SERVICE = "service"  # lists and searches within the acting service
    FILE = "file"  # one file


@dataclass(frozen=True)
class Route:
    scope: Scope
    permission: Permission | None = None
    event: str = ""  # the reading event; empty only where nothing about a person is shown
    methods: tuple[str, ...] = ("GET", "POST")
    audience: Audience = Audience.STAFF
    rate: str = "page"
    fresh: bool = False  # asks for the second factor again when it is older than five minutes (PL-13)
    drafts: bool = True  # a form here is kept when it cannot be taken
    alone: bool = False  # what is half filled here is for its author's eyes only
    half: bool = False  # open to somebody who still has to give or set up a second factor
    locked: bool = False  # open while the session is locked
    turned: bool = False  # open while the screen is turned to a client


def _declare(route: Route) -> Callable:
    def wrap(view):
        view.route = route
        return view

    return wrap


def public(*, methods=("GET", "POST"), rate="sign-in", **more) -> Callable:
    """A page for somebody who is not signed in. The list of these is short and tested."""
    return _declare(Route(Scope.PUBLIC, methods=methods, rate=rate, drafts=False, **more))


def own(*, methods=("GET", "POST"), drafts=False, **more) -> Callable:
    """A page about the person's own account."""
    return _declare(Route(Scope.OWN, methods=methods, drafts=drafts, **more))


def requires(permission: Permission, *, scope: Scope, event: str, **more) -> Callable:
    """A page that needs a permission, and the event that its reading leaves behind."""
    return _declare(Route(scope, permission, event, **more))


def of(view) -> Route | None:
    return getattr(view, "route", None)


def every(patterns=None, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Each path of the program with its pattern."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        here = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from every(pattern.url_patterns, here)
        else:
            yield here, pattern


def undeclared() -> list[str]:
    return [path for path, pattern in every() if of(pattern.callback) is None]
