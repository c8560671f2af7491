"""The parts of the intake form. Nothing is demanded before it can be kept: what is missing is listed (CM-21)."""

from typing import ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from rowan.agencies.lists import offered
from rowan.assessments.models import How, Mode, Pregnant
from rowan.cases.models import ConcernKind
from rowan.common.dates import today
from rowan.common.fields import (
    DayField,
    LineField,
    NameField,
    OneOfField,
    PartialDayField,
    PhoneField,
    SomeOfField,
    WordsField,
    YesNoField,
    not_before_2000,
)
from rowan.common.forms import RowanForm
from rowan.people.forms.who import ChildForm, PchForm, SubjectForm
from rowan.people.models import ContactPoint, Relation

NONE, ANOTHER = "none", "another"
KEPT = _("Leave empty to keep what there is. It is not shown here.")
RELATIONS = [
    (Relation.PARTNER, _("Partner")),
    (Relation.EX_PARTNER, _("Former partner")),
    (Relation.FAMILY, _("Family member")),
    (Relation.OTHER, _("Other")),
]
EXPLAIN = {
    "required": _("Explain the concern, so that a colleague knows what to do"),
}


def yes_no(label, **more) -> YesNoField:
    return YesNoField(label=label, required=False, **more)


def words(label, **more) -> WordsField:
    return WordsField(label=label, required=False, **more)


def line(label, **more) -> LineField:
    return LineField(label=label, required=False, **more)


