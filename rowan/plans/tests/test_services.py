from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from rowan.access.permissions import Denied, NotNow
from rowan.cases.models import State
from rowan.common.dates import today
from rowan.files.keeping import Changed, Edit
from rowan.files.models import Entry
from rowan.plans import services
from rowan.plans.models import Action, NotAddressed, Plan
from rowan.plans.sheet import sheet_of
from rowan.plans.tests.making import added, case_of, row
from tests.support.world import audited


def edit(action, /, **changes):
    return Edit(
        changes=changes,
        base={name: getattr(action, name) for name in changes},
        seen=action.version,
        labels={name: name for name in changes},
    )


# Rows


@pytest.mark.rule("CM-121")
def test_a_whole_row_is_kept_and_begins_the_plan(inside, found):
    here, by = inside

    action = added(here.file, by, answers=["dash.14"])

    plan = Plan.objects.get(case=here.case)
    assert (action.plan, action.agreed_on, action.created_by) == (plan, today(), by)
    assert (plan.made_on, plan.rests_on, plan.number) == (today(), found.dash.pk, 1)
    assert audited("plan.action_added")[-1]["file_id"] == str(here.file.pk)
    assert Entry.objects.filter(file=here.file, about=action.pk).exists()


def test_the_record_holds_no_word_that_was_typed(inside):
    here, by = inside

    added(here.file, by, action="Zebra crossing", internal="Walrus")

    assert "Zebra" not in str(audited())
    assert "Walrus" not in str(audited())


@pytest.mark.rule("CM-121")
@pytest.mark.parametrize(
    "changed, sentence",
    [
        ({"risk": " "}, "Say what it is about"),
        ({"action": ""}, "Say what was agreed"),
        ({"who": ""}, "Say who does it"),
        ({"who_name": ""}, "Name who does it"),
        ({"timing": ""}, "Say by when"),
        ({"timing": "day"}, "Enter the day by which"),
        ({"timing": "day", "due_on": today() - timedelta(1)}, "it was agreed then"),
        ({"origin": ""}, "Say where it came from"),
    ],
)
def test_a_row_with_a_gap_is_refused(inside, changed, sentence):
    here, by = inside

    with pytest.raises(NotNow, match=sentence), transaction.atomic():
        added(here.file, by, **changed)

    assert not Action.objects.filter(file=here.file).exists()
    assert not Plan.objects.filter(file=here.file).exists()


@pytest.mark.parametrize("timing", ["any", "if"])
def test_a_row_may_wait_for_no_day(inside, timing):
    here, by = inside

    assert added(here.file, by, timing=timing, due_on=today()).due_on is None


def test_one_row_answers_several_risks(inside):
    here, by = inside

    added(here.file, by, answers=["dash.14", "dash.23"])

    assert sheet_of(here.file).uncovered == []


@pytest.mark.rule("CM-126")
def test_what_is_not_wanted_now_is_kept_without_who_and_when(inside):
    here, by = inside

    action = added(here.file, by, status="not-wanted", who="", who_name="", timing="", action="Refuge")

    assert action in sheet_of(here.file).now


@pytest.mark.rule("CM-119")
def test_the_next_weeks_wait_for_the_dash(inside, found):
    here, by = inside
    found.dash = None

    with pytest.raises(NotNow, match="The Dash comes first"), transaction.atomic():
        added(here.file, by, part="soon")

    assert not Plan.objects.filter(file=here.file).exists()


@pytest.mark.rule("CM-119", "CM-122")
def test_what_keeps_somebody_safe_now_waits_for_nothing(inside, found):
    here, by = inside
    found.dash = None

    early = added(here.file, by)
    assert Plan.objects.get(file=here.file).rests_on is None

    found.dash = type("Dash", (), {"pk": here.file.pk})
    later = added(here.file, by, part="soon")
    assert Plan.objects.get(file=here.file).rests_on == found.dash.pk
    assert sheet_of(here.file).actions == [early, later]


