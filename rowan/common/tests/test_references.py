import pytest
from django.urls import Resolver404, path, register_converter
from django.urls.resolvers import RegexPattern, URLResolver
from hypothesis import given
from hypothesis import strategies as st

from rowan.common.references import ALPHABET, ReferenceConverter, new_reference, read, show

references = st.text(ALPHABET, min_size=8, max_size=8)

register_converter(ReferenceConverter, "reference_in_test")


def resolve(url):
    pages = [path("c/<reference_in_test:reference>/", lambda request: None)]
    return URLResolver(RegexPattern(r"^/"), pages).resolve(url).kwargs["reference"]


def test_new_references_are_readable_and_differ():
    made = {new_reference() for _ in range(500)}

    assert len(made) == 500
    assert all(read(reference) == reference for reference in made)
    assert set("".join(made)) <= set(ALPHABET)


def test_the_alphabet_makes_no_word_and_nothing_misread():
    assert not set("AEIOU01") & set(ALPHABET)


@given(references)
def test_what_is_shown_can_be_read(reference):
    assert len(show(reference)) == 9
    assert read(show(reference)) == reference
    assert read(f"  {show(reference).lower()} ") == reference


@pytest.mark.parametrize("typed", ["K7Q2-M4XD", "k7q2m4xd", "K7q2 M4xD", " k7q2 - m4xd "])
def test_any_case_with_or_without_hyphen_is_read(typed):
    assert read(typed) == "K7Q2M4XD"


@pytest.mark.parametrize("typed", ["", "K7Q2M4X", "K7Q2M4XO", "K7Q2_M4XD", "Ⅽ7Q2M4XD", "K7Q2M4X1"])
def test_anything_else_is_not_a_reference(typed):
    assert read(typed) is None


@given(st.text())
def test_reading_never_fails_and_gives_only_references(typed):
    reference = read(typed)

    assert reference is None or (len(reference) == 8 and set(reference) <= set(ALPHABET))


@pytest.mark.parametrize("url", ["/c/K7Q2M4XD/", "/c/k7q2m4xd/", "/c/K7Q2-M4XD/", "/c/K7Q2 M4XD/"])
def test_a_path_takes_a_reference_in_any_form(url):
    assert resolve(url) == "K7Q2M4XD"


@pytest.mark.parametrize("url", ["/c/K7Q2M4XO/", "/c/K7Q2M4X/", "/c/K7Q2--M4XD/"])
def test_a_path_without_a_reference_is_not_found(url):
    with pytest.raises(Resolver404):
        resolve(url)


def test_links_carry_the_stored_form():
    assert ReferenceConverter().to_url("K7Q2M4XD") == "K7Q2M4XD"
