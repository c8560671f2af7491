from django import forms
from django.utils.translation import gettext_lazy as _

from rowan.common.forms import RowanForm


class SignInForm(RowanForm):
    email = forms.EmailField(
        label=_("Work e-mail"),
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
        error_messages={
            "required": _("Enter your work e-mail"),
            "invalid": _("Enter an e-mail address, such as name@example.org"),
        },
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Enter your password")},
    )


class PasswordForm(RowanForm):
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Enter your password")},
    )


class CodeForm(RowanForm):
    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("Six digits from your authenticator app, or one of your recovery codes."),
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "text"}),
        error_messages={"required": _("Enter the code from your authenticator app")},
    )


class JoinForm(RowanForm):
    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        help_text=_("As colleagues will see it."),
        error_messages={"required": _("Enter your name")},
    )
    password = forms.CharField(
        label=_("Choose a password"),
        strip=False,
        max_length=1000,
        help_text=_("At least 12 characters. Three random words work well."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": _("Choose a password")},
    )
    terms = forms.BooleanField(
        label=_("I look only at what my work needs, and I know that every look is recorded."),
        error_messages={"required": _("Tick to say that you agree")},
    )
