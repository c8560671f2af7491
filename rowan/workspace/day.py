"""What stands on somebody's day, gathered from the rooms that know it (ux P4)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery, UUIDField, Value

from rowan.access.permissions import Permission, may
from rowan.accounts.models import User
from rowan.assessments.day import to_finish
from rowan.assessments.models import Response, RiskLevel
from rowan.cases.listing import subjects_of
from rowan.cases.models import Case, Level
from rowan.files.models import Draft, File, Job, LooseDraft
from rowan.people.models import Person
from rowan.referrals.day import ToReach, first_contacts
from rowan.workspace.desks import Desk, desks
from rowan.workspace.thing import MOST, Thing, about
from rowan.workspace.things import news, to_do

RISK_LOWERED = "risk.lowered"
FORMS = 8
GROUPS = (
    ("now", ("now",)),
    ("unsure", ("unsure",)),
    ("later", ("later", "ask")),
    ("no", ("no",)),
)
LEVELS = (Level.HIGH, Level.MEDIUM, Level.STANDARD, Level.NOT_YET)


@dataclass(frozen=True)
class Load:
    """How many of one's open cases are judged at a level."""

    words: str
    tone: str
    count: int


@dataclass(frozen=True)
class Lowered:
    """A judgement below what the count shows, which a manager has not looked at yet (CM-47)."""

    level: RiskLevel
    person: Person | None


@dataclass(frozen=True)
class Asking:
    """Questions this person began to ask and has not signed, or that wait for the signature or its scan."""

    form: Response
    person: Person | None


@dataclass(frozen=True)
class Unfinished:
    """A form begun and kept, and about whom; nobody yet where it is of no file."""

    form: Any
    person: Person | None


@dataclass(frozen=True)
class Day:
    """Each list is for this person alone and ends after fifty rows."""

    late: list[ToReach]
    reach: list[tuple[str, list[ToReach]]]
    desks: list[Desk]
    lowered: list[Lowered]
    things: list[Thing]
    new: list[Thing]
    asking: list[Asking]
    unfinished: list[Unfinished]
    load: list[Load]
    to_decide: bool = False  # the service is not live yet, and this person decides for it

    @property
    def to_reach(self) -> int:
        return sum(len(rows) for _words, rows in self.reach)

    @property
    def safe_now(self) -> int:
        """Who can be rung now, also where it is late."""
        rows = [*self.late, *(row for _words, rows in self.reach for row in rows)]
        return sum(row.to_ring_now for row in rows)

    @property
    def late_for_safety(self) -> list[Thing]:
        return [thing for thing in self.things if thing.is_late and thing.keeps_safe]

    @property
    def late_besides(self) -> list[Thing]:
        return [thing for thing in self.things if thing.is_late and not thing.keeps_safe]

    @property
    def not_late(self) -> list[Thing]:
        return [thing for thing in self.things if not thing.is_late]

    @property
    def due_late(self) -> int:
        return len(self.late) + sum(thing.is_late for thing in self.things)

    @property
    def open_cases(self) -> int:
        return sum(load.count for load in self.load)

    def shown(self) -> list:
        """Ids of what the page names, for the record."""
        rows = [*self.late, *(row for _words, rows in self.reach for row in rows)]
        named = [
            *(row.case.file_id for row in rows),
            *(thing.file_id for thing in [*self.things, *self.new]),
            *(row.level.file_id for row in self.lowered),
            *(row.form.file_id for row in self.asking),
        ]
        return [*named, *(kept.form.pk for kept in self.unfinished)]


def day_of(user: User, now: datetime, words: dict[str, str]) -> Day:
    """The day of this person, in a fixed number of statements."""
    reach = first_contacts(user)
    ahead = [row for row in reach if not row.comes_first]
    things, new, forms = to_do(user, now), news(user, now), list(to_finish(user)[:FORMS])
    lowered = lowered_for(user) if may(user, Permission.CONFLICT_DECIDE) else []
    unfinished = unfinished_of(user)
    named = [*things, *new, *forms, *lowered, *unfinished]
    people = subjects_of({row.file_id for row in named if row.file_id})
    return Day(
        late=[row for row in reach if row.comes_first][:MOST],
        reach=[
            (words[state], [row for row in ahead if row.safe.state in states][:MOST])
            for state, states in GROUPS
            if any(row.safe.state in states for row in ahead)
        ],
        desks=desks(user),
        lowered=[Lowered(level, people.get(level.file_id)) for level in lowered],
        things=about(things, people)[:MOST],
        new=about(new, people),
        asking=[Asking(form, people.get(form.file_id)) for form in forms],
        unfinished=[Unfinished(form, people.get(form.file_id)) for form in unfinished],
        load=load_of(user),
        to_decide=may(user, Permission.SERVICE_CONFIGURE) and not user.acting_service.is_live,
    )


def lowered_for(user: User) -> list[RiskLevel]:
    """Levels a manager was told of and has not marked as seen, with the id of the notice, oldest first.

    Only of files that this person may open: others take no place.
    """
    notices = Job.objects.filter(of_service=user.acting_service, task=RISK_LOWERED, done_at=None)
    notice = notices.filter(about=OuterRef("pk")).order_by("made_at", "pk").values("pk")[:1]
    levels = RiskLevel.objects.filter(pk__in=notices.values("about"), file__in=File.objects.visible_to(user))
    found = levels.select_related("case", "file").annotate(notice=Subquery(notice))
    return list(found.order_by("judged_at", "pk")[:MOST])


def unfinished_of(user: User) -> list:
    """The person's latest unfinished forms, newest first, in one statement."""
    of_files = Draft.objects.open().filter(owner=user)
    loose = LooseDraft.objects.open().to_go_on_with().filter(of_service=user.acting_service)
    loose = loose.annotate(file_id=Value(None, UUIDField()))
    kept = [
        rows.order_by("-touched_at", "pk").values_list(
            "pk", "path", "title", "touched_at", "file_id", named=True
        )[:5]
        for rows in (of_files, loose)
    ]
    return list(kept[0].union(kept[1], all=True).order_by("-touched_at")[:5])


def load_of(user: User) -> list[Load]:
    """The person's open cases by judged level; not yet assessed stands apart."""
    levels = list(Case.objects.visible_to(user).open().led_by(user).values_list("level", flat=True))
    return [Load(str(level.label), level.value or "none", levels.count(level.value)) for level in LEVELS]
