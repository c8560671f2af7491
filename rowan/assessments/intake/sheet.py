"""The intake of one case with everything that it speaks of, read once for a page."""

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from rowan.assessments.intake.arrived import arrived
from rowan.assessments.models import Intake, Response
from rowan.cases.latest import concerns_in
from rowan.cases.models import Case
from rowan.files.models import File
from rowan.people.about import About, everybody
from rowan.people.models import ContactKind, ContactPoint, Part, Which, YesNo


@dataclass
class Ways:
    """The numbers and addresses of the client that still stand, each by what it is."""

    points: list[ContactPoint]

    def of(self, which: str) -> ContactPoint | None:
        return next((point for point in reversed(self.points) if point.which == which), None)

    @property
    def unnamed(self) -> list[ContactPoint]:
        """Telephone numbers of which nobody has said what they are."""
        return [p for p in self.points if p.kind == ContactKind.PHONE and not p.which]

    @property
    def email(self) -> ContactPoint | None:
        return next((p for p in reversed(self.points) if p.kind == ContactKind.EMAIL), None)

    @property
    def safe(self) -> ContactPoint | None:
        return next((p for p in reversed(self.points) if p.safe_call == YesNo.YES), None)

    @property
    def as_seen(self) -> str:
        """What a page has shown of them: another one once anybody changed, added or ended one."""
        return ",".join(f"{point.pk}:{point.version}" for point in self.points)


class Sheet:
    """Rows and no words: what a page shows and `missing` asks."""

    def __init__(self, file: File, case: Case, *, hold: bool = False):
        """`hold` keeps the ways to reach people as they are until the change is kept."""
        self.file, self.case = file, case
        self.intake = intake_of(case)
        self.people = [About(person) for person in everybody().filter(file=file)]
        points = standing(file)
        self.points = list(points.select_for_update(of=("self",)) if hold else points)
        self.concerns = concerns_in(file)

    @property
    def client(self) -> About:
        return next(one for one in self.people if one.part == Part.SUBJECT)

    def those(self, part: Part) -> list[About]:
        return [one for one in self.people if one.part == part]

    @property
    def harm(self) -> list[About]:
        """Those causing harm, the main one first."""
        return sorted(self.those(Part.PCH), key=lambda one: one.primary != YesNo.YES)

    @property
    def children(self) -> list[About]:
        return self.those(Part.CHILD)

    @property
    def ways(self) -> Ways:
        return Ways([point for point in self.points if point.person_id == self.client.pk])

    def ways_of(self, person: About) -> Ways:
        return Ways([point for point in self.points if point.person_id == person.pk])


def standing(file: File) -> QuerySet[ContactPoint]:
    """Numbers and addresses of this file that were neither ended nor are of before."""
    return (
        ContactPoint.objects.filter(file=file, never_from=None, person__withdrawn_at=None)
        .exclude(which=Which.EARLIER)
        .order_by("created_at", "id")
    )


def intake_of(case: Case) -> Intake:
    """The intake of this case; until something is kept, one that says what the arrival said."""
    kept = Intake.objects.filter(case=case).first()
    if kept is not None:
        return kept
    told = arrived(case)
    repeat = told.repeat or (YesNo.YES if case.number > 1 else YesNo.NO)
    return Intake(case=case, file_id=case.file_id, referred_by=told.referred_by, repeat=repeat)


def signed_in(case: Any) -> QuerySet:
    """Which of our own Dash and grid are signed in this case, by instrument."""
    found = Response.objects.signed().filter(case=case, instrument__in=("dash", "soag"))
    return found.order_by().values_list("instrument", flat=True)
