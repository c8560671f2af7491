"""Everybody whom one message names, written down in a new file: a few statements, however many they are."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from rowan import audit
from rowan.files import timeline
from rowan.files.context import service
from rowan.files.models import File
from rowan.people import naming, rules
from rowan.people.models import ContactKind, ContactPoint, NameKey, OtherName, Part, Person, Relationship
from rowan.people.services.contact import REACHED_BY, point_row
from rowan.people.services.persons import ADDED, Told, key_rows, new_file, person_row


@dataclass(frozen=True, kw_only=True)
class Way:
    """A number, an e-mail or an address that was given, with what was said of its safety and nothing more."""

    kind: ContactKind
    value: str
    told_by: str = ""
    answers: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Named:
    """Somebody whom the message names: the person it is about, who causes harm, a child, somebody else."""

    part: Part
    told: Told
    relation: str = ""
    ways: tuple[Way, ...] = ()


@dataclass(frozen=True)
class Written:
    """The people as written down, in the order they were named, and the ways to reach them."""

    people: list[Person]
    points: list[ContactPoint]

    @property
    def subject(self) -> Person:
        return self.people[0]

    @property
    def file(self) -> File:
        return self.subject.file


@service
def open_file_naming(*, everybody: Sequence[Named], by) -> Written:
    """Open a file of the acting service's side about the first of these, and write all of them down.

    Safety answers are only those that were given; nothing is taken for granted (PL-82).
    """
    rules.check_open_file(by)
    rules.check_edit(by)
    file = new_file(by.acting_service.side)
    people = Person.objects.bulk_create(person_row(file, one.part, one.told) for one in everybody)
    named = list(zip(people, everybody, strict=True))
    others = {person.pk: naming.lines(one.told.also_known_as) for person, one in named}
    OtherName.objects.bulk_create(
        OtherName(file=file, person=person, name=name) for person in people for name in others[person.pk]
    )
    NameKey.objects.bulk_create(row for person in people for row in key_rows(person, others[person.pk]))
    Relationship.objects.bulk_create(
        Relationship(file=file, person=person, to=people[0], kind=one.relation)
        for person, one in named
        if one.relation
    )
    points = ContactPoint.objects.bulk_create(
        point_row(person, way.kind, way.value, origin=one.told.origin, told_by=way.told_by, **way.answers)
        for person, one in named
        for way in one.ways
    )
    audit.record_all(
        audit.Event("file.created", on=file),
        *[audit.Event("person.added", on=person, detail={"part": person.part}) for person in people],
        *[audit.Event("contact.added", on=point, detail={"kind": str(point.kind)}) for point in points],
    )
    timeline.add_all(
        file,
        [
            ("file.created", _("The file was opened"), None),
            *[("person.added", str(ADDED[Part(person.part)]), person) for person in people[1:]],
            *[("contact.added", str(REACHED_BY), point) for point in points],
        ],
    )
    return Written(people, points)
