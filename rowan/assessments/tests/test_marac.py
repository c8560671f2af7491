"""The Marac task: opened by a count or a judgement, ended by a person who says how."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from rowan.access.permissions import Denied, NotNow
from rowan.agencies.services import configure
from rowan.assessments import levels, marac
from rowan.assessments.models import MaracTask, RiskLevel
from rowan.assessments.tests.making import joanne, signed
from rowan.assessments.tests.test_services import refused
from rowan.cases.models import Case, Level, State
from rowan.clocks.models import Clock
from rowan.clocks.recomputing import recompute_service
from rowan.common.dates import today
from rowan.files.models import Entry, Job
from tests.support.world import audited

pytestmark = pytest.mark.django_db


def tasks(world) -> list[MaracTask]:
    with world.acting("practitioner"):
        return list(MaracTask.objects.order_by("opened_at", "id"))


def clock(world, task) -> Clock:
    with world.acting("practitioner"):
        return Clock.objects.get(standard="K-16", about=task.pk)


def end(world, task, persona="practitioner", **said):
    with world.acting(persona):
        return marac.end(task=task, by=world.user(persona), **said)


@pytest.mark.rule("CM-45", "K-16")
def test_fourteen_opens_the_task_and_thirteen_does_not(world):
    signed(world, joanne(world), yes=13)
    assert not tasks(world)

    signed(world, joanne(world), yes=14, judged_level="high")

    [task] = tasks(world)
    assert task.ground == "count"
    running = clock(world, task)
    assert running.owner_id == world.practitioner.pk
    assert running.due_at - task.opened_at < timedelta(days=2)
    assert audited("marac.task_opened")


@pytest.mark.rule("CM-45")
def test_the_number_is_the_services_own(world):
    configure(service=world.ashmere, values={"dash_threshold": 10})
    world.ashmere.refresh_from_db()

    signed(world, joanne(world), yes=10, judged_level="high")

    assert tasks(world)[0].ground == "count"


@pytest.mark.rule("CM-47", "CM-54")
@pytest.mark.parametrize(
    ("said", "ground"),
    [
        ({"pro__marac_grounds": "yes", "pro__marac_made": "no"}, "grounds"),
        ({"judged_level": "high", "judged_reason": "Strangled last week"}, "judged"),
    ],
)
def test_a_judgement_opens_the_task_at_any_count(world, said, ground):
    signed(world, joanne(world), yes=3, **said)

    assert [task.ground for task in tasks(world)] == [ground]


def test_a_dash_that_says_it_was_done_opens_none(world):
    signed(world, joanne(world), yes=14, judged_level="high", pro__marac_grounds="yes", pro__marac_made="yes")

    assert not tasks(world)


@pytest.mark.rule("CM-47")
def test_a_lower_count_later_takes_no_task_away(world):
    case = joanne(world)
    signed(world, case, yes=15, judged_level="high")

    signed(world, case, yes=4, judged_level="medium", judged_reason="He has moved to Leeds")

    [task] = tasks(world)
    assert task.ended_at is None
    assert clock(world, task).is_running


def test_a_later_dash_that_says_it_was_done_ends_it(world):
    case = joanne(world)
    signed(world, case, yes=15, judged_level="high")

    signed(world, case, yes=15, judged_level="high", pro__marac_grounds="yes", pro__marac_made="yes")

    [task] = tasks(world)
    assert (task.ending, task.ended_name) == ("already", "Priya Nandra")
    assert clock(world, task).met_at


@pytest.mark.rule("CM-54")
def test_the_task_is_not_put_away_without_a_reason(world):
    signed(world, joanne(world), yes=14, judged_level="high")
    [task] = tasks(world)

    with refused(NotNow, saying="Say why this is not taken to the Marac."):
        end(world, task, ending="not", because="  ")
    assert tasks(world)[0].ended_at is None
    assert clock(world, task).is_running

    ended = end(world, task, ending="not", because="Heard on 3 November in Brackwater")

    assert ended.ending == "not"
    stopped = clock(world, task)
    assert stopped.stopped_at
    assert not stopped.met_at
    assert audited("marac.task_ended")


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"ending": "sent", "told": "", "on": "today"}, "Say to whom it was sent, or who has referred."),
        ({"ending": "sent", "told": "The coordinator"}, "Enter the day, today or earlier."),
        ({"ending": "already", "told": "Police", "on": "tomorrow"}, "Enter the day, today or earlier."),
        ({"ending": "gone"}, "Choose how it ended."),
    ],
)
def test_an_end_says_what_happened(world, said, sentence):
    signed(world, joanne(world), yes=14, judged_level="high")
    days = {"today": today(), "tomorrow": today() + timedelta(days=1)}
    said = said | {"on": days.get(said.get("on"))}

    with refused(NotNow, saying=sentence):
        end(world, tasks(world)[0], **said)
    assert tasks(world)[0].ended_at is None


def test_it_ends_once(world):
    signed(world, joanne(world), yes=14, judged_level="high")
    [task] = tasks(world)
    end(world, task, ending="sent", told="The coordinator", on=today())

    with refused(NotNow, saying="Priya Nandra has ended this already."):
        end(world, task, "senior", ending="not", because="x")
    assert tasks(world)[0].ending == "sent"


def test_the_duty_desk_ends_none(world):
    signed(world, joanne(world), yes=14, judged_level="high")

    with refused(Denied, saying="Your role does not include this."):
        end(world, tasks(world)[0], "duty", ending="not", because="x")


def test_the_database_keeps_one_open_and_an_end_whole(world):
    case = joanne(world)
    signed(world, case, yes=14, judged_level="high")
    [task] = tasks(world)

    with world.acting("practitioner"):
        with pytest.raises(IntegrityError), transaction.atomic():
            MaracTask.objects.create(file=case.file, case=case, ground="count", opened_at=timezone.now())
        with pytest.raises(IntegrityError), transaction.atomic():
            MaracTask.objects.filter(pk=task.pk).update(ended_at=timezone.now())


@pytest.mark.rule("K-16")
def test_the_clock_can_be_worked_out_again_and_the_services_days_count(world):
    signed(world, joanne(world), yes=14, judged_level="high")
    assert recompute_service(world.ashmere, put_right=False) == []

    configure(service=world.ashmere, values={"marac_days": 3})
    [found] = recompute_service(world.ashmere, put_right=True)

    assert (found.standard, found.fields) == ("K-16", ("due_at",))


@pytest.mark.rule("K-16", "CM-54")
def test_a_manager_hears_of_it_after_the_days_of_the_service(world):
    signed(world, joanne(world), yes=14, judged_level="high")
    due = clock(world, tasks(world)[0]).due_at

    with world.acting("manager"):
        for moment, told in ((due - timedelta(minutes=1), False), (due, True)):
            on_day = Clock.objects.on_the_day_of(world.user("manager"), moment).filter(standard="K-16")
            assert on_day.exists() is told


# The level, between two Dashes.


def judge(world, case, level, reason, persona="practitioner"):
    with world.acting(persona):
        return levels.judge(case=case, level=level, reason=reason, by=world.user(persona))


def level_of(world, case) -> str:
    with world.acting("practitioner"):
        return Case.objects.get(pk=case.pk).level


@pytest.mark.rule("CM-47")
def test_the_level_goes_up_by_a_person_with_a_reason_and_the_task_opens(world):
    case = joanne(world)
    signed(world, case, yes=3)

    judged = judge(world, case, "high", "He was released this morning")

    assert level_of(world, case) == "high"
    assert (judged.was, judged.response, judged.total) == ("medium", None, None)
    assert [task.ground for task in tasks(world)] == ["judged"]
    with world.acting("manager"):
        assert not Job.objects.filter(task="risk.lowered").exists()


@pytest.mark.rule("CM-47")
def test_the_level_goes_down_only_with_a_reason_and_a_manager_is_told(world):
    case = joanne(world)
    signed(world, case, yes=14, judged_level="high")

    with refused(NotNow, saying="Say why you judge the risk to be so."):
        judge(world, case, "medium", " ")
    assert level_of(world, case) == "high"

    judged = judge(world, case, "medium", "He is in custody until March")

    with world.acting("manager"):
        assert Job.objects.get(task="risk.lowered").about == judged.pk
        assert Entry.objects.filter(kind="risk.lowered").exists()
    assert tasks(world)[0].ended_at is None


@pytest.mark.rule("CM-47")
@pytest.mark.parametrize("level", ["medium", "not-yet-assessed"])
def test_a_dash_below_the_standing_level_needs_a_reason_and_tells_a_manager(world, level):
    case = joanne(world)
    signed(world, case, yes=14, judged_level="high")

    with refused(NotNow, saying="Say why the level"):
        signed(world, case, yes=5, judged_level=level)
    assert level_of(world, case) == "high"
    with world.acting("practitioner"):
        assert RiskLevel.objects.count() == 1

    signed(world, case, yes=5, judged_level=level, judged_reason="He has left the country")

    with world.acting("manager"):
        assert Job.objects.filter(task="risk.lowered").count() == 1


def test_a_level_that_does_not_exist_is_not_judged(world):
    case = joanne(world)

    with refused(NotNow, saying="Choose the level of risk"):
        judge(world, case, "extreme", "x")
    assert level_of(world, case) == Level.NOT_YET


# Before anything is active.


@pytest.mark.parametrize("state", [State.RECEIVED, State.CHECKED, State.ALLOCATED, State.CONTACTING])
def test_a_dash_signed_before_the_person_agreed_to_work_with_us_counts_at_once(world, state):
    """Nothing about safety waits for `active`: the level, the Marac task and its clock are there."""
    case = joanne(world, state=State.ALLOCATED)
    if state != State.ALLOCATED:
        with world.acting("practitioner"):
            Case.objects.filter(pk=case.pk).update(state=state)

    signed(world, case, yes=16, judged_level="high", pro__child_risk="yes", pro__child_referral="no")

    assert level_of(world, case) == "high"
    with world.acting("practitioner"):
        running = Clock.objects.running().values_list("standard", flat=True)
        assert {"K-10", "K-16", "K-17"} <= set(running)
