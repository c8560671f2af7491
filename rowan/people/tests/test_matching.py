from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from rowan.common.dates import Precision
from rowan.common.fields import Known
from rowan.people import matching
from rowan.people.models import Part
from rowan.people.tests.making import BORN, NUMBER, address, beside, leila, number, somebody


def looked_up(world, persona: str = "practitioner", **asked) -> list[tuple[str, list[str]]]:
    with world.acting(persona):
        return [
            (str(match.person), [str(reason) for reason in match.reasons])
            for match in matching.lookup(by=world.user(persona), **asked)
        ]


CASES = [
    ({"given": "leila", "family": "HADDON"}, ["Same name"]),
    ({"given": "Haddon", "family": "Leila"}, ["Same name"]),
    ({"given": "Leyla", "family": "Aydin"}, ["Known by that name too"]),
    ({"given": "Leyla", "family": "Hadden"}, ["Name sounds the same"]),
    ({"family": "Haddon", "birth": BORN}, ["Same name", "Same birth date"]),
    (
        {"family": "Haddon", "birth": Known(date(1990, 3, 12), Precision.DAY)},
        ["Same name", "Birth date with day and month swapped"],
    ),
    ({"given": "Leila", "birth": Known(date(1990, 1, 1), Precision.YEAR)}, ["Same name", "Same birth year"]),
    ({"phone": "0044 7700 900 982"}, ["Same phone number"]),
    ({"given": "Dawn", "family": "Tressider", "phone": NUMBER}, ["Same phone number"]),
]


@pytest.mark.rule("CM-2")
@pytest.mark.parametrize(("asked", "reasons"), CASES)
def test_a_known_person_is_found_with_what_agrees(world, asked, reasons):
    number(world, leila(world))
    somebody(world, given="Dawn", family="Pike")

    assert looked_up(world, **asked) == [("Leila Haddon", reasons)]


@pytest.mark.rule("CM-2")
def test_a_known_person_is_found_by_their_address_and_nobody_next_door(world):
    address(world, leila(world), "14 Tarn Close, ZZ9 4TC")
    address(world, somebody(world, given="Dawn", family="Pike"), "15 Tarn Close, ZZ9 4TC")

    assert looked_up(world, address="14 Tarn Close, zz94tc") == [("Leila Haddon", ["Same house"])]


NOBODY = [
    {},
    {"given": "🙂"},
    {"family": "Haddon"},
    {"birth": BORN},
    {"given": "Dawn", "family": "Haddon"},
    {"family": "Haddon", "birth": Known(date(1990, 12, 4), Precision.DAY)},
    {"phone": "07700 900983"},
]


@pytest.mark.parametrize("asked", NOBODY)
def test_too_little_or_something_else_finds_nobody(world, asked):
    number(world, leila(world))

    assert looked_up(world, **asked) == []


def test_a_one_word_name_is_found_by_the_same_word(world):
    somebody(world, given="Suharto")

    assert looked_up(world, family="suharto") == [("Suharto", ["Same name"])]


def test_somebody_else_in_a_file_leads_to_it_and_the_reason_says_who(world):
    beside(world, leila(world), Part.PCH, given="Daniel", family="Weir")

    assert looked_up(world, given="Daniel", family="Weir") == [
        ("Leila Haddon", ["Person causing harm: same name"])
    ]


APART = [
    ({"given": "Leila", "family": "Haddon"}, [], ["birth date", "phone number", "postcode"]),
    (
        {
            "given": "Leila", "family": "Haddon", "birth": Known(date(1988, 5, 3), Precision.DAY),
            "phone": "07700 900451", "address": "9 Elm Street, ZZ9 2AA",
        },
        ["Another birth date", "Another phone number", "Another postcode"],
        [],
    ),
    ({"given": "Dawn", "family": "Pike", "phone": NUMBER}, ["Another name"], ["birth date", "postcode"]),
]  # fmt: skip


@pytest.mark.rule("MT-9")
@pytest.mark.parametrize(("asked", "differs", "unknown"), APART)
def test_what_differs_and_what_nobody_can_compare_is_said_too(world, asked, differs, unknown):
    person = leila(world)
    number(world, person)
    address(world, person, "14 Tarn Close, ZZ9 4TC")

    with world.acting("practitioner"):
        (match,) = matching.lookup(by=world.user("practitioner"), **asked)

    assert (match.differs, match.unknown) == (differs, unknown)


def test_a_postcode_alone_finds_nobody_and_tells_little_beside_a_name(world):
    address(world, leila(world), "14 Tarn Close, ZZ9 4TC")

    assert looked_up(world, address="3 Tarn Close, ZZ9 4TC") == []
    assert looked_up(world, given="Leila", family="Haddon", address="3 Tarn Close, ZZ9 4TC") == [
        ("Leila Haddon", ["Same name", "Same postcode"])
    ]


@pytest.mark.rule("PL-31", "PL-132")
def test_nobody_of_another_service_or_side_is_found(world):
    number(world, leila(world))

    for persona in ("other_practitioner", "officer"):
        assert looked_up(world, persona, given="Leila", family="Haddon", phone=NUMBER) == []


def test_the_likeliest_stands_first(world):
    somebody(world, given="Leyla", family="Hadden")
    number(world, leila(world))

    found = looked_up(world, given="Leila", family="Haddon", birth=BORN, phone=NUMBER)

    assert [name for name, _reasons in found] == ["Leila Haddon", "Leyla Hadden"]
    assert found[0][1] == ["Same phone number", "Same name", "Same birth date"]


@pytest.mark.rule("PL-195")
@pytest.mark.parametrize("people", [1, 40])
def test_a_look_up_takes_four_statements_at_most(world, people):
    for _n in range(people):
        number(world, leila(world))

    with world.acting("practitioner"):
        by = world.user("practitioner")
        with CaptureQueriesContext(connection) as asked:
            found = matching.lookup(by=by, given="Leila", family="Haddon", birth=BORN, phone=NUMBER)

    assert len(found) == people
    assert len(asked) <= 4
