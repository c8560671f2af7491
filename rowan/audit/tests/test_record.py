"""What an event says, and that there is no page without one (PL-121, PL-122, PL-124)."""

import json
import re
from unittest import mock

import pytest
from django.test import Client

from rowan import audit
from rowan.audit.verbs import VERBS
from rowan.files.context import acting
from rowan.files.models import File
from tests.support.world import audited, post_form, sign_in

SETTINGS = "/settings/service/"


@pytest.fixture
def file(world) -> File:
    with world.acting("practitioner"):
        return File.objects.create(side="survivor")


# What an event says


@pytest.mark.rule("PL-121")
def test_an_event_says_who_what_when_where_and_by_which_right(world, file):
    signed_in = sign_in(world.practitioner, world.ashmere)

    signed_in.client.get(f"/c/{file.reference}/timeline/", REMOTE_ADDR="192.0.2.7")

    [event] = audited("file.timeline_read")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,6}\+00:00", event["at"])
    assert (event["user_id"], event["actor"]) == (str(world.practitioner.pk), "Priya Nandra")
    assert (event["roles"], event["service_id"]) == ("practitioner", str(world.ashmere.pk))
    assert (event["file_id"], event["basis"]) == (str(file.pk), "role")
    assert event["session"] == signed_in.session.digest[:16]
    assert (event["network"], event["result"]) == ("192.0.2.7", "done")
    assert re.fullmatch(r"[0-9a-f]{12}", event["request"])
    assert VERBS["file.timeline_read"] == "Read the timeline"


@pytest.mark.rule("PL-121")
def test_a_file_opened_because_one_is_named_says_so(world, file):
    with world.acting("practitioner", admitted=[file]):
        audit.record("file.opened", on=file)

    assert [e["basis"] for e in audited("file.opened")] == ["named"]


@pytest.mark.rule("PL-121")
def test_an_unknown_verb_is_refused(world):
    with world.acting("practitioner"), pytest.raises(ValueError, match=r"file\.eaten is not a listed event"):
        audit.record("file.eaten")

    assert audited() == []


@pytest.mark.rule("PL-121")
def test_every_verb_has_a_sentence():
    assert [verb for verb, sentence in VERBS.items() if not sentence[:1].isupper()] == []
    assert [verb for verb in VERBS if not re.fullmatch(r"[a-z]+\.[a-z_]+", verb)] == []


@pytest.mark.rule("PL-121")
def test_no_event_can_claim_to_be_of_somebody_else(world):
    with acting(sign_in(world.practitioner, world.ashmere).session.digest, world.ashmere.pk):
        audit.record("file.created", who=world.manager, named="Helen Okafor")

    [event] = audited("file.created")
    assert (event["actor"], event["service_id"]) == ("Priya Nandra", str(world.ashmere.pk))
    assert event["user_id"] == str(world.practitioner.pk)


@pytest.mark.rule("PL-121", "PL-120")
def test_a_change_says_which_fields_and_not_what_was_typed(world):
    client = sign_in(world.manager, world.ashmere).client

    post_form(
        client,
        SETTINGS,
        {
            "contact": "01632 960 118",
            "hours": "Mondays at the church",
            "name": "Ashmere Advocacy",
            "nation": "ENG",
            "dash_threshold": "14",
            "dash_weeks": "8",
            "marac_days": "1",
            "helplines": "",
            "idle_minutes": "12",
        },
    )

    [event] = audited("settings.changed")
    assert json.loads(event["detail"]) == {"fields": ["hours", "idle_minutes"]}
    assert "church" not in str(audited())


@pytest.mark.rule("PL-120")
def test_a_list_says_whom_it_showed(world):
    sign_in(world.manager, world.ashmere).client.get("/settings/people/")

    [event] = audited("membership.read")
    shown = json.loads(event["detail"])["shown"]
    assert len(shown) == world.ashmere.memberships.count()
    assert set(shown) == {str(m.pk) for m in world.ashmere.memberships.all()}


# No page without its event


@pytest.mark.rule("PL-122")
def test_when_the_event_cannot_be_kept_there_is_no_page(world):
    client = sign_in(world.manager, world.ashmere).client
    client.raise_request_exception = False
    page = client.get(SETTINGS)
    assert "Opening hours" in page.content.decode()

    with mock.patch.object(audit, "record", side_effect=RuntimeError("the record is away")):
        response = client.get(SETTINGS)

    assert response.status_code == 500
    assert "Something broke on our side" in response.content.decode()
    assert "Opening hours" not in response.content.decode()


@pytest.mark.rule("PL-122")
def test_when_the_chain_cannot_be_closed_there_is_no_page(world):
    client = sign_in(world.manager, world.ashmere).client
    client.raise_request_exception = False

    with mock.patch.object(audit, "close", side_effect=RuntimeError("the record is away")):
        response = client.get(SETTINGS)

    assert (response.status_code, b"Opening hours" in response.content) == (500, False)


@pytest.mark.rule("PL-122")
def test_when_the_event_cannot_be_kept_nothing_changes(world):
    client = sign_in(world.manager, world.ashmere).client
    client.raise_request_exception = False
    append = audit.record

    def fails_for_the_change(verb, **more):
        if verb == "settings.changed":
            raise RuntimeError("the record is away")
        return append(verb, **more)

    with mock.patch.object(audit, "record", fails_for_the_change):
        response = post_form(
            client,
            SETTINGS,
            {
                "contact": "01632 960 118",
                "hours": "Mondays",
                "name": "Ashmere Advocacy",
                "nation": "ENG",
                "dash_threshold": "14",
                "dash_weeks": "8",
                "marac_days": "1",
                "helplines": "",
                "idle_minutes": "10",
            },
        )

    assert response.status_code == 500
    world.ashmere.refresh_from_db()
    assert world.ashmere.hours == "weekdays 9 to 5, Thursdays to 8"


@pytest.mark.rule("PL-122")
def test_a_page_that_broke_leaves_no_event_of_reading(world):
    client = sign_in(world.manager, world.ashmere).client
    with mock.patch("rowan.workspace.views.deciding.open_form", side_effect=RuntimeError("broken")):
        response = client.get(SETTINGS)

    assert response.status_code == 500
    assert [(e["verb"], e["result"]) for e in audited()] == [("request.failed", "refused")]


# Refusals


@pytest.mark.rule("PL-124")
def test_each_refusal_is_an_event_with_its_route(world, file):
    client = sign_in(world.practitioner, world.ashmere).client
    client.get("/settings/people/")
    client.get("/c/ZZZZ2222/timeline/")
    client.post(f"/c/{file.reference}/papers/", {"label": "x"})
    client.post("/drafts/00000000-0000-7000-8000-000000000000/throw/")

    refused = [(e["verb"], json.loads(e["detail"])["route"]) for e in audited() if e["result"] == "refused"]

    assert refused == [
        ("request.refused", "settings-people"),
        ("request.unknown", "timeline"),
        ("request.conflict", "papers"),
        ("request.unknown", "unfinished-throw"),
    ]


@pytest.mark.rule("PL-124")
def test_a_refusal_stays_though_its_transaction_is_undone(world):
    client = sign_in(world.practitioner, world.ashmere).client

    client.get("/c/ZZZZ2222/timeline/")

    assert [(e["verb"], e["actor"], e["service_id"]) for e in audited()] == [
        ("request.unknown", "Priya Nandra", str(world.ashmere.pk))
    ]


@pytest.mark.rule("PL-124")
def test_somebody_without_a_session_leaves_no_event_by_looking_round(db):
    Client().get("/c/ZZZZ2222/timeline/")

    assert audited() == []
