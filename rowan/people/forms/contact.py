from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from rowan.common.dates import today
from rowan.common.fields import (
    AnswersMany,
    DayField,
    LineField,
    OneOfField,
    PhoneField,
    SomeOfField,
    WordsField,
    YesNoField,
    read_time,
)
from rowan.common.forms import RowanForm
from rowan.people.models import Checked, ContactKind
from rowan.people.rules import BACKWARDS

EVERY_DAY = "1234567"
DAYS = [(str(number + 1), name) for number, name in WEEKDAYS.items()]


class ClockField(forms.Field):
    """A time of day such as 09:15. Gives a time, or None when empty."""

    widget = forms.TextInput(attrs={"class": "govuk-input--width-5", "inputmode": "numeric"})

    def to_python(self, value: Any) -> time | None:
        if not value:
            return None
        clock = read_time(value)
        if clock is None:
            raise ValidationError(_("Enter the time as hours and minutes, such as 09:15"), code="time")
        return clock


class AheadField(DayField):
    """A day that has not passed."""

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        if day and day < today():
            raise ValidationError(_("Enter today or a later day"), code="past")
        return day


class RingForm(RowanForm):
    """A telephone number's answers. An empty answer counts as no."""

    safe_call = YesNoField(label=_("May we ring?"), required=False)
    safe_message = YesNoField(label=_("May we leave a message?"), required=False)
    safe_text = YesNoField(label=_("May we text?"), required=False)
    safe_online = YesNoField(label=_("May we use a chat or a video call?"), required=False)
    withheld = YesNoField(label=_("Must we withhold our number?"), required=False)

    pairs = [("safe_call", "safe_message"), ("safe_text", "safe_online")]


class MailForm(RowanForm):
    """An e-mail address's answer."""

    safe_write = YesNoField(label=_("May we write to it?"), required=False)


class PostForm(RowanForm):
    """A postal address's answers."""

    safe_write = YesNoField(label=_("May we send letters?"), required=False)
    safe_visit = YesNoField(label=_("May we come there?"), required=False)


class OnlineForm(RowanForm):
    """An online account's answer."""

    safe_online = YesNoField(label=_("May we use it?"), required=False)


TIMES, CODE_WORD = _("Times in words, if days and hours do not say it"), _("Code word")
WHO = _("Who else may pick up, read or open the door?")
STORY = _("What to say, and who to say we are")
KEPT = _("Leave empty to keep what was said before. It is not shown here.")
TOLD_BY, OTHERS = _("Who answered this?"), _("Leave empty if they answered themselves.")
LANGUAGE, INTERPRETER = _("Which language to speak"), _("Is an interpreter needed?")
HOW_CHECKED = _("How was it checked?")
HOW = [("", _("Not checked yet")), *Checked.choices]
REVIEW, SOONER = _("Ask again by"), _("Leave empty to ask when the service’s own time has passed.")


class NewWords(RowanForm):
    safe_times = LineField(
        label=TIMES, help_text=_("Kept and shown. Only days and hours count."), required=False, max_length=500
    )
    code_word = LineField(label=CODE_WORD, required=False)
    cover_story = LineField(label=STORY, required=False, max_length=500)
    who_answers = LineField(label=WHO, required=False, max_length=500)
    language = LineField(label=LANGUAGE, required=False, max_length=100)
    interpreter = YesNoField(label=INTERPRETER, required=False)
    told_by = LineField(label=TOLD_BY, help_text=OTHERS, required=False)
    checked_how = forms.ChoiceField(label=HOW_CHECKED, choices=HOW, required=False)
    review_on = AheadField(label=REVIEW, help_text=SOONER, required=False)


class AgainWords(RowanForm):
    """What is covered is typed anew or left as it is."""

    new_safe_times = LineField(label=TIMES, help_text=KEPT, required=False, max_length=500)
    new_code_word = LineField(label=CODE_WORD, help_text=KEPT, required=False)
    new_cover_story = LineField(label=STORY, help_text=KEPT, required=False, max_length=500)
    new_who_answers = LineField(label=WHO, help_text=KEPT, required=False, max_length=500)
    language = LineField(label=LANGUAGE, required=False, max_length=100)
    interpreter = YesNoField(label=INTERPRETER, required=False)
    new_told_by = LineField(label=TOLD_BY, help_text=OTHERS, required=False)
    new_checked_how = forms.ChoiceField(
        label=_("Checked again?"), choices=[("", _("Not this time")), *Checked.choices], required=False
    )
    review_on = AheadField(label=REVIEW, help_text=SOONER, required=False)
    never = forms.BooleanField(
        label=_("This must never be used again"),
        help_text=_("At once and for good. It stays here, marked."),
        required=False,
    )


