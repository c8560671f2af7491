"""What the frame around every page shows: places by role, the acting service, the idle time."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse

from rowan.access.permissions import Permission, may
from rowan.accounts import turning
from rowan.accounts.models import User
from rowan.common.database import Counted


@dataclass(frozen=True)
class Place:
    """One entry of the row of places under the header. Rooms sign theirs up when they are loaded."""

    order: int
    label: str
    url_name: str
    permission: Permission
    prefix: str | tuple[str, ...]  # how the addresses of its pages begin
    waiting: Callable | None = None  # which rows are new or waiting for this person


places: list[Place] = []


def place(
    order: int,
    label: str,
    url_name: str,
    permission: Permission,
    prefix: str | tuple[str, ...],
    waiting=None,
) -> None:
    places.append(Place(order, label, url_name, permission, prefix, waiting))
    places.sort(key=lambda p: p.order)


def frame(request) -> dict:
    """The context of the frame; nothing of it for somebody not signed in, or on a screen turned to a client."""
    user = getattr(request, "user", None)
    if user is None or request.session.get("state") != "live" or turning.TURNED in request.session:
        return {"frame": {"demo": settings.DEMO}}
    service = user.acting_service
    mine = [p for p in places if may(user, p.permission)]
    counts = counts_of(mine, user) if request.inside else {}
    return {
        "frame": {
            "demo": settings.DEMO,
            "user_name": user.name,
            "language": user.language,
            "service_name": service.name if service else "",
            "idle_seconds": 60 * (service.idle_minutes if service else 10),
            "can_find": may(user, Permission.FILE_FIND),
            "places": [
                {
                    "label": p.label,
                    "url": reverse(p.url_name),
                    "current": request.path == p.prefix
                    if p.prefix == "/"
                    else request.path.startswith(p.prefix),
                    "count": counts.get(p.url_name, 0),
                }
                for p in mine
            ],
        }
    }


def counts_of(places: list[Place], user) -> dict[str, int]:
    """How much waits in each place, in one statement."""
    found = {p.url_name: Counted(p.waiting(user)) for p in places if p.waiting}
    if not found:
        return {}
    numbers = User.objects.filter(pk=user.pk).values_list(*found.values()).get()
    return dict(zip(found, numbers, strict=True))
