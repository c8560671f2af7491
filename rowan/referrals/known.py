"""Which lines of a list name somebody we may know: for a whole page of lines, in four statements."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from uuid import UUID

from django.db.models import QuerySet

from rowan.people import naming
from rowan.people.matching import Asked, Match, Reason, Standing, named, people_of, reasons, standing_of
from rowan.people.models import ContactPoint, Part, Person
from rowan.referrals.meaning import Meaning

SOUNDS_THE_SAME = 4


def known_among[Key: Hashable](lines: dict[Key, Meaning], *, by) -> dict[Key, list[Match]]:
    """For each line the files that may be about its person, the likeliest first. A person decides."""
    asked = {
        key: Asked(line.given, line.family, line.born, naming.phone(line.phone))
        for key, line in lines.items()
    }
    ways = [way for one in asked.values() if (way := by_name(one, by)) is not None]
    pairs = set(ways[0].union(*ways[1:])) if ways else set()
    rung = by_phone({one.phone for one in asked.values()} - {""}, by)
    pairs |= {pair for at in rung.values() for pair in at}
    people = (
        people_of({person for _file, person in pairs}, {file for file, _person in pairs}) if pairs else []
    )
    subjects = {person.file_id: person for person in people if person.part == Part.SUBJECT}
    standing = standing_of(subjects) if subjects else {}
    return {
        key: [
            Match(subjects[file].file, subjects[file], words, standing.get(file, Standing()))
            for file, words in likely(one, people, {p for _f, p in rung.get(one.phone, ())})
            if file in subjects
        ]
        for key, one in asked.items()
    }


def by_name(asked: Asked, by) -> QuerySet | None:
    """File and person of everybody who has, or sounds like, both of these names; or the only one given."""
    words = [keys for name in (asked.given, asked.family) if (keys := naming.keys(name))]
    if not words:
        return None
    people = Person.objects.visible_to(by)
    for keys in words:
        people = people.filter(pk__in=named(keys))
    return people.values_list("file_id", "pk")


def by_phone(numbers: set[str], by) -> dict[str, set[tuple[UUID, UUID]]]:
    rung = defaultdict(set)
    points = ContactPoint.objects.visible_to(by).filter(folded__in=numbers)
    for folded, file, person in points.values_list("folded", "file_id", "person_id"):
        rung[folded].add((file, person))
    return rung


def likely(asked: Asked, people: Iterable[Person], rung: set[UUID]) -> list[tuple[UUID, list[Reason]]]:
    """Files with what agrees, leaving out those where no more than one of two names does."""
    found: dict[UUID, list[Reason]] = {}
    for person in people:
        said = reasons(asked, person, ways=["phone"] if person.pk in rung else [])
        if said and min(reason.place for reason in said) <= SOUNDS_THE_SAME:
            found.setdefault(person.file_id, []).extend(said)
    order = sorted(found.items(), key=lambda pair: (-len(pair[1]), min(pair[1]), str(pair[0])))
    return [(file, sorted(said)) for file, said in order]