class NewPhone(NewWords, RingForm):
    value = PhoneField(label=_("Telephone number"))
    weekdays = SomeOfField(
        label=_("On which days is it safe?"),
        help_text=_(
            "Tick every day and leave the hours empty if any time is safe. Ticking none keeps that the times "
            "are not known."
        ),
        choices=DAYS,
        required=False,
        widget=AnswersMany,
    )
    opens = ClockField(label=_("Safe from"), required=False)
    closes = ClockField(label=_("Safe until"), required=False)

    field_order = [
        *["value", "safe_call", "safe_message", "safe_text", "safe_online"],
        "weekdays",
        "opens",
        "closes",
    ]
    pairs = [*RingForm.pairs, ("opens", "closes")]

    def clean(self):
        said = self.cleaned_data
        check_hours(self)
        if (said.get("opens") or said.get("closes")) and not said.get("weekdays"):
            self.add_error("weekdays", _("Select the days on which these hours are safe"))
        return said


class NewEmail(NewWords, MailForm):
    value = forms.EmailField(
        label=_("E-mail address"), max_length=500, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    field_order = ["value"]


class NewAddress(NewWords, PostForm):
    value = WordsField(label=_("Address"), help_text=_("With the postcode, if known."), max_length=500)
    field_order = ["value"]


class NewAccount(NewWords, OnlineForm):
    value = LineField(label=_("Name of the account"), help_text=_("And where it is."))
    field_order = ["value"]


class AgainPhone(AgainWords, RingForm):
    """Asked again about a number."""


class AgainEmail(AgainWords, MailForm):
    """Asked again about an e-mail address."""


class AgainAddress(AgainWords, PostForm):
    """Asked again about an address."""


class AgainAccount(AgainWords, OnlineForm):
    """Asked again about an online account."""


NEW = {
    ContactKind.PHONE: NewPhone,
    ContactKind.EMAIL: NewEmail,
    ContactKind.ADDRESS: NewAddress,
    ContactKind.ONLINE: NewAccount,
}
AGAIN = {
    ContactKind.PHONE: AgainPhone,
    ContactKind.EMAIL: AgainEmail,
    ContactKind.ADDRESS: AgainAddress,
    ContactKind.ONLINE: AgainAccount,
}


class SafeTimeForm(RowanForm):
    """One row of safe times: each week, or one day alone."""

    when = OneOfField(
        label=_("When?"),
        choices=[
            ("any", _("At any time")),
            ("week", _("Each week")),
            ("only", _("On one day only then")),
            ("not", _("Not on one day")),
        ],
    )
    weekdays = SomeOfField(label=_("On which days?"), choices=DAYS, widget=AnswersMany)
    only_on = AheadField(label=_("On which day is it safe only then?"))
    not_on = AheadField(label=_("On which day is it not safe?"))
    opens = ClockField(label=_("From"), required=False, help_text=_("Leave empty for the whole day."))
    closes = ClockField(label=_("Until"), required=False, help_text=_("At midnight the day ends."))

    reveals = {("when", "week"): ["weekdays"], ("when", "only"): ["only_on"], ("when", "not"): ["not_on"]}
    pairs = [("opens", "closes")]

    def clean(self):
        check_hours(self)
        return self.cleaned_data

    @property
    def row(self) -> dict[str, Any]:
        """The fields of a `SafeTime`."""
        said = self.cleaned_data
        return {
            "weekdays": EVERY_DAY if said["when"] == "any" else "".join(said["weekdays"] or []),
            "on": said["only_on"] or said["not_on"],
            "safe": "no" if said["when"] == "not" else "yes",
            "opens": None if said["when"] == "any" else said["opens"],
            "closes": None if said["when"] == "any" else said["closes"],
        }


def check_hours(form: RowanForm) -> None:
    opens, closes = form.cleaned_data.get("opens"), form.cleaned_data.get("closes")
    if opens and closes and closes <= opens:
        form.add_error("closes", BACKWARDS)
