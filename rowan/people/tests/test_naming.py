import pytest
from hypothesis import given
from hypothesis import strategies as st

from rowan.people import naming

NAMES = st.text(max_size=60)


@given(NAMES)
def test_folding_twice_changes_nothing_more(name):
    assert naming.fold(naming.fold(name)) == naming.fold(name)


@given(NAMES)
def test_case_does_not_matter(name):
    assert naming.keys(name.upper().lower()) == naming.keys(name.lower())


@given(st.lists(st.sampled_from(["Leila", "Haddon", "O’Brien", "van", "Łucja", "محمد"]), max_size=3))
def test_the_order_of_words_does_not_matter(said):
    single = {key for word in said for key in naming.keys(word)}

    assert single <= naming.keys(*said)
    assert naming.keys(*said) == naming.keys(*reversed(said))


@given(NAMES)
def test_keys_fit_the_column_and_are_not_without_end(name):
    assert all(0 < len(key) <= naming.LONGEST_KEY for key in naming.keys(name * 9))
    assert len(naming.keys(name * 9)) <= naming.MOST_KEYS


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ŁUCJA", "lucja"),
        ("Straße", "strasse"),
        ("Ｌｅｉｌａ", "leila"),
        ("Zoë", "zoe"),
        ("İpek", "ipek"),
        ("محمَّد", "محمد"),
    ],
)
def test_accents_and_letters_that_cannot_be_taken_apart_are_mapped(typed, meant):
    assert naming.fold(typed) == meant


def test_vowel_signs_of_scripts_that_write_them_as_marks_are_kept():
    assert naming.fold("राम") != naming.fold("रम")


def test_titles_are_left_out_but_a_title_alone_is_a_name():
    assert naming.words("Dr Leila") == ["leila"]
    assert naming.words("Miss") == ["miss"]


def test_a_double_name_is_found_whole_and_in_parts():
    assert {"smith", "jones", "smithjones"} <= naming.keys("Smith-Jones")
    assert {"obrien", "brien"} <= naming.keys("O’Brien")
    assert "desilva" in naming.keys("de Silva")


def test_a_name_without_letters_has_no_keys():
    assert naming.keys("🙂 !!") == set()


def test_names_that_sound_alike_share_a_sound_and_short_or_foreign_words_have_none():
    assert naming.sound("leila") == naming.sound("leyla") != ""
    assert naming.sound("li") == naming.sound("محمد") == ""


@pytest.mark.parametrize("typed", ["07700 900982", "+44 7700 900982", "0044 7700 900 982", "٠٧٧٠٠٩٠٠٩٨٢"])
def test_a_number_folds_into_its_country_form_in_any_spelling(typed):
    assert naming.phone(typed) == "+447700900982"


@given(st.text(max_size=40))
def test_what_is_no_number_keeps_its_digits(text):
    folded = naming.phone(text)

    assert folded == "" or folded.removeprefix("+").isdecimal()


def test_a_number_is_found_by_its_last_digits():
    stored = naming.backwards(naming.phone("07700 900982"))

    assert stored.startswith(naming.ending("0982"))
    assert stored.startswith(naming.ending("900982"))
    assert stored == naming.ending("+44 7700 900982")


@given(st.text(max_size=40), st.text(max_size=5))
def test_the_range_of_a_key_holds_everything_that_begins_so(key, more):
    assert key <= key + more < naming.after(key)


def test_an_address_folds_to_postcode_and_house():
    assert naming.address("14 Tarn Close\nWrenbridge\nzz9 4tc") == "ZZ94TC 14"
    assert naming.address("Rose Cottage, ZZ9 4TC") == "ZZ94TC"
    assert naming.address("No fixed address") == "no fixed address"


def test_an_email_address_folds_to_lower_case():
    assert naming.email(" Leila@Example.ORG ") == "leila@example.org"
    assert naming.email("not one") == "not one"


def test_other_names_are_read_line_by_line_once_each():
    assert naming.lines("Leyla  Aydin\n\n Lulu\r\nLulu ") == ["Leyla Aydin", "Lulu"]
