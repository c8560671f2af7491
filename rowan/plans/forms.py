from collections.abc import Iterable
from contextlib import suppress
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rowan.common.audiences import Audience
from rowan.common.dates import today
from rowan.common.fields import Answers, DayField, LineField, OneOfField, SomeOfField, WordsField, YesNoField
from rowan.common.forms import RowanForm
from rowan.plans import rules
from rowan.plans.copies import Copy
from rowan.plans.models import Origin, Part, Stage, Status, Timing, Who
from rowan.sharing.forms import TakeForm


class ActionForm(RowanForm):
    """One row of the plan. `initial` brings the risks `offered` and the `parts` that are open now."""

    part = forms.ChoiceField(label=gettext_lazy("Where does it belong?"), choices=Part, widget=Answers)
    answers = SomeOfField(label=gettext_lazy("Which of the risks found does it answer?"), required=False)
    risk = LineField(
        label=gettext_lazy("What is it about?"),
        help_text=gettext_lazy("A danger, a worry or a need, in words the client would use."),
        max_length=500,
        error_messages={"required": gettext_lazy("Say what it is about")},
    )
    origin = OneOfField(
        label=gettext_lazy("Where did it come from?"),
        choices=Origin,
        error_messages={"required": gettext_lazy("Say where it came from")},
    )
    status = OneOfField(
        label=gettext_lazy("Was it agreed?"),
        help_text=gettext_lazy("What would suit and is not wanted now stays, to be asked again."),
        choices=Status,
        initial=Status.AGREED,
    )
    action = WordsField(
        label=gettext_lazy("What was agreed?"),
        error_messages={"required": gettext_lazy("Say what was agreed")},
    )
    who = OneOfField(label=gettext_lazy("Who does it?"), choices=Who, required=False)
    who_name = LineField(
        label=gettext_lazy("Name and agency"), error_messages={"required": gettext_lazy("Name who does it")}
    )
    timing = OneOfField(label=gettext_lazy("By when?"), choices=Timing, required=False)
    due_on = DayField(
        label=gettext_lazy("Day"),
        error_messages={"required": gettext_lazy("Enter the day by which it is done")},
    )
    comment = WordsField(
        label=gettext_lazy("Comment for the client"),
        help_text=gettext_lazy("Prints on the full copy."),
        rows=2,
        required=False,
    )
    audience = OneOfField(
        label=gettext_lazy("Does the client know of it?"),
        choices=[
            (Audience.SURVIVOR, gettext_lazy("Yes, it may stand on the client’s copy")),
            (Audience.STAFF, gettext_lazy("No, staff only: it never stands on a copy")),
        ],
    )
    delicate = forms.BooleanField(
        label=gettext_lazy("It holds a code word, a route, where the bag is, or a new address"),
        help_text=gettext_lazy("Then it stays off the copy unless it is ticked again at each print."),
        required=False,
    )
    on_copy = forms.BooleanField(
        label=gettext_lazy("Tick it for the client’s copy"), required=False, initial=True
    )
    plain_words = LineField(
        label=gettext_lazy("In plain words"),
        help_text=gettext_lazy(
            "How the plain copy says it. Ask what the person causing harm would learn from it: no names, no "
            "“police”, no “locks”. Left empty, the row stays off the plain copy."
        ),
        required=False,
    )
    internal = WordsField(
        label=gettext_lazy("For colleagues alone"),
        help_text=gettext_lazy("Never on any copy."),
        rows=2,
        required=False,
    )

    pairs = [("part", "status"), ("who", "timing")]
    reveals = {("who", Who.CONTACT.value): ["who_name"], ("timing", Timing.DAY.value): ["due_on"]}

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        offered = list(self.initial.get("offered", ()))
        known = {code for code, _words in offered}
        offered += [(code, code) for code in self.initial.get("answers", ()) if code not in known]
        self.fields["answers"].choices = offered
        if not offered:
            self.fields["answers"].widget = forms.MultipleHiddenInput()
        self.fields["part"].choices = self.initial.get("parts", Part.choices)
        if "agreed_on" not in self.initial:
            self.fields["status"].choices = [c for c in Status.choices if c[0] != Status.ENDED]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        row = cleaned | {"agreed_on": self.initial.get("agreed_on") or today()}
        for field, sentence in rules.gaps(row, today()):
            if field in self.fields and field not in self.errors:
                self.add_error(field, sentence)
        return cleaned


class DoneForm(RowanForm):
    done_on = DayField(
        label=gettext_lazy("Day it was done"),
        past=True,
        error_messages={"required": gettext_lazy("Enter the day it was done")},
    )

    def clean_done_on(self):
        done, agreed = self.cleaned_data["done_on"], self.initial.get("agreed_on")
        if done and agreed and done < agreed:
            raise forms.ValidationError(_("It cannot be done before it was agreed"))
        return done


class LeftForm(RowanForm):
    reason = WordsField(
        label=gettext_lazy("Why is nothing done about it?"),
        error_messages={"required": gettext_lazy("Say why nothing is done about it")},
    )


class ReviewForm(RowanForm):
    reviewed_on = DayField(
        label=gettext_lazy("Day it was gone over"),
        past=True,
        error_messages={"required": gettext_lazy("Enter the day it was gone over")},
    )
    stage = OneOfField(label=gettext_lazy("What does this plan chiefly serve?"), choices=Stage)
    future_talk = YesNoField(
        label=gettext_lazy("Did you talk about possible violence to come, and what the client would do?"),
        error_messages={"required": gettext_lazy("Say whether possible violence to come was talked through")},
    )
    note_ref = LineField(label=gettext_lazy("Which case note tells of it?"), required=False)


class KindForm(RowanForm):
    """Which copy to look at. Sent as a question, it changes nothing."""

    kind = forms.ChoiceField(label=gettext_lazy("Kind of copy"), choices=Copy, widget=Answers)


class RowIds(forms.Field):
    """The ids of the rows that were ticked. What is no id is left out."""

    widget = forms.MultipleHiddenInput

    def clean(self, value: Any) -> list[UUID]:
        return ids(value or ())


def ids(texts: Iterable[str]) -> list[UUID]:
    found = []
    for text in texts:
        with suppress(ValueError):
            found.append(UUID(text))
    return found


class CopyForm(TakeForm):
    """Asked each time a copy is made, and empty each time (CM-128, CM-129).

    `kind`, `rows` and `seen` say which copy was looked at. Nothing is taken home from a spoken copy, so only
    the question stands under it. `initial` brings the client's `name`.
    """

    kind = forms.ChoiceField(choices=Copy, widget=forms.HiddenInput)
    rows = RowIds(required=False)

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self["kind"].value() == Copy.SPOKEN:
            del self.fields["kept_where"]
            self.reveals = {}
