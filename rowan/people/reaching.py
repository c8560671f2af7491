"""The ways to reach the people of a file, with all that bears on them; and which number to ring now."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DateTimeField, F, Max, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from rowan.common.components import Safe
from rowan.common.dates import clock_time, local_day, weekday
from rowan.files.models import File
from rowan.people.models import (
    Approach,
    Channel,
    ContactKind,
    ContactPoint,
    Happened,
    Happening,
    NoContact,
    Part,
    SafeTime,
)
from rowan.people.safety import Alike, Answer, Reach, Verdict, alike, judge
from rowan.people.times import Slot, is_safe_at, next_opening, safe_until

Since = Callable[[], QuerySet]
_opened: list[Since] = []


def answers_count_from(since: Since) -> Since:
    """Sign up what tells when the present work in a file began: one value for `OuterRef("file")` (PL-82)."""
    _opened.append(since)
    return since


def reaches_of(files: Iterable[UUID], moment: datetime) -> dict[UUID, list[Reach]]:
    """Every way to reach anybody in these files, as it stands at this moment. One statement."""
    found: dict[UUID, list[Reach]] = {file: [] for file in files}
    held: dict[UUID, list[ContactPoint]] = {file: [] for file in found}
    for point in judged(moment).filter(file__in=found).order_by("created_at", "id"):
        held[point.file_id].append(point)
    for file, points in held.items():
        his = [point for point in points if point.person.part == Part.PCH]
        found[file] = [reach_of(point, his) for point in points]
    return found


def reaches_in(file: File, moment: datetime) -> list[Reach]:
    """Those of one file, as they were when this page first asked. Changes ask anew."""
    if not hasattr(file, "_reaches"):
        file._reaches = reaches_of([file.pk], moment)[file.pk]
    return file._reaches


def reach_to(point: ContactPoint, moment: datetime) -> Reach:
    """This one, with all that bears on it."""
    return next(r for r in reaches_of([point.file_id], moment)[point.file_id] if r.point.pk == point.pk)


def judged(moment: datetime) -> QuerySet:
    """Points with everything that `judge` asks of them, beside their own answers."""
    this_file = {"file": OuterRef("file")}
    since = Happening.objects.filter(**this_file, counts_from__lte=moment).order_by().values("file")
    times = SafeTime.objects.current().filter(point=OuterRef("pk")).order_by("weekdays", "on", "opens", "pk")
    points = ContactPoint.objects.filter(person__withdrawn_at=None)
    return points.select_related("person", "checked_by").annotate(
        review_days=F("service__contact_review_days"),
        asked_from=Subquery(_opened[0]()) if _opened else Value(None, DateTimeField()),
        doubted_at=Subquery(since.annotate(at=Max("counts_from")).values("at")),
        moved_at=Subquery(since.filter(what=Happened.MOVE).annotate(at=Max("counts_from")).values("at")),
        forbidden=Subquery(NoContact.objects.filter(**this_file, lifted_at=None).values("decider")[:1]),
        begun_at=Subquery(
            Approach.objects.open()
            .filter(point=OuterRef("pk"))
            .order_by("started_at")
            .values("started_at")[:1]
        ),
        slots=ArraySubquery(
            times.values(
                row=JSONObject(weekdays="weekdays", on="on", safe="safe", opens="opens", closes="closes")
            )
        ),
    )


def reach_of(point: ContactPoint, his: Iterable[ContactPoint]) -> Reach:
    """`point` as `judged` gives it; `his` are those of the person causing harm in the same file."""
    likeness = Alike.NO
    if point.person.part != Part.PCH:
        found = {alike(point.kind, point.folded, one.folded) for one in his if one.kind == point.kind}
        likeness = next((a for a in (Alike.SAME, Alike.NEAR) if a in found), Alike.NO)
    return Reach(
        point=point,
        slots=tuple(Slot.of(row) for row in point.slots),
        alike=likeness,
        asked_from=point.asked_from,
        moved_at=point.moved_at,
        doubted_at=point.doubted_at,
        forbidden=point.forbidden or "",
        review_days=point.review_days,
        begun_at=point.begun_at,
    )


class May(StrEnum):
    """May we ring?"""

    NOW = "now"  # they answered yes, lately, and it is a time they named
    LATER = "later"  # answered yes, but not at this time
    UNSURE = "unsure"  # somebody else answered for them, or nobody named a time
    ASK = "ask"  # answered yes, but too long ago, or something happened since
    NO = "no"  # no number is answered safe


@dataclass(frozen=True)
class Ring:
    """Whether somebody can be rung at this moment, and on what."""

    may: May
    moment: datetime
    reach: Reach | None = None

    @property
    def mark(self) -> Safe:
        """The mark of the header and of lists: never asked is the cross (ux P3)."""
        if self.reach is None:
            return Safe(self.may, _("No safe number"))
        if self.may == May.NOW:
            return Safe(self.may, _("Safe now"), self.until_words)
        if self.may == May.UNSURE and self.reach.is_hers:
            return Safe(self.may, _("Times not known"), _("They said yes to a call"))
        if self.may == May.UNSURE:
            by = _("by %(who)s") % {"who": self.reach.point.told_by}
            when = self.until_words if self.reach.slots else _("times not known")
            return Safe(self.may, _("Said to be safe"), ", ".join(filter(None, [by, when])))
        if self.may == May.ASK:
            return Safe(self.may, _("Ask again first"))
        return Safe(self.may, self.later_words)

    @property
    def until_words(self) -> str:
        until = safe_until(self.reach.slots, self.moment)
        return _("until %(time)s") % {"time": f"{until:%H:%M}"} if until else ""

    @property
    def later_words(self) -> str:
        """ "From 17:00" today, "From Wed 26 Nov, 17:00" on another day."""
        opens = next_opening(self.reach.slots, self.moment)
        if self.reach.only_in_words:
            return _("Safe at certain times")
        if opens is None:
            return _("Not in the next two weeks")
        if local_day(opens) == local_day(self.moment):
            return _("From %(time)s") % {"time": clock_time(opens)}
        return _("From %(day)s, %(time)s") % {"day": weekday(local_day(opens)), "time": clock_time(opens)}


def ring(reaches: Iterable[Reach], moment: datetime) -> Ring:
    """The number to ring: the surest answer first (`May`), then the one asked about last."""
    safe = [
        reach
        for reach in reaches
        if reach.point.kind == ContactKind.PHONE and judge(reach, Channel.CALL, moment).is_safe
    ]
    if not safe:
        return Ring(May.NO, moment)
    lately = sorted(safe, key=lambda reach: (reach.point.asked_at, reach.point.pk), reverse=True)
    best = min(lately, key=lambda reach: list(May).index(may_ring(reach, moment)))
    return Ring(may_ring(best, moment), moment, best)


def may_ring(reach: Reach, moment: datetime) -> May:
    if reach.in_doubt or reach.stale(moment):
        return May.ASK
    if reach.only_in_words or not is_safe_at(reach.slots, moment):
        return May.LATER
    return May.NOW if reach.slots and reach.is_hers else May.UNSURE


def hers(reaches: Iterable[Reach]) -> list[Reach]:
    """Those of the person of the file."""
    return [reach for reach in reaches if reach.point.person.part == Part.SUBJECT]


def nearest(reaches: Iterable[Reach], person, moment: datetime) -> tuple[Reach, Channel, Verdict] | None:
    """The nearest safe way to the same person: one that is allowed now before one that warns."""
    ways = [
        (verdict, reach, Channel(channel))
        for reach in reaches
        if reach.point.person_id == person.pk
        for channel in Channel
        if channel != Channel.MESSAGE and (verdict := judge(reach, channel, moment)).is_safe
    ]
    ways.sort(key=lambda way: way[0].answer != Answer.ALLOW)
    return next(((reach, channel, verdict) for verdict, reach, channel in ways), None)
