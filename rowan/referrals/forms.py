from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rowan.common.fields import (
    LONGEST_LINE,
    Answers,
    LineField,
    MomentField,
    NameField,
    OneOfField,
    PaperField,
    PartialDayField,
    PhoneField,
    WordsField,
    YesNoField,
)
from rowan.common.forms import RowanForm
from rowan.people import naming
from rowan.people.models import Relation, YesNo
from rowan.referrals.models import Method, Referrer, RowState
from rowan.referrals.models.referral import StatedRisk
from rowan.referrals.reading import LARGEST

ANOTHER = "another"
NOTHING = "nothing"


PARTS = [
    (
        gettext_lazy("Who refers"),
        [
            ["referrer"],
            ["agency_name", "contact_name"],
            ["contact_phone", "contact_email"],
            ["received_at", "their_reference"],
        ],
    ),
    (gettext_lazy("The person"), [["given", "family"], ["birth", "also_known_as"]]),
    (
        gettext_lazy("Reaching them safely"),
        [["phone", "safe_times"], ["safe_call", "safe_message"], ["address", "safe_write"]],
    ),
    (
        gettext_lazy("Person causing harm"),
        [["pch_given", "pch_family"], ["pch_birth"], ["relation"]],
    ),
    (gettext_lazy("What happened"), [["life_in_danger"], ["reason"], ["stated_risk"]]),
    (gettext_lazy("Papers that came with it"), [["sent_form", "sent_checklist"]]),
]


class NotYet:
    """A moment that somebody reports, which cannot be still to come."""

    def clean_received_at(self):
        return not_to_come(self.cleaned_data["received_at"])


def not_to_come(moment):
    if moment and moment > timezone.now():
        raise forms.ValidationError(_("Enter a time that has passed"))
    return moment


class ReferralForm(NotYet, RowanForm):
    """One page, to be filled while somebody is on the telephone. Who sent it, when, and a name are needed."""

    referrer = OneOfField(label=gettext_lazy("Who refers?"), choices=Referrer, widget=Answers)
    agency_name = LineField(label=gettext_lazy("Which organisation?"), required=False)
    contact_name = NameField(label=gettext_lazy("Their name"), required=False)
    contact_phone = PhoneField(label=gettext_lazy("Their telephone"), required=False)
    contact_email = forms.EmailField(label=gettext_lazy("Their e-mail"), required=False)
    their_reference = LineField(label=gettext_lazy("Their reference"), required=False)
    received_at = MomentField(label=gettext_lazy("When did it arrive?"))
    given = NameField(label=gettext_lazy("First name"), required=False)
    family = NameField(label=gettext_lazy("Last name"), required=False)
    also_known_as = WordsField(
        label=gettext_lazy("Other names, spellings or nicknames"),
        help_text=gettext_lazy("Maiden, married or family names too. One on each line."),
        required=False,
        max_length=1_000,
        rows=2,
    )
    birth = PartialDayField(
        label=gettext_lazy("Date of birth"),
        help_text=gettext_lazy("As given. A year alone will do."),
        required=False,
        past=True,
    )
    phone = PhoneField(label=gettext_lazy("Phone number given"), required=False)
    safe_call = YesNoField(
        label=gettext_lazy("Did they say it is safe to ring this number?"),
        help_text=gettext_lazy("Leave it empty if nobody said. It counts as no."),
        required=False,
    )
    safe_message = YesNoField(label=gettext_lazy("Is it safe to leave a message?"), required=False)
    safe_times = LineField(label=gettext_lazy("When is it safe to ring?"), required=False)
    address = WordsField(
        label=gettext_lazy("Address and postcode given"), required=False, max_length=500, rows=2
    )
    safe_write = YesNoField(label=gettext_lazy("Is it safe to write there?"), required=False)
    pch_given = NameField(label=gettext_lazy("Their first name"), required=False)
    pch_family = NameField(label=gettext_lazy("Their last name"), required=False)
    pch_birth = PartialDayField(label=gettext_lazy("Their date of birth"), required=False, past=True)
    relation = OneOfField(
        label=gettext_lazy("Who are they to the person referred?"),
        choices=Relation,
        required=False,
        widget=Answers,
    )
    reason = WordsField(label=gettext_lazy("What happened, and what is wanted?"), required=False, rows=6)
    life_in_danger = YesNoField(
        label=gettext_lazy("Is somebody’s life in danger now?"),
        help_text=gettext_lazy("If so, ring 999 first. We are not an emergency service."),
        required=False,
    )
    stated_risk = OneOfField(
        label=gettext_lazy("Which risk do they name?"),
        help_text=gettext_lazy("Their word, not our judgement. Leave it empty if they name none."),
        choices=StatedRisk,
        required=False,
        widget=Answers,
    )
    sent_form = PaperField(label=gettext_lazy("The paper they sent"), required=False)
    sent_checklist = PaperField(
        label=gettext_lazy("Their risk checklist"),
        help_text=gettext_lazy("Kept apart. Ours is asked anew."),
        required=False,
    )

    def clean_also_known_as(self) -> str:
        names = naming.lines(self.cleaned_data["also_known_as"])
        if any(len(name) > LONGEST_LINE for name in names):
            raise forms.ValidationError(_("Shorten the names to 200 characters each, one on each line"))
        return "\n".join(names)

    def groups(self) -> list[tuple[str, list[list[forms.BoundField]]]]:
        """The page in parts: each with its heading, and the fields that stand side by side."""
        return [(str(title), [[self[name] for name in row] for row in rows]) for title, rows in PARTS]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("referrer") not in (None, "", Referrer.SELF) and not said.get("contact_name"):
            self.add_error("contact_name", _("Enter the name of the person who refers"))
        if not (said.get("given") or said.get("family")) and not ({"given", "family"} & set(self.errors)):
            self.add_error("given", _("Enter a first or a last name"))
        return said


