"""From what was posted to answers, and from answers to rows."""

from datetime import date

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from rowan.instruments import catalogue, dash
from rowan.instruments.answers import (
    Coded,
    State,
    clean,
    codes,
    compare,
    cut_off,
    prefill,
    project,
    state,
    value,
    visible_items,
)
from rowan.instruments.checks import problems, unread_sentence
from rowan.instruments.fields import People
from rowan.instruments.forms import Asking
from rowan.instruments.schema import SEVERAL_CODES, Item, Type
from rowan.instruments.tests.filled import DASH, OFFERED, TODAY, answered, at_signing, with_yes


def offered_codes(item: Item) -> list[str]:
    return [option.code for option in OFFERED.get(item.id, item.choices)]


def posts(item: Item):
    """What people could post for an item: an answer, nothing, or nonsense."""
    nonsense = st.sampled_from(["", "perhaps", "31/2/2025", "\x00", "99"])
    if known := offered_codes(item):
        chosen = st.lists(st.sampled_from(known), max_size=3 if item.type in SEVERAL_CODES else 1)
        return chosen | nonsense.map(lambda text: [text])
    if item.type == Type.DATE:
        return st.dates(min_value=date(1950, 1, 1), max_value=date(2040, 1, 1)).map(lambda d: [d.isoformat()])
    return st.lists(nonsense | st.text(max_size=12), max_size=1)


ticked_none = {f"{item.id}:none": st.just(["1"]) for item in DASH.items if item.none}
forms_posted = st.fixed_dictionaries({}, optional={item.id: posts(item) for item in DASH.items} | ticked_none)
filled_in = forms_posted.map(lambda posted: clean(DASH, posted, today=TODAY, offered=OFFERED))


@pytest.mark.rule("CM-42")
@pytest.mark.parametrize(
    ("posted", "standing"),
    [("yes", State.YES), ("no", State.NO), ("dont-know", State.DONT_KNOW), ("", State.NOT_ASKED)],
)
def test_yes_no_dont_know_and_blank_are_four_answers(posted, standing):
    answers = clean(DASH, {"dash.q1": posted}, today=TODAY)

    assert state(answers, "dash.q1") == standing
    assert ("dash.q1" in answers) == bool(posted)


@pytest.mark.rule("CM-42")
def test_an_unknown_answer_is_kept_as_typed_and_counts_as_not_asked():
    answers = clean(DASH, {"dash.q1": "perhaps"}, today=TODAY)

    assert answers == {"dash.q1": {"typed": "perhaps"}}
    assert state(answers, "dash.q1") == State.NOT_ASKED
    assert ("dash.q1", "Choose one of the answers offered.") in problems(DASH, answers, {}, TODAY)


def test_a_form_of_a_browser_is_read_like_a_dictionary():
    query = QueryDict("dash.q1=yes&dash.q4.from=friends&dash.q4.from=family&unknown=1")

    answers = clean(DASH, query, today=TODAY)

    assert answers == {"dash.q1": {"value": "yes"}, "dash.q4.from": {"value": ["family", "friends"]}}


@pytest.mark.parametrize(
    ("item_id", "typed", "sentence"),
    [
        ("dash.date", "31 February", "Enter a real date, such as 20 November 2025."),
        ("dash.occasion", "party", "Choose one of the answers offered."),
        ("dash.abusers", "a9", "Choose one of the answers offered."),
    ],
)
def test_what_has_no_meaning_is_kept_as_typed_and_named_at_signing(item_id, typed, sentence):
    answers = clean(DASH, {item_id: typed}, today=TODAY, offered=OFFERED)

    assert answers[item_id] == {"typed": typed}
    assert (item_id, sentence) in problems(DASH, answers, {}, TODAY)


def test_people_of_another_file_are_never_an_answer():
    assert value(clean(DASH, {"dash.abusers": "a1"}, today=TODAY), "dash.abusers") is None


def test_long_words_emoji_and_right_to_left_text_are_kept_whole():
    words = ("🙂 שלום " * 2_500).strip()

    answers = clean(DASH, {"dash.q1.comment": f" {words}\r\nagain\x00 "}, today=TODAY)

    assert value(answers, "dash.q1.comment") == f"{words}\nagain"


@pytest.mark.rule("CM-44")
def test_a_typed_total_or_signature_is_not_taken():
    posted = {"dash.total": "24", "dash.visible-high": "yes", "dash.pro.marac-signed": "Somebody"}

    assert clean(DASH, posted, today=TODAY) == {}


