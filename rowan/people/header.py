"""What the header of a file says of the person: who, and whether it is safe to ring (ux P2, P3)."""

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from rowan.common.components import Concern, Covered
from rowan.common.dates import partial, short_day, short_moment, today
from rowan.files.header import band
from rowan.files.models import File
from rowan.people.contacts import checked_words
from rowan.people.models import Channel, ContactPoint, NoContact, Part, Person, YesNo
from rowan.people.reaching import Ring, hers, reaches_in, ring
from rowan.people.safety import Answer, Reach, judge


@band
def person_band(file: File) -> dict:
    """Name, pronouns, age; other names and birth date."""
    rule = NoContact.objects.filter(file=OuterRef("file"), lifted_at=None).values("decider")[:1]
    person = (
        Person.objects.filter(file=file, part=Part.SUBJECT)
        .annotate(forbidden=Subquery(rule))
        .prefetch_related("other_names")
        .first()
    )
    if person is None:
        return {}
    return {
        "name": str(person),
        "pronouns": person.pronouns,
        "age": person.age_on(today()),
        "year": person.born.year if person.born else None,
        "also": [*other_names(person), birth_words(person)],
        "concerns": forbidden_words(person.forbidden),
    }


def forbidden_words(decider: str | None) -> list[Concern]:
    """The rule against direct contact stands at the top of every page of the file (PL-80, PL-87)."""
    if not decider:
        return []
    return [Concern(_("No direct contact"), _("%(who)s may decide otherwise") % {"who": decider})]


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
    now = timezone.now()
    theirs = hers(reaches_in(file, now))
    found = ring(theirs, now)
    return {
        "safe": found.mark,
        "contact": contact_words(file, found, theirs),
        "contact_words": left_words(theirs) or asked_words(found.reach),
        "contact_url": reverse("contact", args=[file.reference]),
    }


def asked_words(reach: Reach | None) -> str:
    """Who said so and when, until somebody has checked it (ux P3)."""
    if reach is None:
        return ""
    point = reach.point
    if point.checked_at:
        return checked_words(point)
    day = short_day(timezone.localdate(point.asked_at))
    if point.told_by:
        return _("%(who)s said so on %(day)s, unchecked") % {"who": point.told_by, "day": day}
    return _("Asked %(day)s, unchecked") % {"day": day}


def left_words(reaches: list[Reach]) -> str:
    """A number was opened, and nobody has said what came of it (PL-85)."""
    begun = min((reach.begun_at for reach in reaches if reach.begun_at), default=None)
    if begun is None:
        return ""
    return _("Opened %(when)s: what came of it?") % {"when": short_moment(begun)}


def contact_words(file: File, found: Ring, reaches: list[Reach]) -> list[Covered]:
    """The number to ring and what belongs to it, each covered; then may we message, text and write."""
    answers = []
    if reach := found.reach:
        point = reach.point
        answers += translator(point.person)
        call = reverse("contact-use", args=[file.reference, point.pk, "call"])
        answers.append(Covered(_("Number"), link=call, words=_("Start call")))
        if point.safe_times:
            answers.append(covered(file, point, "safe_times", _("Times"), "", _("the safe times")))
        if point.code_word:
            answers.append(covered(file, point, "code_word", _("Code word"), "", _("the code word")))
        answers += [
            Covered(_("Message"), words=answer_words(reach.said(Channel.MESSAGE))),
            Covered(_("Text"), words=answer_words(reach.said(Channel.TEXT))),
        ]
    now = found.moment
    post = any(judge(r, Channel.POST, now).answer != Answer.BLOCK for r in reaches)
    return [*answers, Covered(_("Post"), words=_("Yes") if post else _("No"))]


def translator(person: Person) -> list[Covered]:
    """Stands beside the number, so that one is booked before anybody rings (CM-33)."""
    if person.interpreter != YesNo.YES:
        return []
    words = _("%(language)s: book first") % {
        "language": person.interpreter_language or _("Language not asked")
    }
    return [Covered(_("Translator"), words=words)]


def answer_words(answer: str) -> str:
    """Not answered is said, and counts as no."""
    return str(YesNo(answer).label) if answer else _("Not asked")


def covered(file: File, point: ContactPoint, field: str, label: str, words: str, thing: str) -> Covered:
    return Covered(label, reverse("contact-reveal", args=[file.reference, point.pk, field]), words, thing)
