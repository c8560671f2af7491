"""What a returned form says beside what our record says, and taking it over answer by answer (CM-19)."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from rowan import audit
from rowan.access.permissions import NotNow
from rowan.common.dates import today
from rowan.common.fields import LONGEST_LINE, Known, phone_key
from rowan.common.secrets import digest
from rowan.files import timeline
from rowan.files.context import service
from rowan.files.keeping import Edit
from rowan.files.models import File
from rowan.people import services as people
from rowan.people.models import ContactKind, ContactPoint, Part, Person
from rowan.people.services import Told
from rowan.referrals import rules
from rowan.referrals.blank import QUESTIONS, About
from rowan.referrals.meaning import ANSWERS, read_written_day
from rowan.referrals.models import Decided, ReceivedValue, Referral, Referrer
from rowan.referrals.models.referral import StatedRisk
from rowan.referrals.services.arrival import ORIGIN

LONG = {"reason": 20_000, "also_known_as": 1_000, "address": 500}
KIND = {"phone": ContactKind.PHONE, "address": ContactKind.ADDRESS}


@dataclass(frozen=True)
class Line:
    """One answer of theirs beside ours. `problem` says why it can only be written down by hand."""

    row: ReceivedValue
    label: str
    theirs: str
    ours: str
    problem: str

    @property
    def waits(self) -> bool:
        return self.row.decided == Decided.WAITING

    @property
    def may_take(self) -> bool:
        return self.waits and not self.problem

    @property
    def seen(self) -> str:
        """Marks what our record said when this was shown."""
        return digest(self.ours, "what a reviewer saw")


def lines_of(referral: Referral) -> list[Line]:
    """Every answer of the form in the order of its questions; four statements."""
    held = {row.field: row for row in ReceivedValue.objects.filter(referral=referral)}
    if not held:
        return []
    people_ = list(Person.objects.filter(file=referral.file_id).in_order().prefetch_related("other_names"))
    points = list(ContactPoint.objects.filter(file=referral.file_id))
    return [line_of(held[field], referral, people_, points) for field in QUESTIONS if field in held]


def line_of(
    row: ReceivedValue, referral: Referral, people_: list[Person], points: list[ContactPoint]
) -> Line:
    question = QUESTIONS[row.field]
    covered = question.about is About.REACH
    theirs = _("Given. It is shown on the page of contact once it is taken over.") if covered else row.value
    return Line(
        row, str(question.label), theirs, ours_of(row.field, referral, people_, points), problem_of(row)
    )


def ours_of(field: str, referral: Referral, people_: list[Person], points: list[ContactPoint]) -> str:
    """What our record says to this question, in words; a number or address is counted, never shown (PL-75)."""
    question = QUESTIONS[field]
    if question.about is About.REFERRAL:
        shown = getattr(referral, f"get_{field}_display", None)
        return str(shown() if shown else getattr(referral, field))
    if question.about is About.REACH:
        subject = person_in(people_, Part.SUBJECT)
        kept = sum(1 for point in points if point.kind == KIND[field] and point.person_id == subject.pk)
        return _("%(n)s kept") % {"n": kept} if kept else ""
    if question.about is About.BY_HAND:
        return ""
    person = person_in(people_, Part.PCH if question.about is About.PCH else Part.SUBJECT)
    return str(getattr(person, attribute_of(field)) or "") if person else ""


def person_in(people_: list[Person], part: Part) -> Person | None:
    return next((person for person in people_ if person.part == part), None)


def attribute_of(field: str) -> str:
    return field.removeprefix("pch_")


def problem_of(row: ReceivedValue) -> str:
    if QUESTIONS[row.field].about is About.BY_HAND:
        return _("Asked of the person, or written down by hand")
    try:
        meant(row)
    except ValueError as why:
        return str(why)
    return ""


def meant(row: ReceivedValue) -> Any:
    """The value as our record would hold it. ValueError with a sentence where it cannot be read."""
    text = row.value.strip()
    if row.field in ("birth", "pch_birth"):
        known: Known | None = read_written_day(text, today())
        if known is None or known.day > today():
            raise ValueError(_("This is no date of birth. Write it down by hand"))
        return known
    if row.field == "life_in_danger":
        if text.lower() not in ANSWERS:
            raise ValueError(_("This is neither yes nor no. Write it down by hand"))
        return ANSWERS[text.lower()]
    if row.field == "stated_risk":
        if text.lower() not in StatedRisk:
            raise ValueError(_("This is none of the three words. Write it down by hand"))
        return text.lower()
    if row.field in ("phone", "contact_phone") and phone_key(text) is None:
        raise ValueError(_("This is no number that can be rung. Write it down by hand"))
    if len(text) > LONG.get(row.field, LONGEST_LINE):
        raise ValueError(_("This is too long. Write it down by hand"))
    return text


@service
def decide(*, value: ReceivedValue, take: bool, seen: str, by) -> ReceivedValue:
    """Take one answer over into the record, or leave it on their form; once, by a person who saw both.

    Raises `NotNow` when somebody decided it already, or when our record has changed since it was shown.
    """
    rules.check_record(by)
    value = ReceivedValue.objects.select_for_update(of=("self",)).get(pk=value.pk)
    if value.decided:
        raise NotNow(_("%(name)s decided this already.") % {"name": value.decided_name})
    if take:
        referral = (
            Referral.objects.select_for_update(of=("self",)).select_related("file").get(pk=value.referral_id)
        )
        line = next(line for line in lines_of(referral) if line.row.pk == value.pk)
        if line.problem:
            raise NotNow(line.problem)
        if line.seen != seen:
            raise NotNow(_("Our record has changed since you opened this page. Look at both again."))
        take_over(value, referral, by)
    now = timezone.now()
    decided = Decided.TAKEN if take else Decided.LEFT
    value.change(by=by, at=now, decided=decided, decided_at=now, decided_name=by.name)
    audit.record("referral.value_decided", on=value, field=value.field, decided=decided)
    return value


def take_over(value: ReceivedValue, referral: Referral, by) -> None:
    """Write one answer where our record keeps it."""
    field, new, file = value.field, meant(value), referral.file
    about = QUESTIONS[field].about
    if about is About.REFERRAL:
        referral.change(by=by, at=timezone.now(), **{field: new})
        timeline.add(file, "referral.facts_changed", _("The referral was completed"), about=referral)
    elif about is About.REACH:
        reach(value, referral, new, by)
    else:
        part = Part.PCH if about is About.PCH else Part.SUBJECT
        person = person_in(list(Person.objects.filter(file=file).in_order()), part)
        name = attribute_of(field)
        if person is None:
            told = Told(**{name: new}, origin=ORIGIN[Referrer(referral.referrer)])
            people.add_person(file=file, part=part, told=told, by=by)
        else:
            old = getattr(person, name)
            edit = Edit(changes={name: new}, base={name: old}, seen=person.version, labels={name: name})
            people.change_person(person=person, edit=edit, by=by)


def reach(value: ReceivedValue, referral: Referral, new: str, by) -> None:
    """A number or address is kept with no answer about its safety; one that we have already stays as it is."""
    file: File = referral.file
    kind = KIND[value.field]
    subject = Person.objects.select_related("file").get(file=file, part=Part.SUBJECT)
    if not ContactPoint.objects.filter(person=subject, folded=people.folded(kind, new)).exists():
        people.add_contact_point(
            person=subject,
            kind=kind,
            value=new,
            origin=ORIGIN[Referrer(referral.referrer)],
            told_by=referral.contact_name or referral.agency_name,
            by=by,
        )
