import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rowan.common.dates import today
from rowan.common.fields import (
    LONGEST_LINE,
    Answers,
    Known,
    LineField,
    MomentField,
    NameField,
    OneOfField,
    PaperField,
    PartialDayField,
    PhoneField,
    WordsField,
    YesNoField,
    not_before_2000,
)
from rowan.common.forms import RowanForm
from rowan.people import naming
from rowan.people.models import Part, Relation
from rowan.people.services import Named, Told
from rowan.referrals.meaning import read_written_day
from rowan.referrals.models import Channel, Referrer
from rowan.referrals.models.referral import StatedRisk

CHILDREN = range(1, 7)
FURTHER = range(2, 4)  # further people who cause harm
OTHERS = range(1, 3)
MOST_PAPERS = 20
OLDEST_CHILD = 25
SOURCES = "sources"  # the id of the list of organisations that a page offers

FIRST = [
    (
        gettext_lazy("Who refers"),
        [
            ["channel", "referrer"],
            ["agency_name", "contact_name"],
            ["contact_phone", "received_at"],
        ],
    ),
    (
        gettext_lazy("The person"),
        [["given", "family"], ["birth", "described_as"], ["phone", "safe_call"]],
    ),
    (gettext_lazy("What happened"), [["life_in_danger", "stated_risk"], ["reason"]]),
]
LATER = [
    (
        gettext_lazy("More about who refers"),
        [["contact_email", "their_reference"]],
    ),
    (
        gettext_lazy("More about the person, and reaching them safely"),
        [["also_known_as", "age_estimate"], ["safe_message", "safe_times"], ["address", "safe_write"]],
    ),
    (
        gettext_lazy("Person causing harm"),
        [["pch_given", "pch_family"], ["pch_birth", "pch_phone"], ["relation"]],
    ),
    (
        gettext_lazy("Further people who cause harm"),
        [[f"pch{n}_given", f"pch{n}_family", f"pch{n}_relation"] for n in FURTHER],
    ),
    (gettext_lazy("Children"), [[f"child{n}_name", f"child{n}_age"] for n in CHILDREN]),
    (gettext_lazy("Other people"), [[f"other{n}_name", f"other{n}_relation"] for n in OTHERS]),
    (
        gettext_lazy("The message and papers that came with it"),
        [["message"], ["papers"], ["sent_form", "sent_checklist"]],
    ),
]


class NotYet:
    """A moment that somebody reports, which cannot be still to come."""

    def clean_received_at(self):
        return not_to_come(self.cleaned_data["received_at"])


def not_to_come(moment):
    if moment and moment > timezone.now():
        raise forms.ValidationError(_("Enter a time that has passed"))
    return moment


class Several(forms.ClearableFileInput):
    """Lets somebody choose more than one file at once."""

    allow_multiple_selected = True

    def __init__(self, attrs: dict[str, Any] | None = None):
        super().__init__({"multiple": True, **(attrs or {})})


class PapersField(PaperField):
    """Papers that somebody adds at once, each as `PaperField` has it. Gives a list."""

    widget = Several

    def clean(self, data: Any, initial: Any = None) -> list:
        chosen = data if isinstance(data, list | tuple) else [data]
        if len(chosen) > MOST_PAPERS:
            raise forms.ValidationError(_("Choose %(n)s files at most at a time") % {"n": MOST_PAPERS})
        return [paper for one in chosen if (paper := super(PapersField, self).clean(one, initial))]


class AgeField(LineField):
    """How old somebody is, in years, or when they were born: in one box. Gives a number or `Known`."""

    def __init__(self, **kwargs: Any):
        super().__init__(max_length=40, **kwargs)

    def clean(self, value: Any) -> int | Known | None:
        text = super().clean(value).strip()
        if not text:
            return None
        if months := re.fullmatch(r"(\d{1,2}) ?(?:m|months?)(?: old)?", text.lower()):
            return int(months[1]) // 12
        if text.isdecimal() and len(text) <= 2 and int(text) <= OLDEST_CHILD:
            return int(text)
        known = read_written_day(text, today())
        if known is None:
            raise forms.ValidationError(_("Enter an age such as 7, or a date of birth such as 3 12 2018"))
        if known.day > today():
            raise forms.ValidationError(_("Enter a date of birth that is not in the future"))
        return known


