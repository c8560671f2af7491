from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rowan.common.fields import (
    LineField,
    MomentField,
    OneOfField,
    WordsField,
    not_before_2000,
)
from rowan.common.forms import RowanForm
from rowan.referrals.forms.arrival import SOURCES, NotYet
from rowan.referrals.models import Referrer, RowState
from rowan.referrals.reading import LARGEST
from rowan.sharing.models import How

LONGEST_PASTED = 500_000


class ListForm(NotYet, RowanForm):
    """A list as a file, or pasted."""

    agency_name = LineField(
        label=gettext_lazy("Who sent the list?"), widget=forms.TextInput(attrs={"list": SOURCES})
    )
    referrer = OneOfField(label=gettext_lazy("What are they?"), choices=Referrer)
    received_at = MomentField(
        label=gettext_lazy("When did it arrive?"),
        help_text=gettext_lazy("First contact counts from here."),
        validators=[not_before_2000],
    )
    sheet = forms.FileField(
        label=gettext_lazy("The list as a CSV file"), required=False, allow_empty_file=True
    )
    pasted = WordsField(
        label=gettext_lazy("Or paste it here"),
        help_text=gettext_lazy("With its first line, which names the columns."),
        required=False,
        max_length=LONGEST_PASTED,
        rows=6,
    )

    def clean_sheet(self):
        sheet = self.cleaned_data["sheet"]
        if sheet and sheet.size > LARGEST:
            raise forms.ValidationError(_("This list is larger than 5 MB. Ask for it day by day."))
        return sheet

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if "sheet" in self.errors or "pasted" in self.errors:
            return said
        if said.get("sheet") is None and not said.get("pasted"):
            self.add_error("sheet", _("Choose the list, or paste it below"))
        if said.get("sheet") is not None and said.get("pasted"):
            self.add_error("pasted", _("Choose a file or paste the list, not both"))
        return said


class DismissForm(RowanForm):
    """Why a line is not for us."""

    state = OneOfField(
        label=gettext_lazy("What is it?"),
        choices=[(s.value, s.label) for s in (RowState.NOT_OURS, RowState.DUPLICATE)],
    )
    reason = LineField(label=gettext_lazy("Why, in a few words"), max_length=500)


class TellForm(RowanForm):
    """How the sender of a list is told the outcomes. `seen` are those that stood on the page."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=100_000)
    how = OneOfField(
        label=gettext_lazy("How are they told?"),
        choices=[(how.value, how.label) for how in (How.SECURE, How.PHONE, How.LETTER)],
    )
    whom = LineField(
        label=gettext_lazy("Whom do you tell?"),
        help_text=gettext_lazy("Leave it empty to tell each officer the list names."),
        required=False,
    )
