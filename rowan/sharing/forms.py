from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rowan.common.fields import LineField, YesNoField
from rowan.common.forms import RowanForm


class TakeForm(RowanForm):
    """Is it safe to take home, and where will it be kept? Asked each time, and empty each time (CM-128, CM-129).

    `seen` says which copy was looked at. `initial` brings the client's `name`.
    """

    seen = forms.CharField(widget=forms.HiddenInput)
    safe_to_take = YesNoField(
        error_messages={"required": gettext_lazy("Ask if it is safe to take home first")}
    )
    kept_where = LineField(
        help_text=gettext_lazy("Staff only."),
        max_length=500,
        error_messages={"required": gettext_lazy("Say where it will be kept")},
    )

    reveals = {("safe_to_take", "yes"): ["kept_where"]}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        name = self.initial["name"]
        asked = self.fields["safe_to_take"]
        asked.label = _("Ask %(name)s now: is it safe to take this home?") % {"name": name}
        asked.help_text = _("Asked every time. Never carried over. No copy until it is answered.")
        asked.choices = [("yes", _("Yes")), ("no", _("No, file copy only"))]
        self.fields["kept_where"].label = _("Where will %(name)s keep it?") % {"name": name}