def further_people() -> dict[str, forms.Field]:
    """The boxes for everybody else whom a referral may name; each is optional."""
    relations = [("", gettext_lazy("Choose")), *Relation.choices]
    boxes: dict[str, forms.Field] = {}
    for n in FURTHER:
        said = {"n": n}
        boxes[f"pch{n}_given"] = NameField(label=_("First name of person %(n)s") % said, required=False)
        boxes[f"pch{n}_family"] = NameField(label=_("Last name of person %(n)s") % said, required=False)
        boxes[f"pch{n}_relation"] = forms.ChoiceField(
            label=_("Who is person %(n)s to the person referred?") % said, choices=relations, required=False
        )
    for n in CHILDREN:
        said = {"n": n}
        boxes[f"child{n}_name"] = NameField(label=_("Child %(n)s, name") % said, required=False)
        boxes[f"child{n}_age"] = AgeField(label=_("Child %(n)s, age or date of birth") % said, required=False)
    for n in OTHERS:
        said = {"n": n}
        boxes[f"other{n}_name"] = NameField(label=_("Somebody else %(n)s, name") % said, required=False)
        boxes[f"other{n}_relation"] = forms.ChoiceField(
            label=_("Who is somebody else %(n)s to the person referred?") % said,
            choices=relations,
            required=False,
        )
    return boxes


@dataclass(frozen=True)
class Group:
    """One part of the page: heading, rows of fields, whether it may stay shut, and whether it stands open."""

    title: str
    rows: list[list[forms.BoundField]]
    later: bool
    open: bool = True


class Facts(RowanForm):
    """How a referral came: what may be completed after the telephone call."""

    channel = OneOfField(
        label=gettext_lazy("How did it come?"),
        choices=[("", gettext_lazy("Choose")), *Channel.choices],
        required=False,
        widget=forms.Select,
    )
    referrer = OneOfField(label=gettext_lazy("Who refers?"), choices=Referrer, widget=Answers)
    agency_name = LineField(
        label=gettext_lazy("Which organisation?"),
        required=False,
        widget=forms.TextInput(attrs={"list": SOURCES}),
    )
    contact_name = NameField(
        label=gettext_lazy("Name of the person who refers"),
        help_text=gettext_lazy("Who rings or writes, such as PC Lena Farrow. Not the person referred."),
        required=False,
    )
    contact_phone = PhoneField(label=gettext_lazy("Telephone of the person who refers"), required=False)
    contact_email = forms.EmailField(label=gettext_lazy("E-mail of the person who refers"), required=False)
    their_reference = LineField(label=gettext_lazy("Their reference, such as a crime number"), required=False)
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
    reason = WordsField(label=gettext_lazy("What happened, and what is wanted?"), required=False, rows=6)

    pairs = [("channel", "referrer"), ("agency_name", "contact_name"), ("contact_phone", "contact_email")]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if said.get("referrer") not in (None, "", Referrer.SELF) and not said.get("contact_name"):
            self.add_error("contact_name", _("Enter the name of the person who refers"))
        return said


class FactsForm(Facts):
    """The same, opened again on a referral that is kept."""

    papers = PapersField(
        label=gettext_lazy("Further papers that came"),
        help_text=gettext_lazy("Several at once if need be. They are kept apart from ours."),
        required=False,
    )


class ArrivedForm(NotYet, RowanForm):
    """When a referral arrived, put right. First contact counts from there."""

    received_at = MomentField(label=gettext_lazy("When did it arrive?"), validators=[not_before_2000])
    because = LineField(label=gettext_lazy("Why is another time right?"), max_length=500)


