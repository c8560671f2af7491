"""What a severity grid found is carried into the plan: offered as rows, and gone over where it rises."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from rowan.access.permissions import NotNow
from rowan.assessments import services as forms
from rowan.assessments.models import Mode
from rowan.assessments.tests.making import joanne, signed
from rowan.assessments.tests.test_grids import answer, grid, row, rows
from rowan.cases import services as cases
from rowan.cases.models import Case, State
from rowan.clocks.models import Clock
from rowan.clocks.recomputing import recompute_service
from rowan.common.dates import today
from rowan.plans.models import Action, GoneOver, Plan
from rowan.plans.services import go_over
from rowan.plans.sheet import sheet_of
from rowan.plans.tests.making import added, posted, text
from rowan.workspace.things import limits
from tests.support.world import audited, post_form

pytestmark = pytest.mark.django_db
HIGH = {"physical": row("physical", "yes", severity="high"), "stalking": "yes"}
WORSE = {
    "physical": row("physical", "yes", severity="high"),
    "stalking": row("stalking", "yes", esc_frequency="worse"),
}


@pytest.fixture
def case(world) -> Case:
    case = joanne(world)
    signed(world, case, yes=0)
    return case


@pytest.fixture
def url(case) -> str:
    return f"/c/{case.file.reference}/plan/"


def running(world) -> list[Clock]:
    with world.acting("practitioner"):
        return list(Clock.objects.running().filter(standard="K-23"))


def gone_over(world, case, days_ago: int = 0) -> Plan:
    with world.acting("practitioner"):
        plan = Plan.objects.get(case=case)
        Plan.objects.filter(pk=plan.pk).update(made_on=today() - timedelta(days=30))
        return go_over(
            plan=plan,
            by=world.user("practitioner"),
            reviewed_on=today() - timedelta(days=days_ago),
            stage="later",
            future_talk="yes",
        )


def planned(world, case) -> Action:
    with world.acting("practitioner"):
        return added(case.file, world.user("practitioner"))


# Offered as rows.


@pytest.mark.rule("CM-66", "CM-120")
def test_what_is_high_or_rises_is_offered_and_what_is_neither_is_not(world, case):
    grid(world, case, **HIGH)
    with world.acting("practitioner"):
        high = sheet_of(case.file).offered
    grid(world, case, **WORSE)
    with world.acting("practitioner"):
        worse = sheet_of(case.file)

    assert high == [
        (
            "soag.physical",
            "Physical abuse, by the severity grid: High; severity unchanged, frequency unchanged",
        )
    ]
    assert [code for code, _words in worse.offered] == ["soag.physical", "soag.stalking"]
    assert worse.uncovered == worse.offered


@pytest.mark.rule("CM-66", "CM-121")
def test_one_press_takes_it_as_a_row_that_says_where_it_came_from(world, case, url):
    grid(world, case, **HIGH)
    priya = world.client("practitioner")
    press = f"{url}rows/new/?risk=soag.physical"
    assert press in priya.get(url).content.decode()

    form = priya.get(press).context["form"]
    assert (form["risk"].value(), form["origin"].value()) == ("Physical abuse", "grid")
    assert form["answers"].value() == ["soag.physical"]
    post_form(
        priya,
        f"{url}rows/new/",
        posted(risk="Physical abuse", origin="grid", answers=["soag.physical"]),
        get=press,
    )

    with world.acting("practitioner"):
        kept = Action.objects.get()
        assert (kept.risk, kept.origin, kept.answers) == ("Physical abuse", "grid", ["soag.physical"])
        assert sheet_of(case.file).uncovered == []


def test_it_can_be_left_with_a_reason_and_what_was_not_found_cannot(world, case, url):
    grid(world, case, **HIGH)
    priya = world.client("practitioner")

    post_form(priya, f"{url}risks/soag.physical/", {"reason": "He is on remand"})

    assert priya.get(f"{url}risks/soag.sexual/").status_code == 404
    with world.acting("practitioner"):
        assert sheet_of(case.file).uncovered == []


# Gone over where it rises.


@pytest.mark.rule("CM-66", "CM-123", "K-23")
def test_what_rises_stands_on_the_day_the_overview_and_the_plan_until_it_is_gone_over(world, case, url):
    planned(world, case)
    grid(world, case, **HIGH)
    assert running(world) == []
    newer = grid(world, case, **WORSE)
    priya = world.client("practitioner")

    [clock] = running(world)
    assert (clock.about, clock.owner_id, clock.due_at) == (newer.pk, world.practitioner.pk, newer.signed_at)
    with world.acting("practitioner"):
        assert "Go over the plan" in [t.title for t in limits(world.user("practitioner"), timezone.now())]
    said = "By the severity grid this rises: Harassment or stalking"
    assert said in text(priya.get(url))
    overview = text(priya.get(f"/c/{case.file.reference}/"))
    assert "Go over the plan" in overview and said in overview
    assert "Go over the plan." in text(priya.get(f"/c/{case.file.reference}/risk/"))

    gone_over(world, case)

    assert running(world) == []
    with world.acting("practitioner"):
        assert Clock.objects.get(standard="K-23").met_at == GoneOver.objects.get().noted_at
    for page in (url, f"/c/{case.file.reference}/", f"/c/{case.file.reference}/risk/"):
        assert "this rises" not in text(priya.get(page))
    assert audited("clock.met")


@pytest.mark.rule("CM-66")
def test_a_talk_of_before_the_grid_does_not_answer_it(world, case):
    planned(world, case)
    grid(world, case, **WORSE)

    gone_over(world, case, days_ago=3)

    assert len(running(world)) == 1


@pytest.mark.rule("CM-66", "K-23")
def test_a_newer_rise_takes_the_place_of_the_older_and_a_calmer_grid_does_not(world, case):
    planned(world, case)
    grid(world, case, **WORSE)
    newer = grid(world, case, **WORSE)
    grid(world, case, **HIGH)

    assert [clock.about for clock in running(world)] == [newer.pk]


def test_a_correction_without_a_rise_takes_it_away(world, case):
    wrong = grid(world, case, **WORSE)
    with world.acting("practitioner"):
        by = world.user("practitioner")
        new = forms.replace(response=wrong, because="Wrong row", by=by)
    new = answer(world, new, rows() | {"soag.occasion": ["initial"]})
    with world.acting("practitioner"):
        new = forms.explain_gaps(response=new, reasons={}, mode=Mode.TELEPHONE, by=by)
        forms.sign(response=new, seen=new.version, by=by)

        assert sheet_of(case.file).offered == []
    assert running(world) == []


@pytest.mark.rule("K-23")
def test_the_limit_can_be_worked_out_again_and_ends_with_the_case(world, case):
    planned(world, case)
    grid(world, case, **WORSE)
    gone_over(world, case)
    grid(world, case, **WORSE)
    assert recompute_service(world.ashmere, put_right=False) == []

    with world.acting("practitioner"):
        Case.objects.filter(pk=case.pk).update(state=State.CLOSED_DECLINED, state_since=timezone.now())
        cases.tell_followers(Case.objects.get(pk=case.pk), world.user("practitioner"))

    assert running(world) == []
    assert recompute_service(world.ashmere, put_right=False) == []


@pytest.mark.rule("CM-125")
def test_without_an_answer_about_violence_to_come_it_is_not_gone_over(world, case):
    planned(world, case)
    grid(world, case, **WORSE)

    with world.acting("practitioner"):
        with pytest.raises(NotNow, match="violence to come"), transaction.atomic():
            go_over(
                plan=Plan.objects.get(case=case),
                by=world.user("practitioner"),
                reviewed_on=today(),
                stage="later",
                future_talk="",
            )

        assert not GoneOver.objects.exists()
    assert len(running(world)) == 1
