"""Every field holds a marker, and then everywhere is looked for it (ST-2).

Every page is asked as every persona, the copy for the client is read back, faults are forced, timed work is
run; pages, headers, titles, addresses, mail, the log and the record are searched.
"""

import io
import logging
import re

import pytest
from django.apps import apps
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.http import QueryDict
from django.template import TemplateSyntaxError
from django.urls import reverse
from django.utils import timezone

from rowan.access import routes
from rowan.accounts.models import User
from rowan.common.audiences import Audience
from rowan.documents.tests.reading import everything, metadata
from rowan.files.drafts import JOINS_THE_FILE
from rowan.files.models import Draft, Job
from rowan.people.models import Person
from rowan.plans.offer import offer_of
from rowan.plans.services import hand_over_copy
from rowan.plans.sheet import sheet_of
from rowan.sharing.services import paper_of
from tests.support.markers import Markers, models_with_texts, plant_everything, texts_of
from tests.support.pages import client_of, complete, read_whole, where
from tests.support.town import every_route
from tests.support.world import PERSONAS, audited

INSIDE = ("duty", "practitioner", "practitioner2", "senior", "manager", "manager2")
LOCKING = ("account-hidden", "account-locked", "account-service")
TITLES_AND_ADDRESSES = re.compile(r"<title>.*?</title>|\s(?:href|action|src|content)=\"[^\"]*\"", re.DOTALL)
COVERED = {f"people.ContactPoint.{name}" for name in ("value", "safe_times", "code_word", "who_answers")}
COVERED |= {"referrals.Attempt.used"}
FOR_NO_PAGE = {
    "people.ContactPoint.folded", "people.ContactPoint.backwards", "files.Seal.reason", "files.Bar.reason",
    "files.Opening.reason", "referrals.Tie.folded",
    "referrals.Referral.conflict_detail", "referrals.Referral.conflict_decision",
}  # fmt: skip
FOR_HER = (Audience.SURVIVOR, Audience.BOTH)
NOT_FOR_THE_DUTY_DESK = ("assessments.", "plans.", "files.Draft.data")


@pytest.fixture
def planted(town) -> Markers:
    complete(town)
    return plant_everything(town)


@pytest.fixture
def log(monkeypatch) -> io.StringIO:
    """What the program writes into its log, as the settings have it written."""
    [console] = [handler for handler in logging.getLogger().handlers if handler.name == "console"]
    monkeypatch.setattr(console, "stream", io.StringIO())
    return console.stream


def asked(town, persona: str):
    """Every page, as somebody reads one after the other."""
    client = client_of(town, persona)
    for _path, pattern in every_route():
        if pattern.name not in LOCKING and "GET" in routes.of(pattern.callback).methods:
            answer = client.get(where(town, pattern.name))
            yield pattern.name, answer, read_whole(answer).decode("latin-1")


@pytest.mark.rule("PL-29", "PL-75", "PL-23")
def test_each_marker_stands_only_where_the_wall_lets_it(town, planted, log):
    seen: dict[str, set[str]] = {}
    for persona in PERSONAS:
        seen[persona] = set()
        for name, answer, body in asked(town, persona):
            outside = [answer.headers, answer.cookies, *TITLES_AND_ADDRESSES.findall(body)]
            assert planted.fields_in(outside) == set(), f"{name} as {persona}"
            seen[persona] |= planted.fields_in(body)

    for persona, fields in seen.items():
        assert not fields & (COVERED | FOR_NO_PAGE), persona
        assert persona in INSIDE or fields == set(), persona
        assert ("files.LooseDraft.data" in fields) is (persona == "practitioner"), "its author alone sees it"
    assert not [field for field in seen["duty"] if field.startswith(NOT_FOR_THE_DUTY_DESK)]
    assert {"plans.Action.internal", "assessments.Response.answers"} <= seen["practitioner"]
    assert len(seen["practitioner"]) >= 35, "the pages show little of what was planted"
    assert planted.fields_in([audited(), log.getvalue()]) == set()
    assert mail.outbox == []


