"""The pages made from a definition: voices, names, four looks, and everything there without scripts."""

import re
from datetime import date

import pytest
from django.template.loader import render_to_string

from rowan.instruments import dash
from rowan.instruments.answers import clean
from rowan.instruments.checks import Problem
from rowan.instruments.fields import People
from rowan.instruments.forms import Asking, problem_links, section_context, whole_context
from rowan.instruments.gaps import gap_rows
from rowan.instruments.so_far import so_far
from rowan.instruments.tests.filled import DASH, OFFERED, TODAY, answered

LINK = "/f/H9TC2WFN/{}/".format
JOANNE = People("Joanne", ("Terry",))
PAGE = {"heading": "Dash, for the review", "kept_at": None, "action": "/f/H9TC2WFN/", "envelope": "sealed"}


def asking(answers, **more) -> Asking:
    return Asking(DASH, answers, more.pop("people", JOANNE), OFFERED, **more)


def section(answers, number, **more) -> str:
    panel = so_far(DASH, answers, here=number)
    context = {**PAGE, **section_context(asking(answers, **more), number, LINK), "so_far": panel}
    return render_to_string("instruments/section.html", context)


def whole(answers, **more) -> str:
    context = {
        **PAGE,
        **whole_context(asking(answers, **more), "/f/X/check/"),
        "so_far": so_far(DASH, answers),
    }
    return render_to_string("instruments/whole.html", context)


def field(answers, item_id, **more):
    return asking(answers, **more).field(DASH.item(item_id))


def test_a_question_is_put_to_the_client_or_told_about_her():
    asked = field(answered(), "dash.q6").prompt
    told = field(answered(main_source="no"), "dash.q6").prompt

    assert asked == "In the past year, have you split up with Terry or moved apart, or tried to?"
    assert told == "In the past year, has Joanne split up with Terry or moved apart, or tried to?"


def test_one_answer_from_somebody_else_changes_the_voice_of_that_question_alone():
    answers = answered(q2__source="PC Wye")

    assert field(answers, "dash.q2").prompt == "Is Joanne very afraid?"
    assert field(answers, "dash.q3").prompt.startswith("Do you fear")
    assert field(answers, "dash.q2").told == "Told by PC Wye"
    assert field(answers, "dash.q3").told == "Told by Joanne"


def test_names_are_put_in_and_missing_ones_replaced_by_plain_words():
    nobody = People()
    two = People("Joanne", ("Terry", "Dean"))

    assert field(answered(), "dash.q19", people=nobody).prompt.startswith("Has the person causing harm ever")
    assert field(answered(), "dash.q19", people=two).prompt.startswith("Has Terry or Dean ever")
    assert asking(answered()).part(6).title == "About Terry"


@pytest.mark.rule("K-13", "K-14", "K-15")
def test_the_window_stands_under_the_question_as_a_day():
    assert field(answered(), "dash.q6").window == "Since 20 November 2024."
    assert field(answered(), "dash.q9").window == "Since 20 May 2024."
    assert field(answered(), "dash.q21").window == "Since 20 November 2024."
    assert "Since 20 November 2024. The months around leaving are dangerous." in section(answered(), 3)


@pytest.mark.parametrize("number", range(1, 8))
def test_nothing_is_chosen_beforehand(number):
    page = section({}, number)

    assert " checked" not in page
    assert " selected" not in page


@pytest.mark.rule("CM-42")
def test_not_asked_is_said_not_to_count_as_no():
    page = section(answered(q9=None), 3)

    assert page.count("Not asked yet. This is not counted as no.") == 1
    assert 'value="dash.q8">Clear answer' in page
    assert 'value="dash.q9">Clear answer' not in page


def test_every_item_of_the_form_can_be_posted_from_the_whole_page():
    names = set(re.findall(r' name="([^"]+)"', whole({})))

    typed = {i.id for i in DASH.items if not i.computed and i.type != "signature"}
    assert typed <= names
    assert names - typed == {"_form", "go", "dash.pro.other-info:none", "dash.pro.weapon-access:none"}


def test_every_section_page_posts_its_own_items_and_no_others():
    for number, section_of_dash in enumerate(DASH.sections, start=1):
        names = set(re.findall(r' name="(dash[^":]+)', section({}, number)))
        mine = {i.id for i in DASH.in_section(section_of_dash) if not i.computed and i.type != "signature"}
        assert names == mine


def test_ids_are_unique_and_labels_point_at_them():
    page = whole(answered(q1="yes", q14="yes"))
    ids = re.findall(r' id="([^"]+)"', page)

    assert len(ids) == len(set(ids))
    assert set(re.findall(r' for="([^"]+)"', page)) <= set(ids)
    for described in re.findall(r'aria-describedby="([^"]+)"', page):
        assert set(described.split()) <= set(ids)


def test_parts_show_under_if_yes_and_only_empty_ones_may_fold_away():
    empty = field(answered(), "dash.q14")
    filled = field(answered(q14__target=["you"]), "dash.q14")

    assert (empty.parts_if, empty.parts_code, empty.parts_waiting) == ("If yes", "yes", True)
    assert not filled.parts_waiting
    assert field(answered(), "dash.main-source").parts_if == "If no"
    several = field(answered(pro__circumstances=None), "dash.pro.circumstances")
    assert (several.parts_if, several.parts_code, several.parts_waiting) == ("If so", "", False)
    page = section(answered(), 4)
    assert page.count('data-opens="yes"') == 3
    assert 'name="dash.q14.target"' in page
    assert not re.search(r"\shidden[\s>]", page.split('data-opens="yes"')[1].split("<details")[0])


