"""Every kind of field is drawn by one renderer, with label, hint, error and answer tied together."""

import re

import pytest
from django import forms
from django.http import QueryDict

from rowan.common.fields import (
    Answers,
    AnswersMany,
    DayField,
    LineField,
    MomentField,
    NameField,
    OneOfField,
    PaperField,
    PartialDayField,
    PhoneField,
    SomeOfField,
    WordsField,
    YesNoField,
)
from rowan.common.forms import RowanForm
from rowan.common.gallery import WRONG, EveryField

PICK = [("a", "First"), ("b", "Second")]
KINDS = {
    "line": LineField(label="Line", help_text="Hint here"),
    "name": NameField(label="Line", help_text="Hint here"),
    "words": WordsField(label="Line", help_text="Hint here"),
    "phone": PhoneField(label="Line", help_text="Hint here"),
    "e-mail": forms.EmailField(label="Line", help_text="Hint here"),
    "number": forms.IntegerField(label="Line", help_text="Hint here"),
    "password": forms.CharField(label="Line", help_text="Hint here", widget=forms.PasswordInput),
    "file": PaperField(label="Line", help_text="Hint here"),
    "one of": OneOfField(label="Line", help_text="Hint here", choices=PICK),
    "some of": SomeOfField(label="Line", help_text="Hint here", choices=PICK),
    "answers": forms.ChoiceField(label="Line", help_text="Hint here", choices=PICK, widget=Answers),
    "many answers": forms.MultipleChoiceField(
        label="Line", help_text="Hint here", choices=PICK, widget=AnswersMany
    ),
    "yes or no": YesNoField(label="Line", help_text="Hint here", unknown=True),
    "select": forms.ChoiceField(label="Line", help_text="Hint here", choices=PICK),
    "tick": forms.BooleanField(label="Line", help_text="Hint here"),
    "day": DayField(label="Line", help_text="Hint here"),
    "partial day": PartialDayField(label="Line", help_text="Hint here"),
    "moment": MomentField(label="Line", help_text="Hint here"),
}


def drawn(field, data=None, **kwargs):
    kind = type("OneForm", (RowanForm,), {"it": field})
    return kind(data, **kwargs)


@pytest.mark.rule("PL-193", "PL-194")
@pytest.mark.parametrize("kind", KINDS)
def test_hint_and_error_are_tied_to_the_field_in_words_that_instruct(kind):
    form = drawn(KINDS[kind], QueryDict())
    html = str(form)
    said = form.errors["it"][0]

    described = re.search(r'aria-describedby="([^"]+)"', html)[1].split()
    assert {f'id="{one}"' in html for one in described} == {True}
    assert "Hint here" in html and said in html
    assert said in form.summary
    target = re.search(r'href="#([^"]+)"', form.summary)[1]
    assert re.search(rf'<(input|select|textarea)[^>]* id="{target}"', html)
    assert not re.search(r"invalid|required|valid value", said, re.IGNORECASE)


@pytest.mark.rule("PL-25")
@pytest.mark.parametrize("kind", KINDS)
def test_the_browser_fills_in_nothing(kind):
    html = str(drawn(KINDS[kind]))
    controls = re.findall(r"<(?:input|select|textarea)[^>]*>", html)

    assert controls
    for control in controls:
        if 'type="file"' not in control:
            assert 'autocomplete="off"' in control or 'autocomplete="current-password"' in control


@pytest.mark.rule("PL-25")
def test_names_are_not_spell_checked_and_free_text_is():
    assert 'spellcheck="false"' in str(drawn(KINDS["name"]))
    words = str(drawn(KINDS["words"]))
    assert 'spellcheck="true"' in words and 'writingsuggestions="false"' in words
    assert 'translate="no"' in words and 'dir="auto"' in words


@pytest.mark.parametrize("kind", ["one of", "some of", "answers", "many answers", "yes or no", "tick"])
def test_nothing_is_chosen_beforehand(kind):
    assert " checked" not in str(drawn(KINDS[kind]))


@pytest.mark.parametrize(
    "kind, value", [("one of", "b"), ("yes or no", "no"), ("some of", ["b"]), ("select", "b")]
)
def test_what_was_chosen_stays_chosen(kind, value):
    html = str(drawn(KINDS[kind], initial={"it": value}))
    chosen = re.findall(r'value="([^"]+)"(?: selected| checked)', html)
    assert chosen == ([value] if isinstance(value, str) else value)


