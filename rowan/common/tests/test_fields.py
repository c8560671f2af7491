"""What people may type, and the sentence they get when it cannot be taken."""

from datetime import UTC, date, datetime

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from rowan.common.boxes import Typed
from rowan.common.dates import Precision
from rowan.common.fields import (
    DayField,
    Known,
    LineField,
    MomentField,
    NameField,
    PaperField,
    PartialDayField,
    PhoneField,
    SignatureField,
    WordsField,
    YesNoField,
    not_before_2000,
    phone_key,
    read_day,
    read_time,
    within,
)
from rowan.common.forms import RowanForm
from rowan.common.strokes import path_of

NOW = date(2025, 11, 20)


def form_with(**fields):
    return type("OneForm", (RowanForm,), fields)


def post(**values):
    data = QueryDict(mutable=True)
    for name, value in values.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return data


def sentence(field, **values):
    """The one sentence a field answers with; the form keeps what was typed."""
    form = form_with(it=field)(post(**values))
    assert not form.is_valid()
    return form.errors["it"][0]


@pytest.mark.parametrize(
    "boxes, known",
    [
        (("3", "12", "1990"), Known(date(1990, 12, 3), Precision.DAY)),
        (("3", "dec", "1990"), Known(date(1990, 12, 3), Precision.DAY)),
        (("3", "December", "90"), Known(date(1990, 12, 3), Precision.DAY)),
        (("1", "9", "25"), Known(date(2025, 9, 1), Precision.DAY)),
        (("", "12", "1990"), Known(date(1990, 12, 1), Precision.MONTH)),
        (("", "", "1990"), Known(date(1990, 1, 1), Precision.YEAR)),
        (("3/12/1990", "", ""), Known(date(1990, 12, 3), Precision.DAY)),
        (("3 Dec 90", "", ""), Known(date(1990, 12, 3), Precision.DAY)),
        (("yesterday", "", ""), Known(date(2025, 11, 19), Precision.DAY)),
        ((" 29 ", "2", "2024"), Known(date(2024, 2, 29), Precision.DAY)),
    ],
)
def test_a_date_is_understood_as_people_write_it(boxes, known):
    assert read_day(Typed(*boxes), NOW) == known


@pytest.mark.parametrize(
    "boxes",
    [
        ("31", "2", "1990"),
        ("29", "2", "2023"),
        ("0", "1", "1990"),
        ("3", "", "1990"),
        ("3", "12", ""),
        ("3", "decimal", "1990"),
        ("3", "12", "199000000000000000000"),
        ("1_0", "1", "1990"),
        ("-3", "12", "1990"),
        ("3", "12", "1234"),
        ("soon", "", ""),
        ("🙂", "🙂", "🙂"),
    ],
)
def test_an_impossible_date_is_no_date(boxes):
    assert read_day(Typed(*boxes), NOW) is None


@pytest.mark.rule("PL-194", "PL-112")
def test_an_impossible_birth_date_gets_a_sentence_and_stays_in_its_boxes():
    form = form_with(born=PartialDayField(label="Date of birth"))(
        post(born_day="31", born_month="2", born_year="1990")
    )

    assert form.errors == {"born": ["Enter a real date of birth, such as 3 12 1990"]}
    for value in ("31", "2", "1990"):
        assert f'value="{value}"' in str(form)


def test_a_whole_date_asks_for_its_missing_parts():
    said = sentence(DayField(label="Ask again by"), it_day="", it_month="12", it_year="2026")
    assert said == "Enter the whole date for “Ask again by”: day, month and year, such as 3 12 1990"


def test_a_past_date_may_be_today_and_not_later():
    field = DayField(label="Date of birth", past=True)
    assert form_with(it=field)(post(it_day="today")).is_valid()
    assert sentence(field, it_day="1", it_month="1", it_year="2999") == (
        "Enter a date of birth that is not in the future"
    )


def test_a_day_far_away_is_refused_where_only_near_ones_make_sense():
    ahead, around = DayField(validators=[within(1)]), MomentField(validators=[within(2, either_way=True)])
    assert sentence(ahead, it_day="31", it_month="12", it_year="9999") == "Choose a day within a year"
    assert form_with(it=ahead)(post(it_day="1", it_month="1", it_year="2020")).is_valid()
    for year in ("1999", "9999"):
        said = sentence(around, it_day="31", it_month="12", it_year=year, it_time="23:45")
        assert said == "Choose a day within 2 years"


def test_what_happened_in_our_work_happened_in_this_century():
    field = MomentField(validators=[not_before_2000])
    said = sentence(field, it_day="31", it_month="12", it_year="1999", it_time="23:59")
    assert said == "Enter a day in 2000 or later"
    assert form_with(it=field)(post(it_day="1", it_month="1", it_year="2000", it_time="00:00")).is_valid()


def test_an_empty_date_is_nothing_unless_it_is_needed():
    form = form_with(it=DayField(label="Date", required=False))(post(it_day="", it_month="", it_year=""))
    assert form.is_valid() and form.cleaned_data["it"] is None
    assert sentence(DayField(label="Date of birth")) == "Enter the date of birth, such as 3 12 1990"


def test_a_date_that_was_not_touched_has_not_changed():
    form = form_with(it=DayField(label="Date"))(
        post(it_day="3", it_month="12", it_year="1990"), initial={"it": date(1990, 12, 3)}
    )
    assert not form.has_changed()


