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
from rowan.people.models import Relation
from rowan.referrals.models import Referrer
from rowan.referrals.models.referral import StatedRisk

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