def test_nothing_is_cut_off_while_typing():
    assert "maxlength" not in str(drawn(KINDS["line"]))
    assert "maxlength" not in str(drawn(KINDS["words"]))


def test_text_is_text():
    html = str(drawn(KINDS["line"], QueryDict("it=%3Cscript%3E%22")))
    assert "<script>" not in html and "&lt;script&gt;" in html


def test_a_password_does_not_come_back():
    html = str(drawn(KINDS["password"], QueryDict("it=secret")))
    assert "secret" not in html


class Follow(RowanForm):
    safe = YesNoField(label="Is it safe?")
    where = LineField(label="Where?")
    other = LineField(label="Other", required=False)

    reveals = {("safe", "yes"): ["where"]}


def test_a_follow_up_stands_with_its_answer_and_only_there():
    html = str(Follow())
    assert html.count('name="where"') == 1
    assert html.index('value="yes"') < html.index('name="where"') < html.index('value="no"')
    assert "If you answered “Yes”:" in html


def test_a_follow_up_is_asked_only_after_its_answer():
    asked, not_asked = Follow(QueryDict("safe=yes")), Follow(QueryDict("safe=no&where=drawer"))

    assert asked.errors == {"where": ["Answer “Where?”"]}
    assert not_asked.is_valid()
    assert not_asked.cleaned_data["where"] == ""


class Hiding(RowanForm):
    asked = YesNoField(label="Asked?")
    again = YesNoField(label="Again?", unknown=True)
    one = OneOfField(label="One", choices=PICK)
    some = SomeOfField(label="Some", choices=PICK)
    line = LineField(label="Line")
    day = DayField(label="Day")
    number = forms.IntegerField(label="Number")

    reveals = {("asked", "yes"): ["again", "one", "some", "line", "day", "number"]}


def test_what_is_not_asked_is_dropped_as_if_it_was_left_empty():
    left = QueryDict("asked=no&again=yes&one=a&some=a&line=x&day_day=today&number=3")

    form = Hiding(left)

    assert form.is_valid()
    assert form.cleaned_data == {
        "asked": "no",
        "again": "",
        "one": "",
        "some": [],
        "line": "",
        "day": None,
        "number": None,
    }


@pytest.mark.parametrize("lines", [2, 3, 6])
def test_a_box_for_words_is_as_high_as_its_field_says(lines):
    class Box(RowanForm):
        words = WordsField(label="Words", rows=lines)
        more = WordsField(label="More")

    html = str(Box())

    assert re.findall(r'<textarea[^>]* rows="(\d+)"', html) == [str(lines), "3"]


@pytest.mark.rule("PL-194", "PL-18")
def test_the_summary_says_what_the_fields_say_and_everything_typed_is_kept():
    form = EveryField(QueryDict(mutable=True) | WRONG)
    html = str(form)

    assert 'data-module="govuk-error-summary"' in form.summary
    for errors in form.errors.values():
        assert errors[0] in html or errors[0].replace("'", "&#x27;") in html
    for typed in ("about forty", "leila at example", "25:70"):
        assert f'value="{typed}"' in html


def test_a_form_that_nobody_has_sent_has_no_summary():
    assert EveryField().summary == ""


def test_an_error_of_the_whole_form_is_in_the_summary_and_above_the_fields():
    class Whole(RowanForm):
        name = LineField(label="Name")

        def clean(self):
            raise forms.ValidationError("Say one thing or the other")

    form = Whole(QueryDict("name=x"))
    assert "Say one thing or the other" in str(form)
    assert 'href="#problem"' in form.summary and 'id="problem"' in str(form)


def test_a_sentence_of_a_field_is_not_replaced():
    field = LineField(label="Reason", error_messages={"required": "Say why, in a few words"})
    assert drawn(field, QueryDict()).errors["it"] == ["Say why, in a few words"]


def test_a_pair_stands_side_by_side_in_the_order_of_the_form():
    html = str(EveryField())
    pair = html[html.index('<div class="rw-pair">') :]
    assert pair.index("First name") < pair.index("Last name")


def test_a_choice_that_was_not_offered_is_refused_without_repeating_it():
    form = drawn(KINDS["one of"], QueryDict("it=secret"))
    assert form.errors["it"] == ["Select one of the answers shown"]


def test_a_field_that_nobody_can_draw_says_so():
    class Odd(forms.Widget):
        pass

    with pytest.raises(TypeError, match="No way to draw Odd"):
        str(drawn(forms.Field(label="It", widget=Odd())))
