from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rowan.common.audiences import Audience, Recipient, may_receive
from rowan.documents.view import View, recipient_of

A, R = Audience, Recipient


@pytest.mark.rule("PL-73")
@given(st.sampled_from(Recipient), st.lists(st.sampled_from(Audience)))
def test_a_view_holds_exactly_what_its_reader_may_receive(recipient, audiences):
    view = View.of(recipient, [(audience, f"field_{n}", n) for n, audience in enumerate(audiences)])

    allowed = {f"field_{n}": n for n, audience in enumerate(audiences) if may_receive(recipient, audience)}
    assert dict(view) == allowed
    assert all(hasattr(view, f"field_{n}") is (f"field_{n}" in allowed) for n in range(len(audiences)))


@pytest.mark.rule("PL-73", "PL-76")
def test_asking_for_what_is_withheld_is_like_asking_for_what_never_was():
    held = View.of(R.PCH, [(A.RESTRICTED, "refuge", "Elm House"), (A.PCH, "name", "Karim")])
    never = View.of(R.PCH, [(A.PCH, "name", "Karim")])

    with pytest.raises(AttributeError) as withheld:
        _ = held.refuge
    with pytest.raises(AttributeError) as unknown:
        _ = never.refuge
    assert str(withheld.value) == str(unknown.value) == "This view has no 'refuge'."
    assert held == never


@pytest.mark.rule("PL-76")
def test_a_row_held_back_leaves_no_gap():
    first, second = [(A.SURVIVOR, "action", "one")], [(A.SURVIVOR, "action", "two")]

    rows = View.rows(R.SURVIVOR, [(A.SURVIVOR, first), (A.STAFF, first), (A.SURVIVOR, second)])

    assert [row.action for row in rows] == ["one", "two"]


def test_a_view_does_not_change():
    view = View.of(R.STAFF, [(A.STAFF, "name", "Leila")])

    with pytest.raises(AttributeError):
        view.name = "Karim"
    with pytest.raises(TypeError):
        view._values["name"] = "Karim"
    assert view.name == "Leila"


@pytest.mark.rule("PL-73")
@pytest.mark.parametrize("value", [object(), {"a": 1}, ["text"], {1}, b"bytes"])
def test_a_view_holds_only_plain_values(value):
    with pytest.raises(TypeError):
        View.of(R.STAFF, [(A.STAFF, "row", value)])


@pytest.mark.parametrize("value", ["", 3, 1.5, True, None, date(2025, 11, 20)])
def test_plain_values_stay_as_they_are(value):
    assert View.of(R.STAFF, [(A.STAFF, "value", value)]).value == value


@pytest.mark.rule("PL-95")
def test_rows_made_for_somebody_else_are_refused():
    staff_row = View.of(R.STAFF, [(A.STAFF, "action", "told the police")])

    with pytest.raises(TypeError, match="Rows are views made for the same reader"):
        View.of(R.SURVIVOR, [(A.SURVIVOR, "rows", [staff_row])])


@pytest.mark.parametrize("name", ["", "two words", "_values", "1st"])
def test_a_name_is_plain(name):
    with pytest.raises(ValueError):
        View.of(R.STAFF, [(A.STAFF, name, "x")])


def test_a_name_is_given_once_even_when_it_is_withheld():
    with pytest.raises(ValueError):
        View.of(R.SURVIVOR, [(A.STAFF, "name", "a"), (A.SURVIVOR, "name", "b")])


def test_a_view_shows_nothing_of_itself_in_a_log():
    view = View.of(R.SURVIVOR, [(A.SURVIVOR, "name", "Leila Haddon")])

    assert repr(view) == "<View for survivor>"
    assert recipient_of(view) is R.SURVIVOR