@pytest.mark.parametrize(
    "typed, said",
    [("09:42", "09:42"), ("9.42", "09:42"), ("0942", "09:42"), ("9 pm", "21:00"), ("12:05 am", "00:05")],
)
def test_a_time_is_understood_as_people_write_it(typed, said):
    assert f"{read_time(typed):%H:%M}" == said


@pytest.mark.parametrize("typed", ["", "9", "25:70", "13 pm", "noon-ish", "9:42:10"])
def test_what_is_no_time_is_refused(typed):
    assert read_time(typed) is None


def test_a_moment_is_london_time_kept_in_utc():
    form = form_with(it=MomentField(label="When was it?"))(
        post(it_day="1", it_month="7", it_year="2025", it_time="9:42")
    )
    assert form.is_valid()
    assert form.cleaned_data["it"] == datetime(2025, 7, 1, 8, 42, tzinfo=UTC)


def test_a_moment_without_its_time_asks_for_the_time():
    said = sentence(MomentField(label="When was it?"), it_day="1", it_month="7", it_year="2025", it_time="")
    assert said == "Enter the time as hours and minutes, such as 09:42"


@pytest.mark.parametrize(
    "typed, key",
    [
        ("07700 900 982", "+447700900982"),
        ("+44 (0)7700 900982", "+447700900982"),
        ("00 48 512 345 678", "+48512345678"),
        ("01632 960 001", "+441632960001"),
    ],
)
def test_a_number_in_any_spelling_has_one_key_and_stays_as_typed(typed, key):
    form = form_with(it=PhoneField(label="Phone"))(post(it=typed))
    assert form.is_valid() and form.cleaned_data["it"] == typed
    assert phone_key(typed) == key


@pytest.mark.rule("PL-112")
@pytest.mark.parametrize("typed", ["12", "ask her sister", "0" * 199, "🙂"])
def test_a_phone_that_is_none_is_said_and_kept(typed):
    form = form_with(it=PhoneField(label="Phone number given"))(post(it=typed))

    assert "Enter a phone number such as 01632 960 001" in form.errors["it"][0]
    assert f'value="{typed}"' in str(form["it"].as_field_group())


@pytest.mark.parametrize("name", ["Björk", "محمد", "D’Arcy-O'Neill", "李", "Æ 🙂", "x" * 200])
def test_a_name_is_what_the_person_gives(name):
    form = form_with(it=NameField(label="Name"))(post(it=name))
    assert form.is_valid() and form.cleaned_data["it"] == name


def test_twenty_thousand_characters_fit_and_one_more_does_not():
    words = form_with(it=WordsField(label="Facts"))
    assert words(post(it="a" * 19_998 + "\r\n" + "b")).is_valid()
    assert sentence(WordsField(label="Facts"), it="a" * 20_001) == (
        "Shorten this by 1 character: at most 20,000 are kept here"
    )
    assert sentence(LineField(label="Name"), it="a" * 250) == (
        "Shorten this by 50 characters: at most 200 are kept here"
    )


def test_a_plain_text_field_has_the_same_limit():
    assert "at most 20,000" in sentence(forms.CharField(label="Facts"), it="a" * 20_001)


@pytest.mark.parametrize("field", [NameField(label="Name"), WordsField(label="Facts"), forms.EmailField()])
def test_a_null_character_is_refused_with_a_sentence(field):
    assert "again" in sentence(field, it="a\x00b@example.org") or "such as" in sentence(field, it="a\x00")


def test_not_answered_is_no_answer():
    form = form_with(it=YesNoField(label="Is it safe?", required=False, unknown=True))(post())
    assert form.is_valid() and form.cleaned_data["it"] == ""


def test_an_empty_or_large_file_is_refused_with_a_sentence():
    from django.core.files.uploadedfile import SimpleUploadedFile

    kind = form_with(it=PaperField(label="Paper", megabytes=1))
    empty = kind(post(), {"it": SimpleUploadedFile("a.pdf", b"")})
    large = kind(post(), {"it": SimpleUploadedFile("a.pdf", b"x" * (1024 * 1024 + 1))})

    assert empty.errors["it"] == ["This file is empty. Choose another one"]
    assert large.errors["it"] == ["Choose a file of 1 MB at most"]


DRAWN = "[[[10,20],[40,60],[70,20]],[[90,20],[120,60]]]"


def test_a_drawn_signature_is_lines_of_whole_numbers():
    assert SignatureField(label="Sign here").clean(DRAWN) == DRAWN
    assert path_of(DRAWN) == "M10 20 L40 60 L70 20 M90 20 L120 60"


@pytest.mark.parametrize(
    "typed",
    ["x", "[[[1,2]]]", "[[1,2]]", "{}", "null", "[[[1e999,2]]]", '[[["a",1]]]', "[" * 5000, "[[[0,999]]]"],
)
def test_what_is_no_drawing_is_said_so(typed):
    with pytest.raises(ValidationError, match="Draw the signature again"):
        SignatureField(label="Sign here").clean(typed)
    assert path_of(typed) == ""


def test_a_drawing_opens_with_scripts_and_without_them_another_way_is_named():
    drawn = str(form_with(signature=SignatureField(label="Sign here", required=False))({"signature": DRAWN}))

    assert "data-draw hidden" in drawn and "Choose another way to sign." in drawn
    assert 'd="M10 20' in drawn and 'type="hidden"' in drawn