class ListForm(NotYet, RowanForm):
    """A list as a file, or pasted."""

    agency_name = LineField(label=gettext_lazy("Who sent the list?"))
    referrer = OneOfField(label=gettext_lazy("What are they?"), choices=Referrer)
    received_at = MomentField(
        label=gettext_lazy("When did it arrive?"),
        help_text=gettext_lazy("First contact counts from here."),
    )
    sheet = forms.FileField(
        label=gettext_lazy("The list as a CSV file"), required=False, allow_empty_file=True
    )
    pasted = WordsField(
        label=gettext_lazy("Or paste it here"),
        help_text=gettext_lazy("With its first line, which names the columns."),
        required=False,
        rows=6,
    )

    def clean_sheet(self):
        sheet = self.cleaned_data["sheet"]
        if sheet and sheet.size > LARGEST:
            raise forms.ValidationError(_("This list is larger than 5 MB. Ask for it day by day."))
        return sheet

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if "sheet" in self.errors or "pasted" in self.errors:
            return said
        if said.get("sheet") is None and not said.get("pasted"):
            self.add_error("sheet", _("Choose the list, or paste it below"))
        if said.get("sheet") is not None and said.get("pasted"):
            self.add_error("pasted", _("Choose a file or paste the list, not both"))
        return said


class DismissForm(RowanForm):
    """Why a line is not for us."""

    state = OneOfField(
        label=gettext_lazy("What is it?"),
        choices=[(s.value, s.label) for s in (RowState.NOT_OURS, RowState.DUPLICATE)],
    )
    reason = LineField(label=gettext_lazy("Why, in a few words"), max_length=500)


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


class AllocateForm(RowanForm):
    worker = OneOfField(label=gettext_lazy("Who takes this case?"))

    def __init__(self, *args, workers: list[tuple[str, str]], **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["worker"].choices = workers


class AttemptForm(RowanForm):
    """One try, written down afterwards. Nothing that happened is refused here."""

    at = MomentField(label=gettext_lazy("When was it?"))
    method = OneOfField(label=gettext_lazy("How did you try?"), choices=Method)
    point = OneOfField(label=gettext_lazy("Which number or address did you use?"), required=False)
    used = LineField(label=gettext_lazy("Which other one?"), required=False, max_length=500)
    reached = YesNoField(label=gettext_lazy("Did you reach the person?"))
    message_left = YesNoField(label=gettext_lazy("Did you leave a message?"))
    outcome = WordsField(
        label=gettext_lazy("What came of it?"),
        max_length=2_000,
        error_messages={"required": gettext_lazy("Say what came of it, in a few words")},
    )
    next_try = MomentField(label=gettext_lazy("When to try again"), required=False)

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
        if said.get("reached") == "yes":
            said["message_left"] = YesNo.NO
        return said


class WhyForm(RowanForm):
    """What is asked once, kindly, when a try broke a rule or came late. Only what applies is asked."""

    way_because = LineField(
        label=gettext_lazy("This way was not marked safe. Why was it used?"), max_length=500
    )
    late_because = LineField(
        label=gettext_lazy("First contact came late. What stood in the way?"), max_length=500
    )

    def __init__(self, *args, asked: list[str], **kwargs):
        super().__init__(*args, **kwargs)
        for name in set(self.fields) - set(asked):
            del self.fields[name]
