from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from rowan.common.fields import DayField, LineField, MomentField, OneOfField, not_before_2000, within
from rowan.common.forms import RowanForm
from rowan.people.models import RESULTS, Happened, Result


class OutcomeForm(RowanForm):
    """What came of it: one press of a button, and more words where somebody has them."""

    result = forms.ChoiceField(
        widget=forms.HiddenInput, error_messages={"required": _("Select what came of it")}
    )
    words = LineField(label=_("What was said, if anything"), required=False, max_length=500)
    next_try = MomentField(label=_("When to try again"), required=False, validators=[within(1)])

    def __init__(self, *args, channel: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["result"].choices = [(result, Result(result).label) for result in RESULTS[channel]]

    @property
    def buttons(self) -> list[tuple[str, str]]:
        return self.fields["result"].choices

    def clean_next_try(self):
        if (again := self.cleaned_data["next_try"]) and again <= timezone.now():
            raise ValidationError(_("Enter a time that is still to come"))
        return again


class HappenedForm(RowanForm):
    """Something that puts the answers about safety in doubt."""

    what = OneOfField(label=_("What happened, or will?"), choices=Happened.choices)
    on = DayField(label=_("On which day?"), validators=[not_before_2000])
    note = LineField(label=_("What is known of it"), required=False, max_length=500)


class ForbidForm(RowanForm):
    reason = LineField(
        label=_("Why may nobody contact them directly?"),
        max_length=500,
        error_messages={"required": _("Say why, in a few words")},
    )
    decider = LineField(label=_("Who may decide otherwise?"), help_text=_("A name or a post."))


class AllowForm(RowanForm):
    because = LineField(
        label=_("Why may they be contacted again?"),
        max_length=500,
        error_messages={"required": _("Say why, in a few words")},
    )
