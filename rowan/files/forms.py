from django import forms
from django.utils.translation import gettext_lazy as _

from rowan.common.forms import RowanForm


class AttachmentForm(RowanForm):
    label = forms.CharField(
        label=_("What is it?"),
        max_length=200,
        help_text=_("For colleagues. It is not used as a file name."),
        error_messages={"required": _("Say what the paper is")},
    )
    paper = forms.FileField(
        label=_("Choose a file"),
        help_text=_("PDF, picture, Word, Excel, text, e-mail or sound. Up to 25 MB."),
        error_messages={
            "required": _("Choose a file"),
            "empty": _("The file is empty. Choose another."),
        },
    )
