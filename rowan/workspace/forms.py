from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from rowan.access.roles import ROLES
from rowan.agencies.models import DECOYS, Allocating, Kind, ReferralSource
from rowan.common.dates import Nation, today
from rowan.common.fields import DayField, LineField, NameField, OneOfField, PhoneField, WordsField
from rowan.common.forms import RowanForm


class AgencyForm(RowanForm):
    name = LineField(label=_("Name of the agency"), error_messages={"required": _("Enter the agency’s name")})


class ServiceForm(RowanForm):
    name = LineField(
        label=_("Name of the service"), error_messages={"required": _("Enter the service’s name")}
    )
    kind = OneOfField(
        label=_("What does it do?"),
        choices=Kind.choices,
        error_messages={"required": _("Select what the service does")},
    )


class InviteForm(RowanForm):
    """Who is invited, and as what. The roles offered are those of this kind of service."""

    name = NameField(label=_("Name"), error_messages={"required": _("Enter the person’s name")})
    email = forms.EmailField(
        label=_("Work e-mail"),
        error_messages={
            "required": _("Enter the person’s work e-mail"),
            "invalid": _("Enter an e-mail address, such as name@example.org"),
        },
    )
    role = OneOfField(label=_("Role"), error_messages={"required": _("Select a role")})

    def __init__(self, *args, kind: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles_for(kind)


class RoleForm(RowanForm):
    role = OneOfField(label=_("Role"), error_messages={"required": _("Select a role")})
    until = DayField(label=_("Until"), required=False, help_text=_("Leave empty if there is no end."))

    def __init__(self, *args, kind: str, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles_for(kind)

    def clean_until(self):
        until = self.cleaned_data["until"]
        if until and until < today():
            raise ValidationError(_("Enter today or a later day"))
        return until


class EndForm(RowanForm):
    last_day = DayField(
        label=_("Last day"),
        help_text=_("Access ends by itself after this day. Yesterday ends it at once."),
        error_messages={"required": _("Enter the last day")},
    )


def number(label, least: int, most: int, *, required: bool = True, **more) -> forms.IntegerField:
    """A whole number within bounds, with one sentence for whatever else is typed."""
    sentence = format_lazy(_("Enter a number from {least} to {most}"), least=least, most=most)
    codes = ("required", "invalid", "min_value", "max_value")
    return forms.IntegerField(
        label=label,
        min_value=least,
        max_value=most,
        required=required,
        error_messages=dict.fromkeys(codes, sentence),
        **more,
    )


class ServiceSettingsForm(RowanForm):
    """What a service is called, how it is reached, and what its screens do."""

    name = LineField(
        label=_("Name of the service"), error_messages={"required": _("Enter the service’s name")}
    )
    contact = LineField(
        label=_("How people reach the service"),
        required=False,
        help_text=_("Printed on every copy that somebody takes home."),
    )
    hours = LineField(
        label=_("Opening hours, in words"),
        required=False,
        help_text=_("For the people you help, such as: weekdays 9 to 5, Thursdays to 8."),
    )
    nation = OneOfField(label=_("Whose bank holidays do you keep?"), choices=Nation.choices, required=False)
    dash_threshold = number(_("Yes answers on the Dash for visible high risk"), 1, 24)
    dash_weeks = number(_("Weeks until the Dash is asked again, never more than 8"), 1, 8)
    marac_days = number(_("Days until a manager hears that a Marac referral waits"), 0, 14)
    helplines = WordsField(
        label=_("Whom else one can ring"),
        help_text=_("One on each line, as: name: number. Shown in the help beside the Dash."),
        required=False,
        max_length=2_000,
    )
    idle_minutes = number(_("Minutes until an idle screen locks"), 5, 15)


class FlowForm(RowanForm):
    """The steps, roles and numbers that guidance leaves to the service (CM-18)."""

    allocation = OneOfField(
        label=_("Who may give cases to workers?"), choices=Allocating.choices, required=False
    )
    allocation_how = WordsField(
        label=_("How is that done here?"),
        required=False,
        max_length=2000,
        help_text=_("Such as: the senior looks at nine and at three; in her absence the duty manager."),
    )
    room = number(
        _("Open cases that are enough for one worker"),
        1,
        200,
        required=False,
        help_text=_("A guide, not a limit: above it a reason is asked. Leave it empty for none."),
    )
    contact_hours = number(_("Hours allowed to first contact"), 1, 168)
    contact_hours_reason = LineField(label=_("If more than 48, why?"), required=False, max_length=500)
    contact_hours_high = number(
        _("Fewer hours where the referrer calls the risk high"), 1, 168, required=False
    )
    max_attempts = number(
        _("Tries in vain before a referral may be closed"),
        1,
        50,
        required=False,
        help_text=_("Guidance leaves this to you, and Rowan proposes nothing."),
    )
    tries_days = number(_("On how many different days?"), 1, 50, required=False)
    contact_review_days = number(_("Days until safety answers are asked again"), 7, 60)
    intake_days = number(_("Working days until intake is to be whole"), 1, 60, required=False)
    keep_in_touch_days = number(_("Days between contacts with somebody we work with"), 1, 90, required=False)
    keep_in_touch_days_separated = number(_("The same, after somebody has left home"), 1, 90, required=False)
    agreement_backstop_days = number(
        _("Days until an agreement is signed face to face at the latest"),
        1,
        365,
        required=False,
        help_text=_(
            "After a telephone call or the short version. Empty: at the next meeting, with no last day."
        ),
    )
    agreement_revisit_months = number(
        _("Months until an agreement is explained again"),
        1,
        60,
        required=False,
        help_text=_("Empty: after a year."),
    )
    waiting_check_days = number(_("Days after which somebody waiting is asked whether she is safe"), 1, 28)
    decoy_percent = OneOfField(
        label=_("Clear referrals that a manager looks at as well"),
        choices=[
            (str(share), _("None") if not share else _("All") if share == 100 else f"{share} %")
            for share in DECOYS
        ],
        help_text=_(
            "So that “A manager is checking this” proves nothing. Never for high risk, an emergency or a child "
            "at risk."
        ),
        error_messages={"required": _("Select how many")},
    )

    pairs = [("max_attempts", "tries_days")]

    def clean_decoy_percent(self) -> int:
        return int(self.cleaned_data["decoy_percent"])

    def clean(self):
        given = super().clean()
        if (given.get("contact_hours") or 0) > 48 and not given.get("contact_hours_reason"):
            self.add_error("contact_hours_reason", _("Say why first contact may take longer than 48 hours"))
        if given.get("contact_hours_high") and given["contact_hours_high"] > given.get("contact_hours", 168):
            self.add_error(
                "contact_hours_high", _("Enter a number that is not above the hours of the others")
            )
        tries, days = given.get("max_attempts"), given.get("tries_days")
        if (tries is None) != (days is None) and not self.errors.keys() & {"max_attempts", "tries_days"}:
            missing = "max_attempts" if tries is None else "tries_days"
            self.add_error(missing, _("Enter both: how many tries, and on how many days"))
        if tries and days and days > tries:
            self.add_error("tries_days", _("Enter no more days than tries"))
        return given


def lines(label) -> WordsField:
    return WordsField(
        label=label,
        required=False,
        max_length=4_000,
        help_text=_(
            "One on each line. Leave it empty for the usual ones. People may always say it otherwise."
        ),
    )


class ListsForm(RowanForm):
    """What the questions about a person propose here."""

    genders = lines(_("Gender"))
    ethnicities = lines(_("Ethnic origin"))
    religions = lines(_("Religion"))
    orientations = lines(_("Sexual orientation"))


class SourceForm(RowanForm):
    """An organisation that sends people: whom to ask there and to tell."""

    name = LineField(
        label=_("Name of the organisation"), error_messages={"required": _("Enter the organisation’s name")}
    )
    kind = OneOfField(
        label=_("What is it?"),
        choices=ReferralSource.Kind.choices,
        error_messages={"required": _("Select what it is")},
    )
    contact_name = LineField(label=_("Whom to ask there"), required=False)
    phone = PhoneField(label=_("Telephone"), required=False)
    email = forms.EmailField(
        label=_("E-mail"),
        required=False,
        error_messages={"invalid": _("Enter an e-mail address, such as name@example.org")},
    )
    sends_lists = forms.BooleanField(label=_("Sends many people on one list"), required=False)


def roles_for(kind: str) -> list[tuple[str, str]]:
    return [(r.slug, f"{r.name}. {r.description}") for r in ROLES.values() if kind in r.kinds]
