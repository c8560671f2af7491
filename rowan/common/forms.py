"""Forms that speak plainly: one renderer for all of them, and sentences instead of "this field is required".

    class SafetyForm(RowanForm):
        safe = YesNoField(label="Is it safe to take this home?", unknown=True)
        where = LineField(label="Where will she keep it?")

        reveals = {("safe", "yes"): ["where"]}

In a template `{{ form }}` draws every field, `{{ form.safe.as_field_group }}` one of them, and the base
template puts `{{ form.summary }}` first on the page.
"""

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.core.validators import MaxLengthValidator
from django.forms.renderers import DjangoTemplates
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from rowan.common import drawing
from rowan.common.fields import LONGEST_TEXT, DayField, too_long

if TYPE_CHECKING:
    Mixin = forms.BaseForm
else:
    Mixin = object


class Renderer(DjangoTemplates):
    """Draws every form of the project, also those of libraries (`FORM_RENDERER`)."""

    form_template_name = "common/form.html"
    field_template_name = "common/field.html"


class Plain(Mixin):
    """A form whose errors are instructions, whose fields may follow from an answer or stand side by side.

    `reveals` maps a field and one of its answers to the fields asked only then: they are not demanded
    otherwise, and what is left in them is dropped at the end (the draft has it still). `pairs` names fields
    drawn side by side.
    """

    reveals: ClassVar[dict[tuple[str, str], list[str]]] = {}
    pairs: ClassVar[list[tuple[str, ...]]] = []

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if not field.label:
                field.label = name.replace("_", " ").capitalize()
            _limit(field)
            _speak(field)

    @property
    def summary(self) -> SafeString:
        return drawing.summary(self)

    def _clean_fields(self) -> None:
        super()._clean_fields()  # type: ignore[misc]
        for (asked, answer), names in self.reveals.items():
            if answer not in drawing.chosen(self[asked]):
                for name in names:
                    self.errors.pop(name, None)
                    self.cleaned_data[name] = nothing_in(self.fields[name])


def nothing_in(field: forms.Field) -> Any:
    """What a field gives when nothing is typed: no choice is the empty string, not None."""
    return getattr(field, "empty_value", field.to_python(None))


class RowanForm(Plain, forms.Form):
    """What somebody types on one page."""


class RowanModelForm(Plain, forms.ModelForm):
    """What somebody types into one row."""


def _limit(field: forms.Field) -> None:
    """No text is longer than 20,000 characters; what does not fit is refused with a sentence, never cut."""
    if isinstance(field, forms.CharField):
        if field.max_length is None:
            field.max_length = LONGEST_TEXT
            field.validators.append(MaxLengthValidator(LONGEST_TEXT))
        for validator in field.validators:
            if isinstance(validator, MaxLengthValidator):
                field.validators[field.validators.index(validator)] = Fits(validator.limit_value)


class Fits(MaxLengthValidator):
    """Says by how much a text is too long."""

    def __call__(self, value: str) -> None:
        if len(value) > self.limit_value:
            raise forms.ValidationError(too_long(len(value), self.limit_value), code="long")


def _speak(field: forms.Field) -> None:
    """Sentences in place of Django's own; those that a field was given stay."""
    own: dict[str, Any] = {}
    for owner in reversed(type(field).__mro__):
        if owner.__module__.startswith("django."):
            own |= getattr(owner, "default_error_messages", {})
    for code, sentence in _sentences(field).items():
        # A plain text field has no "invalid" of its own: there it belongs to a validator with words of its
        # own.
        if code == "invalid" and code not in own and not isinstance(field, forms.EmailField):
            continue
        if field.error_messages.get(code) in (None, own.get(code)):
            field.error_messages[code] = sentence


def _sentences(field: forms.Field) -> dict[str, str]:
    label = str(field.label)
    asked = label.endswith("?")
    # "NHS number" keeps its capitals, "Reason" does not; a longer label is named as it stands.
    if len(label.split()) > 4 or "," in label:
        thing = f"“{label}”"
    else:
        thing = label if label[1:2].isupper() else label[:1].lower() + label[1:]
    words = {"thing": thing, "label": label}
    again = _("Enter %(thing)s again: this could not be read") % words
    choose = _("Select one of the answers shown")
    if asked:
        required = _("Answer “%(label)s”") % words
    elif isinstance(field, forms.BooleanField):
        required = _("Tick “%(label)s” to go on") % words
    elif isinstance(field, forms.FileField):
        required = _("Choose %(thing)s") % words
    elif isinstance(field, (forms.ChoiceField, forms.ModelChoiceField)):
        required = _("Select %(thing)s") % words
    elif isinstance(field, DayField):
        required = _("Enter the %(thing)s, such as 3 12 1990") % {"thing": field.thing}
    else:
        required = _("Enter %(thing)s") % words
    if isinstance(field, forms.EmailField):
        again = _("Enter an e-mail address such as name@example.org")
    elif isinstance(field, (forms.IntegerField, forms.DecimalField)):
        again = _("Enter %(thing)s in figures") % words
    return {
        "required": required,
        "invalid": again,
        "invalid_choice": choose,
        "invalid_list": choose,
        "invalid_pk_value": choose,
        "incomplete": required,
        "missing": _("Choose a file again"),
        "contradiction": _("Choose a file or tick the box to remove it, not both"),
        "invalid_image": _("Choose a picture"),
        "min_value": _("Enter %(limit_value)s or more"),
        "max_value": _("Enter %(limit_value)s or less"),
        "min_length": _("Write at least %(limit_value)d characters"),
        "max_digits": again,
        "max_decimal_places": again,
        "max_whole_digits": again,
        "null_characters_not_allowed": again,
    }
