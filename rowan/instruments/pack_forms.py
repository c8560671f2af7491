from django import forms
from django.utils.translation import gettext_lazy as _

from rowan.common.fields import LineField, OneOfField, PaperField
from rowan.common.forms import RowanForm
from rowan.instruments import catalogue

LANGUAGES = [
    ("", _("English")),
    ("cy", "Cymraeg"),
    ("ar", "العربية"),
    ("bn", "বাংলা"),
    ("fa", "فارسی"),
    ("gu", "ગુજરાતી"),
    ("pa", "ਪੰਜਾਬੀ"),
    ("pl", "Polski"),
    ("pt", "Português"),
    ("ro", "Română"),
    ("so", "Soomaali"),
    ("tr", "Türkçe"),
    ("ur", "اردو"),
]


def instruments() -> list[tuple[str, str]]:
    """Every form, by the title of its newest version."""
    names = dict.fromkeys(name for name, _version in catalogue.all_definitions())
    return [(name, catalogue.get(name).title) for name in names]


class PackForm(RowanForm):
    """A table of words for one form."""

    instrument = OneOfField(label=_("For which form?"), choices=instruments)
    name = LineField(
        label=_("Whose words are they?"),
        help_text=_("As it stands on the form and its papers, such as the publisher and the year."),
        max_length=200,
    )
    language = forms.ChoiceField(label=_("In which language?"), choices=LANGUAGES, required=False)
    table = PaperField(
        label=_("The words as a CSV file"),
        help_text=_("With the columns “id” and “text”. Take the list of ids from the page of the form."),
        megabytes=1,
    )
