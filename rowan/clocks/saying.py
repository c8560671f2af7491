"""What a clock has to say: worked out from a fact and from the times it stood still."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from rowan.clocks.facts import Fact
from rowan.clocks.lengths import ends
from rowan.clocks.models import Clock, Pause


def says(fact: Fact, pauses: Iterable[Pause]) -> dict[str, Any]:
    """The columns of the clock of this fact."""
    pauses = list(pauses)
    runs = fact.met_at is None and fact.stopped_at is None
    open_one = next((pause for pause in pauses if pause.until is None and runs), None)
    return {
        "file_id": fact.file_id,
        "started_at": fact.started_at,
        "due_at": due_at(fact, pauses),
        "met_at": fact.met_at,
        "stopped_at": fact.stopped_at,
        "paused_at": open_one and open_one.since,
        "paused_because": open_one.because if open_one else "",
        "owner_id": fact.owner_id,
    }


def due_at(fact: Fact, pauses: Iterable[Pause]) -> datetime | None:
    """When it is due: put off by every pause that is over, as far as it lay after the beginning."""
    if fact.length is None:
        return None
    over = [p.since_then(fact.started_at) for p in pauses if p.until and p.until > fact.started_at]
    return ends(fact.started_at, fact.length, fact.nation, over)


def differing(clock: Clock | None, values: dict[str, Any]) -> tuple[str, ...]:
    """What a clock says that is not so. Whose it is counts while it runs; then it stays with whom it stood."""
    if clock is None:
        return ("id",)
    names = [name for name in values if name != "owner_id" or clock.is_running]
    return tuple(name for name in names if getattr(clock, name) != values[name])


def pauses_of(clocks: Iterable[Clock]) -> dict[UUID, list[Pause]]:
    found = defaultdict(list)
    for pause in Pause.objects.filter(clock__in=list(clocks)).order_by("since", "id"):
        found[pause.clock_id].append(pause)
    return found
