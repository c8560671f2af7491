"""The severity grid: the form of the specification, what it warns of, and how two of them compare."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rowan.instruments import catalogue, checks, dash, soag
from rowan.instruments.answers import Answers, clean, cut_off, hidden, project, visible_items
from rowan.instruments.fields import People
from rowan.instruments.forms import Asking
from rowan.instruments.schema import Type
from rowan.instruments.soag import Change
from rowan.instruments.tests.filled import TODAY
from rowan.instruments.typed import months_before

SPECIFICATION = Path(__file__).parents[3] / "docs/spec/support-forms-3.4.md"
GRID = catalogue.get("soag")
WHOLE = {"soag.date": "20/11/2025", "soag.occasion": "initial", "soag.judgement": "Drink at weekends"}
RATED = {"severity": "moderate", "esc-severity": "unchanged", "esc-frequency": "worse"}


def specified() -> dict[str, list[str]]:
    rows = [line.strip("| ").split(" | ") for line in SPECIFICATION.read_text("utf-8").splitlines()]
    return {row[0]: [cell.strip("` ") for cell in row] for row in rows if row[0].startswith("soag.")}


def row(kind: str, occurring: str, **cells: str) -> dict[str, str]:
    """One row as posted: `row("physical", "yes", severity="high")`, the other columns as RATED."""
    columns = (RATED | cells) if occurring == "yes" else cells
    return {soag.occurring(kind): occurring} | {
        f"soag.{kind}.{name.replace('_', '-')}": code for name, code in columns.items()
    }


def grid(**kinds: str | dict[str, str]) -> Answers:
    """A whole grid, every kind no but those named: `grid(physical="yes")`."""
    posted: dict = dict(WHOLE)
    for kind in soag.KINDS:
        how = kinds.get(kind, "no")
        posted |= row(kind, how) if isinstance(how, str) else how
    return clean(GRID, posted, today=TODAY)


def problems(answers: Answers, reasons: dict[str, str] | None = None) -> list[tuple[str, str]]:
    return [tuple(problem) for problem in checks.problems(GRID, answers, reasons or {}, TODAY)]


def asked(*yes: int) -> Answers:
    return clean(dash_definition(), {dash.question(number): "yes" for number in yes}, today=TODAY)


def dash_definition():
    return catalogue.get("dash")


# The form of the specification.


def test_every_field_of_the_form_is_there_and_none_besides():
    assert set(GRID.places) == set(specified())
    assert len(specified()) == 20


@pytest.mark.parametrize("item_id", sorted(specified()))
def test_a_field_has_the_type_the_options_and_the_audience_of_the_specification(item_id):
    item = GRID.item(item_id)
    _id, _prompt, kind, options, validation, _prefilled, audience = specified()[item_id]

    assert item.type == kind
    assert item.audience == audience
    assert item.computed == validation.startswith("computed")
    if item.type == Type.CHOICE:
        codes = [re.sub(r"[^a-z]+", "-", words.strip().replace("'", "")) for words in options.split(";")]
        assert [option.code for option in item.options] == codes


@pytest.mark.rule("CM-65")
def test_the_guide_stands_beside_every_level_and_no_level_is_worked_out():
    for kind in soag.KINDS:
        severity = GRID.item(f"soag.{kind}.severity")
        assert all(option.guide for option in severity.options)
        assert not severity.computed and not severity.prefill
    answers = grid(physical={soag.occurring("physical"): "yes"})

    assert "soag.physical.severity" not in answers
    assert ("soag.physical.severity", "Physical abuse: choose how severe it is.") in problems(answers)


def test_no_prompt_speaks_of_him_or_her():
    spoken = " ".join(
        text.lower()
        for item in GRID.items
        for text in (
            item.prompt.asked,
            item.hint,
            item.guidance,
            item.missing,
            *[o.guide for o in item.options],
        )
    )

    assert not re.search(r"\b(he|him|his|she|her|hers)\b", spoken)


# Signing.


@pytest.mark.rule("CM-61")
def test_a_kind_that_happens_is_rated_in_all_three_columns():
    assert problems(grid(physical="yes")) == []

    bare = grid(
        physical=row("physical", "yes") | {"soag.physical.severity": "", "soag.physical.esc-frequency": ""}
    )
    assert problems(bare) == [
        ("soag.physical.severity", "Physical abuse: choose how severe it is."),
        ("soag.physical.esc-frequency", "Physical abuse: choose whether it happened more often."),
    ]


@pytest.mark.rule("CM-62")
@pytest.mark.parametrize("code", ["no", "dont-know", "not-answered", ""])
def test_a_kind_that_does_not_happen_is_not_rated(code):
    answers = grid(sexual=row("sexual", code, severity="high"))

    assert [item.id for item in hidden(GRID, answers)] == ["soag.sexual.severity"]
    assert "soag.sexual.severity" in {item for item, _sentence in problems(answers)}


@pytest.mark.rule("CM-63")
def test_the_second_choice_in_a_box_takes_the_place_of_the_first():
    both = clean(GRID, {"soag.physical.occurring": ["no", "yes"]}, today=TODAY)

    assert both["soag.physical.occurring"] == {"value": "yes"}


@pytest.mark.rule("CM-64", "K-12")
def test_the_first_day_of_the_three_months_is_shown_with_every_question_about_them():
    answers, looking_back = grid(), months_before(TODAY, 3)
    asking = Asking(GRID, answers, People())
    timed = [item for item in GRID.items if item.months]

    assert len(timed) == 12
    assert {cut_off(GRID, answers, item) for item in timed} == {looking_back}
    assert {asking.window(item) for item in timed} == {"Since 20 August 2025."}
    assert looking_back < TODAY - timedelta(days=89)


@pytest.mark.rule("CM-67")
def test_not_answered_do_not_know_and_not_asked_are_three_things():
    told = grid(physical="not-answered", sexual="dont-know", stalking="")

    assert [soag.said(told, kind) for kind in soag.KINDS] == ["not-answered", "dont-know", "not-asked", "no"]
    assert problems(told) == [
        ("soag.stalking.occurring", "Harassment or stalking: choose yes, no, don’t know or not answered.")
    ]
    assert {coded.code for coded in project(GRID, told) if coded.item.endswith("occurring")} == {
        "not-answered", "dont-know", "no",
    }  # fmt: skip


# Against the Dash.


@pytest.mark.rule("CM-60")
@pytest.mark.parametrize(
    "kind, number", [(kind, number) for kind, numbers in soag.MATCHING.items() for number in numbers]
)
def test_a_yes_in_the_dash_and_a_no_here_asks_for_a_reason(kind, number):
    answers = grid()

    (warned,) = soag.warnings(GRID, answers, asked(number), {})
    assert warned.item == soag.occurring(kind)
    assert warned.sentence.endswith(f"the Dash says yes to item {number}. Say why it is not happening now.")
    assert soag.warnings(GRID, answers, asked(number), {warned.item: "Ended in May"}) == []
    assert soag.warnings(GRID, grid(**{kind: "yes"}), asked(number), {}) == []


def test_several_items_are_named_together():
    (warned,) = soag.warnings(GRID, grid(), asked(1, 13, 15), {})

    assert "items 1, 13 and 15" in warned.sentence


def test_a_dash_that_says_more_often_asks_which_row_says_so():
    calm = grid(physical=row("physical", "yes", esc_frequency="unchanged"))

    assert [w.item for w in soag.warnings(GRID, calm, asked(10), {})] == ["soag.physical.esc-frequency"]
    assert soag.warnings(GRID, grid(physical="yes"), asked(10), {}) == []
    assert [w.item for w in soag.warnings(GRID, calm, asked(11), {})] == ["soag.physical.esc-severity"]


def test_a_high_rating_without_words_asks_for_them():
    answers = grid(physical=row("physical", "yes", severity="high"))
    del answers["soag.judgement"]

    assert [w.item for w in soag.warnings(GRID, answers, {}, {})] == ["soag.judgement"]
    assert soag.warnings(GRID, answers, {}, {"soag.judgement": "Said in the notes"}) == []


# Two grids.


@pytest.mark.rule("CM-66")
@pytest.mark.parametrize(
    "before, after, change",
    [
        ("no", "yes", Change.NEW),
        ("yes", "no", Change.ENDED),
        ("no", "no", Change.NONE),
        ("yes", "yes", Change.SAME),
        ("dont-know", "yes", Change.NOT_KNOWN),
        ("yes", "not-answered", Change.NOT_KNOWN),
    ],
)
def test_how_a_kind_changed(before, after, change):
    assert soag.changes(grid(sexual=before), grid(sexual=after))["sexual"] == change


@pytest.mark.rule("CM-66")
def test_what_rises_is_new_more_severe_or_said_to_become_worse():
    calm = {"esc_severity": "unchanged", "esc_frequency": "unchanged"}
    standard = grid(physical=row("physical", "yes", severity="standard", **calm))
    high = grid(physical=row("physical", "yes", severity="high", **calm))

    assert soag.rising(standard, high) == ["physical"]
    assert soag.rising(high, standard) == []
    assert soag.rising(standard, standard) == []
    assert soag.rising(grid(), standard) == ["physical"]
    assert soag.rising(None, high) == []
    assert soag.rising(None, grid(physical="yes")) == ["physical"]


CODES = st.sampled_from(["", "yes", "no", "dont-know", "not-answered", "nonsense"])
CELLS = st.sampled_from(["", "high", "moderate", "standard", "worse", "unchanged", "reduced", "yes"])


@given(st.dictionaries(st.sampled_from([item.id for item in GRID.items]), CODES | CELLS))
def test_what_can_be_signed_holds_nothing_that_is_not_asked(posted):
    answers = clean(GRID, WHOLE | posted, today=TODAY)

    if not problems(answers):
        assert set(answers) <= {item.id for item in visible_items(GRID, answers)}


@given(st.lists(CODES, min_size=8, max_size=8), st.lists(CELLS, min_size=8, max_size=8))
def test_what_is_the_same_twice_never_rises_by_itself(occurring, levels):
    answers = clean(
        GRID,
        {soag.occurring(kind): code for kind, code in zip(soag.KINDS, occurring, strict=False)}
        | {f"soag.{kind}.severity": code for kind, code in zip(soag.KINDS, levels, strict=False)},
        today=TODAY,
    )

    assert soag.rising(answers, answers) == []
    assert set(soag.changes(answers, answers).values()) <= {Change.SAME, Change.NONE, Change.NOT_KNOWN}
