"""What the header of a file says of the person: who, and whether it is safe to ring (ux P2, P3)."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from rowan.common.components import Covered, Safe
from rowan.common.dates import partial, short_day, today
from rowan.files.header import band
from rowan.files.models import File
from rowan.people import rules
from rowan.people.models import ContactKind, ContactPoint, Part, Person, YesNo
from rowan.people.rules import Reach, Reachable


@band
def person_band(file: File) -> dict:
    """Name, pronouns, age; other names and birth date."""
    person = Person.objects.filter(file=file, part=Part.SUBJECT).prefetch_related("other_names").first()
    if person is None:
        return {}
    return {
        "name": str(person),
        "pronouns": person.pronouns,
        "age": person.age_on(today()),
        "year": person.born.year if person.born else None,
        "also": [*other_names(person), birth_words(person)],
    }


def other_names(person: Person) -> list[str]:
    names = person.also_known_as.splitlines()
    return [_("Also %(names)s") % {"names": ", ".join(names)}] if names else []


def birth_words(person: Person) -> str:
    """The birth date as exactly as it is known, or about how old the person is."""
    if person.birth:
        return _("born %(day)s") % {"day": partial(*person.birth)}
    if person.age_estimate is not None:
        return _("about %(n)s years old") % {"n": person.age_estimate}
    return _("birth date not known")


@band
def contact_band(file: File) -> dict:
    """Whether it is safe to ring, with everything covered that a passer-by could use (PL-75)."""
    points = list(ContactPoint.objects.filter(file=file).select_related("person"))
    shared = rules.shared(points)
    theirs = [p for p in points if p.person.part == Part.SUBJECT]
    found = rules.reachable(theirs, shared, timezone.now())
    return {
        "safe": safe_mark(found),
        "contact": contact_words(file, found, theirs, shared),
        "contact_words": asked_words(found.point),
        "contact_url": reverse("contact", args=[file.reference]),
    }


def safe_mark(found: Reachable) -> Safe:
    """The mark of the header and of lists: never asked is the cross."""
    words = {
        Reach.NOW: _("Safe to ring"),
        Reach.LATER: _("Safe at certain times"),
        Reach.ASK: _("Ask again first"),
        Reach.NO: _("No safe number"),
    }
    return Safe(found.state, words[found.state])


def asked_words(point: ContactPoint | None) -> str:
    """Who said so and when. What a referrer told us has not been checked with the person (ux P3)."""
    if point is None:
        return ""
    day = short_day(timezone.localdate(point.asked_at))
    if point.told_by:
        return _("%(who)s said so on %(day)s, unchecked") % {"who": point.told_by, "day": day}
    return _("Asked %(day)s") % {"day": day}


def contact_words(file: File, found: Reachable, points: list[ContactPoint], shared: set) -> list[Covered]:
    """The number to ring and what belongs to it, each covered; then may we message, text and write."""
    answers = []
    if point := found.point:
        answers.append(covered(file, point, "value", _("Number"), _("covered"), _("the safe number")))
        if point.safe_times:
            answers.append(covered(file, point, "safe_times", _("Times"), "", _("the safe times")))
        if point.code_word:
            answers.append(covered(file, point, "code_word", _("Code word"), "", _("the code word")))
        answers += [
            Covered(_("Message"), words=answer_words(point.safe_message)),
            Covered(_("Text"), words=answer_words(point.safe_text)),
        ]
    post = any(p.kind == ContactKind.ADDRESS and rules.usable(p, "safe_write", shared) for p in points)
    return [*answers, Covered(_("Post"), words=_("Yes") if post else _("No"))]


def answer_words(answer: str) -> str:
    """Not answered is said, and counts as no."""
    return str(YesNo(answer).label) if answer else _("Not asked")


def covered(file: File, point: ContactPoint, field: str, label: str, words: str, thing: str) -> Covered:
    return Covered(label, reverse("contact-reveal", args=[file.reference, point.pk, field]), words, thing)
