"""A time limit as people read it: words first, then a shape (ux P46)."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from rowan.clocks.models import Clock
from rowan.clocks.standards import STANDARDS
from rowan.common.components import Due
from rowan.common.dates import due_words, local_day, short_day

SOON = timedelta(hours=24)


def due_of(clock: Clock, now: datetime) -> Due:
    """Late, soon, later or met, with the words that say it."""
    still = clock.stopped_because or paused_words(clock)
    if clock.due_at is None:
        return without_a_day(clock, still)
    words = due_words(clock.in_time_until, now, met=clock.met_at, paused=still)
    if clock.met_at:
        return Due("met", words)
    if clock.stopped_at or clock.paused_at:
        return Due("paused", words)
    if clock.due_at <= now:
        return Due("late", words)
    return Due("soon" if clock.due_at - now <= SOON else "later", words)


def paused_words(clock: Clock) -> str:
    if clock.paused_at is None:
        return ""
    return _("since %(day)s") % {"day": short_day(local_day(clock.paused_at))}


def without_a_day(clock: Clock, still: str) -> Due:
    """One that is due at the earliest opportunity, in the words of its standard."""
    if clock.met_at:
        return Due("met", _("Done"))
    if still:
        return Due("paused", _("Paused: %(reason)s") % {"reason": still})
    return Due("later", STANDARDS[clock.standard].without)


def name_of(clock: Clock) -> str:
    return str(STANDARDS[clock.standard].words)
