"""What stands between a Dash and a signature, with the sentence for each refusal."""

import pytest

from rowan.instruments import dash
from rowan.instruments.answers import value
from rowan.instruments.fields import People
from rowan.instruments.forms import Asking
from rowan.instruments.gaps import gap_rows, read_gap_reasons
from rowan.instruments.tests.filled import DASH, TODAY, answered, at_signing, problems, warnings, with_yes


def test_a_dash_with_everything_answered_can_be_signed():
    assert problems(answered()) == []
    assert problems(with_yes(13)) == []
    assert problems(with_yes(24, judged_level="high")) == []
    assert warnings(with_yes(24)) == []


@pytest.mark.rule("CM-42")
def test_a_blank_needs_a_reason_and_one_reason_may_stand_for_several():
    answers = answered(q5=None, q9=None)

    assert problems(answers) == [
        ("dash.q5", "Item 5 is not answered. Answer it, or say why not."),
        ("dash.q9", "Item 9 is not answered. Answer it, or say why not."),
    ]
    assert problems(answers, {"dash.q5": "Child came in"}) == [
        ("dash.q9", "Item 9 is not answered. Answer it, or say why not.")
    ]
    assert problems(answers, {"dash.q5": "Child came in", "dash.q9": "Child came in"}) == []


@pytest.mark.rule("CM-42")
def test_dont_know_is_an_answer_and_needs_no_reason():
    assert problems(answered(q5="dont-know")) == []
    assert dash.gaps(answered(q5="dont-know")) == [5]


@pytest.mark.rule("CM-42")
def test_reasons_are_kept_for_what_was_ticked_and_still_is_open():
    answers = answered(q5=None, q9=None, q1="yes", q1__injury="A cut", q1__first=None)
    asked = dash.reasons_asked(DASH, answers)
    posted = {"gap": ["dash.q5", "dash.q1.first", "dash.q7"], "gap-reason": " Child came in "}

    reasons = read_gap_reasons(posted, {"dash.q2": "answered since"}, asked)

    assert [problem.item for problem in asked] == ["dash.q1.first", "dash.q5", "dash.q9"]
    assert reasons == {"dash.q5": "Child came in", "dash.q1.first": "Child came in"}
    assert read_gap_reasons({"gap": "dash.q5", "gap-reason": ""}, reasons, asked) == {
        "dash.q1.first": "Child came in"
    }


@pytest.mark.rule("CM-43")
def test_every_answer_names_its_source_when_the_client_is_not_the_main_one():
    answers = answered(main_source="no", q3=None, q7__source="PC Wye")

    found = problems(answers, {"dash.q3": "not known to police"})

    assert ("dash.q1.source", "Item 1: enter who told us.") in found
    assert len(found) == 22
    assert not {"dash.q3.source", "dash.q7.source"} & {item for item, _sentence in found}


@pytest.mark.rule("CM-43")
def test_one_name_for_the_main_source_stands_for_every_answer_but_those_with_their_own():
    answers = answered(main_source="no", main_source__name="PC Wye", q7__source="Her sister", q8=None)

    signed = at_signing(answers)

    assert problems(answers, {"dash.q8": "not known"}) == []
    assert value(signed, "dash.q1.source") == "PC Wye"
    assert value(signed, "dash.q7.source") == "Her sister"
    assert "dash.q8.source" not in signed
    assert "dash.q1.source" not in at_signing(answered())


@pytest.mark.rule("CM-47")
@pytest.mark.parametrize(
    ("count", "level", "sentence"),
    [
        (14, "medium", "Say why the level is below high: 14 answers are yes, 14 show high."),
        (20, "standard", "Say why the level is below high: 20 answers are yes, 14 show high."),
        (3, "high", "Say why the level is high: 3 answers are yes, fewer than 14."),
        (3, "not-yet-assessed", "Say why the level cannot be judged yet."),
    ],
)
def test_a_level_that_differs_from_the_count_needs_a_reason(count, level, sentence):
    assert problems(with_yes(count, judged_level=level)) == [("dash.judged-reason", sentence)]
    assert problems(with_yes(count, judged_level=level, judged_reason="Seen the house")) == []


@pytest.mark.rule("CM-47")
@pytest.mark.parametrize(
    ("count", "level", "lowered", "raised"),
    [
        (14, "medium", True, False),
        (14, "high", False, False),
        (13, "high", False, True),
        (13, "medium", False, False),
    ],
)
def test_lowering_is_known_so_that_a_manager_is_told(count, level, lowered, raised):
    answers = with_yes(count, judged_level=level)

    assert dash.lowered(answers) is lowered
    assert dash.raised(answers) is raised


