"""The screen turned to the client while a form is asked: one question of hers, and nothing she may not know."""

import re

import pytest

from rowan.assessments import services
from rowan.assessments.models import Response
from rowan.assessments.tests.making import answer, begun, joanne
from rowan.files.models import Draft
from rowan.instruments import catalogue, together
from rowan.instruments.answers import value
from rowan.instruments.catalogue import DefinitionError
from rowan.instruments.tests.filled import DASH, answered
from rowan.people.models import Part, Person
from tests.support.world import audited, envelope_in

pytestmark = pytest.mark.django_db

SECRETS = {
    "q1__comment": "Zebra-comment",
    "general_comment": "Zebra-general",
    "pro__notes": "Zebra-notes",
    "pro__other_info": "Zebra-other-info",
    "pro__priorities": "Zebra-priorities",
    "judged_reason": "Zebra-reason",
}


@pytest.fixture
def case(world):
    case = joanne(world, children=True)
    with world.acting("practitioner"):
        Person.objects.create(file=case.file, part=Part.PCH, given="Zebra-man", family="Unknown")
    return case


@pytest.fixture
def response(world, case):
    response = begun(world, case, occasion="new-incident")
    return answer(world, response, abusers=[terry_alone(world, case)], main_source="yes", **SECRETS)


def terry_alone(world, case) -> str:
    with world.acting("practitioner"):
        return str(Person.objects.get(file=case.file, part=Part.PCH, given="Terry").pk)


@pytest.fixture
def turned(world, response):
    """Priya has turned the screen."""
    priya = world.client("practitioner")
    priya.path = f"/f/{response.reference}/turned/"
    assert priya.post(f"/f/{response.reference}/turn/")["Location"] == priya.path
    return priya


def kept(world, response) -> Response:
    with world.acting("practitioner"):
        return Response.objects.select_related("file").get(pk=response.pk)


def say(client, n: int, go: str = "next", **posted):
    """Answer the question at this place as a browser does."""
    page = client.get(f"{client.path}?n={n}")
    sent = {f"dash.{name.replace('__', '.')}": given for name, given in posted.items()}
    return client.post(f"{client.path}?n={n}", {**sent, "_form": envelope_in(page), "go": go})


def text(page) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.content.decode()))


@pytest.mark.rule("PL-24")
def test_one_question_in_her_voice_and_nothing_of_ours(world, case, turned):
    for n in range(1, 25):
        html = turned.get(f"{turned.path}?n={n}").content.decode()
        assert f"Question {n} of 24" in html
        for ours in ("Zebra", case.file.reference, "rw-case", "Find", "Priya", "So far", "Not asked", "Dash"):
            assert ours not in html, (n, ours)
    page = text(turned.get(turned.path))
    assert "Were you hurt by what has just happened?" in page and "Joanne" in page


@pytest.mark.rule("PL-24")
def test_what_somebody_else_told_is_left_out_and_leaves_no_gap(world, response, turned):
    answer(world, response, q3="yes", q3__source="PC Zebra-Farrow", q3__what="Zebra-what")

    for n in range(1, 24):
        html = turned.get(f"{turned.path}?n={n}").content.decode()
        assert f"Question {n} of 23" in html
        assert "Zebra" not in html and "hurt or attacked once more" not in html
    assert turned.get(f"{turned.path}?n=24")["Location"] == "/account/thanks/"


def test_she_answers_one_after_the_other_and_it_is_kept(world, response, turned):
    assert say(turned, 1, q1="yes", q1__injury="A cut lip")["Location"].endswith("?n=2")
    assert say(turned, 2, q2="no")["Location"].endswith("?n=3")
    assert say(turned, 3, go="back", q3="dont-know")["Location"].endswith("?n=2")

    answers = kept(world, response).answers
    assert [value(answers, f"dash.q{n}") for n in (1, 2, 3)] == ["yes", "no", "dont-know"]
    assert value(answers, "dash.q1.injury") == "A cut lip"
    assert value(answers, "dash.q1.comment") == "Zebra-comment"
    assert "A cut lip" in turned.get(f"{turned.path}?n=1").content.decode()
    assert audited("assessment.turned")


def test_nothing_but_the_question_is_taken(world, response, turned):
    say(turned, 1, q1="no", q5="yes", judged_level="standard", pro__notes="Hers")

    answers = kept(world, response).answers
    assert "dash.q5" not in answers and "dash.judged-level" not in answers
    assert value(answers, "dash.pro.notes") == "Zebra-notes"


