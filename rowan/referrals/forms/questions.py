from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rowan.common.fields import (
    LineField,
    OneOfField,
    WordsField,
    YesNoField,
)
from rowan.common.forms import RowanForm

ANOTHER = "another"


NOTHING = "nothing"


class MatchForm(RowanForm):
    """What somebody found when they looked. The files that may be the same are the choices."""

    found = OneOfField(label=gettext_lazy("What did you find?"))
    reference = LineField(label=gettext_lazy("The reference of that file"), required=False, max_length=20)

    reveals = {("found", ANOTHER): ["reference"]}

    def __init__(self, *args, offered: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["found"].choices = [
            (NOTHING, _("Nothing found: we do not know this person")),
            *offered,
            (ANOTHER, _("The same person, in a file that is not shown here")),
        ]


class ConflictForm(RowanForm):
    """A manager's answer, given by hand."""

    found = YesNoField(label=gettext_lazy("Does anything point to a conflict of interest?"))
    detail = WordsField(
        label=gettext_lazy("What is the conflict?"),
        help_text=gettext_lazy("Managers alone see this and the decision."),
        required=False,
    )
    decision = WordsField(label=gettext_lazy("What did you decide?"), required=False)

    reveals = {("found", "yes"): ["detail", "decision"]}

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("found") == "yes":
            if not said.get("detail"):
                self.add_error("detail", _("Say what the conflict is"))
            if not said.get("decision"):
                self.add_error("decision", _("Say what you decided"))
        return said
