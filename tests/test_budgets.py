"""What each page asks of the database: a fixed number, the same for one row and for many (PL-195, ST-19).

`tests/approved/statements.txt` is the table. After a change on purpose run the tests once with ROWAN_APPROVE=1
and read the difference before you commit it. Counted is every statement of a request, those for the session,
the context and the record included, and each savepoint. Not counted are BEGIN and COMMIT, and here the
statements that stand for them, because a test runs in a transaction of its own: the outermost savepoint, the
one around entering a service, and keeping and restoring the context of the test.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from rowan.access import routes
from rowan.access.routes import Scope
from rowan.agencies import services as agencies
from rowan.assessments.models import RiskLevel
from rowan.cases.models import Case, CaseWorker
from rowan.clocks.models import Clock
from rowan.clocks.standards import STANDARDS
from rowan.common.dates import today
from rowan.files import attachments, timeline
from rowan.files.models import Draft, Job, LooseDraft
from rowan.people import services as people
from rowan.people.matching import lookup
from rowan.people.models import ContactPoint, Part, Relation
from rowan.people.services import Told
from rowan.plans import services as plans
from rowan.referrals import services as referrals
from rowan.rota import services as rota
from rowan.sharing.models import Disclosure
from rowan.workspace.day import RISK_LOWERED
from rowan.workspace.demo.stories import arrival, given_to, plan_row
from tests.support.pages import (
    BY_THE_CLIENT,
    Form,
    checked,
    client_of,
    complete,
    kept_form_in,
    kept_routes,
    read_whole,
    taken_back,
    where,
    who_may_open,
)
from tests.support.town import LIST, SAME_PEOPLE, every_route
from tests.support.world import member, person

APPROVED = Path(__file__).parent / "approved" / "statements.txt"
BUDGETS = {"list": 12, "record": 20, "day": 25, "save": 30, "match": 4}
MANY = 50
ONLY_WHEN_NESTED = ("SELECT rowan.context()", "SELECT rowan.restore(")
SHORT = timedelta(minutes=30)
A_DAY_OF = 10  # people on a worker's day
SAID = re.compile(r'<a href="#[^"]*">([^<]*)</a>')  # in the summary of errors
WORDS = {  # by the end of a field's name
    "_day": "1",
    "_month": "11",
    "_year": "2026",
    "_time": "09:00",
    "email": "new@example.org",
    "phone": "07700 900 399",
    "given": "Ada",
    "family": "Okoro",
    "name": "Ada Okoro",
    "reason": "It was said so",
    "note": "She prefers mornings",
    "action": "Ring first",
    "because": "Something new was said",
    "label": "A letter",
    "comment": "",
    "note_ref": "",
    "source": "",
    "": "",
}
NOT_SAVED_HERE = {  # what each waits for is not so in the town of these tests
    "settings-first-manager",  # every service has a manager
    "referral-arrived",  # the referral is older than its first contact
    "safeguarding-answer",  # nobody was told yet
    "intake-sign",  # something is missing
    "intake-active",  # something is missing
    "wording",  # a file of words, proved in its own tests
}
NO_REVIEW = {"review_on_day": "", "review_on_month": "", "review_on_year": ""}
NO_NEXT_TRY = {"next_try_day": "", "next_try_month": "", "next_try_year": "", "next_try_time": ""}
GIVEN: dict[str, dict] = {  # where the first choice leads on to another question
    "contact-add": {"value": "07700 900 399", "weekdays": ["1"], "opens": "", "closes": "", **NO_REVIEW},
    "contact-change": NO_REVIEW,
    "contact-times": {"weekdays": ["1"], "opens": "09:15", "closes": "11:30"},
    "contact-approach": {"result": "no-answer", **NO_NEXT_TRY},
    "contact-rule": {"reason": "The police asked", "decider": "DS Carr"},
    "papers": {"paper": SimpleUploadedFile("a.pdf", b"%PDF-1.7\nx")},
    "referral-list-new": {"pasted": LIST},
    "referral-conflict": {"decision": "clear"},
    "referral-try": {
        "outcome": "Rang out",
        "reached": "no",
        **NO_NEXT_TRY,
    },
    "plan": {"kept_where": "At her mother’s"},
    "concerns": {"detail": "Ring before a visit"},
    "agreement-agency": {
        "permission": "no",
        "review_on_day": "",
        "review_on_month": "",
        "review_on_year": "",
    },
    "agreement-copy": {"kept_where": "At her mother’s"},
    "risk-incident": {"what": "He came back"},
    "risk-others": {"asked_by": "PC Farrow"},
    "form-sign": {"who": "Priya Nandra", "because": "The scanner is broken"},
    "marac-task": {"told": "The coordinator"},
    "safeguarding-others": {"who": "The school"},
    "intake-part": {"pregnant": "no", "due_date_day": "", "due_date_month": "", "due_date_year": ""},
    "plan-action-new": {
        "risk": "Watching",
        "due_on_day": "",
        "due_on_month": "",
        "due_on_year": "",
        "timing": "any",
    },
    "limit-go-on": {"at_day": str(today().day), "at_month": str(today().month), "at_year": str(today().year)},
    "settings-role-give": {"until_day": "", "until_month": "", "until_year": ""},
}
FOR_EACH = ("day", "cases", "referrals")  # what stands on them differs by role, and so does what they ask
ROLES = ("practitioner", "senior", "manager", "duty")
SOON = today() + timedelta(days=40)
DAYS_AWAY = {
    f"{end}_{part}": str(getattr(SOON, part))
    for end in ("first_day", "last_day")
    for part in ("day", "month", "year")
}


def given_in(town) -> dict[str, dict]:
    """What is chosen from a list of people or cases, by their ids."""
    sam = str(town.world.practitioner2.pk)
    with town.world.acting("senior"):
        case = Case.objects.open().led_by(town.world.practitioner).order_by("-opened_at", "-id").first()
    return GIVEN | {
        "case-workers": {"worker": sam},
        "worker-cases": {"cases": [str(case.pk)], "workers": [sam]},
        "rota-away": DAYS_AWAY,
        "rota-duty": {"worker": sam, "ends_at_day": "2"},
        "rota-worker": {f"day_{day}": "9 to 5" for day in range(7)},
        "referral-place": {"to": "1"},
    }


HEAD = (
    "# Statements that each page asks, the same for one row and for fifty; BEGIN and COMMIT are not counted.\n"
    f"# At most: {', '.join(f'{kind} {most}' for kind, most in BUDGETS.items())} (PL-195).\n"
)


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements asked in here."""
    heard: list[str] = []
    depth = 0

    def listen(execute, sql, params, many, context):
        nonlocal depth
        if sql.startswith(("RELEASE", "ROLLBACK TO")):
            depth -= 1
        elif not sql.startswith(ONLY_WHEN_NESTED) and (depth or not sql.startswith("SAVEPOINT")):
            heard.append(sql)
        if sql.startswith("SAVEPOINT"):
            depth += 1
        if sql.startswith("SELECT rowan.enter(") and heard[-2:-1] and heard[-2].startswith("SAVEPOINT"):
            del heard[-2]
        return execute(sql, params, many, context)

    with connection.execute_wrapper(listen):
        yield heard


