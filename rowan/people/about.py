"""What is known of one person, wherever it is kept: for forms that ask several kinds of fact at once."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils import timezone

from rowan import audit
from rowan.files.context import service
from rowan.files.keeping import Edit, settle
from rowan.people import history, rules, services
from rowan.people.models import Characteristics, Circumstances, Person

TRAITS = ("ethnicity", "religion", "orientation", "immigration", "disability")
LIFE = (
    "living",
    "health",
    "employment",
    "employment_contacts",
    "school",
    "pch_parent",
    "other_parent",
    "knows_of_abuse",
)


class About:
    """A person with all that is known of them, as one thing that a form can fill from and be settled against."""

    def __init__(self, person: Person):
        self.person = person
        self.traits = next(iter(person.characteristics.all()), None) or Characteristics(person=person)
        self.life = next(iter(person.circumstances.all()), None) or Circumstances(person=person)

    def __getattr__(self, name: str) -> Any:
        if name in ("person", "traits", "life"):
            raise AttributeError(name)
        row = self.traits if name in TRAITS else self.life if name in LIFE else self.person
        return getattr(row, name)

    @property
    def version(self) -> int:
        return self.person.version + self.traits.version + self.life.version


def everybody():
    """People with all that is known of them."""
    return Person.objects.in_order().prefetch_related(
        "other_names", "relationships", "characteristics", "circumstances"
    )


@service
def know_first(*, person: Person, said: Mapping[str, Any], by) -> None:
    """Keep what was said of how somebody lives and who they are, when they were written down just now."""
    rules.check_edit(by)
    for model, names in ((Characteristics, TRAITS), (Circumstances, LIFE)):
        if first := {name: said[name] for name in names if name in said}:
            model.objects.create(file=person.file, person=person, **first)
            audit.record("person.changed", on=person, fields=sorted(first))


@service
def know(*, person: Person, edit: Edit, by) -> Person:
    """Keep what was changed about a person, wherever it belongs. Raises `Changed` as `change_person` does.

    What is written over stays, with who changed it and when (CM-24).
    """
    rules.check_edit(by)
    held = everybody().select_for_update(of=("self",)).select_related("file").get(pk=person.pk)
    about = About(held)
    changes = settle(about, edit)
    rules.check_primary(held, changes)
    plain = {n: v for n, v in changes.items() if n not in TRAITS and n not in LIFE}
    if plain:
        services.change_person(person=held, edit=replace(edit, changes=plain), by=by)
    now = timezone.now()
    for row, names in ((about.traits, TRAITS), (about.life, LIFE)):
        said = {name: changes[name] for name in names if name in changes}
        if not said:
            continue
        if row._state.adding:
            type(row).objects.create(file=held.file, person=held, **said)
        else:
            history.change(row, by=by, at=now, **said)
        audit.record("person.changed", on=held, fields=sorted(said))
    return held
