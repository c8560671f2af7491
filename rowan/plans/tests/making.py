"""A case with its client, and rows for its plan."""

from datetime import date
from html import unescape
from types import SimpleNamespace

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from rowan.cases.models import Case, State
from rowan.files.models import File
from rowan.people.models import Part, Person
from rowan.plans import services
from rowan.plans.copies import Copy
from rowan.plans.models import Action
from rowan.plans.offer import offer_of
from rowan.plans.services import add_action
from rowan.plans.sheet import sheet_of

STATEMENTS = 20
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


# The copy


def offer(here, by, **asked):
    if "rows" in asked:
        asked = {"was": asked["kind"]} | asked
    return offer_of(here.file, sheet_of(here.file), Asked(asked), by=by)


class Asked(dict):
    def getlist(self, name):
        return self.get(name, [])


def handed(here, by, kind=Copy.FULL, **changed):
    shown = offer(here, by, kind=kind, rows=[str(a.pk) for a in Action.objects.filter(on_copy=True)])
    return services.hand_over_copy(
        **{
            "file": here.file,
            "by": by,
            "kind": kind,
            "rows": shown.ticked,
            "seen": shown.seen,
            "safe_to_take": "yes",
            "kept_where": "At her sister’s",
        }
        | changed
    )


def paper(here, by, kind=Copy.FULL, **asked):
    return offer(here, by, **({"kind": kind, **asked} if asked else {"kind": kind, "rows": all_rows()})).paper


def all_rows():
    return [str(pk) for pk in Action.objects.values_list("pk", flat=True)]


# Pages


def posted(**changed):
    """A row as a browser sends it."""
    return {
        name: value
        for name, value in row(**changed).items()
        if value not in ("", None, False, []) and name != "due_on"
    }


def boxes(name: str, day: date) -> dict[str, str]:
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


def text(response) -> str:
    return unescape(response.content.decode())


def copy_fields(page, **changed):
    """What the form under the copy carries, with answers."""
    form = page.context["form"]
    return {
        "kind": form["kind"].value(),
        "rows": form["rows"].value(),
        "seen": form["seen"].value(),
        "_form": form.envelope,
        "safe_to_take": "yes",
        "kept_where": "At her sister’s",
    } | changed


def statements(client, url) -> list[str]:
    """What a page asks of the database, without the marks of a transaction inside the test's own."""
    with CaptureQueriesContext(connection) as asked:
        client.get(url)
    marks = ("SAVEPOINT", "RELEASE", "SELECT rowan.context", "SELECT rowan.restore")
    return [query["sql"][:160] for query in asked if not query["sql"].startswith(marks)]
