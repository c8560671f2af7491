"""A case with its client, and rows for its plan."""

from types import SimpleNamespace

from django.utils import timezone

from rowan.cases.models import Case, State
from rowan.files.models import File
from rowan.people.models import Part, Person
from rowan.plans.services import add_action

RISKS = [("dash.14", "Waiting at school (Dash 14)"), ("dash.23", "Bail was broken (Dash 23)")]


def case_of(world, persona="practitioner", *, state=State.ENGAGED, given="Leila"):
    """A file with client and case, written as the persona who leads it."""
    file = File.objects.create(side="survivor")
    client = Person.objects.create(file=file, part=Part.SUBJECT, given=given, family="Haddon")
    Person.objects.create(file=file, part=Part.PCH, given="Daniel", family="Haddon")
    now = timezone.now()
    case = Case.objects.create(
        file=file, state=state, state_since=now, opened_at=now, lead=getattr(world, persona)
    )
    return SimpleNamespace(file=file, client=client, case=case)


def row(**changed):
    """A whole row as a form gives it."""
    return {
        "part": "now",
        "answers": [],
        "risk": "Waiting at school",
        "origin": "client",
        "status": "agreed",
        "action": "Children leave by the side gate",
        "who": "contact",
        "who_name": "Mrs Lowry",
        "timing": "any",
        "due_on": None,
        "comment": "",
        "audience": "survivor",
        "delicate": False,
        "on_copy": True,
        "plain_words": "Home with our friend",
        "internal": "",
    } | changed


def added(file, by, **changed):
    return add_action(file=file, by=by, **row(**changed))
