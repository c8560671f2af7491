"""What other pages are told of the risk, and the rows that reports count."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rowan.assessments import current, projecting
from rowan.assessments.models import Answer, Response, RiskLevel
from rowan.assessments.tests.making import begun, joanne, signed
from rowan.files.models import File, Job
from tests.support.world import audited

pytestmark = pytest.mark.django_db

ROW = ("response_id", "item", "kind", "code", "number", "day")


def rows(world, persona: str = "practitioner", **more) -> set[tuple]:
    with world.acting(persona, **more):
        return set(Answer.objects.values_list(*ROW))


# What other pages are told.


@pytest.mark.rule("CM-59")
def test_every_yes_is_offered_to_the_plan_in_words_with_names(world):
    case = joanne(world)
    signed(world, case, yes=3, q19="yes", q20="dont-know")

    with world.acting("practitioner"):
        offered = current.offered_risks(case)

    assert [code for code, _words in offered] == ["dash.q1", "dash.q2", "dash.q3", "dash.q19"]
    assert dict(offered)["dash.q2"] == "Is Joanne very afraid?"
    assert "Terry" in dict(offered)["dash.q19"]


def test_a_dash_that_is_not_signed_offers_nothing(world):
    case = joanne(world)
    begun(world, case)

    with world.acting("practitioner"):
        assert current.signed_dash(case) is None
        assert current.offered_risks(case) == []
        assert current.calls(case.file) == []


def test_the_dash_that_was_signed_last_counts(world):
    case = joanne(world)
    signed(world, case, yes=9)
    newer = signed(world, case, yes=2)

    with world.acting("practitioner"):
        assert current.signed_dash(case) == newer


def test_the_panel_tells_the_judgement_and_every_one_before(world):
    case = joanne(world)
    signed(world, case, yes=9, judged_reason="He knows where she is")
    signed(world, case, "senior", yes=15, judged_level="high", q24="dont-know")

    with world.acting("practitioner"), CaptureQueriesContext(connection) as asked:
        panel = current.risk_panel(case)

    assert (panel.level, panel.judged_by, panel.total, panel.gaps) == ("high", "Tom Bexley", 15, 1)
    assert [(row.level, row.total) for row in panel.history] == [("high", 15), ("medium", 9)]
    assert sum("assessments" in query["sql"] for query in asked.captured_queries) == 1


def test_the_drawing_runs_from_old_to_new_under_the_line_at_fourteen(world):
    case = joanne(world)
    signed(world, case, yes=0)
    signed(world, case, yes=14, judged_level="high")

    with world.acting("practitioner"):
        panel = current.risk_panel(case)

    assert [(point.x, point.y) for point in panel.points] == [(4.0, 48.0), (96.0, 20.0)]
    assert panel.line == 20
    assert panel.path == "4.0,48 96.0,20" or panel.path == "4.0,48.0 96.0,20.0"


def test_nothing_judged_is_an_empty_panel_and_not_a_low_one(world):
    case = joanne(world)

    with world.acting("practitioner"):
        panel = current.risk_panel(case)

    assert (panel.level, panel.judged_at, panel.points) == ("", None, [])


@pytest.mark.rule("CM-45")
@pytest.mark.parametrize(
    "yes, changes, called",
    [
        (14, {"judged_level": "high"}, ["K-16"]),
        (14, {"judged_level": "standard", "judged_reason": "Long ago"}, ["K-16"]),
        (13, {}, []),
        (2, {"pro__marac_grounds": "yes", "pro__marac_made": "no"}, ["K-16"]),
        (14, {"judged_level": "high", "pro__marac_grounds": "yes", "pro__marac_made": "yes"}, []),
        (2, {"pro__child_risk": "yes", "pro__child_referral": "no"}, ["K-17"]),
    ],
)
def test_what_a_signed_dash_calls_for(world, yes, changes, called):
    case = joanne(world)

    signed(world, case, yes=yes, **changes)

    with world.acting("practitioner"):
        assert [clock.standard for clock in current.calls(case.file)] == called


# The rows.


def test_answers_become_rows_when_the_form_is_signed_and_not_before(world):
    case = joanne(world)
    begun(world, case)
    assert rows(world) == set()

    response = signed(world, case, yes=2, q14="yes", q14__target=["you", "children"], q15="dont-know")

    found = {(item, code) for _response, item, _kind, code, *_rest in rows(world)}
    assert {("dash.q1", "yes"), ("dash.q15", "dont-know"), ("dash.q24", "no")} <= found
    assert {("dash.q14.target", "you"), ("dash.q14.target", "children")} <= found
    assert (response.pk, "dash.total", "number", "", 3, None) in rows(world)
    assert "A cut lip" not in str(rows(world))


def test_rows_made_again_are_the_same_rows(world):
    case = joanne(world)
    signed(world, case, yes=9)
    signed(world, case, yes=3, q20="dont-know")
    before = rows(world)
    with world.acting("practitioner"):
        lost = Answer.objects.filter(item="dash.q1")
        assert lost.delete()[0] == 2
    assert rows(world) != before

    out = StringIO()
    call_command("assessments", "project", stdout=out)

    assert rows(world) == before
    assert "Ashmere Advocacy: 2 signed forms" in out.getvalue()
    assert "Brackwater Outreach: 0 signed forms" in out.getvalue()
    assert not Job.objects.filter(task=projecting.TASK, done_at=None).exists()
    assert audited("assessment.projected")


def test_rows_of_a_sealed_file_are_made_again_too(world):
    case = joanne(world)
    signed(world, case, yes=1)
    with world.acting("practitioner", admitted=[case.file]):
        File.objects.filter(pk=case.file_id).update(sealed=True)
    before = rows(world, admitted=[case.file])
    assert before
    assert rows(world) == set()

    call_command("assessments", "project", stdout=StringIO())

    assert rows(world, admitted=[case.file]) == before


def test_another_service_sees_no_form_no_row_and_no_level(world):
    case = joanne(world)
    signed(world, case)

    with world.acting("other_practitioner"):
        for model in (Response, Answer, RiskLevel):
            assert not model.objects.exists()
