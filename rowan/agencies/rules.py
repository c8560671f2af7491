from django.utils.translation import gettext as _

from rowan.access.permissions import NotNow
from rowan.agencies.models import Service
from rowan.agencies.readiness import missing_of


def check_live(service: Service) -> None:
    """Nobody is taken in before a manager has finished the settings and said so (CM-18)."""
    if not service.is_live:
        raise NotNow(_("This service is not live yet. A manager finishes its settings first."))


def check_go_live(service: Service) -> None:
    """Blank settings stop it, and each is named."""
    if service.is_live:
        raise NotNow(_("This service is live already."))
    if missing := missing_of(service):
        words = "; ".join(str(one.words) for one in missing)
        raise NotNow(_("Not ready to go live. %(missing)s.") % {"missing": words})


def check_complete(service: Service) -> None:
    """What a service that is live has decided may be decided otherwise, not left blank."""
    if service.is_live and (missing := missing_of(service)):
        words = "; ".join(str(one.words) for one in missing)
        raise NotNow(
            _("This service is live, so this cannot be left empty. %(missing)s.") % {"missing": words}
        )
