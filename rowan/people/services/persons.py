"""Every change to the people of a file."""

from contextlib import suppress
from dataclasses import asdict, dataclass

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rowan import audit
from rowan.common.audiences import Audience
from rowan.common.dates import Precision
from rowan.common.fields import Known
from rowan.common.references import new_reference
from rowan.files import timeline
from rowan.files.context import service
from rowan.files.keeping import Edit, settle
from rowan.files.models import File
from rowan.people import history, naming, rules
from rowan.people.changes import tell
from rowan.people.models import (
    NameKey,
    OtherName,
    Part,
    Person,
    Relationship,
)

TRIES = 3
RELATION = {
    "relation": "kind",
    "parental_responsibility": "parental_responsibility",
    "live_together": "live_together",
}
ADDED = {
    Part.PCH: gettext_lazy("The person causing harm was written down"),
    Part.CHILD: gettext_lazy("A child was written down"),
    Part.OTHER: gettext_lazy("Somebody else was written down"),
}


@dataclass(frozen=True, kw_only=True)
class Told:
    """What was said of somebody first written down. `also_known_as` has one name on each line."""

    given: str = ""
    family: str = ""
    described_as: str = ""
    also_known_as: str = ""
    birth: Known | None = None
    age_estimate: int | None = None
    pronouns: str = ""
    gender: str = ""
    languages: str = ""
    interpreter: str = ""
    interpreter_language: str = ""
    origin: str = ""
    primary: str = ""


@service
def open_file_for(*, told: Told, by, audience: Audience | None = None) -> Person:
    """Open a file of the acting service's side for one person, who is written down. Gives the person."""
    rules.check_open_file(by)
    file = new_file(by.acting_service.side)
    audit.record("file.created", on=file)
    person = _write_down(file, Part.SUBJECT, told, audience)
    timeline.add(file, "file.created", _("The file was opened"))
    return person


@service
def add_person(
    *,
    file: File,
    part: Part,
    told: Told,
    by,
    relation: str = "",
    parental_responsibility: str = "",
    live_together: str = "",
    audience: Audience | None = None,
    to: Person | None = None,
) -> Person:
    """Write down the person causing harm, a child or somebody else of this file, and who they are to whom.

    Without `to` the relation is to the person of the file.
    """
    rules.check_add(by, part)
    person = _write_down(file, part, told, audience)
    rules.check_primary(person, {"primary": told.primary})
    _relate(
        person,
        {
            "kind": relation,
            "parental_responsibility": parental_responsibility,
            "live_together": live_together,
        },
        to,
    )
    timeline.add(file, "person.added", str(ADDED[Part(part)]), about=person)
    tell(file)
    return person


@service
def change_person(*, person: Person, edit: Edit, by) -> Person:
    """Keep what was changed about a person. Raises `Changed` where a colleague changed the same field."""
    person = Person.objects.select_for_update(of=("self",)).select_related("file").get(pk=person.pk)
    rules.check_edit(by)
    changes = settle(person, edit)
    if not changes:
        return person
    rules.check_named(person, changes)

    now = timezone.now()
    names_changed = not {"given", "family", "also_known_as"}.isdisjoint(changes)
    plain = {n: v for n, v in changes.items() if n not in RELATION and n not in ("birth", "also_known_as")}
    if "birth" in changes:
        plain |= _birth(changes["birth"])
    if relation := {RELATION[name]: value for name, value in changes.items() if name in RELATION}:
        if person.to_subject is None:
            _relate(person, relation)
        else:
            history.change(person.to_subject, by=by, at=now, **relation)
    if "also_known_as" in changes:
        _rename(person, naming.lines(changes["also_known_as"]), by=by, at=now)
    history.keep(person, {n: getattr(person, n) for n, new in plain.items() if getattr(person, n) != new})
    person.change(by=by, at=now, changed_at=now, **plain)
    if names_changed:
        NameKey.objects.filter(person=person).delete()
        _key(person, naming.lines(person.also_known_as))
    audit.record("person.changed", on=person, fields=sorted(changes))
    if names_changed or "birth" in changes:
        tell(person.file)
    return person


@service
def remove_person(*, person: Person, because: str, by) -> Person:
    """Take away somebody written down by mistake. They stay on record and are met nowhere else (CM-24)."""
    person = Person.written.select_for_update(of=("self",)).select_related("file").get(pk=person.pk)
    rules.check_remove(by, person, because)
    now = timezone.now()
    history.change(person, by=by, at=now, withdrawn_at=now, withdrawn_because=because, primary="")
    NameKey.objects.filter(person=person).delete()
    audit.record("person.removed", on=person, part=person.part)
    timeline.add(
        person.file,
        "person.removed",
        _("%(who)s was removed: written down by mistake. %(because)s") % {"who": person, "because": because},
        about=person,
    )
    tell(person.file)
    return person


def new_file(side: str) -> File:
    """References are random: one that is taken already is asked for again."""
    for _try in range(TRIES - 1):
        with suppress(IntegrityError), transaction.atomic():
            return File.objects.create(side=side, reference=new_reference())
    return File.objects.create(side=side, reference=new_reference())


def _write_down(file: File, part: Part, told: Told, audience: Audience | None) -> Person:
    person, names = person_row(file, part, told, audience), naming.lines(told.also_known_as)
    person.save(force_insert=True)
    OtherName.objects.bulk_create(OtherName(file=file, person=person, name=name) for name in names)
    _key(person, names)
    audit.record("person.added", on=person, part=str(part))
    return person


def person_row(file: File, part: Part, told: Told, audience: Audience | None = None) -> Person:
    """Somebody as told, not written down yet; other names are rows of their own."""
    known = asdict(told) | _birth(told.birth)
    del known["birth"], known["also_known_as"]
    usual = rules.audience_for(file.side, told.origin, Audience.PROFESSIONAL, audience)
    return Person(file=file, part=part, audience=usual, **known)


def _birth(known: Known | None) -> dict:
    if known is None:
        return {"born": None, "born_precision": Precision.DAY}
    return {"born": known.day, "born_precision": known.precision}


def _relate(person: Person, said: dict[str, str], to: Person | None = None) -> None:
    """Who somebody new is to the person of the file, if anything was said of it."""
    if any(said.values()):
        subject = to or Person.objects.get(file=person.file_id, part=Part.SUBJECT)
        Relationship.objects.create(file=person.file, person=person, to=subject, **said)


def _rename(person: Person, names: list[str], *, by, at) -> None:
    """The other names as they now stand: what is left out is withdrawn, what is new is added."""
    held = {other.name: other for other in person.other_names.filter(withdrawn_at=None)}
    for name in held.keys() - set(names):
        held[name].change(by=by, at=at, withdrawn_at=at)
    OtherName.objects.bulk_create(
        OtherName(file=person.file, person=person, name=name) for name in names if name not in held
    )


def _key(person: Person, others: list[str]) -> None:
    """Keep the words by which the person is found, also under other names."""
    NameKey.objects.bulk_create(key_rows(person, others))


def key_rows(person: Person, others: list[str]) -> list[NameKey]:
    return [
        NameKey(file=person.file, person=person, key=key, sound=naming.sound(key))
        for key in sorted(naming.keys(person.given, person.family, *others))
    ]
