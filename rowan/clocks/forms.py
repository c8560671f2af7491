"""What people may say of a time limit: that it stands still, that it goes on, why it was missed."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rowan.common.dates import long_day
from rowan.common.fields import DayField, WordsField
from rowan.common.forms import RowanForm


class PauseForm(RowanForm):
    """`initial` brings the day on which it `began`."""

    because = WordsField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("Colleagues read it beside the time limit."),
        max_length=500,
        rows=3,
        error_messages={"required": gettext_lazy("Say why it is paused")},
    )
    since = DayField(
        label=gettext_lazy("Since which day?"),
        past=True,
        error_messages={"required": gettext_lazy("Enter the day since which it is paused")},
    )

    def clean_since(self) -> date:
        began, since = self.initial["began"], self.cleaned_data["since"]
        if since < began:
            raise ValidationError(_("Enter a day from %(day)s on: it began then") % {"day": long_day(began)})
        return since


class GoOnForm(RowanForm):
    """`initial` brings the day since which it `stood` still."""

    at = DayField(
        label=gettext_lazy("Since which day does it run again?"),
        past=True,
        error_messages={"required": gettext_lazy("Enter the day since which it runs again")},
    )

    def clean_at(self) -> date:
        stood, day = self.initial["stood"], self.cleaned_data["at"]
        if day < stood:
            words = _("Enter a day from %(day)s on: it was paused then")
            raise ValidationError(words % {"day": long_day(stood)})
        return day


class WhyForm(RowanForm):
    because = WordsField(
        label=gettext_lazy("Why?"),
        help_text=gettext_lazy("A few words are enough. Nobody is to blame."),
        max_length=500,
        rows=3,
        error_messages={"required": gettext_lazy("Say why, in a few words")},
    )