class WhoForm(Facts):
    """Who is referred, and everybody else a referral names."""

    given = NameField(label=gettext_lazy("First name"), required=False)
    family = NameField(label=gettext_lazy("Last name"), required=False)
    described_as = LineField(
        label=gettext_lazy("If no name is known, who is it?"),
        help_text=gettext_lazy("In a few words, such as: woman, about 30, Elm Street."),
        required=False,
    )
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
    age_estimate = forms.IntegerField(
        label=gettext_lazy("Age, if no date"),
        required=False,
        min_value=0,
        max_value=130,
        error_messages={"invalid": gettext_lazy("Enter the age in figures, or leave it empty")},
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3"}),
    )
    phone = PhoneField(label=gettext_lazy("Phone number of the person referred"), required=False)
    safe_call = YesNoField(
        label=gettext_lazy("Did they say it is safe to ring this number?"),
        help_text=gettext_lazy("Leave it empty if nobody said. It counts as no."),
        required=False,
    )
    safe_message = YesNoField(label=gettext_lazy("Is it safe to leave a message?"), required=False)
    safe_times = LineField(label=gettext_lazy("When is it safe to ring?"), required=False)
    address = WordsField(
        label=gettext_lazy("Address and postcode of the person referred"),
        required=False,
        max_length=500,
        rows=2,
    )
    safe_write = YesNoField(label=gettext_lazy("Is it safe to write there?"), required=False)
    pch_given = NameField(label=gettext_lazy("Their first name"), required=False)
    pch_family = NameField(label=gettext_lazy("Their last name"), required=False)
    pch_birth = PartialDayField(label=gettext_lazy("Their date of birth"), required=False, past=True)
    pch_phone = PhoneField(label=gettext_lazy("A number of theirs"), required=False)
    relation = OneOfField(
        label=gettext_lazy("Who are they to the person referred?"),
        choices=Relation,
        required=False,
        widget=Answers,
    )

    def clean_also_known_as(self) -> str:
        names = naming.lines(self.cleaned_data["also_known_as"])
        if any(len(name) > LONGEST_LINE for name in names):
            raise forms.ValidationError(_("Shorten the names to 200 characters each, one on each line"))
        return "\n".join(names)

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        named = any(said.get(name) for name in ("given", "family", "described_as"))
        if not named and not ({"given", "family", "described_as"} & set(self.errors)):
            self.add_error("given", _("Enter a first or a last name, or say in words who it is"))
        if said.get("birth") and said.get("age_estimate") is not None:
            self.add_error("age_estimate", _("Leave the age empty, or the date of birth"))
        for n in CHILDREN:
            if said.get(f"child{n}_age") is not None and not said.get(f"child{n}_name"):
                said[f"child{n}_name"] = str(_("Child"))
        return said


class ReferralForm(NotYet, WhoForm):
    """One page, to be filled while somebody is on the telephone. Who sent it, when, and whom are needed."""

    received_at = MomentField(label=gettext_lazy("When did it arrive?"), validators=[not_before_2000])
    message = WordsField(
        label=gettext_lazy("The text of their e-mail or form"),
        help_text=gettext_lazy(
            "Paste it whole. It is filed as it came; nothing in it enters the record unseen."
        ),
        required=False,
        max_length=100_000,
        rows=4,
    )
    papers = PapersField(
        label=gettext_lazy("What was attached to it"),
        help_text=gettext_lazy("Several files at once if need be."),
        required=False,
    )
    sent_form = PaperField(label=gettext_lazy("The form they filled in"), required=False)
    sent_checklist = PaperField(
        label=gettext_lazy("Their risk checklist"),
        help_text=gettext_lazy("Kept apart. Ours is asked anew."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any):
        self.base_fields = type(self).base_fields | further_people()
        super().__init__(*args, **kwargs)

    def groups(self) -> Iterator[Group]:
        """The page in parts: first what a call needs, then what may follow, open where something stands."""
        for title, rows in FIRST:
            yield Group(str(title), [[self[name] for name in row] for row in rows], later=False)
        for title, rows in LATER:
            fields = [[self[name] for name in row] for row in rows]
            stands = any(field.errors or written(field) for row in fields for field in row)
            yield Group(str(title), fields, later=True, open=stands)

    def others(self) -> tuple[Named, ...]:
        """The further people who cause harm, the children and the others that were named."""
        return tuple(self._others())

    def _others(self) -> Iterator[Named]:
        said = self.cleaned_data
        for n in FURTHER:
            given, family = said[f"pch{n}_given"], said[f"pch{n}_family"]
            if given or family:
                told = Told(given=given, family=family)
                yield Named(part=Part.PCH, told=told, relation=said[f"pch{n}_relation"])
        for n in CHILDREN:
            if name := said[f"child{n}_name"]:
                age = said[f"child{n}_age"]
                known = age if isinstance(age, Known) else None
                years = age if isinstance(age, int) else None
                told = Told(**parted(name), birth=known, age_estimate=years)
                yield Named(part=Part.CHILD, told=told, relation=Relation.CHILD)
        for n in OTHERS:
            if name := said[f"other{n}_name"]:
                yield Named(part=Part.OTHER, told=Told(**parted(name)), relation=said[f"other{n}_relation"])


def written(field: forms.BoundField) -> bool:
    """Whether somebody has put anything into a field that opens empty."""
    value = field.value()
    return any(value) if isinstance(value, list | tuple) else bool(value)


def parted(name: str) -> dict[str, Any]:
    """A name in one box: the last word is the family's, if there is more than one."""
    given, _space, family = name.rpartition(" ")
    return {"given": given or family, "family": family if given else ""}
