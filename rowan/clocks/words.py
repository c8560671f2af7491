"""A time limit as people read it: words first, then a shape (ux P46)."""

from datetime import datetime, timedelta

from rowan.clocks.models import Clock
from rowan.clocks.standards import STANDARDS
from rowan.common.components import Due
from rowan.common.dates import due_words

SOON = timedelta(hours=24)


def due_of(clock: Clock, now: datetime) -> Due:
    """Late, soon, later or met, with the words that say it."""
    words = due_words(clock.due_at, now, met=clock.met_at, paused=clock.stopped_because)
    if clock.met_at:
        return Due("met", words)
    if clock.stopped_at:
        return Due("paused", words)
    if clock.due_at <= now:
        return Due("late", words)
    return Due("soon" if clock.due_at - now <= SOON else "later", words)


def name_of(clock: Clock) -> str:
    return str(STANDARDS[clock.standard].words)
