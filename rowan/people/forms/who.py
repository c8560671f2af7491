from functools import cache

from django import forms
from django.utils.translation import gettext_lazy as _

from rowan.common.fields import (
    LineField,
    NameField,
    OneOfField,
    PartialDayField,
    WordsField,
    YesNoField,
)
from rowan.common.forms import RowanForm
from rowan.people import naming
from rowan.people.models import Origin, OtherName, Part, Relation, Responsibility

MOST_OTHER_NAMES = 20
NAMED_BY = ("given", "family", "described_as")


class RemoveForm(RowanForm):
    """Somebody written down by mistake."""

    because = LineField(
        label=_("How did the mistake come about?"),
        help_text=_("In a few words, such as: a neighbour, not in this family."),
        max_length=500,
    )


class WhoForm(RowanForm):
    """Who somebody is. Nothing but a name is asked for, and a name may be one word."""

    given = NameField(label=_("First name"), required=False)
    family = NameField(label=_("Last name"), required=False)
    described_as = LineField(
        label=_("If no name is known, who is it?"),
        help_text=_("In a few words, such as: woman, about 30, Elm Street."),
        required=False,
    )
    also_known_as = WordsField(
        label=_("Other names, spellings or nicknames"),
        help_text=_("Maiden, married or family names too. One on each line."),
        required=False,
        max_length=4_000,
    )
    birth = PartialDayField(
        label=_("Date of birth"),
        help_text=_("As given. The year alone will do, or an age."),
        required=False,
        past=True,
    )
    age_estimate = forms.IntegerField(
        label=_("Age, if no date"),
        help_text=_("Leave empty when there is a date."),
        required=False,
        min_value=0,
        max_value=130,
        error_messages={"invalid": _("Enter the age in figures, or leave it empty")},
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3"}),
    )
    pronouns = LineField(
        label=_("Pronouns"), help_text=_("Leave empty if nobody has asked."), required=False, max_length=40
    )
    gender = LineField(
        label=_("Gender"), help_text=_("As the person describes it."), required=False, max_length=100
    )

    pairs = [("given", "family"), ("birth", "age_estimate"), ("pronouns", "gender")]
    needs_name = False

    def clean_also_known_as(self):
        names = naming.lines(self.cleaned_data["also_known_as"])
        if len(names) > MOST_OTHER_NAMES:
            raise forms.ValidationError(_("Enter 20 other names at most"))
        if any(len(name) > OtherName.LONGEST for name in names):
            raise forms.ValidationError(_("Shorten the names to 500 characters each, one on each line"))
        return "\n".join(names)

    def clean(self):
        said = self.cleaned_data
        readable = {"given", "family"}.isdisjoint(self.errors)
        if self.needs_name and readable and not any(said.get(name) for name in NAMED_BY):
            self.add_error("given", _("Enter a first or a last name, or say in words who it is"))
        if said.get("birth") and said.get("age_estimate") is not None:
            self.add_error("age_estimate", _("Leave the age empty, or the date of birth"))
        return said


class SubjectForm(WhoForm):
    """The person whom the file is about."""

    languages = LineField(label=_("Languages"), required=False)
    interpreter = YesNoField(label=_("Is an interpreter or other help needed?"), required=False)
    interpreter_language = LineField(
        label=_("Which language or format?"),
        help_text=_("British Sign Language and easy read too."),
        required=False,
        max_length=100,
    )

    reveals = {("interpreter", "yes"): ["interpreter_language"]}
    needs_name = True


class PchForm(WhoForm):
    """Who causes harm. A name may be unknown."""

    relation = OneOfField(
        label=_("Who are they to the person of this file?"), choices=Relation.choices, required=False
    )
    live_together = YesNoField(label=_("Do they live together?"), required=False)


class ChildForm(WhoForm):
    """A child, and who decides for them."""

    parental_responsibility = OneOfField(
        label=_("Does the person causing harm have parental responsibility?"),
        choices=Responsibility.choices,
        required=False,
    )
    live_together = YesNoField(label=_("Do they live with the person of this file?"), required=False)


class OtherForm(WhoForm):
    """Somebody else who matters: a relative, a friend, a new partner."""

    relation = OneOfField(
        label=_("Who are they to the person of this file?"), choices=Relation.choices, required=False
    )
    live_together = YesNoField(label=_("Do they live together?"), required=False)


FORM_OF = {Part.SUBJECT: SubjectForm, Part.PCH: PchForm, Part.CHILD: ChildForm, Part.OTHER: OtherForm}


@cache
def first_time(form: type[RowanForm], apart: bool) -> type[RowanForm]:
    """A form for something written down for the first time asks whom we know it from; that never changes.

    On the side of the person causing harm (`apart`) it must be answered: it decides who may receive it.
    """

    origin = forms.ChoiceField(
        label=_("Who told us?"),
        choices=[("", _("Choose")), *Origin.choices],
        required=apart,
        help_text=_("What came from the other side is held apart.") if apart else "",
    )
    return type(f"{form.__name__}FirstTime", (form,), {"origin": origin})