def test_one_section_leaves_the_others_as_they_were():
    before = clean(DASH, {"dash.q1": "yes", "dash.q6": "no"}, today=TODAY)

    after = clean(DASH, {"dash.q7": "yes", "dash.q1": "no"}, today=TODAY, before=before, section="separation")

    assert after == {"dash.q1": {"value": "yes"}, "dash.q7": {"value": "yes"}}
    assert before == {"dash.q1": {"value": "yes"}, "dash.q6": {"value": "no"}}


def test_clearing_an_answer_brings_back_not_asked_with_its_parts_and_keeps_the_rest():
    posted = {
        "dash.q14": "yes",
        "dash.q14.target": ["you"],
        "dash.q14.comment": "Said at the door",
        "dash.q15": "no",
        "clear": "dash.q14",
    }

    answers = clean(DASH, posted, today=TODAY)

    assert answers == {"dash.q14.comment": {"value": "Said at the door"}, "dash.q15": {"value": "no"}}


def test_an_answer_that_did_not_change_keeps_who_gave_it():
    before = clean(DASH, {"dash.q1": "yes", "dash.q2": "yes"}, today=TODAY, by="u1")

    after = clean(DASH, {"dash.q1": "yes", "dash.q2": "no"}, today=TODAY, before=before, by="u2")

    assert after == {"dash.q1": {"value": "yes", "by": "u1"}, "dash.q2": {"value": "no", "by": "u2"}}


def test_none_on_purpose_is_an_answer_and_words_win_over_it():
    ticked = {"dash.pro.weapon-access:none": "1"}

    assert clean(DASH, ticked, today=TODAY) == {"dash.pro.weapon-access": {"none": True}}
    with_words = clean(DASH, ticked | {"dash.pro.weapon-access": "A farm"}, today=TODAY)
    assert with_words == {"dash.pro.weapon-access": {"value": "A farm"}}


def test_known_facts_fill_blank_items_only():
    answers = clean(DASH, {"dash.occasion": "closure"}, today=TODAY)

    full = prefill(DASH, answers, {"today": "2025-11-20", "calling-screen": "intake"})

    assert value(full, "dash.date") == "2025-11-20"
    assert value(full, "dash.occasion") == "closure"


@pytest.mark.rule("CM-52")
@pytest.mark.parametrize(
    ("number", "since"),
    [(6, date(2024, 11, 20)), (9, date(2024, 5, 20)), (21, date(2024, 11, 20)), (7, None)],
)
def test_the_time_asked_about_counts_back_from_the_day_of_the_form(number, since):
    item = DASH.item(f"dash.q{number}")

    assert cut_off(DASH, answered(), item) == since
    assert cut_off(DASH, {}, item) is None


def test_parts_are_asked_only_after_the_answer_they_belong_to():
    def seen(answers):
        return {item.id for item in visible_items(DASH, answers)}

    assert not {"dash.q14.target", "dash.q14.other"} & seen(answered())
    assert seen(answered(q14="yes")) - seen(answered()) == {"dash.q14.target"}
    other = answered(q14="yes", q14__target=["other"])
    assert "dash.q14.other" in seen(other)
    assert "dash.q14.other" not in seen(other | {"dash.q14": {"value": "no"}})


@given(filled_in)
def test_posting_a_form_back_untouched_changes_nothing(answers):
    answers = {i: a for i, a in answers.items() if "typed" not in a or not offered_codes(DASH.item(i))}
    asking = Asking(DASH, answers, People("Joanne", ("Terry",)), OFFERED)

    assert clean(DASH, asking.as_posted(), today=TODAY, before=answers, offered=OFFERED) == answers
    for number, section in enumerate(DASH.sections, start=1):
        posted = asking.as_posted(number)
        again = clean(DASH, posted, today=TODAY, before=answers, section=section.id, offered=OFFERED)
        assert again == answers


@given(filled_in, filled_in)
def test_compare_names_exactly_what_differs(earlier, later):
    changes = compare(DASH, earlier, later)

    assert compare(DASH, earlier, earlier) == []
    assert [(c.item, c.after, c.before) for c in changes] == [tuple(c) for c in compare(DASH, later, earlier)]
    differing = {c.item for c in changes}
    for item_id in DASH.places:
        assert (value(earlier, item_id) != value(later, item_id)) <= (item_id in differing)


@given(filled_in)
def test_the_rows_hold_exactly_the_coded_answers(answers):
    rows = project(DASH, answers)

    rebuilt: dict[str, list] = {}
    for row in rows:
        fits = {"choice": row.code, "person": row.code, "number": row.number, "day": row.day}[row.kind]
        rebuilt.setdefault(row.item, []).append(fits)
    expected = {}
    for item in visible_items(DASH, answers):
        if item.type in {Type.TEXT, Type.LONGTEXT, Type.SIGNATURE}:
            if answers.get(item.id, {}).get("none"):
                expected[item.id] = ["none"]
        elif item.type == Type.DATE:
            if given_day := value(answers, item.id):
                expected[item.id] = [date.fromisoformat(given_day)]
        elif chosen := codes(answers, item.id):
            expected[item.id] = chosen
        elif item.type == Type.YES_NO_DONTKNOW:
            expected[item.id] = ["not-asked"]
    assert rebuilt == expected


