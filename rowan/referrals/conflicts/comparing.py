"""Who in this file may be somebody on the other side of another file, a colleague, or close to a colleague.

Names, birth dates and ways to reach people are compared by the same functions that look for people we know.
Only what agrees is told, never a value. A near match counts as possible: a manager looks, nothing follows by
itself (INV-7).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from rowan.accounts.models import Membership, User
from rowan.cases.models import CaseWorker
from rowan.common.dates import Precision
from rowan.common.fields import Known
from rowan.files.models import File
from rowan.people import naming
from rowan.people.matching import Asked, Reason, birth_agrees, born_like, name_agrees, named
from rowan.people.models import ContactPoint, Part, Person
from rowan.referrals.models.conflict import Band, Close, ConflictHit, Kind, Tie

WHOLE_NAME, SAME_BIRTH = 4, 3  # places of the reasons: up to here the name, or the birth date, is whole
REACHED = 1
BETWEEN = "; "  # what parts the words of one thing found
Names = list[tuple[str, str]]


@dataclass(frozen=True)
class Found:
    """One thing that a manager has to look at. `key` says whether it is the same as one found before."""

    kind: str
    band: str
    person: UUID
    words: str
    other_file: UUID | None = None
    other_person: UUID | None = None
    colleague: UUID | None = None
    tie: UUID | None = None
    workers: tuple[str, ...] = ()

    @property
    def key(self) -> tuple:
        return (self.person, self.other_person, self.colleague, self.tie)

    def hit(self, **of) -> ConflictHit:
        return ConflictHit(
            kind=self.kind,
            band=self.band,
            person_id=self.person,
            words=self.words,
            other_file_id=self.other_file,
            other_person_id=self.other_person,
            colleague_id=self.colleague,
            tie_id=self.tie,
            workers=list(self.workers),
            **of,
        )


def everything(file: File) -> list[Found]:
    """All that is found about the people of a file, in the service that background work has entered."""
    people = list(
        Person.objects.filter(file=file).prefetch_related("other_names").order_by("created_at", "id")
    )
    reached = ways_of(people)
    return [*on_the_other_side(people, reached), *among_colleagues(file, people, reached)]


# What is known of somebody.


def names_of(person: Person) -> Names:
    return [(person.given, person.family), *map(parted, naming.lines(person.also_known_as))]


def parted(name: str) -> tuple[str, str]:
    """A name written as one: the last word is taken for the family name."""
    given, _space, family = name.strip().rpartition(" ")
    return given, family


def ways_of(people: Iterable[Person]) -> dict[UUID, set[str]]:
    """Numbers and e-mail addresses, folded, of each person. A house is shared by too many to prove anything."""
    held: dict[UUID, set[str]] = defaultdict(set)
    points = ContactPoint.objects.filter(person__in=[person.pk for person in people]).exclude(folded="")
    for person, folded in points.exclude(kind="address").values_list("person_id", "folded"):
        held[person].add(folded)
    return held


def weigh(names: Names, birth: Known | None, person: Person, *, reached: bool) -> tuple[Band, str] | None:
    """How likely this is one person, and what agrees in words; None where it is too little to ask anybody."""
    said = [agrees for given, family in names if (agrees := name_agrees(Asked(given, family), person))]
    name = min(said, default=None)
    two = any(given and family for given, family in names)
    whole = name is not None and name.place <= WHOLE_NAME and two and bool(person.given and person.family)
    born = birth_agrees(birth, person.birth) if birth else None
    same_birth = born is not None and born.place <= SAME_BIRTH
    if (whole and (same_birth or reached)) or (reached and same_birth):
        band = Band.LIKELY
    elif whole or reached or (name is not None and same_birth):
        band = Band.POSSIBLE
    else:
        return None
    reasons = [reason for reason in (name, born) if reason]
    if reached:
        reasons.append(Reason(REACHED, _("Same number or e-mail address")))
    words = [str(reason) for reason in sorted(reasons)]
    if birth and born is None and exact(birth) and exact(person.birth):
        words.append(_("Birth date differs"))
    return band, BETWEEN.join(words)


def exact(birth: Known | None) -> bool:
    return birth is not None and birth.precision == Precision.DAY


# The other side of other files.


def on_the_other_side(people: list[Person], reached: dict[UUID, set[str]]) -> list[Found]:
    """Whoever is a survivor, a child or somebody else here and causes harm in another file, or the reverse."""
    pairs = [(person, other) for person in people for other in candidates(person, reached[person.pk])]
    others = {
        other.pk: other
        for other in Person.objects.filter(pk__in={pk for _person, pk in pairs}).prefetch_related(
            "other_names"
        )
    }
    their_ways = ways_of(others.values())
    found = []
    for person, pk in pairs:
        other = others[pk]
        shared = bool(reached[person.pk] & their_ways[pk])
        if weighed := weigh(names_of(person), person.birth, other, reached=shared):
            found.append((person, other, weighed))
    workers = workers_of({other.file_id for _person, other, _weighed in found})
    return [
        Found(
            kind=Kind.OTHER_SIDE,
            band=band,
            person=person.pk,
            words=words,
            other_file=other.file_id,
            other_person=other.pk,
            workers=tuple(workers[other.file_id]),
        )
        for person, other, (band, words) in found
    ]


def candidates(person: Person, folded: set[str]) -> list[UUID]:
    """People of other files, on the other side of this one, who could be meant; each way in uses an index."""
    people = Person.objects.exclude(file=person.file_id)
    people = people.exclude(part=Part.PCH) if person.part == Part.PCH else people.filter(part=Part.PCH)
    ways = [way for names in names_of(person) for way in by_name(people, names, person.birth)]
    if folded:
        ways.append(people.filter(pk__in=ContactPoint.objects.filter(folded__in=folded).values("person")))
    if not ways:
        return []
    rows = [way.order_by().values_list("pk", flat=True) for way in ways]
    return sorted(rows[0].union(*rows[1:]))


def by_name(people: QuerySet, names: tuple[str, str], birth: Known | None) -> Iterable[QuerySet]:
    given, family = (naming.keys(name) for name in names)
    if given and family:
        yield people.filter(pk__in=named(given)).filter(pk__in=named(family))
    if birth and (given or family):
        yield people.filter(born_like(birth), pk__in=named(given | family))


def workers_of(files: set[UUID]) -> dict[UUID, list[str]]:
    """Who works with each of these files now."""
    held: dict[UUID, list[str]] = defaultdict(list)
    working = CaseWorker.objects.filter(file__in=files, until=None).order_by("user_id")
    for file, user in working.values_list("file_id", "user_id").distinct():
        held[file].append(str(user))
    return held


# Colleagues and those close to them.


def among_colleagues(file: File, people: list[Person], reached: dict[UUID, set[str]]) -> list[Found]:
    """Colleagues by the names they have here and tell us of, and those whom they say they are close to."""
    members = Membership.objects.live().filter(service=file.service_id).select_related("user")
    colleagues = {member.user_id: member.user for member in members.order_by("user_id")}
    ties = Tie.objects.standing().filter(owner__in=colleagues).order_by("created_at", "id")
    found = []
    for person in people:
        by_account = ((user, weigh_account(user, person, reached[person.pk])) for user in colleagues.values())
        found += [
            Found(Kind.COLLEAGUE, weighed[0], person.pk, weighed[1], colleague=user.pk)
            for user, weighed in by_account
            if weighed
        ]
        for tie in ties:
            if weighed := weigh_tie(tie, person, reached[person.pk]):
                kind = Kind.COLLEAGUE if tie.kind == Close.MYSELF else Kind.CLOSE
                band, words = weighed
                found.append(Found(kind, band, person.pk, words, colleague=tie.owner_id, tie=tie.pk))
    return found


def weigh_account(user: User, person: Person, folded: set[str]) -> tuple[Band, str] | None:
    return weigh([parted(user.name)], None, person, reached=user.email in folded)


def weigh_tie(tie: Tie, person: Person, folded: set[str]) -> tuple[Band, str] | None:
    return weigh([(tie.given, tie.family)], tie.birth, person, reached=tie.folded in folded)


def files_naming(tie: Tie) -> list[UUID]:
    """Files in which somebody may be the one that a colleague tells us of."""
    ways = list(by_name(Person.objects.all(), (tie.given, tie.family), tie.birth))
    if tie.folded:
        points = ContactPoint.objects.filter(folded=tie.folded)
        ways.append(Person.objects.filter(pk__in=points.values("person")))
    if not ways:
        return []
    rows = [way.order_by().values_list("file_id", flat=True) for way in ways]
    return sorted(rows[0].union(*rows[1:]))