def test_enter_in_a_line_never_clears_an_answer():
    for page in (section(answered(), 3), whole(answered())):
        first = re.search(r"<button[^>]*>", page)[0]
        assert 'name="go"' in first


def test_the_answer_of_last_time_stands_beside_and_a_change_is_marked():
    last = clean(DASH, {"dash.q6": "no", "dash.q7": "no"}, today=TODAY)
    answers = answered(q6="yes", q7="no", q9=None)
    then = {"last": last, "last_day": date(2025, 9, 25)}

    assert (field(answers, "dash.q6", **then).last, field(answers, "dash.q6", **then).changed) == (
        "25 Sep: No",
        True,
    )
    assert not field(answers, "dash.q7", **then).changed
    assert field(answers, "dash.q9", **then).last == "25 Sep: Not asked"
    assert not field(answers, "dash.q9", **then).changed
    assert section(answers, 3, **then).count("Changed") == 2


def test_what_was_typed_comes_back_as_it_was_typed():
    answers = answered(date="31 February", q1__comment="<b>“Hello”</b>")

    assert field(answers, "dash.date").text == "31 February"
    assert field(answered(), "dash.date").text == "20 November 2025"
    page = whole(answers)
    assert "&lt;b&gt;“Hello”&lt;/b&gt;</textarea>" in page
    assert "<b>“Hello”" not in page


def test_a_problem_stands_at_its_field_and_links_there():
    wrong = [Problem("dash.q14.target", "Item 14: choose."), Problem("dash.q5", "Item 5 is not answered.")]
    form = asking(answered(q14="yes"), problems=wrong)

    links = problem_links(form, wrong, LINK)

    assert links == [
        ("/f/H9TC2WFN/4/#dash-q14-target", "Item 14: choose."),
        ("/f/H9TC2WFN/2/#dash-q5", "Item 5 is not answered."),
    ]
    page = section(answered(q14="yes"), 4, problems=wrong)
    assert '<p class="govuk-error-message" id="dash-q14-target-problem">' in page
    assert 'aria-describedby="dash-q14-target-problem"' in page
    assert 'id="dash-q14-target"' in page
    assert "Item 14: choose." in render_to_string("instruments/_problems.html", {"problems": links})


def test_the_list_of_parts_says_how_each_stands():
    begun = clean(DASH, {"dash.q1": "yes", "dash.date": "today"}, today=TODAY)

    def words(answers):
        return [line.words for line in asking(answers).lines(LINK, here=2)]

    assert words({}) == ["Not started"] * 7 + [""]
    assert words(begun)[:3] == ["3 to answer", "4 gaps", "Not started"]
    assert words(answered()) == ["Done"] * 7 + [""]
    assert words(answered(q6="dont-know", q18="yes", judged_level=None))[2:7] == [
        "1 gap",
        "Done",
        "Done",
        "Done",
        "1 to answer",
    ]


def test_the_way_back_and_on():
    first = section_context(asking({}), 1, LINK)
    third = section_context(asking({}), 3, LINK)

    assert (first["back"], first["forward"].url) == (None, "/f/H9TC2WFN/2/")
    assert (third["back"].number, third["forward"].number) == (2, 4)
    assert section_context(asking({}), 8, LINK)["forward"] is None
    assert third["tab"] == "Form, part 3 of 8"


def test_the_tab_never_names_the_form():
    assert "dash" not in section_context(asking({}), 3, LINK)["tab"].lower()
    assert whole_context(asking({}), "/")["tab"] == "Form"


def test_the_whole_page_has_an_anchor_for_each_section_and_leads_on_to_the_check():
    context = whole_context(asking({}), "/f/X/check/")

    assert [line.url for line in context["lines"]] == [f"#part-{n}" for n in range(1, 8)] + ["/f/X/check/"]
    assert [part.anchor for part in context["parts"]] == [f"part-{n}" for n in range(1, 8)]


def test_no_page_holds_script_or_style_of_its_own():
    for page in (section(answered(), 5), whole(answered())):
        assert not re.search(r"<script|<style|\sstyle=|\son[a-z]+=|javascript:", page)


def test_signatures_are_shown_and_not_typed():
    page = section(answered(), 7)

    assert page.count("Given when you sign the form.") == 2
    assert 'name="dash.pro.marac-signed"' not in page
    signed = dash.signed(DASH, answered(), signer="Priya Nandra", by="u1", day=TODAY)
    assert section(signed, 7).count("Signed by Priya Nandra") == 2


def test_somebody_unnamed_as_the_source_is_said():
    assert field(answered(main_source="no"), "dash.q1").told == "Nobody is named as the source"


def test_without_anybody_recorded_the_page_says_so():
    page = render_to_string(
        "instruments/section.html", {**PAGE, **section_context(Asking(DASH, {}, People()), 1, LINK)}
    )

    assert "Nobody is recorded yet." in page


def test_the_list_of_what_was_left_open_offers_one_reason_for_several():
    form = asking(answered(q5=None, q9=None))
    asked = dash.reasons_asked(DASH, form.answers)

    page = render_to_string(
        "instruments/_gaps.html", {"gap_rows": gap_rows(form, asked, {"dash.q9": "Child came in"}, LINK)}
    )

    assert page.count('name="gap"') == 2
    assert page.count('name="gap-reason"') == 1
    assert "Reason: Child came in" in page
    assert 'href="/f/H9TC2WFN/2/#dash-q5"' in page


def test_24_comments_of_10_000_characters_all_come_back():
    long_words = {f"q{n}__comment": "word " * 2_000 for n in range(1, 25)}

    page = whole(answered(**long_words))

    assert page.count("word " * 1_999) == 24
