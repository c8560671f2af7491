"""Wording packs: what a table may change, how whole it is, and that nothing but words changes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rowan.instruments import catalogue, dash, packs
from rowan.instruments.answers import project
from rowan.instruments.packs import NotAPack
from rowan.instruments.tests.filled import DASH, at_signing, with_yes
from rowan.instruments.views import shipped

GRID = catalogue.get("soag")


def table(*lines: str, head: str = "id,text") -> bytes:
    return "\n".join([head, *lines]).encode()


def worded(*lines: str):
    return packs.worded(DASH, packs.read(table(*lines), DASH).texts, "Made up, 2026")


@pytest.mark.rule("CM-51")
def test_a_line_changes_the_words_of_one_item_and_nothing_else():
    other = worded(
        "dash.q2,Ydych chi’n ofnus?", "dash.q4.from=family,Teulu", "answer.dont-know,Ddim yn gwybod"
    )

    assert other.item("dash.q2").prompt.asked == other.item("dash.q2").prompt.told == "Ydych chi’n ofnus?"
    assert [o.words for o in other.item("dash.q2").choices] == ["Yes", "No", "Ddim yn gwybod"]
    assert other.item("dash.q4.from").options[0].words == "Teulu"
    assert other.item("dash.q3").prompt == DASH.item("dash.q3").prompt
    assert other.wording == "Made up, 2026"
    assert DASH.item("dash.q2").prompt.asked == "Do you feel very afraid?"


@pytest.mark.rule("CM-51")
def test_the_published_number_stands_for_the_id():
    other = worded("14,As published", "15:told,As published and told")

    assert other.item("dash.q14").prompt.asked == "As published"
    assert other.item("dash.q15").prompt.told == "As published and told"
    assert other.item("dash.q15").prompt.asked == DASH.item("dash.q15").prompt.asked


def test_what_the_form_does_not_have_is_named_and_left_out():
    read = packs.read(table("dash.q25,Nothing", "dash.q1,Something", "dash.q1.injury=deep,Deep"), DASH)

    assert read.texts == {"dash.q1": "Something"}
    assert read.unknown == ("dash.q25", "dash.q1.injury=deep")


@pytest.mark.parametrize(
    "content, sentence",
    [
        (b"", "The first line needs the columns"),
        (b"item,words\ndash.q1,Yes", "The first line needs the columns"),
        (b"id,text\n", "No line names an item"),
        (b"id,text\nq99,Nothing\n", "No line names an item"),
        (b"id,text\ndash.q1,One\ndash.q1,Two\n", "Line 3: dash.q1 stands twice"),
        (b"id,text\n1,One\ndash.q1,Two\n", "Line 3: dash.q1 stands twice"),
        (b"id,text\ndash.q1,Has {name} hurt you?\n", "only {client} and {abuser} stand in braces"),
        (b"id,text\ndash.q1," + b"x" * 2001, "longer than 2000 characters"),
        (b"id,text\ndash.q1,\xff\xfe\n", "Save the table as CSV in UTF-8"),
        (b"id,text\ndash.q1,\x00\n", "This is not a table of text"),
        (b"x" * 1_000_001, "larger than 1 MB"),
    ],
)
def test_a_table_that_cannot_be_read_says_why(content, sentence):
    with pytest.raises(NotAPack, match=sentence.replace("{", r"\{").replace("}", r"\}")):
        packs.read(content, DASH)


@pytest.mark.parametrize("parting", [",", ";", "\t"])
def test_spreadsheets_part_their_columns_in_three_ways(parting):
    content = parting.join(["id", "text"]) + "\n" + parting.join(["dash.q2", "Words"])

    assert packs.read(("\ufeff" + content).encode(), DASH).texts == {"dash.q2": "Words"}


def test_how_whole_a_pack_is():
    own = packs.own_words(DASH)
    half = packs.completeness(DASH, {"dash.q2": "One for both voices"})

    assert half.of == len(own)
    assert half.said == 2
    assert "dash.q2:asked" not in dict(half.missing) and "dash.q3:asked" in dict(half.missing)
    assert packs.completeness(DASH, own).is_whole


@pytest.mark.parametrize("definition", [DASH, GRID], ids=lambda definition: definition.id)
def test_the_list_to_fill_in_holds_every_text_and_reads_back_as_a_whole_pack(definition):
    own = packs.own_words(definition)
    read = packs.read(packs.template(definition, own).encode(), definition)

    assert read.unknown == ()
    assert packs.completeness(definition, read.texts).is_whole
    same = packs.worded(definition, read.texts, definition.wording)
    assert [s.title for s in same.sections] == [s.title for s in definition.sections]
    assert [(i.id, i.prompt, i.hint, i.options) for i in same.items] == [
        (i.id, i.prompt, i.hint, i.options) for i in definition.items
    ]


@pytest.mark.rule("CM-51")
def test_the_welsh_dash_asks_all_24_items_and_every_answer():
    (welsh,) = [one for one in shipped() if one.language == "cy"]
    read = packs.read(welsh.path.read_bytes(), DASH)
    missing = dict(packs.completeness(DASH, read.texts).missing)

    assert read.unknown == ()
    assert "translator" in welsh.name
    for number in dash.NUMBERS:
        item = DASH.item(dash.question(number))
        for asked in (item, *item.parts):
            assert not {asked.id, f"{asked.id}:asked", f"{asked.id}:told"} & set(missing)
            assert not [key for key in missing if key.startswith(f"{asked.id}=")]
    assert not [key for key in missing if key.startswith(("section.", "answer.", "companion."))]


@given(st.dictionaries(st.sampled_from(sorted(packs.own_words(DASH))), st.text(min_size=1), max_size=20))
def test_no_words_change_what_is_counted(texts):
    texts = {key: text for key, text in texts.items() if text.strip()}
    other = packs.worded(DASH, texts, "Made up")
    answers = at_signing(with_yes(14))

    assert dash.total(answers) == 14
    assert project(other, answers) == project(DASH, answers)
    assert list(other.places) == list(DASH.places)
