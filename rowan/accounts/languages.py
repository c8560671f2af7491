"""In which language the frame speaks to somebody: places, sections, buttons. The pages are in English."""

from django.db.models import TextChoices
from django.utils.translation import gettext as _

from rowan import audit
from rowan.access.permissions import NotNow
from rowan.accounts.models import User
from rowan.accounts.services import outside_services


class Language(TextChoices):
    """Each by its own name, so that whoever looks for it finds it."""

    ENGLISH = "", "English"
    WELSH = "cy", "Cymraeg"


def choose(*, language: str, by: User) -> User:
    """Speak to this person in another language from the next page on."""
    if language not in Language.values:
        raise NotNow(_("Select one of the languages shown"))
    with outside_services():
        user = User.objects.select_for_update().get(pk=by.pk)
        user.language = language
        user.save(update_fields=["language"])
        audit.record("account.language_chosen", who=by, named=by.name, language=language or "en")
    return user
