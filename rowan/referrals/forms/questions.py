from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rowan.common.fields import DayField, LineField, OneOfField
from rowan.common.forms import RowanForm

ANOTHER = "another"
NOTHING = "nothing"
ON_PAPER = "on-paper"
CANNOT_TELL = "cannot-tell"


class MatchForm(RowanForm):
    """What somebody found when they looked. The files that may be the same are the choices."""

    found = OneOfField(label=gettext_lazy("What did you find?"))
    reference = LineField(label=gettext_lazy("The reference of that file"), required=False, max_length=20)

    paper_reference = LineField(label=gettext_lazy("How is the earlier file called?"), required=False)
    paper_location = LineField(label=gettext_lazy("Where does it lie?"), required=False)
    intake_on = DayField(label=gettext_lazy("When did that work begin?"), required=False, past=True)
    closed_on = DayField(label=gettext_lazy("When did it end?"), required=False, past=True)
    cannot_because = LineField(
        label=gettext_lazy("What is missing to tell?"),
        help_text=gettext_lazy("It is asked again at intake."),
        required=False,
        max_length=500,
    )

    reveals = {
        ("found", ANOTHER): ["reference"],
        ("found", ON_PAPER): ["paper_reference", "paper_location", "intake_on", "closed_on"],
        ("found", CANNOT_TELL): ["cannot_because"],
    }

    def __init__(self, *args, offered: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["found"].choices = [
            (NOTHING, _("Nothing found: we do not know this person")),
            *offered,
            (ANOTHER, _("The same person, in a file that is not shown here")),
            (ON_PAPER, _("We knew this person before; that file is on paper or elsewhere")),
            (CANNOT_TELL, _("Cannot tell yet")),
        ]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("found") == ON_PAPER and not said.get("paper_reference"):
            self.add_error("paper_reference", _("Enter how the earlier file is called"))
        if said.get("found") == CANNOT_TELL and not said.get("cannot_because"):
            self.add_error("cannot_because", _("Say what is missing to tell"))
        began, ended = said.get("intake_on"), said.get("closed_on")
        if began and ended and ended < began:
            self.add_error("closed_on", _("Enter a day after that work began"))
        return said
