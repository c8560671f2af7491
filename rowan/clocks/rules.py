from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from rowan.access.permissions import NotNow, Permission, permitted, require
from rowan.clocks.models import Clock
from rowan.clocks.standards import STANDARDS


def check_explain(user, clock: Clock) -> None:
    """A reason is asked where a limit was missed, or is late and still runs; not before."""
    require(user, Permission.FILE_OPEN)
    if not clock.was_missed and not clock.is_late(timezone.now()):
        raise NotNow(_("This was not late, so there is nothing to explain."))


def check_pause(user, clock: Clock) -> None:
    """Only a limit whose standard allows it stands still, and only while it runs."""
    require(user, Permission.CASE_WORK)
    if not STANDARDS[clock.standard].pausable:
        raise NotNow(_("This time limit runs on: the guidance lets nobody pause it."))
    if not clock.is_running:
        raise NotNow(_("This time limit has ended, so it cannot be paused."))
    if clock.paused_at is not None:
        raise NotNow(_("This time limit is paused already."))


def check_since(clock: Clock, since: datetime) -> None:
    if not clock.started_at <= since <= timezone.now():
        raise NotNow(_("Enter since when it stands still: a time after it began that has come."))


def check_go_on(user, clock: Clock) -> None:
    require(user, Permission.CASE_WORK)
    if clock.paused_at is None:
        raise NotNow(_("This time limit is not paused."))


def check_until(clock: Clock, at: datetime) -> None:
    """It goes on from a time after it was paused that has come."""
    if not clock.paused_at <= at <= timezone.now():
        raise NotNow(_("Enter since when it runs again: a time after it was paused that has come."))


can_explain = permitted(check_explain)
can_pause = permitted(check_pause)
can_go_on = permitted(check_go_on)
