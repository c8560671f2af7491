"""A time limit as people read it: words first, then a shape (ux P46)."""

from datetime import datetime, timedelta

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from rowan.clocks.models import Clock
from rowan.clocks.standards import STANDARDS
from rowan.common.components import Due
from rowan.common.dates import due_words, short_day

SOON = timedelta(hours=24)
SHORT = 60  # letters of a reason beside a limit; all of it stands on the page of limits


def due_of(clock: Clock, now: datetime) -> Due:
    """Late, soon, later, paused or met, with the words that say it."""
    if clock.paused_at is not None:
        return Due("paused", paused_words(clock))
    if clock.due_at is None:
        return without_a_day(clock)
    words = due_words(clock.in_time_until, now, met=clock.met_at, paused=clock.stopped_because)
    if clock.met_at:
        return Due("met", words)
    if clock.stopped_at:
        return Due("paused", words)
    if clock.due_at <= now:
        return Due("late", words)
    return Due("soon" if clock.due_at - now <= SOON else "later", words)


def paused_words(clock: Clock) -> str:
    """Since when it stands still, and why."""
    because = Truncator(clock.paused_because).chars(SHORT)
    return _("Paused since %(day)s: %(because)s") % {"day": short_day(clock.paused_at), "because": because}


def without_a_day(clock: Clock) -> Due:
    """One that is due at the earliest opportunity, in the words of its standard."""
    if clock.met_at:
        return Due("met", _("Done"))
    if clock.stopped_because:
        return Due("paused", _("Paused: %(reason)s") % {"reason": clock.stopped_because})
    return Due("later", STANDARDS[clock.standard].without)


def name_of(clock: Clock) -> str:
    return str(STANDARDS[clock.standard].words)