def kind_of(name: str, scope: Scope) -> str:
    if name == "day":
        return "day"
    return "record" if scope is Scope.FILE else "list"


def pages() -> list[tuple[str, str]]:
    """Every page that shows a file or a list, with its kind."""
    found = []
    for _path, pattern in every_route():
        route = routes.of(pattern.callback)
        if route.scope in (Scope.FILE, Scope.SERVICE, Scope.CONFIGURATION) and "GET" in route.methods:
            if pattern.name in (*BY_THE_CLIENT, "find-result", "settings-link"):
                continue
            found.append((pattern.name, kind_of(pattern.name, route.scope)))
    return sorted(found)


def costs(town, openers: dict[str, str]) -> dict[str, list[str]]:
    return {name: asked_by(town, name, openers[name]) for name, _kind in pages()}


def asked_by(town, name: str, persona: str) -> list[str]:
    client = client_of(town, persona)
    client.get("/account/")  # signed in and looked around
    with counted() as heard:
        answer = client.get(where(town, name))
    assert answer.status_code == 200, f"{name} answered {answer.status_code} to {persona}"
    read_whole(answer)
    return heard


def fill(town) -> None:
    """Fifty of everything that a list or a page of Leila's file shows."""
    world, file, now = town.world, town.file, timezone.now()
    with world.acting("practitioner"):
        by = world.user("practitioner")
        for number in range(MANY):
            people.add_person(
                file=file, part=Part.CHILD, told=Told(given=f"Ada {number}"), relation=Relation.CHILD, by=by
            )
            timeline.add(file, "file.note", f"Line {number}", happened_at=now)
            plans.add_action(
                file=file, by=by, **plan_row(part="soon", action=f"Step {number}", risk="Watching")
            )
            attachments.add(file=file, name="a.pdf", content=b"%PDF-1.7\nx", label=f"Paper {number}", by=by)
        path = where(town, "plan-action-new")
        Draft.objects.bulk_create(
            Draft(file=file, owner=by, path=f"{path}{n}", data={"fields": {}, "shown": {}, "version": 0})
            for n in range(MANY)
        )
        LooseDraft.objects.bulk_create(
            LooseDraft(
                of_service=world.ashmere, path=f"/c/new/{n}", data={"fields": {}, "shown": {}, "version": 0}
            )
            for n in range(MANY)
        )
        multiplied(ContactPoint.objects.filter(file=file).first())
        multiplied(Disclosure.objects.filter(file=file).first(), stored_as="copy")
    staff = {persona: getattr(world, name) for persona, name in SAME_PEOPLE.items()}
    for number in range(A_DAY_OF):
        came = arrival(40, "Esme", f"Haddon {number}", phone=f"07700 900 4{number:02}", safe_call="yes")
        given_to(staff, "practitioner", came)
    with world.acting("duty"):
        for number in range(MANY):
            came = arrival(5, "Nora", f"Haddon {number}", phone=f"07700 900 5{number:02}")
            referrals.receive(arrival=came, by=world.user("duty"))
    for number in range(MANY):
        one = person(f"worker{number}", f"Worker {number}")
        member(one, world.ashmere, "practitioner", by=world.administrator)
    fill_the_rota(town)
    senior = client_of(town, "senior")
    for _ in range(MANY):
        senior.get(where(town, "people"))


