"""Telling those who keep children, and adults at risk, safe: opened at once, overdue until told (CM-55, CM-56)."""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, time
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from rowan import audit
from rowan.assessments import safeguarding_rules as rules
from rowan.assessments import timing
from rowan.assessments.models import Response, SafeguardingPerson, SafeguardingReferral, Whose
from rowan.assessments.safeguarding_paper import paper_of
from rowan.cases import services as cases
from rowan.cases.models import Case
from rowan.clocks.standards import SAFEGUARDING
from rowan.common.dates import at as moment_at
from rowan.common.dates import today
from rowan.documents.names import RecipientKind
from rowan.files import timeline
from rowan.files.context import service
from rowan.files.keeping import Edit, settle
from rowan.people.models import Part, Person
from rowan.sharing.services import release

SAID = (
    "others", "what", "where", "urgent", "whom", "basis", "knows", "knows_because", "necessary", "how",
    "spoke_to",
)  # fmt: skip


def open_for(
    case: Case, whose: Whose, by, *, at: datetime, response: Response | None = None
) -> SafeguardingReferral:
    """Open one, or give the one that is open. Every child of the file is named beforehand. The case is held."""
    held = SafeguardingReferral.objects.filter(case=case, whose=whose).open().first()
    if held:
        return held
    opened = SafeguardingReferral.objects.create(
        file=case.file, case=case, whose=whose, response=response, opened_at=at
    )
    part = Part.CHILD if whose == Whose.CHILD else Part.SUBJECT
    SafeguardingPerson.objects.bulk_create(
        SafeguardingPerson(file=case.file, referral=opened, person=person)
        for person in Person.objects.filter(file=case.file_id, part=part).order_by("created_at", "id")
    )
    audit.record("safeguarding.opened", on=opened, whose=whose)
    words = _("Safeguarding referral to be made: %(whose)s") % {"whose": opened.get_whose_display()}
    timeline.add(case.file, "safeguarding.opened", words, about=opened)
    return opened


@service
def begin(*, case: Case, whose: str, by) -> SafeguardingReferral:
    """Somebody sees the danger, with or without a Dash."""
    case = cases.locked(case)
    rules.check_begin(by, case, whose)
    opened = open_for(case, Whose(whose), by, at=timezone.now())
    timing.keep_time(case, by, only=[SAFEGUARDING])
    return opened


@service
def keep(
    *, referral: SafeguardingReferral, edit: Edit, by, people: Collection[UUID] | None = None
) -> SafeguardingReferral:
    """Keep what is filled in so far, half or whole. Nobody is told by it. Without `people` they stay as named.

    Raises `Changed` where a colleague changed the same.
    """
    referral = locked(referral)
    rules.check_open(by, referral)
    said = replace(edit, changes={name: edit.changes[name] for name in SAID if name in edit.changes})
    changed = referral.change(by=by, at=timezone.now(), **settle(referral, said, strict=True))
    if people is not None:
        changed += name_people(referral, people)
    if changed:
        audit.record("safeguarding.kept", on=referral, fields=changed)
    return referral


def name_people(referral: SafeguardingReferral, people: Collection[UUID]) -> list[str]:
    held = {one.person_id: one for one in SafeguardingPerson.objects.filter(referral=referral)}
    wanted = set(Person.objects.filter(file=referral.file_id, pk__in=people).values_list("pk", flat=True))
    SafeguardingPerson.objects.filter(referral=referral, person__in=held.keys() - wanted).delete()
    SafeguardingPerson.objects.bulk_create(
        SafeguardingPerson(file=referral.file, referral=referral, person_id=pk)
        for pk in sorted(wanted - held.keys())
    )
    return ["people"] if wanted != held.keys() else []


@service
def tell(*, referral: SafeguardingReferral, by, on: date | None = None) -> SafeguardingReferral:
    """Sign it and tell the authority, once: the paper that is sent, or what was said on the telephone (CM-56).

    The referral is the signed decision that the disclosure rests on.
    """
    referral = locked(referral)
    on = on or today()
    people = named_in(referral)
    rules.check_tell(by, referral, people, on)
    disclosure = release(
        file=referral.file,
        paper=paper_of(referral, people, by=by, on=on),
        how=referral.how,
        by=by,
        basis=referral.basis,
        purpose=_("To keep somebody safe"),
        to_name=referral.whom,
        rows=[person.pk for person in people],
        decision=referral.pk,
        named_for=RecipientKind.SOCIAL_CARE,
    )
    put_down(referral, by, on=on, disclosure=disclosure)
    return referral