@pytest.mark.rule("PL-75")
def test_asking_for_one_covered_value_shows_that_one(town, planted, log):
    client = client_of(town, "practitioner")

    body = read_whole(client.post(where(town, "contact-reveal").replace("/value/", "/code_word/"))).decode()

    assert planted.fields_in(body) & (COVERED | FOR_NO_PAGE) == {"people.ContactPoint.code_word"}
    assert planted.fields_in([audited(), log.getvalue()]) == set()


@pytest.mark.rule("PL-104", "PL-72", "PL-95")
@pytest.mark.parametrize("kind", ["full", "plain"])
def test_the_client_s_copy_holds_nothing_that_is_not_for_her(town, planted, log, kind):
    by = town.world.user("practitioner")
    with town.world.acting("practitioner"):
        town.leila.refresh_from_db()
        offer = offer_of(town.file, sheet_of(town.file), QueryDict(f"kind={kind}"), by=by)
        made = hand_over_copy(
            file=town.file,
            by=by,
            kind=offer.kind,
            rows=offer.ticked,
            seen=offer.seen,
            safe_to_take="yes",
            kept_where="At her mother’s",
        )
        paper = paper_of(made)
        address = reverse("paper-out", args=[town.file.reference, made.pk])
    answer = client_of(town, "practitioner").get(address)

    on_it = planted.fields_in(without_her_name(everything(paper), town.leila if kind == "full" else None))
    assert any(field.startswith("plans.Action.") for field in on_it)
    assert {field: audience_of(field) for field in on_it if audience_of(field) not in FOR_HER} == {}
    assert planted.fields_in([metadata(paper), answer.headers]) == set()
    assert re.search(r'filename="list-\d+[a-z]{3}\.pdf"', answer["Content-Disposition"])
    assert read_whole(answer) == paper
    assert planted.fields_in([audited(), log.getvalue()]) == set()


def without_her_name(words: str, her: Person | None) -> str:
    """The full copy says whose it is; nobody else's name may stand there."""
    return words.replace(her.given, "").replace(her.family, "") if her else words


def audience_of(field: str) -> Audience:
    label, name = field.rsplit(".", 1)
    privacy = apps.get_model(label).Privacy
    return {**getattr(privacy, "keep", {}), **getattr(privacy, "erase", {})}[name].audience


@pytest.mark.rule("PL-71", "PL-180", "PL-183")
@pytest.mark.parametrize("layer", ["program", "database", "template"])
def test_a_fault_tells_nothing_of_what_it_was_about(town, planted, log, layer, monkeypatch, settings):
    settings.ADMINS = ["alma@example.org"]
    marker = next(m for m, field in planted.items() if field == "people.ContactPoint.code_word")

    def fails(*args, **kwargs):
        if layer == "database":
            return connection.cursor().execute("SELECT %s::uuid", [marker])  # the server names the value
        if layer == "template":
            raise TemplateSyntaxError(marker)
        raise ValueError(marker)

    monkeypatch.setattr("rowan.files.views.Paginator", fails)
    client = client_of(town, "practitioner")
    client.raise_request_exception = False

    answer = client.get(where(town, "timeline"))

    assert answer.status_code == 500
    assert '"fault"' in log.getvalue()
    assert planted.fields_in([read_whole(answer), answer.headers, log.getvalue(), audited()]) == set()
    assert mail.outbox == []


def test_timed_work_tells_nothing_of_what_it_was_about(town, planted, log):
    with town.world.acting("practitioner"):
        Draft.objects.update(touched_at=timezone.now() - 2 * JOINS_THE_FILE)

    call_command("tick")

    assert audited("draft.joined")
    assert planted.fields_in([audited(), log.getvalue(), [*Job.objects.values()]]) == set()
    assert mail.outbox == []


@pytest.mark.rule("PL-121", "PL-180")
def test_nothing_that_was_typed_in_the_stories_is_on_the_record(log, town):
    complete(town)
    with town.world.acting("practitioner"):
        typed = {text for model in models_with_texts() for text in typed_in(model) if len(text) >= 4}
    names = {*User.objects.values_list("name", flat=True)}

    kept = str([audited(), log.getvalue(), [*Job.objects.values()]])

    assert len(typed) > 80
    assert [text for text in typed - names if text in kept] == []


def typed_in(model) -> set[str]:
    rows = model.objects.values_list(*(field.name for field in texts_of(model)))
    return {text for row in rows for text in row if isinstance(text, str)}
