"""Lists that a service may word for itself. What is typed is always kept as the person says it."""

from django.utils.translation import gettext_lazy

from rowan.agencies.models import Service

PREFER_NOT = gettext_lazy("Prefers not to say")
USUAL = {
    "genders": [
        gettext_lazy("Woman"),
        gettext_lazy("Man"),
        gettext_lazy("Non-binary"),
        gettext_lazy("Trans woman"),
        gettext_lazy("Trans man"),
    ],
    "ethnicities": [
        gettext_lazy("Asian or Asian British"),
        gettext_lazy("Black, Black British, Caribbean or African"),
        gettext_lazy("Mixed or multiple ethnic groups"),
        gettext_lazy("White"),
        gettext_lazy("Gypsy, Roma or Traveller"),
        gettext_lazy("Arab"),
        gettext_lazy("Another ethnic group"),
    ],
    "religions": [
        gettext_lazy("No religion"),
        gettext_lazy("Buddhist"),
        gettext_lazy("Christian"),
        gettext_lazy("Hindu"),
        gettext_lazy("Jewish"),
        gettext_lazy("Muslim"),
        gettext_lazy("Sikh"),
    ],
    "orientations": [
        gettext_lazy("Heterosexual"),
        gettext_lazy("Gay or lesbian"),
        gettext_lazy("Bisexual"),
        gettext_lazy("Asexual"),
    ],
}


def offered(service: Service | None, name: str) -> list[str]:
    """What a field of this list proposes: the service's own lines, or the usual ones; and not to say."""
    own = [line.strip() for line in getattr(service, name, "").splitlines() if line.strip()]
    return [*(own or map(str, USUAL[name])), str(PREFER_NOT)]
