"""A case whose agreement is explained, in each of the three ways."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from rowan.cases.models import Case, State
from rowan.common.dates import today
from rowan.files.keeping import Edit
from rowan.sharing.agreements import services
from rowan.sharing.models import Agreement
from rowan.sharing.tests.making import file_with_client

TALK: dict[str, Any] = {
    "read_how": "aloud",
    "understood": "yes",
    "examples": "no",
    "questions": "yes",
    "access_told": "yes",
    "note": "We went through all of it; she asked who sees her file.",
}
STATEMENTS = dict.fromkeys(("s1", "s2", "s3", "s4"), "yes")


def whole(mode: str, **changed: Any) -> dict[str, Any]:
    """All that a signature in this way needs."""
    return {
        "face-to-face": {
            **TALK,
            **STATEMENTS,
            "client_signed": "typed",
            "client_signature": "Leila Haddon",
            "client_print": "Leila Haddon",
            "client_date": today(),
        },
        "telephone": {**TALK, **STATEMENTS, "tel_date": today()},
        "emergency": {
            "short_given_at": timezone.now(),
            "note": "Two minutes; the police were called.",
        },
    }[mode] | changed


def open_case(world, persona="practitioner", *, state=State.ENGAGED, **person) -> SimpleNamespace:
    """A case led by this persona, to be written inside `world.acting`."""
    file, client = file_with_client(**person)
    now = timezone.now()
    case = Case.objects.create(
        file=file, state=state, state_since=now, opened_at=now, lead=getattr(world, persona)
    )
    return SimpleNamespace(file=file, client=client, case=case)


def edit(agreement: Agreement, **changes: Any) -> Edit:
    """What one person changed, having just opened the page."""
    return Edit(
        changes=changes,
        base={name: getattr(agreement, name) for name in changes},
        seen=agreement.version,
        labels={name: name for name in changes},
    )


def begun(case: Case, mode: str, by, **changed: Any) -> Agreement:
    """An agreement with these answers, not signed yet."""
    agreement = services.begin(case=case, mode=mode, by=by)
    values = whole(mode, **changed)
    return services.fill(agreement=agreement, edit=edit(agreement, **values), by=by)


def signed(case: Case, mode: str, by, **changed: Any) -> Agreement:
    return services.sign(agreement=begun(case, mode, by, **changed), by=by)


def agency(case: Case, by, **changed: Any):
    """A yes to one agency for three months."""
    return services.answer_agency(
        **{
            "case": case,
            "by": by,
            "name": "Ashmere Housing",
            "permission": "yes",
            "asked_on": today(),
            "review_on": today() + timedelta(days=90),
        }
        | changed
    )
