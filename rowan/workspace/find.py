"""Find: words to a question, the question to files of the acting service, and why each was found (ux P5)."""

import re
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from rowan.common import references
from rowan.common.boxes import Typed
from rowan.common.dates import Precision, today
from rowan.common.fields import Known, read_day
from rowan.people import naming
from rowan.people.matching import Match, Reason, Standing, of_whom, people_of, standing_of
from rowan.people.models import ContactPoint, NameKey, Part, Person

MOST = 50
LONGEST = 200
EARLIEST_YEAR = 1900
DAY = re.compile(
    r"(?<![\d/.-])(\d{1,2})[\s/.-]+(\d{1,2}|[a-z]{3,9})[\s/.-]+(\d{4}|\d{2})(?![\d/.-])", re.IGNORECASE
)
NUMBER = re.compile(r"(?<!\w)\+?\d[\d\s()-]*(?!\w)")
EMAIL = re.compile(r"\S+@\S+")


@dataclass(frozen=True)
class Question:
    """What was typed, read: all of it must agree with one person."""

    names: list[str] = field(default_factory=list)
    birth: Known | None = None
    ending: str = ""
    reference: str = ""
    postcode: str = ""
    email: str = ""


@dataclass(frozen=True)
class Answer:
    """At most 50 files, in order; or that there are more."""

    matches: list[Match] = field(default_factory=list)
    too_many: bool = False


# Reading the words.


def read(words: str) -> Question | None:
    """The question in what was typed; None when it asks for everybody: too little, a star, nothing."""
    text = " ".join(words[:LONGEST].split())
    if (reference := references.read(text)) and not reference.isdecimal():
        return Question(reference=reference)
    email, text = taken(EMAIL, text)
    postcode = naming.postcode(text)
    if postcode:
        text = naming.POSTCODE.sub(" ", text.upper())
    birth, text = read_birth(text)
    number, text = taken(NUMBER, text)
    names = naming.words(text)
    if birth is None and names and is_year(number):
        birth, number = Known(date(int(number), 1, 1), Precision.YEAR), ""
    question = Question(
        names=names,
        birth=birth,
        ending=naming.ending(number) if len(naming.digits(number)) >= naming.LAST_DIGITS else "",
        postcode=postcode,
        email=naming.email(email) if email else "",
    )
    return question if asks(question) else None


def asks(question: Question) -> bool:
    """Whether it narrows at all. One letter does not, save in scripts where it is a whole name."""
    whole = any(len(name) > 1 or not name.isascii() for name in question.names)
    narrowed = question.ending or question.postcode or question.email
    return bool(narrowed or whole or (question.birth and question.birth.precision == Precision.DAY))


def taken(pattern: re.Pattern, text: str) -> tuple[str, str]:
    """The first fit of a pattern, and the text without it."""
    found = pattern.search(text)
    if found is None:
        return "", text
    return found[0].strip(), f"{text[: found.start()]} {text[found.end() :]}"


def read_birth(text: str) -> tuple[Known | None, str]:
    found = DAY.search(text)
    known = read_day(Typed(*found.groups()), today()) if found else None
    if found is None or known is None:
        return None, text
    return known, f"{text[: found.start()]} {text[found.end() :]}"


def is_year(number: str) -> bool:
    return len(number) == 4 and number.isdecimal() and EARLIEST_YEAR <= int(number) <= today().year


# Finding.


def find(question: Question, user) -> Answer:
    """Files this person may open in which somebody fits the whole question; three statements."""
    found = list(
        fitting(question, user).values_list("file_id", "pk").order_by("file_id", "pk")[: 4 * MOST + 1]
    )
    files = {file for file, _person in found}
    if len(files) > MOST or len(found) > 4 * MOST:
        return Answer(too_many=True)
    wanted = {person for _file, person in found}
    people = people_of(wanted, files)
    why: dict[UUID, list[Reason]] = {}
    for person in people:
        if person.pk in wanted:
            why.setdefault(person.file_id, []).extend(
                of_whom(person, reason) for reason in reasons(question, person)
            )
    matches = [
        Match(person.file, person, sorted(why[person.file_id]))
        for person in people
        if person.part == Part.SUBJECT
    ]
    return Answer(sorted(matches, key=lambda match: match.likelihood))


def fitting(question: Question, user) -> QuerySet:
    """People who fit, asked by equality or range of stored keys alone (PL-63)."""
    people = Person.objects.visible_to(user)
    points = ContactPoint.objects.visible_to(user)
    if question.reference:
        return people.filter(file__reference=question.reference, part=Part.SUBJECT)
    for name in question.names:
        fits = Q(key__gte=name, key__lt=naming.after(name))
        if sound := naming.sound(name):
            fits |= Q(sound=sound)
        people = people.filter(pk__in=NameKey.objects.filter(fits).values("person"))
    if question.birth:
        first = question.birth.day
        last = first if question.birth.precision == Precision.DAY else date(first.year, 12, 31)
        people = people.filter(born__gte=first, born__lte=last)
    for column, begins in (
        ("backwards", question.ending),
        ("folded", question.postcode),
        ("folded", question.email),
    ):
        if begins:
            held = points.filter(**{f"{column}__gte": begins, f"{column}__lt": naming.after(begins)})
            people = people.filter(pk__in=held.values("person"))
    return people


def reasons(question: Question, person: Person) -> list[Reason]:
    """Why somebody fits, in words that hold nothing but what was typed."""
    said = []
    if question.reference:
        said.append(Reason(0, _("Reference")))
    if question.ending:
        said.append(Reason(1, _("A phone number that ends so")))
    if question.email:
        said.append(Reason(1, _("E-mail address")))
    if question.birth:
        whole = question.birth.precision == Precision.DAY
        said.append(Reason(2, _("Birth date") if whole else _("Birth year")))
    if question.names:
        said.append(name_reason(question.names, person))
    if question.postcode:
        said.append(Reason(8, _("An address with this postcode")))
    return said


def name_reason(names: list[str], person: Person) -> Reason:
    held = naming.keys(person.given, person.family)
    others = naming.keys(*naming.lines(person.also_known_as))
    if set(names) <= held:
        return Reason(3, _("Name"))
    if set(names) <= held | others:
        return Reason(4, _("Another name"))
    if all(any(key.startswith(name) for key in held | others) for name in names):
        return Reason(5, _("A name that begins so"))
    return Reason(6, _("A name that sounds so"))


def with_standing(matches: list[Match]) -> list[Match]:
    """The rows of one page, with worker and state; one statement."""
    told = standing_of([match.file.pk for match in matches])
    return [
        Match(match.file, match.person, match.reasons, told.get(match.file.pk, Standing()))
        for match in matches
    ]
