"""By when a manager decides about a conflict (PL-C19): a working day, or four hours while nobody was reached.

It is worked out from the comparison and the clock of first contact each time, and stands nowhere as a clock of
the file: there a worker could read that something was found (PL-134).
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from rowan.clocks.lengths import Length, Unit, ends, last_day
from rowan.clocks.models import Clock
from rowan.clocks.standards import FIRST_CONTACT
from rowan.common.components import Due
from rowan.common.dates import Nation, due_words, local_day
from rowan.referrals.conflicts.waiting import held_for
from rowan.referrals.models.conflict import ConflictCheck

USUAL = Length(1, Unit.WORKING_DAYS)
WHILE_NOBODY_IS_REACHED = Length(4, Unit.HOURS)
MOST = 50


@dataclass(frozen=True)
class ToDecide:
    """A referral that a manager is to decide about, and by when."""

    check: ConflictCheck
    due: Due


def to_decide(user, now: datetime) -> list[ToDecide]:
    """What waits for this manager, the longest first, in one statement."""
    unmet = (Q(met_at=None) | Q(met_at__gt=OuterRef("held_at"))) & (
        Q(stopped_at=None) | Q(stopped_at__gt=OuterRef("held_at"))
    )
    first = Clock.objects.filter(unmet, standard=FIRST_CONTACT.slug, about=OuterRef("referral"))
    held = held_for(user).annotate(not_reached=Exists(first))
    held = held.select_related("file", "referral__file", "referral__case__lead")
    nation = user.acting_service.kept_nation
    return [ToDecide(check, due_of(check, nation, now)) for check in held[:MOST]]


def due_of(check: ConflictCheck, nation: Nation, now: datetime) -> Due:
    """`not_reached` says whether first contact was still to come when it was held."""
    length = WHILE_NOBODY_IS_REACHED if check.not_reached else USUAL
    due = ends(check.held_at, length, nation)
    until = due if check.not_reached else last_day(local_day(check.held_at), length, nation)
    return Due("late" if due <= now else "soon", due_words(until, now))
