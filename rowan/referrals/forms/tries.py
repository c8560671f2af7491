from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rowan.common.fields import (
    LineField,
    MomentField,
    OneOfField,
    WordsField,
    YesNoField,
    not_before_2000,
    within,
)
from rowan.common.forms import RowanForm
from rowan.people.models import YesNo
from rowan.referrals.forms.arrival import not_to_come
from rowan.referrals.forms.questions import ANOTHER
from rowan.referrals.models import Method, Who


class AttemptForm(RowanForm):
    """One try, written down afterwards. Nothing that happened is refused here."""

    at = MomentField(label=gettext_lazy("When was it?"), validators=[not_before_2000])
    method = OneOfField(label=gettext_lazy("How did you try?"), choices=Method)
    point = OneOfField(label=gettext_lazy("Which number or address did you use?"), required=False)
    used = LineField(label=gettext_lazy("Which other one?"), required=False, max_length=500)
    reached = YesNoField(label=gettext_lazy("Did you reach the person?"))
    who_answered = OneOfField(label=gettext_lazy("Who answered?"), choices=Who.choices, required=False)
    message_left = YesNoField(label=gettext_lazy("Did you leave a message?"), required=False)
    outcome = WordsField(
        label=gettext_lazy("What came of it?"),
        max_length=2_000,
        error_messages={"required": gettext_lazy("Say what came of it, in a few words")},
    )
    next_try = MomentField(label=gettext_lazy("When to try again"), required=False, validators=[within(1)])

    reveals = {("point", ANOTHER): ["used"], ("reached", "no"): ["message_left"]}

    def __init__(self, *args, points: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["point"].choices = [*points, (ANOTHER, _("Another number or address, or none"))]

    def clean_at(self):
        return not_to_come(self.cleaned_data["at"])

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("next_try") and said.get("at") and said["next_try"] <= said["at"]:
            self.add_error("next_try", _("Enter a time after this try"))
        left = said.get("message_left")
        if said.get("reached") == "yes" or (said.get("who_answered") == Who.SOMEBODY and not left):
            said["message_left"] = YesNo.NO
        elif said.get("reached") == "no" and not left:
            self.add_error("message_left", self.fields["message_left"].error_messages["required"])
        return said


class WhyForm(RowanForm):
    """What is asked once, kindly, when a try broke a rule or came late. Only what applies is asked."""

    way_because = LineField(label=gettext_lazy("Why was it done so?"), max_length=500)
    late_because = LineField(
        label=gettext_lazy("First contact came late. What stood in the way?"), max_length=500
    )

    def __init__(self, *args, asked: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - set(asked):
            del self.fields[name]
