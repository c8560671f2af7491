"""How the page of contact safety shows the ways to reach the people of a file (ux P3)."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from rowan.files.models import File
from rowan.people import rules
from rowan.people.models import ContactPoint, Person

COLUMNS = {
    "safe_call": _("Call"),
    "safe_message": _("Message"),
    "safe_text": _("Text"),
    "safe_write": _("Write"),
    "safe_visit": _("Visit"),
}
LABELS = {
    "code_word": _("Code word"),
    "safe_times": _("Safe times"),
    "who_answers": _("Who else may answer"),
}


@dataclass(frozen=True)
class Opened:
    """The one thing that this page shows uncovered."""

    point: ContactPoint
    field: str
    value: str

    @property
    def tel(self) -> str:
        """A link that rings, only for a number that is marked safe."""
        return telephone(self.point) if self.field == "value" else ""


@dataclass(frozen=True)
class Thing:
    """Something covered: what it is, and its value where it is the one that is open."""

    field: str
    label: str
    opened: Opened | None = None


@dataclass(frozen=True)
class Row:
    """One number or address with its answers."""

    point: ContactPoint
    shared: bool
    cells: list[tuple[str, str | None]]
    things: list[Thing]
    needs_reason: bool


@dataclass(frozen=True)
class Reachables:
    person: Person
    rows: list[Row]


def telephone(point: ContactPoint) -> str:
    return f"tel:{point.folded}" if not rules.needs_reason(point) and point.folded.startswith("+") else ""


def matrix(file: File, opened: Opened | None) -> list[Reachables]:
    """Everybody in the file with their points, in order; two statements."""
    people = list(Person.objects.filter(file=file).in_order())
    points = list(
        ContactPoint.objects.filter(file=file).select_related("person").order_by("created_at", "id")
    )
    shared = rules.shared(points)
    return [
        Reachables(person, [row(p, p.pk in shared, opened) for p in points if p.person_id == person.pk])
        for person in people
    ]


def row(point: ContactPoint, shared: bool, opened: Opened | None) -> Row:
    asked = rules.CHANNELS[point.kind]
    return Row(
        point=point,
        shared=shared,
        cells=[
            (str(label), getattr(point, channel) if channel in asked else None)
            for channel, label in COLUMNS.items()
        ],
        things=[
            Thing(
                field=name,
                label=str(point.get_kind_display() if name == "value" else LABELS[name]),
                opened=opened if opened and opened.point == point and opened.field == name else None,
            )
            for name in rules.COVERED
            if getattr(point, name)
        ],
        needs_reason=rules.needs_reason(point) or shared,
    )