def test_a_closed_case_keeps_its_plan_as_it_is(world, found):
    with world.acting("practitioner"):
        here = case_of(world, state=State.CLOSED)

        with pytest.raises(NotNow, match="This case is closed"), transaction.atomic():
            added(here.file, world.user("practitioner"))

        assert not Action.objects.filter(file=here.file).exists()


def test_only_who_may_write_plans_writes_one(world, found):
    with world.acting("duty"):
        here = case_of(world)

        with pytest.raises(Denied), transaction.atomic():
            added(here.file, world.user("duty"))

        assert not Action.objects.filter(file=here.file).exists()


def test_a_failed_record_keeps_nothing(inside, monkeypatch):
    here, by = inside

    def fail(*args, **kwargs):
        raise OSError("the record is full")

    monkeypatch.setattr(services.audit, "record", fail)

    with pytest.raises(OSError), transaction.atomic():
        added(here.file, by)

    assert not Action.objects.filter(file=here.file).exists()
    assert not Plan.objects.filter(file=here.file).exists()


# Changing and closing


@pytest.mark.rule("PL-115")
def test_two_people_change_different_things_on_one_row(inside):
    here, by = inside
    action = added(here.file, by)
    seen = edit(action, comment="Ring her first")

    services.change_action(action=action, by=by, edit=edit(action, action="Leave by the front"))
    services.change_action(action=action, by=by, edit=seen)

    action.refresh_from_db()
    assert (action.action, action.comment, action.version) == ("Leave by the front", "Ring her first", 3)


@pytest.mark.rule("PL-115")
def test_the_same_thing_changed_twice_is_asked_about(inside):
    here, by = inside
    action = added(here.file, by)
    mine = edit(action, action="By the back")
    services.change_action(action=action, by=by, edit=edit(action, action="By the front"))

    with pytest.raises(Changed), transaction.atomic():
        services.change_action(action=action, by=by, edit=mine)

    action.refresh_from_db()
    assert action.action == "By the front"


def test_a_change_leaves_no_gap_either(inside):
    here, by = inside
    action = added(here.file, by)

    with pytest.raises(NotNow, match="Enter the day"), transaction.atomic():
        services.change_action(action=action, by=by, edit=edit(action, timing="day"))

    action.refresh_from_db()
    assert action.timing == "any"


@pytest.mark.rule("CM-130")
@pytest.mark.parametrize("changed", [{"delicate": True}, {"audience": "staff"}])
def test_a_code_word_or_a_staff_row_is_never_ticked_beforehand(inside, changed):
    here, by = inside

    assert added(here.file, by, on_copy=True, **changed).on_copy is False
    assert added(here.file, by, on_copy=True).on_copy is True


@pytest.mark.rule("CM-124")
def test_a_done_day_closes_the_row(inside):
    here, by = inside
    action = added(here.file, by)

    services.finish_action(action=action, by=by, done_on=today())

    action.refresh_from_db()
    assert action.is_done
    with pytest.raises(NotNow, match="already done"), transaction.atomic():
        services.finish_action(action=action, by=by, done_on=today())


@pytest.mark.rule("CM-124")
@pytest.mark.parametrize("days, sentence", [(-1, "before it was agreed"), (1, "not in the future")])
def test_nothing_is_done_before_it_was_agreed_or_tomorrow(inside, days, sentence):
    here, by = inside
    action = added(here.file, by)

    with pytest.raises(NotNow, match=sentence), transaction.atomic():
        services.finish_action(action=action, by=by, done_on=today() + timedelta(days))

    action.refresh_from_db()
    assert not action.is_done


# Risks without an action


