"""People for tests: every one of them invented."""

from datetime import date

from rowan.common.dates import Precision
from rowan.common.fields import Known
from rowan.people import services
from rowan.people.models import ContactKind, ContactPoint, Part, Person
from rowan.people.services import Told

BORN = Known(date(1990, 12, 3), Precision.DAY)
NUMBER = "07700 900982"
OTHER_NUMBER = "07700 900451"


def leila(world, persona: str = "practitioner", **more) -> Person:
    """Leila Haddon in the persona's own service, written down by the persona."""
    told = {"given": "Leila", "family": "Haddon", "also_known_as": "Leyla Aydin", "birth": BORN} | more
    with world.acting(persona):
        return services.open_file_for(told=Told(**told), by=world.user(persona))


def somebody(world, persona: str = "practitioner", **told) -> Person:
    with world.acting(persona):
        return services.open_file_for(told=Told(**told), by=world.user(persona))


def beside(world, person: Person, part: Part, persona: str = "practitioner", **told) -> Person:
    with world.acting(persona):
        return services.add_person(
            file=person.file, part=part, told=Told(**told), by=world.user(persona), relation="ex-partner"
        )


def number(
    world, person: Person, value: str = NUMBER, persona: str = "practitioner", **answers
) -> ContactPoint:
    with world.acting(persona):
        return services.add_contact_point(
            person=person, kind=ContactKind.PHONE, value=value, by=world.user(persona), **answers
        )


def address(world, person: Person, value: str, persona: str = "practitioner", **answers) -> ContactPoint:
    with world.acting(persona):
        return services.add_contact_point(
            person=person, kind=ContactKind.ADDRESS, value=value, by=world.user(persona), **answers
        )
