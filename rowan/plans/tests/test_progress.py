"""How far the plan is: on the intake's checklist, in the list of cases, and before a case becomes active."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from rowan.assessments.intake.many import missing_for_active
from rowan.assessments.intake.signing import needs, words_of
from rowan.assessments.models import Intake
from rowan.assessments.tests.intaking import agreed, forms, sheet, whole
from rowan.assessments.tests.making import joanne, signed
from rowan.assessments.tests.test_grids import grid, row
from rowan.cases.models import Case, State
from rowan.common.dates import today
from rowan.plans import rules
from rowan.plans.models import Action, Plan
from rowan.plans.services import go_over
from rowan.plans.tests.making import STATEMENTS, added, statements
from rowan.sharing.tests.agreeing import signed as explained

pytestmark = pytest.mark.django_db
COMPLETE = {"rests_on": "a Dash", "rows": True, "future_talk": "no", "given": "none-declined"}


def text(answer) -> str:
    assert answer.status_code == 200
    plain = re.sub(r"<[^>]+>", " ", answer.content.decode())
    return re.sub(r"\s+", " ", plain)


def checklist(world, case: Case) -> str:
    return text(world.client("practitioner").get(f"/c/{case.file.reference}/intake/"))


def listed(world, case: Case) -> str:
    """The row of the only case."""
    return text(world.client("practitioner").get("/c/")).split("Joanne Pike")[1]


def overview(world, case: Case, persona: str = "practitioner") -> str:
    return text(world.client(persona).get(f"/c/{case.file.reference}/")).split("To do next")[1]


@pytest.mark.rule("CM-119")
@pytest.mark.parametrize("without", COMPLETE)
def test_a_plan_is_complete_with_dash_rows_the_talk_and_the_question_of_a_copy(without):
    assert rules.is_complete(COMPLETE)
    assert not rules.is_complete(COMPLETE | {without: None})


@pytest.mark.rule("CM-29", "CM-37")
def test_whether_a_plan_is_in_place_is_worked_out_from_the_plan(world):
    case = joanne(world)
    signed(world, case, yes=0)
    assert "Safety and support plan Not yet" in checklist(world, case) and "No plan" in listed(world, case)

    with world.acting("practitioner"):
        by = world.user("practitioner")
        added(case.file, by)
    assert "Safety and support plan Begun, not complete" in checklist(world, case)
    assert "Plan not complete" in listed(world, case)

    with world.acting("practitioner"):
        plan = Plan.objects.get()
        go_over(plan=plan, by=by, reviewed_on=today(), stage="later", future_talk="yes")
        Plan.objects.filter(pk=plan.pk).update(given="none-declined")
    assert "Safety and support plan Yes" in checklist(world, case)
    assert "lan not complete" not in listed(world, case)

    with world.acting("practitioner"):
        Action.objects.update(status="ended")
    assert "Safety and support plan Begun, not complete" in checklist(world, case)


@pytest.mark.rule("CM-37", "CM-123")
def test_a_plan_that_a_rising_grid_made_stale_is_told_in_the_list(world):
    case = joanne(world)
    signed(world, case, yes=0)
    with world.acting("practitioner"):
        added(case.file, world.user("practitioner"))
    assert "Plan to be gone over" not in listed(world, case)

    grid(world, case, physical=row("physical", "yes", esc_severity="worse"))

    assert "Plan to be gone over" in listed(world, case)


def test_a_signature_face_to_face_ends_what_the_list_says_of_the_agreement(world):
    case = joanne(world)
    assert "No agreement" in listed(world, case)
    with world.acting("practitioner"):
        explained(case, "telephone", world.user("practitioner"))
    assert "Agreement not signed face to face" in listed(world, case)

    with world.acting("practitioner"):
        explained(case, "face-to-face", world.user("practitioner"))

    assert "No agreement" not in listed(world, case) and "not signed" not in listed(world, case)


# Active.


@pytest.mark.rule("CM-23")
def test_what_active_still_needs_stands_at_the_end_and_is_what_the_page_says(world):
    case = joanne(world)
    with world.acting("practitioner"):
        missing = missing_for_active(case)
        read = sheet(world, case)
    with world.acting("practitioner"):
        assert missing == [words_of(need) for need, done in needs(read).items() if not done]
    assert len(missing) == 6

    said = overview(world, case)

    assert f"Make active Missing: {'; '.join(missing)}" in said
    assert said.index("Ask the Dash") < said.index("Make active")


@pytest.mark.rule("CM-23")
def test_once_nothing_is_missing_active_is_the_first_thing_to_do(world):
    case = joanne(world)
    forms(world, case, "dash", "soag", ago=timedelta(days=1))
    whole(world, case)
    agreed(world, case)
    with world.acting("practitioner"):
        assert missing_for_active(case) == [words_of("intake")]
        Intake.objects.filter(case=case).update(completed_at=timezone.now())

    said = overview(world, case)

    assert said.lstrip().startswith("Engaged, intake open") and "Make active Everything that it needs" in said
    assert said.index("Make active") < said.index("Agreement to be signed face to face")
    assert (
        f"/c/{case.file.reference}/intake/active/"
        in world.client("practitioner").get(f"/c/{case.file.reference}/").content.decode()
    )


@pytest.mark.parametrize("state", [State.ACTIVE, State.CONTACTING])
def test_elsewhere_nothing_is_said_of_active(world, state):
    assert "Make active" not in overview(world, joanne(world, state=state))


def test_who_may_not_keep_an_intake_is_not_told_to_make_it_active(world):
    case = joanne(world)

    said = text(world.client("duty").get(f"/c/{case.file.reference}/"))

    assert "Make active" not in said


@pytest.mark.rule("PL-195")
def test_the_first_page_keeps_to_its_statements(world):
    case = joanne(world)
    signed(world, case)

    asked = statements(world.client("practitioner"), f"/c/{case.file.reference}/")

    assert len(asked) <= STATEMENTS, "\n".join(asked)
