"""Do we already know this person? Looked up in the acting service only; a person decides (CM-2)."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rowan.common.dates import Precision
from rowan.common.fields import Known
from rowan.files.models import File
from rowan.people import naming
from rowan.people.models import ContactPoint, NameKey, Part, Person

MOST = 50


@dataclass(frozen=True)
class Standing:
    """How a file stands, as a list says it."""

    state: str = ""
    worker: str = ""
    concerns: int = 0


class Reason(NamedTuple):
    """Why somebody may be meant, in words without a stored value; `place` puts the most telling first."""

    place: int
    words: str | Promise

    def __str__(self) -> str:
        return str(self.words)


@dataclass(frozen=True)
class Match:
    """A file that may be about the same person: whom it is about, what agrees or differs, and how it stands.

    `differs` speaks of the person of the file alone; what one side does not know is `unknown` and proves nothing.
    """

    file: File
    person: Person
    reasons: list[Reason]
    standing: Standing = field(default_factory=Standing)
    differs: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)

    @property
    def likelihood(self) -> tuple:
        """Likeliest first: by how much agrees, how telling it is, then names, to the last tie."""
        telling = [reason.place for reason in self.reasons]
        return (-len(telling), telling, str(self.person), self.file.reference)


tellers: list[Callable[[list[UUID]], dict[UUID, Standing]]] = []


def tells_standing(function: Callable[[list[UUID]], dict[UUID, Standing]]):
    """Sign up a room that knows cases: it gives the standing of files, in one statement."""
    tellers.append(function)
    return function


def standing_of(files: Iterable[UUID]) -> dict[UUID, Standing]:
    told: dict[UUID, Standing] = {}
    for teller in tellers:
        told |= teller(list(files))
    return told


# The question.


@dataclass(frozen=True)
class Asked:
    """What is known of somebody we may know already."""

    given: str = ""
    family: str = ""
    birth: Known | None = None
    phone: str = ""
    email: str = ""
    address: str = ""
    postcode: str = ""

    @property
    def ways(self) -> dict[str, str]:
        """What a number, an e-mail and an address with a house are looked up by."""
        ways = {"phone": self.phone, "email": self.email, "address": self.address}
        return {kind: key for kind, key in ways.items() if key}


def asked_about(
    *,
    given: str = "",
    family: str = "",
    birth: Known | None = None,
    phone: str = "",
    email: str = "",
    address: str = "",
) -> Asked:
    """What was typed, folded. A postcode counts with its house, an address without a postcode does not."""
    house = naming.address(address) if naming.postcode(address) else ""
    return Asked(
        given,
        family,
        birth,
        naming.phone(phone),
        naming.email(email) if "@" in email else "",
        house if " " in house else "",
        naming.postcode(address),
    )


def lookup(*, by, **typed) -> list[Match]:
    """Files of the acting service that name somebody like this, likeliest first. Four statements at most.

    `typed` is what `asked_about` takes.
    """
    return answer(asked_about(**typed), by)


def answer(asked: Asked, by) -> list[Match]:
    found = list(candidates(asked, by)[: 2 * MOST])
    if not found:
        return []
    files = {file for file, _person, _way in found}
    reached = {(person, way) for _file, person, way in found if way}
    people = people_of({person for _file, person, _way in found}, files)
    agreeing: dict[UUID, list[Reason]] = defaultdict(list)
    for person in people:
        ways = [way for way in WAYS if (person.pk, way) in reached]
        agreeing[person.file_id] += reasons(asked, person, ways=ways)
    standing = standing_of(files)
    matches = [
        Match(
            person.file,
            person,
            sorted([*agreeing[person.file_id], *same_place(asked, person)]),
            standing.get(person.file_id, Standing()),
            *apart(asked, person),
        )
        for person in people
        if person.part == Part.SUBJECT and agreeing[person.file_id]
    ]
    return sorted(matches, key=lambda match: match.likelihood)[:MOST]


def candidates(asked: Asked, by) -> QuerySet:
    """File, person and by which way to reach them, of everybody who could be meant; each uses an index."""
    people = Person.objects.visible_to(by)
    given, family = naming.keys(asked.given), naming.keys(asked.family)
    ways = []
    if given and family:
        ways.append(people.filter(pk__in=named(given)).filter(pk__in=named(family)))
    elif given or family:
        alone = NameKey.objects.filter(key__in=given | family).values("person")
        ways.append(people.filter(Q(given="") | Q(family=""), pk__in=alone))
    if asked.birth and (given or family):
        ways.append(people.filter(born_like(asked.birth), pk__in=named(given | family)))
    told = [way.annotate(way=Value("")) for way in ways]
    for kind, key in asked.ways.items():
        points = ContactPoint.objects.filter(kind=kind, folded=key).values("person")
        told.append(people.filter(pk__in=points).annotate(way=Value(kind)))
    if not told:
        return people.none()
    rows = [way.values_list("file_id", "id", "way") for way in told]
    return rows[0].union(*rows[1:]).order_by("file_id", "id", "way")


def named(words: set[str]) -> QuerySet:
    """People one of whose names is, or sounds like, one of these words."""
    sounds = {naming.sound(word) for word in words} - {""}
    return NameKey.objects.filter(Q(key__in=words) | Q(sound__in=sounds)).values("person")


def born_like(birth: Known) -> Q:
    """Born then, or known less exactly and not against it, or with day and month swapped."""
    if birth.precision == Precision.DAY:
        days = {birth.day, birth.day.replace(day=1), date(birth.day.year, 1, 1), swapped(birth.day)}
        return Q(born__in=days - {None})
    return Q(born__gte=date(birth.day.year, 1, 1), born__lte=date(birth.day.year, 12, 31))


def swapped(day: date) -> date | None:
    """The date with day and month exchanged, where that is another date."""
    if day.day > 12 or day.day == day.month:
        return None
    return day.replace(month=day.day, day=day.month)


def people_of(wanted: set[UUID], files: set[UUID]) -> list[Person]:
    """These people and those whom their files are about, with file, other names and ways; two statements."""
    points = ContactPoint.objects.filter(service=OuterRef("service"), person=OuterRef("pk"))
    ways = points.exclude(folded="").annotate(way=Concat("kind", Value(" "), "folded"))
    return list(
        Person.objects.filter(Q(pk__in=wanted) | Q(file__in=files, part=Part.SUBJECT))
        .select_related("file")
        .prefetch_related("other_names")
        .annotate(ways=ArraySubquery(ways.values("way")))
    )


# The answer in words, the most telling first.

WAYS = {
    "phone": Reason(1, gettext_lazy("Same phone number")),
    "email": Reason(1, gettext_lazy("Same e-mail address")),
    "address": Reason(2, gettext_lazy("Same house")),
}


def reasons(asked: Asked, person: Person, *, ways: Iterable[str] = ()) -> list[Reason]:
    """What agrees. A birth date counts beside a name or a number, not by itself."""
    said = [name_agrees(asked, person), *[WAYS[way] for way in ways]]
    if any(said) and asked.birth:
        said.append(birth_agrees(asked.birth, person.birth))
    return [of_whom(person, reason) for reason in said if reason]


def name_agrees(asked: Asked, person: Person) -> Reason | None:
    boxes = [words for words in (naming.keys(asked.given), naming.keys(asked.family)) if words]
    held = naming.keys(person.given, person.family)
    every = held | naming.keys(*naming.lines(person.also_known_as))
    sounds = {naming.sound(word) for word in every} - {""}
    if not boxes:
        return None
    if all(words & held for words in boxes):
        return Reason(2, _("Same name"))
    if all(words & every for words in boxes):
        return Reason(3, _("Known by that name too"))
    if all(words & every or {naming.sound(word) for word in words} & sounds for words in boxes):
        return Reason(4, _("Name sounds the same"))
    if any(words & every for words in boxes):
        return Reason(6, _("Part of the name"))
    return None


def birth_agrees(asked: Known, held: Known | None) -> Reason | None:
    if held is None:
        return None
    whole = asked.precision == held.precision == Precision.DAY
    if whole and asked.day == held.day:
        return Reason(3, _("Same birth date"))
    if whole and swapped(asked.day) == held.day:
        return Reason(3, _("Birth date with day and month swapped"))
    if not whole and asked.day.year == held.day.year:
        return Reason(5, _("Same birth year"))
    return None


def held(person: Person, kind: str) -> list[str]:
    """Folded numbers or addresses of somebody whom `people_of` gave."""
    return [way.partition(" ")[2] for way in person.ways if way.startswith(f"{kind} ")]


def same_place(asked: Asked, person: Person) -> list[Reason]:
    """One postcode and another house, or a postcode alone: it tells little, and only beside something else."""
    places = held(person, "address")
    if not asked.postcode or asked.address in places:
        return []
    return [Reason(7, _("Same postcode"))] if asked.postcode in map(naming.postcode, places) else []


def apart(asked: Asked, person: Person) -> tuple[list[str], list[str]]:
    """What differs, and what nobody can compare because one of the two sides does not know it."""
    differs, unknown = [], []
    if name_agrees(asked, person) is None and (asked.given or asked.family):
        differs.append(_("Another name"))
    if not (asked.birth and person.birth):
        unknown.append(_("birth date"))
    elif birth_agrees(asked.birth, person.birth) is None:
        differs.append(_("Another birth date"))
    numbers = held(person, "phone")
    if not (asked.phone and numbers):
        unknown.append(_("phone number"))
    elif asked.phone not in numbers:
        differs.append(_("Another phone number"))
    codes = [code for place in held(person, "address") if (code := naming.postcode(place))]
    if not (asked.postcode and codes):
        unknown.append(_("postcode"))
    elif asked.postcode not in codes:
        differs.append(_("Another postcode"))
    return differs, unknown


def of_whom(person: Person, reason: Reason) -> Reason:
    """A reason that speaks of somebody else in the file says of whom, and tells less."""
    if person.part == Part.SUBJECT:
        return reason
    words = _("%(part)s: %(words)s") % {
        "part": person.get_part_display(),
        "words": str(reason)[:1].lower() + str(reason)[1:],
    }
    return Reason(reason.place + 10, words)