def test_a_signed_dash_is_projected_with_its_total():
    rows = project(DASH, at_signing(with_yes(14, judged_level="high")))

    assert Coded("dash.total", "number", number=14) in rows
    assert Coded("dash.visible-high", "choice", code="yes") in rows
    assert Coded("dash.date", "day", day=TODAY) in rows
    assert Coded("dash.abusers", "person", code="a1") in rows
    assert Coded("dash.judged-level", "choice", code="high") in rows
    assert not [row for row in rows if row.item == "dash.pro.engage"]


def test_hidden_answers_have_no_rows():
    answers = answered(q14="no", q14__target=["you"])

    assert not [row for row in project(DASH, answers) if row.item == "dash.q14.target"]


EVERY_TYPE = """
id: every
version: 1
title: Every type
tab: Form
source: Made up
wording: Own
purpose: To try every type.
dated_by: every.day
sections:
  - id: one
    title: One
    short: One
    purpose: To try.
    items:
      - { id: every.day, type: date, prompt: Day, audience: staff }
      - { id: every.moment, type: datetime, prompt: Moment, audience: staff }
      - { id: every.time, type: time, prompt: Time, audience: staff }
      - { id: every.number, type: integer, prompt: Number, audience: staff }
      - { id: every.phone, type: phone, prompt: Phone, audience: staff }
      - { id: every.address, type: address, prompt: Address, audience: staff }
      - { id: every.person, type: person, prompt: Person, audience: staff }
      - { id: every.papers, type: file, prompt: Papers, audience: staff }
      - id: every.table
        type: table
        prompt: Children
        audience: staff
        columns: [{ id: name, words: Name }, { id: age, words: Age }]
"""


@pytest.fixture
def every(tmp_path):
    path = tmp_path / "every.yaml"
    path.write_text(EVERY_TYPE, encoding="utf-8")
    return catalogue.read(path)


def test_every_type_of_answer_is_read(every):
    offered = {"every.person": OFFERED["dash.abusers"]}
    posted = {
        "every.day": "yesterday",
        "every.moment": "20 Nov 2025, 9:42",
        "every.time": "0942",
        "every.number": "7",
        "every.phone": "01632 960001",
        "every.address": "1 Lane\r\nAshmere",
        "every.person": "a2",
        "every.papers": ["f1", "f2"],
        "every.table:name": ["Mia", "", "Tom"],
        "every.table:age": ["7", "", ""],
    }

    answers = clean(every, posted, today=TODAY, offered=offered)

    assert {item_id: answer["value"] for item_id, answer in answers.items()} == {
        "every.day": "2025-11-19",
        "every.moment": "2025-11-20T09:42",
        "every.time": "09:42",
        "every.number": 7,
        "every.phone": "01632 960001",
        "every.address": "1 Lane\nAshmere",
        "every.person": "a2",
        "every.papers": ["f1", "f2"],
        "every.table": [{"name": "Mia", "age": "7"}, {"name": "Tom", "age": ""}],
    }
    assert Coded("every.number", "number", number=7) in project(every, answers)
    asking = Asking(every, answers, People(), offered)
    kept = clean(every, asking.as_posted() | {"every.papers": ["f1", "f2"]}, today=TODAY, offered=offered)
    assert kept == answers


@pytest.mark.parametrize(
    ("item_id", "sentence"),
    [
        ("every.moment", "Enter a date and a time, such as 20 November 2025 09:42."),
        ("every.time", "Enter a time, such as 09:42."),
        ("every.number", "Enter a whole number."),
    ],
)
def test_every_type_keeps_nonsense_and_says_what_to_enter(every, item_id, sentence):
    answers = clean(every, {item_id: "later"}, today=TODAY)

    assert answers == {item_id: {"typed": "later"}}
    assert unread_sentence(every.item(item_id)) == sentence


@given(filled_in)
def test_nothing_posted_makes_an_answer_that_a_dash_cannot_hold(answers):
    assert set(answers) <= set(DASH.places)
    for item_id, answer in answers.items():
        item = DASH.item(item_id)
        assert not item.computed
        assert ("value" in answer) + ("typed" in answer) + ("none" in answer) == 1
        if "value" in answer and (known := offered_codes(item)):
            assert set(codes(answers, item_id)) <= set(known)
    assert 0 <= dash.total(answers) <= 24
