from django import forms
from django.utils.translation import gettext_lazy

from rowan.common.fields import WordsField
from rowan.common.forms import RowanForm


class WaitForm(RowanForm):
    reason = WordsField(
        label=gettext_lazy("Why can nobody take it now?"),
        max_length=500,
        rows=2,
        help_text=gettext_lazy("Such as: everybody is full until Sam is back on Monday."),
    )


class PlaceForm(RowanForm):
    to = forms.IntegerField(
        label=gettext_lazy("To which place?"),
        min_value=1,
        max_value=9999,
        help_text=gettext_lazy("1 is the first. The person keeps this place while others come and go."),
    )
    because = WordsField(label=gettext_lazy("Why?"), max_length=500, rows=2)
