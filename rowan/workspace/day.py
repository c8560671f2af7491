"""What stands on somebody's day, gathered from the rooms that know it (ux P4)."""

from dataclasses import dataclass, field
from datetime import datetime

from rowan.accounts.models import User
from rowan.cases.models import Case
from rowan.files.models import Draft, LooseDraft


@dataclass
class Day:
    reach: list = field(default_factory=list)
    late: list = field(default_factory=list)
    due: list = field(default_factory=list)
    unfinished: list = field(default_factory=list)
    caseload: dict = field(default_factory=dict)

    def shown(self) -> list:
        return [row.pk for row in self.unfinished]


def day_of(user: User, now: datetime) -> Day:
    """The day of this person, in a fixed number of statements."""
    mine = Case.objects.visible_to(user).open().led_by(user)
    unfinished = [
        *Draft.objects.filter(owner=user).order_by("-touched_at", "pk")[:5],
        *LooseDraft.objects.filter(of_service=user.acting_service).order_by("-touched_at", "pk")[:5],
    ]
    return Day(unfinished=unfinished, caseload={"open": mine.count()})