def fill_the_rota(town) -> None:
    """Fifty of everything that stands on a service's rota, in its settings and on its waiting list."""
    world, now = town.world, timezone.now()
    with world.acting("manager"):
        by = world.user("manager")
        for number in range(MANY):
            rota.keep_team(name=f"Team {number}", by=by)
            hours = timedelta(hours=number)
            rota.add_duty(worker=world.duty, starts_at=now + hours, ends_at=now + 2 * hours + SHORT, by=by)
            day = today() + timedelta(days=100 + number)
            rota.add_absence(worker=world.practitioner, first_day=day, last_day=day, by=by)
            agencies.keep_source(service=world.ashmere, values={"name": f"Clinic {number}", "kind": "health"})
        case = Case.objects.get(file=town.file)
        CaseWorker.objects.bulk_create(
            CaseWorker(file=town.file, case=case, user=world.senior, since=now, until=now, given_by=by)
            for _ in range(MANY)
        )
    for number in range(A_DAY_OF):
        waits = checked(town, arrival(6, "Wilma", f"Haddon {number}", phone=f"07700 900 6{number:02}"))
        with world.acting("senior"):
            referrals.put_on_list(referral=waits, reason="Everybody is full", by=world.user("senior"))


def multiplied(row, **unlike: str) -> None:
    """Fifty rows like this one, but for what no two may share."""
    values = {f.attname: getattr(row, f.attname) for f in row._meta.concrete_fields if f.name != "id"}
    type(row).objects.bulk_create(
        type(row)(**values | {name: f"{value}{number}" for name, value in unlike.items()})
        for number in range(MANY)
    )


