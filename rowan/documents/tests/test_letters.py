import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rowan.documents.letters import MARK, basic, printable


@pytest.mark.parametrize(
    "text", ["Zoë Łukasz Siân", "Καλημέρα", "Доброе утро", "שלום", "مرحبا", "£1,200.50 … “so”"]
)
def test_what_the_fonts_have_stays(text):
    assert printable(text) == unicodedata.normalize("NFC", text)


@pytest.mark.parametrize("text", ["王", "ਗ", "ব", "த", "\x00", "\x07", "\ue000", "\uffff", "\ud800"])
def test_what_they_lack_shows_as_a_mark(text):
    assert printable(f"a{text}b") == f"a{MARK}b"


@pytest.mark.parametrize("text", ["\u202e", "\ufeff", "\u00ad", "\ufe0f", "\U000e0041", "\u200b"])
def test_what_has_no_shape_goes_without_a_mark(text):
    assert printable(f"a{text}b") == "ab"


def test_line_ends_become_one_kind():
    assert printable("a\r\nb\rc\u2028d\te") == "a\nb\nc\nd e"


def test_a_joiner_goes_with_the_letters_it_joined():
    assert printable("👩\u200d👧") == MARK * 2
    assert printable("می\u200cخواهم") == "می\u200cخواهم"


def test_a_word_too_long_for_a_line_may_break():
    assert printable("a" * 24) == "a" * 24
    assert printable("a" * 25).split("\N{ZERO WIDTH SPACE}") == ["a" * 12, "a" * 12, "a"]


@given(st.text())
def test_a_line_is_never_lost(text):
    assert printable(text).count("\n") == len(re.findall("\r\n|[\n\r\u2028\u2029]", text))


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_the_last_resort_holds_only_letters_of_the_first_font(text):
    assert not [letter for letter in basic(text) if unicodedata.category(letter) in ("Mn", "Cf", "Co")]


def test_the_last_resort_keeps_plain_words_and_line_ends():
    assert basic("Ring Zoë,\nthen שלום") == f"Ring Zoë,\nthen {MARK * 4}"