@pytest.mark.rule("CM-48")
@pytest.mark.parametrize(
    ("number", "part", "code"),
    [
        (14, "target", "children"),
        (18, "target", "children"),
        (21, "which", "alcohol"),
        (23, "which", "bail-conditions"),
        (24, "which", "sexual-violence"),
    ],
)
def test_a_yes_needs_at_least_one_part_and_did_not_say_which_is_one(number, part, code):
    item, name = f"dash.q{number}.{part}", f"q{number}__{part}"
    words = {"q18__who": "Mia"} if number == 18 else {}

    [(refused, sentence)] = problems(answered(**{f"q{number}": "yes"}, **words))

    assert refused == item
    assert sentence.startswith(f"Item {number}: choose ") and "did not say which" in sentence
    for chosen in (code, "did-not-say-which"):
        assert problems(answered(**{f"q{number}": "yes", name: [chosen]}, **words)) == []


@pytest.mark.rule("CM-48")
@pytest.mark.parametrize("answer", ["no", "dont-know"])
def test_parts_are_refused_under_anything_but_a_yes(answer):
    answers = answered(q14=answer, q14__target=["you"])

    assert problems(answers) == [
        (
            "dash.q14.target",
            "Item 14: clear “Whose life was threatened?”, or give the answer above that it belongs to.",
        )
    ]
    assert value(answers, "dash.q14.target") == ["you"]


@pytest.mark.rule("CM-48")
def test_did_not_say_which_stands_alone():
    answers = answered(q24="yes", q24__which=["domestic-abuse", "did-not-say-which"])

    assert problems(answers) == [
        ("dash.q24.which", "Item 24: keep “Did not say which” or the others, not both.")
    ]


@pytest.mark.rule("CM-48")
@pytest.mark.parametrize(
    ("number", "changes", "sentence"),
    [
        (14, {"q14__target": ["other"]}, ("dash.q14.other", "Item 14: enter who else was threatened.")),
        (18, {"q18__target": ["other"]}, ("dash.q18.who", "Item 18: say who was harmed.")),
        (23, {"q23__which": ["other"]}, ("dash.q23.other", "Item 23: enter what else was broken.")),
        (24, {"q24__which": ["other"]}, ("dash.q24.other", "Item 24: enter what else it was for.")),
    ],
)
def test_other_says_who_or_what(number, changes, sentence):
    answers = answered(**{f"q{number}": "yes"}, **changes)

    assert problems(answers) == [sentence]
    assert sentence not in warnings(answers)


@pytest.mark.rule("CM-49")
def test_item_17_must_say_who_and_why():
    assert problems(answered(q17="yes")) == [
        ("dash.q17.who", "Item 17: enter who else is feared."),
        ("dash.q17.why", "Item 17: enter why they are feared."),
    ]
    assert problems(answered(q17="yes", q17__who="An uncle", q17__why="He came here")) == []


@pytest.mark.rule("CM-49")
@pytest.mark.parametrize(
    ("number", "missing"),
    [
        (1, ["dash.q1.injury", "dash.q1.first"]),
        (3, ["dash.q3.what", "dash.q3.whom"]),
        (8, ["dash.q8.behaviour"]),
        (12, ["dash.q12.behaviour"]),
        (18, ["dash.q18.who"]),
    ],
)
def test_detail_is_asked_for_and_a_reason_lets_one_go_on(number, missing):
    answers = answered(**{f"q{number}": "yes"}, q18__target=["children"] if number == 18 else None)

    assert problems(answers) == []
    assert [item for item, _sentence in warnings(answers)] == missing
    assert warnings(answers, dict.fromkeys(missing, "She had to go")) == []


def test_the_explanation_is_asked_about_and_locks_nothing():
    ask = ("dash.purpose-explained", "Explain what the questions are for, or say why you did not.")

    assert problems(answered(purpose_explained="no")) == []
    assert warnings(answered(purpose_explained="no")) == [ask]
    assert warnings(answered(purpose_explained="no"), {"dash.purpose-explained": "Emergency"}) == []
    assert warnings(answered(purpose_explained="no", main_source="no")) == []
    assert warnings(answered(purpose_explained=None)) == [
        ("dash.purpose-explained", "Say whether you explained what the questions are for.")
    ]


@pytest.mark.rule("CM-53")
@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("pro__other_info", "Enter what else makes the danger greater, or tick “Nothing else”."),
        ("pro__circumstances", "Choose what in the client’s situation should weigh, or “None of these”."),
        ("pro__engage", "Enter whether the client wants to work with us."),
        ("pro__weapon_access", "Enter how the person could come by weapons, or tick “None known”."),
        ("pro__priorities", "Enter what the client wants most, to be safe."),
        ("judged_level", "Choose the level of risk you judge it to be."),
        ("pro__marac_grounds", "Choose whether there is good reason to take this to a Marac."),
        ("pro__child_risk", "Choose whether children in this family are in danger."),
    ],
)
def test_the_professional_part_is_whole_before_signing(name, sentence):
    item = "dash." + name.replace("__", ".").replace("_", "-")

    assert problems(answered(**{name: None})) == [(item, sentence)]