@pytest.mark.rule("PL-195")
def test_every_page_asks_as_much_for_one_row_as_for_fifty(town):
    complete(town)
    openers = {name: who_may_open(town, name)[0] for name, _kind in pages()}
    few = costs(town, openers)
    fill(town)
    many = costs(town, openers)

    grew = {name: (len(few[name]), len(many[name])) for name in few if len(few[name]) != len(many[name])}
    assert not grew, grew
    over = [(n, len(many[n])) for n, kind in pages() if len(many[n]) > BUDGETS[kind]]
    assert not over, over
    saves = costs_of_saving(town)
    over = {name: cost for name, cost in saves.items() if cost > BUDGETS["save"]}
    assert not over, over
    lines = [f"{name:<24}{kind:<8}{len(many[name])}" for name, kind in pages()]
    approve([*lines, *(f"{name:<24}{'save':<8}{cost}" for name, cost in sorted(saves.items()))])


def likely(form: Form, given: dict) -> dict:
    """The form filled in as somebody might: what stands in it, the first choice of each group, some words."""
    sent = dict(form.values)
    for field in form.fields:
        name = field["name"]
        if name in sent and sent[name] not in ([], [""]):
            continue
        if field["type"] == "radio":
            sent[name] = [field["value"]]
        elif end := next((end for end in WORDS if name.endswith(end)), ""):
            sent[name] = [WORDS[end]]
    return sent | given


def costs_of_saving(town) -> dict[str, int]:
    found, given, refused = {}, given_in(town), []
    for name, _route in kept_routes():
        if name in NOT_SAVED_HERE:
            continue
        author, _colleague = who_may_open(town, name)
        client, path = client_of(town, author), where(town, name)
        with taken_back():
            sent = likely(kept_form_in(client.get(path)), given.get(name, {}))
            with counted() as heard:
                answer = client.post(path, sent)
            if answer.status_code == 302:
                found[name] = len(heard)
            else:
                refused.append(f"{name}: {answer.status_code} {SAID.findall(answer.content.decode())}")
    assert not refused, "not taken:\n" + "\n".join(refused)
    return found


def on_everybodys_day(town, most: int) -> None:
    """So many of all that a day may show stand on it: first contacts, limits, an intake, a lower level."""
    world = town.world
    with world.acting("manager"):
        by, now = world.user("manager"), timezone.now()
        cases = (
            Case.objects.open()
            .filter(lead=world.practitioner)
            .exclude(workers__user__in=(world.senior, world.manager))
        )
        some = [
            case
            for standard in STANDARDS
            for case in cases.filter(
                file__in=Clock.objects.running().filter(standard=standard).values("file")
            )[:most]
        ]
        CaseWorker.objects.bulk_create(
            CaseWorker(file=case.file, case=case, user=user, since=now, given_by=by, leads=False)
            for case in dict.fromkeys(some)
            for user in (world.senior, world.manager)
        )
        Job.objects.bulk_create(
            Job(of_service=world.ashmere, task=RISK_LOWERED, about=level)
            for level in RiskLevel.objects.values_list("pk", flat=True)[:most]
        )


@pytest.mark.rule("PL-195")
def test_a_day_and_a_list_ask_as_much_for_one_row_as_for_fifty_whoever_opens_them(town):
    complete(town)
    on_everybodys_day(town, 1)
    few = {(name, role): asked_by(town, name, role) for name in FOR_EACH for role in ROLES}
    fill(town)
    on_everybodys_day(town, MANY)
    many = {(name, role): asked_by(town, name, role) for name in FOR_EACH for role in ROLES}

    grew = {page: (len(few[page]), len(many[page])) for page in few if len(few[page]) < len(many[page])}
    assert not grew, grew
    over = {page: len(many[page]) for page in many if len(many[page]) > BUDGETS[dict(pages())[page[0]]]}
    assert not over, over


@pytest.mark.rule("PL-195")
def test_looking_somebody_up_asks_four_statements_at_most(town):
    by = town.world.user("duty")
    with town.world.acting("duty"), counted() as heard:
        assert lookup(by=by, given="Leila", family="Haddon", phone="07700 900 142")

    assert 0 < len(heard) <= BUDGETS["match"]


def approve(lines: list[str]) -> None:
    made = HEAD + "\n".join(lines) + "\n"
    if os.environ.get("ROWAN_APPROVE") == "1":
        APPROVED.write_text(made)
    assert made == APPROVED.read_text()
