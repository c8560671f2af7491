from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rowan.documents.names import NeutralWord, RecipientKind, client_file_name, file_name, pdf_response

DAY = date(2025, 11, 20)


@pytest.mark.rule("PL-104")
def test_a_name_is_the_reference_the_kind_of_recipient_and_the_day():
    assert file_name("K7Q2M4XD", RecipientKind.HOUSING, DAY) == "K7Q2M4XD-housing-20nov.pdf"
    assert file_name("k7q2-m4xd", "social-care", date(2026, 1, 3)) == "K7Q2M4XD-social-care-3jan.pdf"


@pytest.mark.rule("PL-104")
def test_a_client_copy_is_a_neutral_word_and_the_day():
    assert client_file_name(DAY) == "list-20nov.pdf"
    assert client_file_name(date(2026, 5, 1), NeutralWord.NOTE) == "note-1may.pdf"


@pytest.mark.rule("PL-104")
@pytest.mark.parametrize("kind", ["leila", "Housing", "", "refuge"])
def test_nothing_else_gets_into_a_name(kind):
    with pytest.raises(ValueError):
        file_name("K7Q2M4XD", kind, DAY)
    with pytest.raises(ValueError):
        client_file_name(DAY, kind)


@pytest.mark.parametrize("reference", ["", "Leila Haddon", "../../etc"])
def test_a_name_starts_with_a_reference(reference):
    with pytest.raises(ValueError, match="starts with a reference"):
        file_name(reference, RecipientKind.POLICE, DAY)


@given(st.dates(), st.sampled_from(RecipientKind))
def test_a_name_needs_no_quoting_anywhere(day, kind):
    name = file_name("K7Q2M4XD", kind, day)

    assert name.isascii()
    assert not set(name) & set(' "/\\:;%')


@pytest.mark.rule("PL-143")
def test_a_paper_leaves_as_an_attachment_that_nothing_keeps():
    response = pdf_response(b"%PDF-1.7", "list-20nov.pdf")

    assert response.content == b"%PDF-1.7"
    assert dict(response.items()) == {
        "Content-Type": "application/pdf",
        "Content-Disposition": 'attachment; filename="list-20nov.pdf"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "no-store",
        "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
    }