@pytest.mark.rule("CM-53")
@pytest.mark.parametrize(
    ("changes", "refused", "mended"),
    [
        (
            {"pro__circumstances": ["disability"]},
            ("dash.pro.circumstances-detail", "Say in what way the chosen circumstances weigh."),
            {"pro__circumstances_detail": "Cannot hear the phone"},
        ),
        (
            {"pro__marac_grounds": "yes"},
            ("dash.pro.marac-made", "Choose whether the Marac referral has been made."),
            {"pro__marac_made": "no"},
        ),
        (
            {"pro__child_risk": "yes"},
            ("dash.pro.child-referral", "Choose whether a referral for the children has been made."),
            {"pro__child_referral": "no"},
        ),
    ],
)
def test_what_follows_from_a_professional_answer_is_answered_too(changes, refused, mended):
    assert problems(answered(**changes)) == [refused]
    assert problems(answered(**changes, **mended)) == []


@pytest.mark.rule("CM-53", "CM-56")
def test_a_referral_for_the_children_has_its_date_and_a_signature():
    made = {"pro__child_risk": "yes", "pro__child_referral": "yes"}

    assert problems(answered(**made)) == [
        ("dash.pro.child-referral-date", "Enter the day of the referral for the children.")
    ]
    assert problems(answered(**made, pro__child_referral_date="21/11/2025")) == [
        (
            "dash.pro.child-referral-date",
            "“When was it told?”: enter today’s date or an earlier one.",
        )
    ]
    assert problems(answered(**made, pro__child_referral_date="19/11/2025")) == []


@pytest.mark.rule("CM-53")
def test_signing_fills_in_both_signatures_and_keeps_a_date_already_typed():
    answers = answered(pro__marac_signed_date="19/11/2025")
    unsigned = [item for item, _s in map(tuple, dash.problems_before_signing(DASH, answers, {}, today=TODAY))]

    signed = at_signing(answers)

    assert unsigned == [
        "dash.pro.marac-signed",
        "dash.pro.child-signed",
        "dash.pro.child-signed-date",
        "dash.pro.name",
    ]
    assert signed["dash.pro.marac-signed"] == {"value": "Priya Nandra", "by": "u1"}
    assert signed["dash.pro.child-signed"] == {"value": "Priya Nandra", "by": "u1"}
    assert value(signed, "dash.pro.marac-signed-date") == "2025-11-19"
    assert value(signed, "dash.pro.child-signed-date") == "2025-11-20"
    assert value(signed, "dash.instrument") == "Rowan’s own words, version 1"
    assert value(signed, "dash.gaps") == ""
    assert list(signed) == [item_id for item_id in DASH.places if item_id in signed]


@pytest.mark.rule("CM-53")
@pytest.mark.parametrize(
    ("changes", "known"),
    [
        ({"q9": "yes"}, None),
        ({"q14": "yes", "q14__target": ["children"]}, None),
        ({"q18": "yes", "q18__target": ["children"], "q18__who": "Mia"}, None),
        ({}, True),
    ],
)
def test_danger_to_children_is_not_set_aside_where_there_are_some(changes, known):
    answers = answered(pro__child_risk="not-applicable", **changes)

    assert problems(answers, has_children=known) == [
        (
            "dash.pro.child-risk",
            "Choose yes or no: this form or this file tells of children, or of a pregnancy.",
        )
    ]
    assert problems(answered(pro__child_risk="not-applicable"), has_children=False) == []


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("date", "Enter the day the questions were asked."),
        ("occasion", "Choose why the questions are asked now."),
        ("main_source", "Choose whether the client is the main source of the answers."),
        ("abusers", "Choose at least one person whose behaviour the questions are about."),
    ],
)
def test_the_opening_is_answered_before_signing(name, sentence):
    assert problems(answered(**{name: None})) == [(f"dash.{name.replace('_', '-')}", sentence)]


def test_a_day_to_come_is_refused_at_signing_and_kept_before():
    answers = answered(date="21/11/2025")

    assert value(answers, "dash.date") == "2025-11-21"
    assert problems(answers) == [
        ("dash.date", "“When are these questions asked?”: enter today’s date or an earlier one.")
    ]


def test_the_check_page_lists_what_is_open_with_its_reason_and_the_way_there():
    answers = answered(q5=None)
    asking = Asking(DASH, answers, People("Joanne"))

    rows = gap_rows(
        asking, dash.reasons_asked(DASH, answers), {"dash.q5": "Child came in"}, "/f/X/{}/".format
    )

    assert [(row.item, row.url, row.reason) for row in rows] == [
        ("dash.q5", "/f/X/2/#dash-q5", "Child came in")
    ]
