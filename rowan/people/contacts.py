"""How the page of contact safety shows the ways to reach the people of a file (ux P3)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rowan.common.dates import local_day, long_day, short_day
from rowan.files.models import File
from rowan.people import rules
from rowan.people.models import CHANNELS, RESULTS, Channel, ContactPoint, Person, YesNo
from rowan.people.reaching import reaches_in
from rowan.people.safety import Answer, Reach, Verdict, judge, shared_words

LABELS = {
    "code_word": gettext_lazy("Code word"),
    "safe_times": gettext_lazy("Times, in words"),
    "who_answers": gettext_lazy("Who else may answer"),
}
BEGIN = {
    Channel.CALL: gettext_lazy("Start call"),
    Channel.TEXT: gettext_lazy("Send a text"),
    Channel.EMAIL: gettext_lazy("Write an e-mail"),
    Channel.POST: gettext_lazy("Write a letter"),
    Channel.VISIT: gettext_lazy("Go there"),
    Channel.ONLINE: gettext_lazy("Get in touch online"),
}


@dataclass(frozen=True)
class Opened:
    """The one thing that this page shows uncovered."""

    point: ContactPoint
    field: str
    value: str


@dataclass(frozen=True)
class Thing:
    """Something covered: what it is, and its value where it is the one that is open."""

    field: str
    label: str
    opened: Opened | None = None


@dataclass(frozen=True)
class Cell:
    """The answer for one channel: `yes`, `no`, `again` where it no longer counts, or nothing."""

    label: str
    said: str


@dataclass(frozen=True)
class Begin:
    """A way that may be used now, with a warning where there is one."""

    channel: Channel
    label: str
    verdict: Verdict


@dataclass(frozen=True)
class Row:
    """One number or address with its answers."""

    reach: Reach
    cells: list[Cell]
    things: list[Thing]
    needs_reason: bool
    begin: list[Begin]
    remarks: list[str]

    @property
    def point(self) -> ContactPoint:
        return self.reach.point

    @property
    def shared(self) -> str:
        return shared_words(self.point) if self.reach.alike else ""


@dataclass(frozen=True)
class Reachables:
    person: Person
    rows: list[Row]

    @property
    def left_open(self) -> bool:
        """Something of theirs was opened, and nobody has said what came of it."""
        return any(row.reach.begun_at for row in self.rows)


def matrix(file: File, opened: Opened | None, now: datetime) -> list[Reachables]:
    """Everybody in the file with their points, in order; two statements."""
    people = list(Person.objects.filter(file=file).in_order())
    reaches = reaches_in(file, now)
    return [
        Reachables(person, [row(r, opened, now) for r in reaches if r.point.person_id == person.pk])
        for person in people
    ]


def row(reach: Reach, opened: Opened | None, now: datetime) -> Row:
    point = reach.point
    ringing = rules.is_for_ringing(reach, now)
    return Row(
        reach=reach,
        cells=[Cell(str(Channel(channel).label), said(reach, channel)) for channel in CHANNELS[point.kind]],
        things=[
            Thing(
                field=name,
                label=str(point.get_kind_display() if name == "value" else LABELS[name]),
                opened=opened if opened and opened.point == point and opened.field == name else None,
            )
            for name in rules.COVERED
            if getattr(point, name) and not (ringing and name == "value")
        ],
        needs_reason=rules.needs_reason(reach, now),
        begin=list(ways_to_begin(reach, now)),
        remarks=list(remarks(reach, now)),
    )


def said(reach: Reach, channel: str) -> str:
    """What stands in the table. An answer that no longer counts is neither a yes nor a no."""
    answer = getattr(reach.point, CHANNELS[reach.point.kind][channel])
    return "again" if answer and not reach.counts else answer


def ways_to_begin(reach: Reach, now: datetime) -> Iterator[Begin]:
    for channel in CHANNELS[reach.point.kind]:
        if channel in RESULTS:
            verdict = judge(reach, channel, now)
            if verdict.answer != Answer.BLOCK:
                way = Channel(channel)
                yield Begin(way, str(BEGIN[way]), verdict)


def remarks(reach: Reach, now: datetime) -> Iterator[str]:
    """When it is safe, how to speak, and how sure we are, in short."""
    point = reach.point
    if reach.slots:
        yield _("Safe %(times)s") % {"times": "; ".join(map(str, reach.slots))}
    if point.withheld:
        yield _("Withhold our number") if point.withheld == YesNo.YES else _("Our number may show")
    if point.language or point.interpreter == YesNo.YES:
        words = [point.language, _("interpreter needed") if point.interpreter == YesNo.YES else ""]
        yield ", ".join(word for word in words if word)
    yield checked_words(point)
    if point.review_on:
        yield _("Ask again by %(day)s") % {"day": long_day(point.review_on)}
    if reach.in_doubt or reach.stale(now):
        yield _("Ask again first")


def checked_words(point: ContactPoint) -> str:
    """Unchecked until somebody says how it was checked (PL-81)."""
    if point.checked_at is None:
        return _("Unchecked")
    return _("Checked %(day)s by %(who)s: %(how)s") % {
        "day": short_day(local_day(point.checked_at)),
        "who": point.checked_by.name,
        "how": point.get_checked_how_display().lower(),
    }
