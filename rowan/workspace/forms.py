from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from rowan.access.roles import ROLES
from rowan.agencies.models import Kind
from rowan.common.dates import today
from rowan.common.fields import DayField, LineField, NameField, OneOfField
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


class ServiceSettingsForm(RowanForm):
    contact = LineField(
        label=_("How people reach the service"),
        required=False,
        help_text=_("Printed on every copy that somebody takes home."),
    )
    hours = LineField(label=_("Opening hours"), required=False)
    contact_hours = forms.IntegerField(
        label=_("Hours allowed to first contact"),
        min_value=1,
        max_value=168,
        error_messages={
            "required": _("Enter the number of hours, from 1 to 168"),
            "invalid": _("Enter the number of hours, from 1 to 168"),
            "min_value": _("Enter the number of hours, from 1 to 168"),
            "max_value": _("Enter the number of hours, from 1 to 168"),
        },
    )
    contact_hours_reason = LineField(label=_("If more than 48, why?"), required=False, max_length=500)
    dash_threshold = forms.IntegerField(
        label=_("Yes answers on the Dash for visible high risk"),
        min_value=1,
        max_value=24,
        error_messages={
            "required": _("Enter a number from 1 to 24"),
            "invalid": _("Enter a number from 1 to 24"),
            "min_value": _("Enter a number from 1 to 24"),
            "max_value": _("Enter a number from 1 to 24"),
        },
    )
    idle_minutes = forms.IntegerField(
        label=_("Minutes until an idle screen locks"),
        min_value=5,
        max_value=15,
        error_messages={
            "required": _("Enter a number from 5 to 15"),
            "invalid": _("Enter a number from 5 to 15"),
            "min_value": _("Enter a number from 5 to 15"),
            "max_value": _("Enter a number from 5 to 15"),
        },
    )

    def clean(self):
        given = super().clean()
        if (given.get("contact_hours") or 0) > 48 and not given.get("contact_hours_reason"):
            self.add_error("contact_hours_reason", _("Say why first contact may take longer than 48 hours"))
        return given


def roles_for(kind: str) -> list[tuple[str, str]]:
    return [(r.slug, f"{r.name}. {r.description}") for r in ROLES.values() if kind in r.kinds]
