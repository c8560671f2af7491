"""How the agreement stands with some of the invented people: signed, or still to be signed face to face."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from rowan.accounts.models import User
from rowan.cases.models import Case
from rowan.common.dates import today
from rowan.files.keeping import Edit
from rowan.people.models import Part, Person
from rowan.sharing.agreements import services
from rowan.sharing.models import Agreement, Mode
from rowan.workspace.demo.acting import as_person

TALK = {"read_how": "aloud", "understood": "yes", "questions": "yes", "access_told": "yes"}
STATEMENTS = dict.fromkeys(("s1", "s2", "s3", "s4"), "yes")


def make(users: dict[str, User]) -> None:
    with as_person(users["practitioner"]) as priya:
        leila(case_of("Leila"), priya)
        joanne(case_of("Joanne"), priya)


def case_of(given: str) -> Case:
    files = Person.objects.filter(part=Part.SUBJECT, given=given).values("file")
    return Case.objects.select_related("file").get(file__in=files)


def leila(case: Case, by) -> Agreement:
    """The short version at the first call, all of it by telephone, then signed at a café; two agencies asked."""
    explained(
        case,
        Mode.EMERGENCY,
        by,
        short_given_at=timezone.now() - timedelta(days=8),
        note="First call, he was on his way back. Said the five sentences and rang off.",
    )
    explained(
        case,
        Mode.TELEPHONE,
        by,
        **TALK,
        **STATEMENTS,
        tel_date=day(-7),
        note="Read all of it aloud. No questions.",
    )
    signed = explained(
        case,
        Mode.FACE_TO_FACE,
        by,
        **TALK | {"read_how": "client", "examples": "yes"},
        **STATEMENTS | {"s2": "no"},
        client_signed="typed",
        client_signature="Leila Haddon",
        client_print="Leila Haddon",
        client_date=day(-3),
        note="Met at the library. She asked who sees her file, and does not want research to have any of it.",
    )
    school = {"contact": "Mrs Okonjo, head teacher", "limit": "Only who may collect the children"}
    asked = {"case": case, "by": by, "agreement": signed}
    services.answer_agency(
        **asked, **school, name="St Brigid’s School", permission="yes", asked_on=day(-3), review_on=day(60)
    )
    services.answer_agency(
        **asked, name="Ashmere Housing", permission="yes", asked_on=day(-8), review_on=day(-1)
    )
    services.answer_agency(**asked, name="Ashmere Surgery", permission="no", asked_on=day(-3))
    services.never_tell(
        case=case, by=by, name="Rana Haddon", why="His sister; she tells him everything", said_on=day(-3)
    )
    return signed


def joanne(case: Case, by) -> Agreement:
    """By telephone: she signs when they meet."""
    return explained(
        case,
        Mode.TELEPHONE,
        by,
        **TALK,
        **STATEMENTS,
        tel_date=day(-2),
        note="Read aloud while Terry was at work. She wants to think about sharing.",
    )


def day(days: int) -> date:
    return today() + timedelta(days=days)


def explained(case: Case, mode: Mode, by, **answers: Any) -> Agreement:
    agreement = services.begin(case=case, mode=mode, by=by)
    blank = {name: getattr(agreement, name) for name in answers}
    edit = Edit(changes=answers, base=blank, seen=agreement.version, labels={name: name for name in answers})
    services.fill(agreement=agreement, edit=edit, by=by)
    return services.sign(agreement=agreement, by=by)
