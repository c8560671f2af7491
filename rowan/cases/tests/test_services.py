from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from rowan import audit
from rowan.access.permissions import Denied, NotNow
from rowan.cases import rules, services
from rowan.cases.models import Case, CaseWorker, Level, State
from rowan.cases.states import MAY_FOLLOW, drawing
from rowan.files.models import File
from tests.support.world import audited


@pytest.fixture
def file(world) -> File:
    with world.acting("duty"):
        return File.objects.create(side="survivor")


@pytest.fixture
def case(world, file) -> Case:
    return open_in(world, file)


def open_in(world, file) -> Case:
    with world.acting("duty"):
        return services.open_case(file=file, at=timezone.now(), by=world.user("duty"))


def move(world, case, to, persona="practitioner") -> Case:
    with world.acting(persona):
        return services.move(case=case, to=to, by=world.user(persona))


def give(world, case, worker="practitioner", persona="senior") -> Case:
    with world.acting(persona):
        return services.give_to(case=case, worker=getattr(world, worker), by=world.user(persona))


def put(world, case, state) -> Case:
    with world.acting("manager"):
        Case.objects.filter(pk=case.pk).update(state=state, lead=world.practitioner)
        return Case.objects.get(pk=case.pk)


# Opening.


def test_a_file_has_one_open_case_at_a_time(world, case):
    with pytest.raises(NotNow) as no:
        open_in(world, case.file)

    assert str(no.value) == "This file already has an open case."
    with world.acting("duty"):
        assert Case.objects.filter(file=case.file_id).count() == 1


def test_a_returning_person_gets_a_new_case_with_the_next_number(world, case):
    put(world, case, State.CLOSED)

    assert open_in(world, case.file).number == 2


def test_a_new_case_is_not_yet_assessed(case):
    assert (case.state, case.level, case.get_level_display()) == (
        State.RECEIVED,
        Level.NOT_YET,
        "Not yet assessed",
    )


def test_the_database_keeps_one_open_case_for_a_file(world, case):
    with pytest.raises(IntegrityError), world.acting("duty"):
        Case.objects.create(file=case.file, number=2, opened_at=timezone.now(), state_since=timezone.now())


# Moving.


def test_every_state_says_what_may_follow():
    assert set(MAY_FOLLOW) == set(State)


def test_every_state_can_be_reached_from_the_first():
    reached, edge = {State.RECEIVED}, [State.RECEIVED]
    while edge:
        following = set(MAY_FOLLOW[edge.pop()]) - reached
        reached |= following
        edge += following

    assert reached == set(State)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("to", State)
def test_a_case_goes_only_where_the_drawing_leads(world, state, to):
    case = Case(state=state)

    assert rules.can_move(world.user("manager"), case, to) is (to in MAY_FOLLOW[state])


def test_a_move_that_leads_nowhere_is_refused_with_a_sentence(world, case):
    with pytest.raises(NotNow) as no:
        move(world, case, State.ACTIVE)

    assert str(no.value) == "This case is “Received”. It cannot become “Active” from there."
    with world.acting("duty"):
        assert Case.objects.get(pk=case.pk).state == State.RECEIVED


def test_a_move_is_on_the_record_with_both_states(world, case):
    at = case.state_since

    case = move(world, case, State.CHECKED, "duty")

    assert (case.state, case.state_since > at, case.version) == (State.CHECKED, True, 2)
    assert [event["detail"] for event in audited("case.moved")] == ['{"now": "checked", "was": "received"}']


@pytest.mark.parametrize(
    ("state", "to", "persona"),
    [
        (State.CHECKED, State.ALLOCATED, "practitioner"),
        (State.CONTACTING, State.ENGAGED, "duty"),
        (State.RECEIVED, State.CHECKED, "officer"),
    ],
)
def test_each_step_needs_its_own_permission(world, state, to, persona):
    with pytest.raises(Denied):
        rules.check_move(world.user(persona), Case(state=state), to)


def test_a_record_that_cannot_be_written_moves_nothing(world, case, monkeypatch):
    def fails(*args, **more):
        raise RuntimeError("no record")

    monkeypatch.setattr(audit, "record", fails)
    with pytest.raises(RuntimeError):
        move(world, case, State.CHECKED, "duty")

    with world.acting("duty"):
        assert Case.objects.get(pk=case.pk).state == State.RECEIVED


def test_the_drawing_shows_every_state_and_every_step():
    drawn = drawing()

    assert drawn.startswith("stateDiagram-v2\n    [*] --> received: T-1")
    assert all(f'state "{state.label}"' in drawn for state in State)
    assert drawn.count("-->") == sum(map(len, MAY_FOLLOW.values())) + 2
    assert "    contacting --> engaged: T-5" in drawn


# The worker.


def test_a_case_that_somebody_leads_is_handed_over_not_given(world, case):
    give(world, case)

    with pytest.raises(NotNow) as no:
        give(world, case, "practitioner2", "manager")

    assert str(no.value) == "This has already been given to Priya Nandra."
    with world.acting("senior"):
        assert Case.objects.get(pk=case.pk).lead == world.practitioner


@pytest.mark.rule("CM-7")
@pytest.mark.parametrize("persona", ["duty", "practitioner"])
def test_nobody_below_a_senior_gives_a_case(world, case, persona):
    with pytest.raises(Denied) as no:
        give(world, case, persona=persona)

    assert str(no.value) == "Your role does not include this. Your manager can tell you who may do it."
    with world.acting("senior"):
        assert not CaseWorker.objects.exists()


def test_the_database_has_one_lead_at_a_time(world, case):
    give(world, case)

    with pytest.raises(IntegrityError), world.acting("senior"):
        CaseWorker.objects.create(
            file=case.file,
            case=case,
            user=world.practitioner2,
            since=timezone.now(),
            given_by=world.senior,
        )


def test_the_database_lets_no_case_past_allocation_without_a_lead(world, case):
    with pytest.raises(IntegrityError), world.acting("senior"):
        Case.objects.filter(pk=case.pk).update(state=State.ACTIVE, lead=None)


def test_a_case_closed_before_anybody_had_it_needs_no_lead(world, case):
    with world.acting("manager"):
        Case.objects.filter(pk=case.pk).update(state=State.CLOSED_REFERRED_ON)
        assert not Case.objects.open().exists()


def test_the_seen_set_of_cases_is_that_of_files(world, case):
    later = timezone.now() + timedelta(days=1)

    with world.acting("practitioner"):
        assert list(Case.objects.visible_to(world.user("practitioner"))) == [case]
    with world.acting("other_practitioner"):
        assert list(Case.objects.visible_to(world.user("other_practitioner"))) == []
    assert later > case.opened_at
