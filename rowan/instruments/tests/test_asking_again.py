"""Asking again: what stands from last time, and what became of each question since."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rowan.instruments import dash
from rowan.instruments.answers import Answer, told_by, value
from rowan.instruments.dash import Step
from rowan.instruments.fields import People
from rowan.instruments.forms import Asking
from rowan.instruments.tests.filled import DASH, TODAY, answered, at_signing, with_yes

ON = "2025-09-25"
ANSWERS = ["yes", "no", "dont-know", None]
every_way = st.lists(st.sampled_from(ANSWERS), min_size=24, max_size=24)


def of(given_answers):
    return {f"dash.q{n}": Answer(value=a, by="p1") for n, a in enumerate(given_answers, start=1) if a}


@given(every_way)
def test_asking_again_loses_no_yes_and_asks_everything_else(given_answers):
    before = of(given_answers)

    again = dash.standing(DASH, before, ON, {"p1": "Priya Nandra"})

    assert dash.total(again) == dash.total(before)
    asked = [n for n in dash.NUMBERS if dash.question(n) not in again]
    assert asked == [n for n, a in enumerate(given_answers, start=1) if a != "yes"]
    assert all(a == {"value": "yes", "by": "p1", "on": ON, "name": "Priya Nandra"} for a in again.values())
    assert before == of(given_answers)


@given(every_way, every_way)
def test_answering_what_is_asked_again_never_lowers_the_total(first, second):
    """Asked again, only what was not yes gets a new answer: the count can rise and cannot fall."""
    again = dash.standing(DASH, of(first), ON, {})

    after = {**of(second), **again}

    assert dash.total(after) >= dash.total(of(first))


@given(every_way, every_way)
def test_every_change_is_told_once_and_the_total_moves_by_it(first, second):
    before, after = of(first), of(second)

    steps = dash.steps(before, after)

    up = [n for n, step in steps.items() if step in {Step.ROSE, Step.NEW}]
    down = [n for n in dash.NUMBERS if first[n - 1] == "yes" and second[n - 1] != "yes"]
    assert dash.total(after) - dash.total(before) == len(up) - len(down)
    assert all(steps[n] in {Step.FELL, Step.OPEN} for n in down)
    assert all(step == Step.SAME for n, step in steps.items() if first[n - 1] == second[n - 1])


@pytest.mark.parametrize(
    ("before", "after", "step"),
    [
        ("no", "yes", Step.ROSE),
        ("dont-know", "yes", Step.NEW),
        ("not-asked", "yes", Step.NEW),
        ("yes", "no", Step.FELL),
        ("yes", "dont-know", Step.OPEN),
        ("yes", "not-asked", Step.OPEN),
        ("no", "not-asked", Step.OPEN),
        ("not-asked", "no", Step.CLEARED),
        ("dont-know", "not-asked", Step.SAME),
    ],
)
def test_what_became_of_an_answer(before, after, step):
    assert dash.step(dash.State(before), dash.State(after)) == step


def test_parts_words_and_the_source_stand_with_their_yes_and_no_judgement_does():
    before = at_signing(
        with_yes(14, q14__comment="In her words", q1__source="PC Farrow", judged_level="high")
    )

    again = dash.standing(DASH, before, ON, {})

    assert value(again, "dash.q14.target") == ["you"]
    assert value(again, "dash.q14.comment") == "In her words"
    assert value(again, "dash.q1.source") == "PC Farrow"
    assert all(item.startswith("dash.q") for item in again)


def test_what_stands_longer_keeps_its_first_day():
    twice = dash.standing(DASH, dash.standing(DASH, of(["yes"] * 24), ON, {"p1": "Priya"}), "2025-11-20", {})

    assert twice["dash.q1"] == {"value": "yes", "by": "p1", "on": ON, "name": "Priya"}


@pytest.mark.rule("CM-43")
def test_an_answer_the_client_gave_last_time_is_not_put_in_another_mouth():
    """This time an officer answers; what stands was told by the client and is said so."""
    stands = dash.standing(DASH, of(["yes"] + [None] * 23), ON, {})
    now = answered(
        main_source="no", main_source__name="PC Farrow", q1=None, **dict.fromkeys(("q1__injury", "q1__first"))
    )

    full = at_signing(stands | now)

    assert told_by(DASH, full, DASH.item("dash.q1")) == ""
    assert told_by(DASH, full, DASH.item("dash.q2")) == "PC Farrow"
    assert not [
        p for p in dash.problems_before_signing(DASH, full, {}, today=TODAY) if p.item == "dash.q1.source"
    ]
    assert Asking(DASH, full, People("Joanne")).told(DASH.item("dash.q1")) == "Told by Joanne"


def test_a_page_says_since_when_an_answer_stands():
    again = dash.standing(DASH, of(["yes"]), ON, {"p1": "Priya Nandra"})

    asking = Asking(DASH, again, People("Joanne"))

    assert asking.stands(DASH.item("dash.q1")) == "Yes, said 25 Sep, kept by Priya Nandra"
    assert asking.stands(DASH.item("dash.q2")) == ""
