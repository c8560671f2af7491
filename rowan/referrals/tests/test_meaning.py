from datetime import date

import pytest

from rowan.common.dates import Precision
from rowan.people.models import Relation
from rowan.referrals.danger import words_of_danger
from rowan.referrals.meaning import meaning_of, relation_of
from rowan.referrals.reading import read
from rowan.referrals.tests.making import EXAMPLE

NOW = date(2026, 11, 23)
PERSON = {"victim_surname": "Begum", "victim_forenames": "Shaheda"}


def meant(**cells):
    return meaning_of(PERSON | cells, NOW)


@pytest.fixture(scope="module")
def example():
    return [meaning_of(line.cells, NOW) for line in read(EXAMPLE.read_bytes()).lines]


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("1991-03-14", date(1991, 3, 14), Precision.DAY),
        ("14/03/1991", date(1991, 3, 14), Precision.DAY),
        ("14 March 1991", date(1991, 3, 14), Precision.DAY),
        ("1983", date(1983, 1, 1), Precision.YEAR),
    ],
)
def test_a_birth_date_is_read_as_exactly_as_it_is_told(text, day, precision):
    assert meant(victim_dob=text).born == (day, precision)


@pytest.mark.parametrize("text", ["1992-31-12", "2031-01-01", "yesterday maybe", "0000-00-00"])
def test_a_birth_date_that_is_none_is_said_and_kept_in_words(text):
    line = meant(victim_dob=text)

    assert line.born is None
    assert f"Date of birth could not be read: {text}" in line.problems
    assert f"Date of birth: {text}" in line.reason


@pytest.mark.parametrize(
    ("said", "answer"), [("y", "yes"), ("Yes", "yes"), ("n", "no"), ("", ""), ("perhaps", "")]
)
def test_nothing_but_yes_is_yes(said, answer):
    assert meant(victim_phone="07700 900106", safe_to_call=said).safe_call == answer


def test_an_unanswered_number_says_so():
    assert meant(victim_phone="07700 900106").problems == ("Nobody said whether it is safe to ring",)


def test_no_number_is_said_and_none_is_made_up():
    line = meant(victim_phone="not known", safe_to_call="y")

    assert line.phone == ""
    assert line.problems == ("No number to ring",)


def test_a_number_that_is_none_stays_in_the_reason():
    line = meant(victim_phone="ask the ward, ext 12")

    assert line.phone == ""
    assert "Telephone: ask the ward, ext 12" in line.reason


@pytest.mark.parametrize(
    ("words", "relation"),
    [
        ("husband", Relation.PARTNER),
        ("ex-husband", Relation.EX_PARTNER),
        ("Ex partner", Relation.EX_PARTNER),
        ("son", Relation.CHILD),
        ("father", Relation.PARENT),
        ("brother", Relation.SIBLING),
        ("employer's relative", Relation.OTHER),
        ("", Relation.OTHER),
    ],
)
def test_the_relationship_is_who_causes_harm_to_the_person_referred(words, relation):
    assert relation_of(words) == relation


def test_every_line_of_the_example_means_somebody(example):
    assert all(line.name for line in example)
    assert example[3].name == "Suparni"
    assert example[17].name == "Parwana"
    assert example[14].pch_family == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("He put his hands round her throat and said he would kill her", ["throat", "kill"]),
        ("He owns a shotgun; 'you will not see Christmas'", ["shotgun", "not see Christmas"]),
        ("Found UNCONSCIOUS. Life in danger", ["UNCONSCIOUS", "Life in danger"]),
        ("Argument about money", []),
        ("A skilled worker, begun in spring", []),
    ],
)
def test_words_of_danger_are_pointed_at(text, words):
    assert words_of_danger(text) == words


def test_the_three_lines_of_the_example_that_cannot_wait_are_marked(example):
    marked = [number for number, line in enumerate(example, start=1) if line.danger]

    assert {1, 21, 30} <= set(marked)
