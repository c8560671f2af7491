from django.utils.translation import gettext_lazy as _

from rowan.common.fields import WordsField
from rowan.common.forms import RowanForm


class ReplaceForm(RowanForm):
    because = WordsField(
        label=_("Why does the signed form have to be replaced?"),
        help_text=_("Both stay readable. The new one starts empty: everything in it is asked afresh."),
        max_length=2_000,
        error_messages={"required": _("Enter why the signed form has to be replaced")},
    )
