"""What the Dash counts, and what the panel beside it says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rowan.instruments import dash
from rowan.instruments.answers import Answer, value
from rowan.instruments.so_far import so_far
from rowan.instruments.tests.filled import DASH, at_signing, with_yes

ANSWERS = ["yes", "no", "dont-know", None]
every_way = st.lists(st.sampled_from(ANSWERS), min_size=24, max_size=24)


def of(given_answers):
    """Answers to the 24 items alone."""
    return {f"dash.q{n}": Answer(value=a) for n, a in enumerate(given_answers, start=1) if a}


@pytest.mark.rule("CM-44")
@given(every_way, st.integers(1, 24))
def test_a_yes_raises_the_total_by_one_and_never_lowers_it(given_answers, number):
    before = of(given_answers)
    after = before | {f"dash.q{number}": Answer(value="yes")}

    was_yes = given_answers[number - 1] == "yes"
    assert dash.total(after) == dash.total(before) + (not was_yes)
    assert 0 <= dash.total(before) <= 24
    assert dash.total(before) == given_answers.count("yes")


@pytest.mark.rule("CM-44")
def test_parts_words_and_a_typed_total_add_nothing():
    bare = dash.total(with_yes(24))

    more = with_yes(24, q14__target=["you", "children"], q4__from=["family"], total="99")

    assert bare == dash.total(more) == 24
    assert "dash.total" not in more
    assert value(at_signing(more), "dash.total") == 24


@pytest.mark.rule("CM-42", "CM-44")
@given(every_way)
def test_blanks_and_dont_know_are_gaps_and_never_no(given_answers):
    answers = of(given_answers)
    standing = list(dash.states(answers).values())

    assert standing.count("no") == given_answers.count("no")
    assert standing.count("not-asked") == given_answers.count(None)
    assert len(dash.gaps(answers)) == given_answers.count(None) + given_answers.count("dont-know")


@pytest.mark.rule("CM-45")
@pytest.mark.parametrize(("count", "met"), [(13, False), (14, True), (24, True)])
def test_fourteen_prompts_a_marac_referral_and_thirteen_does_not(count, met):
    answers = with_yes(count)

    assert dash.visible_high(answers) is met
    assert value(at_signing(answers), "dash.visible-high") == ("yes" if met else "no")


@pytest.mark.rule("CM-45")
def test_the_threshold_is_changed_by_whoever_calls_and_by_nothing_typed():
    answers = with_yes(10, visible_high="yes")

    assert not dash.visible_high(answers)
    assert dash.visible_high(answers, threshold=10)


@pytest.mark.rule("CM-46")
@given(every_way)
def test_gaps_that_could_reach_the_threshold_are_said_so(given_answers):
    answers = of(given_answers)
    most = dash.total(answers | of(["yes" if a in {None, "dont-know"} else a for a in given_answers]))

    assert dash.could_be_high(answers) is (dash.total(answers) < 14 <= most)


@pytest.mark.rule("CM-45", "CM-46")
@pytest.mark.parametrize(
    ("changes", "heading", "sentence"),
    [
        (["yes"] * 14 + [None] * 10, "The count alone says high.", "14 answers are yes"),
        (["yes"] * 8 + ["no"] * 6 + [None] * 10, "High risk cannot be ruled out yet.", "With 10 gaps"),
        (["yes"] * 13 + ["no"] * 10 + ["dont-know"], "High risk cannot be ruled out yet.", "With 1 gap "),
        (["no"] * 23 + [None], "1 gap is left.", "you may still judge it high"),
        (["no"] * 24, "0 gaps are left.", "you may still judge it high"),
    ],
)
def test_the_panel_says_what_the_gaps_mean_beside_the_count(changes, heading, sentence):
    panel = so_far(DASH, of(changes))

    assert panel.heading == heading
    assert sentence in panel.sentence
    assert panel.decide == "The count informs. You decide the level in part 7, and your reason is kept."


def test_the_panel_shows_four_looks_and_where_we_are():
    panel = so_far(DASH, of(["yes", "no", "dont-know", None] + ["no"] * 20), here=2)

    assert [(box.text, box.look) for box in panel.boxes[:4]] == [
        ("1", "yes"),
        ("2", "no"),
        ("?", "unknown"),
        ("4", "none"),
    ]
    assert [box.here for box in panel.boxes] == [True] * 5 + [False] * 19
    assert panel.summary == "So far: 1 yes, 21 no, 1 don’t know, 1 not asked yet"
    assert panel.asked == "23 of 24 asked"
    assert panel.label.startswith("Yes: 1. No: 2, 5, 6")
