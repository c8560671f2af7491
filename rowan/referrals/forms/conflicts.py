from typing import Any

from django.forms import CharField, HiddenInput
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rowan.common.fields import (
    NameField,
    OneOfField,
    PartialDayField,
    PhoneField,
    SomeOfField,
    WordsField,
    YesNoField,
)
from rowan.common.forms import RowanForm
from rowan.referrals.models.conflict import Close, Decision


class DecisionForm(RowanForm):
    """What a manager decides, with both sides before her. Workers see “Checked” or nothing new, never why."""

    seen = CharField(widget=HiddenInput, required=False)
    decision = OneOfField(label=gettext_lazy("What do you decide?"), choices=Decision.choices)
    detail = WordsField(
        label=gettext_lazy("What is the conflict?"),
        help_text=gettext_lazy("Managers alone see this and your reasons."),
        required=False,
    )
    words = WordsField(label=gettext_lazy("What did you decide, and why?"), required=False)
    away = SomeOfField(
        label=gettext_lazy("Who must not know of this file?"),
        help_text=gettext_lazy("From the next click on they find no trace of it, also if they wrote in it."),
        required=False,
    )
    seal = YesNoField(label=gettext_lazy("Is the file to be sealed?"), required=False)
    named = SomeOfField(
        label=gettext_lazy("Who may open it beside you?"),
        help_text=gettext_lazy(
            "Nobody else finds it. Choose a cover for yourself, and whoever works with it."
        ),
        required=False,
    )

    reveals = {("decision", Decision.SEPARATE): ["away", "seal"], ("seal", "yes"): ["named"]}

    def __init__(self, *args, colleagues: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["away"].choices = self.fields["named"].choices = colleagues

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        said["away"], said["named"] = said.get("away") or [], said.get("named") or []
        if said.get("decision") in (None, Decision.CLEAR):
            return said
        if not said.get("detail"):
            self.add_error("detail", _("Say what the conflict is"))
        if not said.get("words"):
            self.add_error("words", _("Say what you decided"))
        if said.get("seal") == "yes" and not said["named"]:
            self.add_error("named", _("Choose at least one colleague who may open it beside you"))
        if both := {*said["away"]} & {*said.get("named", [])}:
            self.add_error(
                "named", _("%(n)s of them must not know of it. Choose one or the other") % {"n": len(both)}
            )
        return said


class TieForm(RowanForm):
    """Somebody close to a colleague, or the colleague by another name or number."""

    kind = OneOfField(label=gettext_lazy("Who is it?"), choices=Close.choices)
    given = NameField(label=gettext_lazy("First name"), required=False)
    family = NameField(label=gettext_lazy("Last name"), required=False)
    birth = PartialDayField(
        label=gettext_lazy("Date of birth"),
        help_text=gettext_lazy("As much as you like to give. It tells people of one name apart."),
        required=False,
        past=True,
    )
    phone = PhoneField(label=gettext_lazy("Telephone"), required=False)

    pairs = [("given", "family")]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not any(said.get(name) for name in ("given", "family", "phone")) and "phone" not in self.errors:
            self.add_error("given", _("Enter a name or a number"))
        return said