@service
def told_by_others(
    *, referral: SafeguardingReferral, who: str, on: date | None, by, reference: str = ""
) -> SafeguardingReferral:
    """Somebody else has told the authority already: who, when, and under which reference."""
    referral = locked(referral)
    rules.check_told_by_others(by, referral, who, on)
    put_down(
        referral, by, on=on, told_by_others=True, whom=referral.whom or who, spoke_to=who, reference=reference
    )
    return referral


def put_down(referral: SafeguardingReferral, by, *, on: date, **more) -> None:
    now = timezone.now()
    told_at = now if on == today() else max(moment_at(on, time(12)), referral.opened_at)
    referral.change(by=by, at=now, told_at=told_at, told_on=on, told_name=by.name, **more)
    audit.record("safeguarding.told", on=referral, how=referral.how, by_others=referral.told_by_others)
    words = _("Safeguarding referral: %(whom)s was told") % {"whom": referral.whom}
    timeline.add(referral.file, "safeguarding.told", words, about=referral)
    timing.keep_time(referral.case, by, only=[SAFEGUARDING])


@service
def acknowledge(
    *, referral: SafeguardingReferral, on: date | None, whom: str, by, reference: str = ""
) -> SafeguardingReferral:
    """They say that they have it."""
    referral = locked(referral)
    rules.check_answer(by, referral, on)
    if not whom.strip():
        rules.refuse(_("Say who told you that they have it."))
    referral.change(
        by=by, at=timezone.now(), acknowledged_on=on, acknowledged_by=whom,
        reference=reference or referral.reference,
    )  # fmt: skip
    audit.record("safeguarding.acknowledged", on=referral)
    words = _("Safeguarding referral: they have it")
    timeline.add(referral.file, "safeguarding.acknowledged", words, about=referral)
    return referral


@service
def keep_outcome(
    *, referral: SafeguardingReferral, outcome: str, on: date | None, by, words: str = ""
) -> SafeguardingReferral:
    """What came of it, as they told us; it may be told again when it changes."""
    referral = locked(referral)
    rules.check_answer(by, referral, on)
    rules.check_outcome(outcome)
    referral.change(
        by=by,
        at=timezone.now(),
        outcome=outcome,
        outcome_on=on,
        outcome_words=words,
        acknowledged_on=referral.acknowledged_on or on,
    )
    audit.record("safeguarding.outcome", on=referral, outcome=outcome)
    told = _("Safeguarding referral: %(outcome)s") % {"outcome": referral.get_outcome_display()}
    timeline.add(referral.file, "safeguarding.outcome", told, about=referral)
    return referral


@service
def dismiss(*, referral: SafeguardingReferral, because: str, by) -> SafeguardingReferral:
    """A manager says that it is not to be made, and why (CM-55)."""
    referral = locked(referral)
    rules.check_dismiss(by, referral, because)
    now = timezone.now()
    referral.change(
        by=by,
        at=now,
        dismissed_at=now,
        dismissed_name=by.name,
        dismissed_because=because,
        looked_at=now,
        looked_by=by,
    )
    audit.record("safeguarding.dismissed", on=referral)
    words = _("Safeguarding referral: not to be made, says %(name)s") % {"name": by.name}
    timeline.add(referral.file, "safeguarding.dismissed", words, about=referral)
    timing.keep_time(referral.case, by, only=[SAFEGUARDING])
    return referral


@service
def look_at(*, referral: SafeguardingReferral, by) -> SafeguardingReferral:
    """A manager has looked at one that was told."""
    referral = locked(referral)
    rules.check_look(by, referral)
    now = timezone.now()
    referral.change(by=by, at=now, looked_at=now, looked_by=by)
    audit.record("safeguarding.looked_at", on=referral)
    return referral


def named_in(referral: SafeguardingReferral) -> list[Person]:
    chosen = SafeguardingPerson.objects.filter(referral=referral).values("person")
    return list(Person.objects.filter(file=referral.file_id, pk__in=chosen).order_by("created_at", "id"))


def locked(referral: SafeguardingReferral) -> SafeguardingReferral:
    return (
        SafeguardingReferral.objects.select_for_update(of=("self",))
        .select_related("file", "case", "disclosure")
        .get(pk=referral.pk)
    )