@pytest.mark.rule("CM-120")
def test_a_risk_needs_a_row_or_a_reason(inside):
    here, by = inside
    added(here.file, by, answers=["dash.14"])
    assert [code for code, _words in sheet_of(here.file).uncovered] == ["dash.23"]

    services.not_addressed(file=here.file, by=by, risk="dash.23", reason="Bail has ended")

    assert sheet_of(here.file).uncovered == []
    kept = NotAddressed.objects.get(file=here.file)
    assert (kept.words, kept.reason) == ("Bail was broken (Dash 23)", "Bail has ended")


def test_a_row_taken_off_the_plan_covers_nothing(inside):
    here, by = inside
    action = added(here.file, by, answers=["dash.14", "dash.23"])

    services.change_action(action=action, by=by, edit=edit(action, status="ended"))

    assert len(sheet_of(here.file).uncovered) == 2


def test_a_reason_said_again_replaces_the_first(inside):
    here, by = inside
    for reason in ("Later", "Bail has ended"):
        services.not_addressed(file=here.file, by=by, risk="dash.23", reason=reason)

    kept = NotAddressed.objects.get(file=here.file)
    assert (kept.reason, kept.version) == ("Bail has ended", 2)


@pytest.mark.rule("CM-120")
@pytest.mark.parametrize(
    "risk, reason, sentence",
    [("dash.23", " ", "Say why nothing is done"), ("dash.99", "Because", "not among those found")],
)
def test_a_blank_reason_and_an_unknown_risk_are_refused(inside, risk, reason, sentence):
    here, by = inside

    with pytest.raises(NotNow, match=sentence), transaction.atomic():
        services.not_addressed(file=here.file, by=by, risk=risk, reason=reason)

    assert not NotAddressed.objects.filter(file=here.file).exists()


# Going over it


@pytest.mark.rule("CM-123")
def test_going_over_the_plan_says_when_and_by_whom(inside):
    here, by = inside
    plan = added(here.file, by).plan

    services.go_over(plan=plan, by=by, reviewed_on=today(), stage="later", future_talk="yes")

    plan.refresh_from_db()
    assert (plan.number, plan.reviewed_on, plan.reviewed_by, plan.stage) == (2, today(), by, "later")


@pytest.mark.rule("CM-125")
def test_going_over_it_without_possible_violence_to_come_is_refused(inside):
    here, by = inside
    plan = added(here.file, by).plan

    with pytest.raises(NotNow, match="possible violence to come"), transaction.atomic():
        services.go_over(plan=plan, by=by, reviewed_on=today(), stage="later", future_talk="")

    plan.refresh_from_db()
    assert plan.number == 1


# What the database itself refuses


@pytest.mark.rule("CM-121", "CM-124", "CM-130")
@pytest.mark.parametrize(
    "changed, constraint",
    [
        ({"risk": ""}, "plans_action_says_risk_and_action"),
        ({"who": "", "who_name": ""}, "plans_agreed_action_says_who_and_when"),
        ({"timing": "day"}, "plans_action_has_its_day"),
        ({"who_name": ""}, "plans_somebody_else_is_named"),
        ({"done_on": today() - timedelta(1)}, "plans_not_done_before_it_was_agreed"),
        ({"timing": "day", "due_on": today() - timedelta(1)}, "plans_not_due_before_it_was_agreed"),
        ({"delicate": True}, "plans_delicate_is_never_ticked_beforehand"),
        ({"audience": "staff"}, "plans_delicate_is_never_ticked_beforehand"),
    ],
)
def test_the_database_refuses_what_the_rules_refuse(inside, changed, constraint):
    here, by = inside
    plan = added(here.file, by).plan

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Action.objects.create(file=here.file, plan=plan, agreed_on=today(), **row(**changed))


@pytest.mark.rule("PL-60")
def test_a_row_belongs_to_a_plan_of_its_own_file(world, inside):
    here, by = inside
    plan = added(here.file, by).plan
    another = case_of(world)

    with pytest.raises(IntegrityError, match="plans_action_plan_same"), transaction.atomic():
        Action.objects.create(file=another.file, plan=plan, agreed_on=today(), **row())
