"""The help beside the Dash: every question has some, in our own plain words."""

import pytest

from rowan.instruments import dash, help
from rowan.instruments.fields import People
from rowan.instruments.forms import Asking
from rowan.instruments.tests.filled import DASH

HERS = {"she", "her", "hers", "he", "him", "his"}


def test_every_question_has_help_and_no_other_number_has():
    assert sorted(help.beside("dash")) == list(dash.NUMBERS)


def test_a_question_of_three_themes_has_the_words_of_all():
    assert len(help.beside("dash")[18]) == len(
        [word for theme in help.of("dash").themes if 18 in theme.items for word in theme.words]
    )


def test_the_words_say_neither_he_nor_she():
    found = help.of("dash")
    said = [
        *found.purpose,
        *found.before,
        *found.during,
        *found.after,
        *(w for t in found.themes for w in t.words),
    ]

    assert not HERS & {word.strip(".,“”").lower() for text in said for word in text.split()}


def test_it_stands_beside_its_question():
    asking = Asking(DASH, {}, People("Joanne"), helps=help.beside("dash"))

    assert asking.field(DASH.item("dash.q20")).help == help.beside("dash")[20]
    assert asking.field(DASH.item("dash.date")).help == ()


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("", "0808 2000 247"),
        ("Ashmere helpline: 01632 960 111\n\nSecond", "01632 960 111"),
        ("No number", ""),
    ],
)
def test_a_service_has_its_own_lines(text, first):
    lines = help.helplines_of(text, help.of("dash").helplines)

    assert lines[0].phone == first


def test_an_instrument_without_help_has_none():
    assert help.of("nothing") is None
    assert help.beside("nothing") == {}