class Lists(RowanForm):
    """Proposes what the service has put on its lists; anything else can be typed."""

    lists: ClassVar[dict[str, str]] = {
        "gender": "genders",
        "ethnicity": "ethnicities",
        "religion": "religions",
    }

    def __init__(self, *args, service=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.proposals = {which: offered(service, which) for which in self.lists.values()}
        for name, which in self.lists.items():
            self.fields[name].widget.attrs["list"] = f"list-{which}"


class PersonForm(Lists, SubjectForm):
    """Who the client is, and how to speak with them."""

    gender = line(label=_("How do they describe their gender?"), max_length=100)
    ethnicity = line(label=_("Ethnic origin"))
    religion = line(label=_("Religion"))
    orientation = line(label=_("Sexual orientation"))

    lists: ClassVar = Lists.lists | {"orientation": "orientations"}


class HarmForm(Lists, PchForm):
    """Somebody who causes harm."""

    relation = OneOfField(label=_("Who is this person to the client?"), choices=RELATIONS, required=False)
    primary = yes_no(_("Is this the main person causing harm?"))
    gender = line(label=_("How do they describe their gender?"), max_length=100)
    address = words(_("Address"), help_text=KEPT, max_length=500)
    ethnicity = line(label=_("Ethnic origin"))
    religion = line(label=_("Religion"))
    languages = line(_("Languages"))
    interpreter = yes_no(_("Is a translator needed?"))
    immigration = words(_("Immigration: problems and worries"))
    health = words(_("Drugs, alcohol or mental ill-health: problems, diagnosis, treatment"))
    disability = words(_("Disability; reading, writing or number difficulties"))
    employment = words(
        _("Work, benefits, where they work and with whom"),
        help_text=_("Does the work, or anything else, give access to weapons?"),
    )


class KidForm(ChildForm):
    """A child, and who the parents are."""

    gender = OneOfField(  # type: ignore[assignment]
        label=_("Gender"),
        choices=[
            ("male", _("Male")),
            ("female", _("Female")),
            ("other", _("Other or self-described")),
            ("not-known", _("Not known")),
        ],
        required=False,
    )
    pch_parent = yes_no(_("Is the person causing harm a parent of this child?"))
    other_parent = LineField(label=_("Who is the parent?"), required=False)
    school = line(_("School"))

    reveals: ClassVar = {("pch_parent", "no"): ["other_parent"]}
    pairs: ClassVar = [("given", "family"), ("birth", "age_estimate")]
    field_order = ["given", "family", "birth", "age_estimate", "gender", "pch_parent", "other_parent"]


class FriendForm(RowanForm):
    """Family, a colleague or a friend whose number is of use."""

    given = NameField(label=_("First name"), error_messages={"required": _("Enter a name")})
    family = NameField(label=_("Last name"), required=False)
    relation = OneOfField(label=_("Who are they to the client?"), choices=Relation.choices, required=False)
    phone = PhoneField(label=_("Telephone number"))
    knows_of_abuse = yes_no(_("Do they know about the abuse?"))
    safe_call = yes_no(_("Is it safe to ring them?"))

    pairs: ClassVar = [("given", "family")]


class ReachingForm(RowanForm):
    """How to reach the client safely. Not answered is no. `seen` is what was kept of it as the page opened."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    address = words(_("Home address"), help_text=KEPT, max_length=500)
    no_fixed_address = forms.BooleanField(label=_("No fixed address"), required=False)
    address_safe = yes_no(_("Can post safely go to the home address?"))
    alt_address = words(_("Another address"), help_text=KEPT, max_length=500)
    alt_address_safe = yes_no(_("Can post safely go to the other address?"))
    telephone = PhoneField(label=_("Landline number"), help_text=KEPT, required=False)
    mobile = PhoneField(label=_("Mobile number"), help_text=KEPT, required=False)
    safe_phone = OneOfField(label=_("Which number is safe to ring?"), required=False)
    safe_phone_other = PhoneField(label=_("The other number that is safe"))
    code_word = line(_("Code word"), help_text=KEPT)
    safe_times = line(
        _("When is it safe to ring?"),
        help_text=_("In words. Days and hours that count are kept under contact safety."),
        max_length=500,
    )
    safe_voicemail = yes_no(_("Can a message be left?"))
    safe_text_email = SomeOfField(
        label=_("Can a text or an e-mail be sent safely?"),
        choices=[("text", _("Text")), ("email", _("E-mail")), ("neither", _("Neither"))],
        required=False,
    )
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=KEPT,
        required=False,
        max_length=500,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    reveals: ClassVar = {("safe_phone", ANOTHER): ["safe_phone_other"]}

    def __init__(self, *args, unnamed: list[ContactPoint] | tuple = (), **kwargs):
        super().__init__(*args, **kwargs)
        kept = [
            (f"kept:{point.pk}", _("The number we have already") if n == 1 else _("Another we have already"))
            for n, point in enumerate(unnamed, start=1)
        ]
        self.fields["safe_phone"].choices = [
            ("landline", _("The landline")),
            ("mobile", _("The mobile")),
            *kept,
            (ANOTHER, _("Another number")),
            (NONE, _("None is safe")),
        ]

    def clean_safe_text_email(self):
        said = self.cleaned_data["safe_text_email"]
        if "neither" in said and len(said) > 1:
            raise forms.ValidationError(_("Select neither alone, or what is safe"))
        return said


class Concerned(RowanForm):
    """Serious concerns that colleagues must see at once, each with its words."""

    NAMES: ClassVar = {f"flag_{kind.value.replace('-', '_')}": kind.value for kind in ConcernKind}

    flags = SomeOfField(
        label=_("Which serious concerns must colleagues see at once?"),
        help_text=_("Those kept already stay. Open one to change or end it."),
        choices=[*ConcernKind.choices, (NONE, _("None"))],
        required=False,
    )
    flag_staff_safety = WordsField(label=_("Staff safety"), max_length=2000, rows=2, error_messages=EXPLAIN)
    flag_unaware = WordsField(
        label=_("What is shared without the client knowing"), max_length=2000, rows=2, error_messages=EXPLAIN
    )
    flag_suicide_self_harm = WordsField(
        label=_("Suicide or self-harm"), max_length=2000, rows=2, error_messages=EXPLAIN
    )
    flag_honour_based = WordsField(
        label=_("Honour-based violence"), max_length=2000, rows=2, error_messages=EXPLAIN
    )
    flag_serial_repeat = WordsField(
        label=_("Who was harmed before"), max_length=2000, rows=2, error_messages=EXPLAIN
    )
    flag_marac = WordsField(label=_("Marac case"), max_length=2000, rows=2, error_messages=EXPLAIN)
    flag_call_times = WordsField(
        label=_("Suitable times to call"), max_length=2000, rows=2, error_messages=EXPLAIN
    )
    flag_other = WordsField(label=_("The other concern"), max_length=2000, rows=2, error_messages=EXPLAIN)

    reveals: ClassVar = {("flags", kind): [name] for name, kind in NAMES.items()}

    def clean_flags(self):
        said = self.cleaned_data["flags"]
        if NONE in said and len(said) > 1:
            raise forms.ValidationError(_("Select none alone, or the concerns"))
        return said

    @property
    def concerns(self) -> dict[str, str]:
        """What was said of each kind that was ticked."""
        said = self.cleaned_data
        return {kind: said[name] for name, kind in self.NAMES.items() if kind in said["flags"]}


class ChildrenForm(RowanForm):
    """What is asked of all children together. Each child stands on a page of its own."""

    has_children = yes_no(_("Are there any children?"))
    pregnant = OneOfField(label=_("Is the client pregnant?"), choices=Pregnant.choices, required=False)
    due_date = DayField(label=_("Due date of the baby"), required=False)
    unborn_pch_parent = yes_no(_("Is the person causing harm the parent of the unborn baby?"))
    unborn_other_parent = line(_("If not, who is?"))
    children_living = words(_("Where children live, if not with the client"))
    cyps = yes_no(_("Are children’s services involved?"))
    cyps_detail = words(_("How they are involved"))
    no_children_concerns = forms.BooleanField(
        label=_("No serious concerns about the children"), required=False
    )
    children_concerns = words(_("Serious concerns about the children"))

    reveals: ClassVar = {
        ("pregnant", "yes"): ["due_date", "unborn_pch_parent", "unborn_other_parent"],
        ("cyps", "yes"): ["cyps_detail"],
    }

    def clean_due_date(self):
        day = self.cleaned_data["due_date"]
        if day and (today() - day).days > 21:
            raise forms.ValidationError(_("Enter a due date that passed no more than three weeks ago"))
        return day

    def clean(self):
        return one_or_none(self, "children_concerns", "no_children_concerns")


def one_or_none(form: RowanForm, said: str, none: str):
    data = form.cleaned_data
    if data.get(said) and data.get(none):
        form.add_error(none, _("Leave this unticked, or the words empty"))
    return data


class HealthForm(RowanForm):
    living = words(
        _("How the two stand to each other, and who lives where"),
        help_text=_("Such as: on and off; at her mother’s; he stays some nights."),
    )
    health = words(_("Drugs, alcohol or mental ill-health: problems, diagnosis, treatment"))
    disability = words(_("Disability; reading, writing or number difficulties"))
    immigration = words(_("Immigration status, and worries about it"))


class WorkForm(RowanForm):
    employment = words(
        _("Work, learning, money and benefits"),
        help_text=_("Occupation or none; training; how money stands; benefits."),
    )
    employment_contacts = words(_("Addresses and contacts of work or study"))


class ExplainedForm(RowanForm):
    mode = OneOfField(label=_("How was the intake done?"), choices=Mode.choices, required=False)
    on = DayField(label=_("Date of intake"), past=True, required=False, validators=[not_before_2000])
    referred_by = line(_("Who referred the client?"))
    repeat = yes_no(_("Has the client come back after an earlier closed case?"))
    repeat_because = line(_("If that differs from what we counted, why?"), max_length=500)
    explained = yes_no(_("Was the service explained to the client?"))
    explained_how = SomeOfField(
        label=_("How was it explained?"),
        choices=How.choices,
        error_messages={"required": _("Select by telephone, in writing, or both")},
    )

    reveals: ClassVar = {("explained", "yes"): ["explained_how"]}


class ConflictForm(RowanForm):
    conflict = yes_no(
        _("Is there any conflict of interest?"),
        help_text=_("Somebody else here knows one of them, or works with both."),
    )
    conflict_manager = line(_("Which manager was spoken to?"))
    conflict_on = DayField(
        label=_("Date of that talk"), past=True, required=False, validators=[not_before_2000]
    )
    conflict_decision = words(_("What was decided"))
    other = words(_("Anything else done or outstanding"))
    file_location = line(_("Where is any paper file kept?"))

    reveals: ClassVar = {("conflict", "yes"): ["conflict_manager", "conflict_on", "conflict_decision"]}


class FirstForm(Concerned):
    """What is needed most in a crisis: kept alone, in any order, with whatever is known. `seen` as above."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    on = DayField(label=_("Date of intake"), past=True, required=False, validators=[not_before_2000])
    given = NameField(label=_("First name"), required=False)
    family = NameField(label=_("Last name"), required=False)
    also_known_as = words(_("Other names"), help_text=_("One on each line."), max_length=4_000, rows=2)
    birth = PartialDayField(label=_("Date of birth"), required=False, past=True)
    safe_phone = PhoneField(label=_("Number that is safe to ring"), help_text=KEPT, required=False)
    none_safe = forms.BooleanField(label=_("No number is safe"), required=False)
    code_word = line(_("Code word"), help_text=KEPT)
    safe_times = line(_("When is it safe to ring?"), max_length=500)
    address = words(_("Home address"), help_text=KEPT, max_length=500, rows=2)
    address_safe = yes_no(_("Can post safely go there?"))
    alt_address = words(_("Another address"), help_text=KEPT, max_length=500, rows=2)
    alt_address_safe = yes_no(_("Can post safely go to the other address?"))
    pch_given = NameField(label=_("First name of the person causing harm"), required=False)
    pch_family = NameField(label=_("Last name of the person causing harm"), required=False)
    pch_also_known_as = words(_("Other names of theirs"), help_text=_("One on each line."), rows=2)
    pch_relation = OneOfField(label=_("Who is this person to the client?"), choices=RELATIONS, required=False)
    pch_address = words(_("Their address"), help_text=KEPT, max_length=500, rows=2)
    has_children = yes_no(_("Are there any children?"))
    child_given = NameField(label=_("First name of a child not written down yet"), required=False)
    child_family = NameField(label=_("Last name of this child"), required=False)
    child_birth = PartialDayField(label=_("Date of birth of this child"), required=False, past=True)
    pregnant = OneOfField(label=_("Is the client pregnant?"), choices=Pregnant.choices, required=False)
    children_living = words(_("Where children live, if not with the client"), rows=2)
    no_children_concerns = forms.BooleanField(
        label=_("No serious concerns about the children"), required=False
    )
    children_concerns = words(_("Serious concerns about the children"), rows=2)

    pairs: ClassVar = [
        ("given", "family"),
        ("pch_given", "pch_family"),
        ("child_given", "child_family"),
    ]
    field_order = [
        "on", "given", "family", "also_known_as", "birth", "safe_phone", "none_safe", "code_word", "safe_times",
        "address", "address_safe", "alt_address", "alt_address_safe", "flags", *Concerned.NAMES,
    ]  # fmt: skip

    def clean(self):
        said = one_or_none(self, "children_concerns", "no_children_concerns")
        if said.get("safe_phone") and said.get("none_safe"):
            self.add_error("none_safe", _("Leave this unticked, or the number empty"))
        return said


class SignForm(RowanForm):
    despite = LineField(
        label=_("Why is it signed although something does not fit?"),
        max_length=500,
        required=False,
    )


class ActiveForm(RowanForm):
    because = LineField(
        label=_("Why should the case be active before all this is done?"), max_length=500, required=False
    )