def test_after_the_last_question_the_form_is_gone(world, response, turned):
    assert say(turned, 24, q24="no")["Location"].endswith("?n=25")
    assert turned.get(f"{turned.path}?n=25")["Location"] == "/account/thanks/"
    assert turned.get(turned.path).status_code == 403


@pytest.mark.rule("PL-116")
def test_a_colleague_who_answers_the_same_meanwhile_is_not_shown_and_nothing_is_lost(world, response, turned):
    page = turned.get(f"{turned.path}?n=2")
    answer(world, kept(world, response), "practitioner2", q2="yes", q2__comment="Zebra-heard")

    sent = {"dash.q2": "no", "_form": envelope_in(page), "go": "next"}
    said = turned.post(f"{turned.path}?n=2", sent)

    assert said["Location"].endswith("?n=3") and "Zebra" not in said.content.decode()
    assert value(kept(world, response).answers, "dash.q2") == "yes"
    with world.acting("practitioner"):
        draft = Draft.objects.open().get(path=f"/f/{response.reference}/")
    assert draft.data["fields"]["dash.q2"] == ["no"]


@pytest.mark.rule("PL-116")
def test_a_colleague_who_answers_something_else_meanwhile_stops_nobody(world, response, turned):
    page = turned.get(f"{turned.path}?n=2")
    answer(world, kept(world, response), "practitioner2", q9="yes")

    turned.post(f"{turned.path}?n=2", {"dash.q2": "no", "_form": envelope_in(page), "go": "next"})

    answers = kept(world, response).answers
    assert (value(answers, "dash.q2"), value(answers, "dash.q9")) == ("no", "yes")


@pytest.mark.rule("PL-24")
def test_a_refusal_on_the_turned_screen_shows_nothing(world, response, turned):
    with world.acting("practitioner2"):
        Response.objects.filter(pk=response.pk).update(mode="telephone")
    stale = turned.post(f"{turned.path}?n=1", {"dash.q1": "yes", "_form": "forged", "go": "next"})
    assert stale.status_code == 403
    assert "Zebra" not in stale.content.decode() and "Joanne" not in stale.content.decode()


def test_where_somebody_else_answers_the_screen_is_not_turned(world, case):
    response = answer(world, begun(world, case), main_source="no", main_source__name="PC Farrow")

    refused = world.client("practitioner").post(f"/f/{response.reference}/turn/")

    assert refused.status_code == 409
    assert "somebody else answers it" in text(refused)


def test_a_grid_is_not_put_to_the_client():
    assert not together.can_ask(catalogue.get("soag"), {})


def test_names_are_those_the_worker_chose(world, case, response, turned):
    assert "keep on messaging" in text(turned.get(f"{turned.path}?n=8"))
    assert "Does Terry keep on" in text(turned.get(f"{turned.path}?n=8"))
    answer(world, response, abusers=[])

    assert "Does the person causing harm keep on" in text(turned.get(f"{turned.path}?n=8"))


def test_what_she_typed_and_did_not_send_counts(world, response, turned):
    page = turned.get(f"{turned.path}?n=2")
    turned.post(f"{turned.path}?n=2", {"dash.q2": "yes", "_form": envelope_in(page), "_autosave": "1"})
    with world.acting("practitioner"):
        by = world.user("practitioner")
        taken = services.take_in(response=Response.objects.get(pk=response.pk), by=by)

    assert value(taken.answers, "dash.q2") == "yes"


@pytest.mark.parametrize("line", ["audience: staff", "audience: professional", "type: person-list"])
def test_a_definition_that_puts_what_is_ours_to_her_does_not_load(tmp_path, line):
    item = {"type": "yes-no", "audience": "restricted"} | dict([line.split(": ")])
    (tmp_path / "small.yaml").write_text(
        "id: small\nversion: 1\ntitle: Small\ntab: Form\nsource: Us\nwording: Own\npurpose: To try.\n"
        "dated_by: small.day\nsections:\n  - id: one\n    title: One\n    short: One\n    purpose: To try.\n"
        "    items: [{ id: small.day, type: date, prompt: When?, audience: staff }]\n"
        "  - id: two\n    title: Two\n    short: Two\n    purpose: To try.\n    turned: true\n"
        f"    items: [{{ id: small.q1, prompt: Is it?, type: {item['type']}, audience: {item['audience']} }}]\n"
    )

    with pytest.raises(DefinitionError, match=r"small\.q1: .* may not stand on a screen that is turned"):
        catalogue.read(tmp_path / "small.yaml")


def test_every_question_of_the_dash_is_put_to_her_when_she_answers():
    assert len(together.for_her(DASH, answered())) == 24
