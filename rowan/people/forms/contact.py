from django import forms
from django.utils.translation import gettext_lazy as _

from rowan.common.fields import (
    LineField,
    PhoneField,
    WordsField,
    YesNoField,
)
from rowan.common.forms import RowanForm
from rowan.people.models import ContactKind


class RingForm(RowanForm):
    """A telephone number's answers. An empty answer counts as no."""

    safe_call = YesNoField(label=_("May we ring?"), required=False)
    safe_message = YesNoField(label=_("May we leave a message?"), required=False)
    safe_text = YesNoField(label=_("May we text?"), required=False)


class MailForm(RowanForm):
    """An e-mail address's answer."""

    safe_write = YesNoField(label=_("May we write to it?"), required=False)


class PostForm(RowanForm):
    """A postal address's answers."""

    safe_write = YesNoField(label=_("May we send letters?"), required=False)
    safe_visit = YesNoField(label=_("May we come there?"), required=False)


TIMES, CODE_WORD = _("When is it safe?"), _("Code word")
WHO = _("Who else may pick up, read or open the door?")
KEPT = _("Leave empty to keep what was said before. It is not shown here.")
TOLD_BY = _("Who answered this?")


class NewWords(RowanForm):
    safe_times = LineField(label=TIMES, required=False, max_length=500)
    code_word = LineField(label=CODE_WORD, required=False)
    who_answers = LineField(label=WHO, required=False, max_length=500)
    told_by = LineField(label=TOLD_BY, required=False)


class AgainWords(RowanForm):
    """What is covered is typed anew or left as it is."""

    new_safe_times = LineField(label=TIMES, help_text=KEPT, required=False, max_length=500)
    new_code_word = LineField(label=CODE_WORD, help_text=KEPT, required=False)
    new_who_answers = LineField(label=WHO, help_text=KEPT, required=False, max_length=500)
    told_by = LineField(label=TOLD_BY, required=False)
    never = forms.BooleanField(
        label=_("This must never be used again"),
        help_text=_("At once and for good. It stays here, marked."),
        required=False,
    )


class NewPhone(NewWords, RingForm):
    value = PhoneField(label=_("Telephone number"))
    field_order = ["value"]


class NewEmail(NewWords, MailForm):
    value = forms.EmailField(
        label=_("E-mail address"), max_length=500, widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    field_order = ["value"]


class NewAddress(NewWords, PostForm):
    value = WordsField(label=_("Address"), help_text=_("With the postcode, if known."), max_length=500)
    field_order = ["value"]


class AgainPhone(AgainWords, RingForm):
    """Asked again about a number."""


class AgainEmail(AgainWords, MailForm):
    """Asked again about an e-mail address."""


class AgainAddress(AgainWords, PostForm):
    """Asked again about an address."""


NEW = {ContactKind.PHONE: NewPhone, ContactKind.EMAIL: NewEmail, ContactKind.ADDRESS: NewAddress}
AGAIN = {ContactKind.PHONE: AgainPhone, ContactKind.EMAIL: AgainEmail, ContactKind.ADDRESS: AgainAddress}
