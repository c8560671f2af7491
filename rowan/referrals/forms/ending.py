from typing import Any

from django.forms import CharField, HiddenInput
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rowan.common.dates import today
from rowan.common.fields import (
    DayField,
    LineField,
    MomentField,
    OneOfField,
    WordsField,
    YesNoField,
    not_before_2000,
)
from rowan.common.forms import RowanForm
from rowan.referrals.forms.arrival import not_to_come
from rowan.referrals.services import Onward
from rowan.sharing.models import How

PLACES = (1, 2)
TOLD_NOW = [
    (How.PHONE.value, gettext_lazy("I have told them by telephone")),
    (How.SECURE.value, gettext_lazy("By secure e-mail: make the paper")),
    (How.LETTER.value, gettext_lazy("By post: make the letter")),
]
LATER = "later"
ASKED, CHECKED = "asked", "checked"


class TellsSomebody(RowanForm):
    """How and whom to tell. Only the outcome is told, in fixed words."""

    how = OneOfField(label=gettext_lazy("How is the referrer told?"), choices=TOLD_NOW)
    whom = LineField(
        label=gettext_lazy("Whom do you tell?"),
        help_text=gettext_lazy("Their name and organisation. Never the person’s own name."),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("how") not in (None, "", LATER) and not said.get("whom"):
            self.add_error("whom", _("Say whom you tell"))
        return said


class EndForm(RowanForm):
    """Why it ended. Where to, and who is told, are asked where they apply."""

    note = WordsField(
        label=gettext_lazy("Why, in a few words?"), help_text=gettext_lazy("Stays in the file.")
    )
    seen = CharField(widget=HiddenInput, required=False)


class SentOnForm(EndForm):
    """The services the person is sent on to, or why none fits (CM-17)."""

    place_1 = LineField(label=gettext_lazy("Which service is the person sent on to?"), required=False)
    contact_1 = LineField(label=gettext_lazy("Whom to ask there"), required=False)
    on_1 = DayField(label=gettext_lazy("When was that?"), required=False, past=True)
    agreed_1 = YesNoField(label=gettext_lazy("Does the person agree?"), required=False)
    place_2 = LineField(label=gettext_lazy("A second service"), required=False)
    contact_2 = LineField(label=gettext_lazy("Whom to ask at the second"), required=False)
    on_2 = DayField(label=gettext_lazy("When was the second?"), required=False, past=True)
    agreed_2 = YesNoField(label=gettext_lazy("Does the person agree to the second?"), required=False)
    nowhere_because = LineField(
        label=gettext_lazy("If no service fits, why?"), required=False, max_length=500
    )

    pairs = [("place_1", "contact_1"), ("on_1", "agreed_1"), ("place_2", "contact_2"), ("on_2", "agreed_2")]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        for n in PLACES:
            if not said.get(f"place_{n}") and (said.get(f"contact_{n}") or said.get(f"agreed_{n}")):
                self.add_error(f"place_{n}", _("Say which service"))
        if not any(said.get(f"place_{n}") for n in PLACES) and not said.get("nowhere_because"):
            self.add_error(
                "place_1", _("Say which service the person was sent on to, or below why none fits")
            )
        return said

    def places(self) -> list[Onward]:
        said = self.cleaned_data
        return [
            Onward(
                name=said[f"place_{n}"],
                contact=said[f"contact_{n}"],
                on=said[f"on_{n}"] or today(),
                agreed=said[f"agreed_{n}"],
            )
            for n in PLACES
            if said[f"place_{n}"]
        ]


def tells_too(form_class: type[EndForm]) -> type[EndForm]:
    """The same page with the telling, which may also come later."""

    class EndAndTellForm(TellsSomebody, form_class):  # type: ignore[valid-type, misc]
        field_order = ("note",)

        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.fields["how"].choices = [*TOLD_NOW, (LATER, _("Not yet: it stays open until they are told"))]
            self.order_fields([name for name in self.fields if name not in ("how", "whom")] + ["how", "whom"])

    return EndAndTellForm


class ProposeForm(EndForm):
    """What a worker says who asks a manager to close it as not reached."""

    tell_how = OneOfField(
        label=gettext_lazy("Once a manager agrees, how is the referrer told?"),
        choices=[
            (How.SECURE.value, gettext_lazy("By secure e-mail: the paper is made then")),
            (How.LETTER.value, gettext_lazy("By post: the letter is made then")),
            (How.PHONE.value, gettext_lazy("I ring them then")),
        ],
    )
    tell_whom = LineField(label=gettext_lazy("Whom?"), required=False)
    fewer_because = LineField(
        label=gettext_lazy("Fewer tries than your service asks for? Say why"),
        help_text=gettext_lazy("Only a manager may decide that."),
        required=False,
        max_length=500,
    )

    def __init__(self, *args, tells: bool, fewer: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if not tells:
            del self.fields["tell_how"], self.fields["tell_whom"]
        if not fewer:
            del self.fields["fewer_because"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("tell_how") in (How.SECURE, How.LETTER) and not said.get("tell_whom"):
            self.add_error("tell_whom", _("Say whom you tell"))
        return said


class DetailsForm(RowanForm):
    """Whether the details were checked with the referrer, or they were only asked."""

    what = OneOfField(
        label=gettext_lazy("What happened?"),
        choices=[
            (CHECKED, gettext_lazy("They answered me")),
            (ASKED, gettext_lazy("I asked; there is no answer yet")),
        ],
    )
    whom = LineField(label=gettext_lazy("With whom?"))
    at = MomentField(label=gettext_lazy("When was it?"), required=False, validators=[not_before_2000])
    changes = WordsField(
        label=gettext_lazy("What was new or different?"),
        help_text=gettext_lazy(
            "Leave it empty if everything was right. A new number goes on the page of contacts."
        ),
        required=False,
    )

    reveals = {("what", CHECKED): ["at", "changes"]}

    def clean_at(self):
        return not_to_come(self.cleaned_data["at"])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("what") == CHECKED and not said.get("at") and "at" not in self.errors:
            said["at"] = timezone.now()
        return said


class TellForm(TellsSomebody):
    """Telling an office that referred."""


class TellSomebodyCloseForm(TellsSomebody):
    """Family and friends are told only if the person has said so."""

    their_word = YesNoField(label=gettext_lazy("Did the person say that they may be told?"))
    untold_because = LineField(
        label=gettext_lazy("Why are they told nothing?"), required=False, max_length=500
    )

    reveals = {("their_word", "yes"): ["how", "whom"], ("their_word", "no"): ["untold_because"]}
    field_order = ("their_word", "untold_because", "how", "whom")

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("their_word") == "no" and not said.get("untold_because"):
            self.add_error("untold_because", _("Say why they are told nothing"))
        return said


class SendBackForm(RowanForm):
    because = LineField(
        label=gettext_lazy("What is still to be done?"),
        max_length=500,
        error_messages={"required": gettext_lazy("Say what is still to be done")},
    )
