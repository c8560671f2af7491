"""What a service still has to decide before it takes people in (CM-18). Facts about one row, nothing else."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from rowan.agencies.models import Kind, Service
from rowan.common.components import Words


@dataclass(frozen=True)
class Missing:
    """One thing that is blank: its field, what to do, and the page of settings where it is done."""

    field: str
    words: Words
    url_name: str


EVERY_KIND = (
    Missing("name", _("Enter the name of the service"), "settings-service"),
    Missing("contact", _("Say how people reach the service"), "settings-service"),
    Missing("hours", _("Say when it is open, in words for the people you help"), "settings-service"),
    Missing("opening", _("Enter the opening hours of each weekday"), "settings-opening"),
    Missing("nation", _("Say whose bank holidays you keep"), "settings-service"),
)
SUPPORT = (
    Missing("allocation", _("Say who may give cases to workers"), "settings-flow"),
    Missing("allocation_how", _("Say how cases are given to workers here"), "settings-flow"),
    Missing("max_attempts", _("Say after how many tries in vain a referral may be closed"), "settings-flow"),
    Missing("tries_days", _("Say on how many different days those tries are made"), "settings-flow"),
    Missing("intake_days", _("Say in how many working days intake is to be whole"), "settings-flow"),
    Missing("keep_in_touch_days", _("Say how often a worker is in touch"), "settings-flow"),
    Missing("keep_in_touch_days_separated", _("Say how often after somebody has left home"), "settings-flow"),
)


def missing_of(service: Service) -> list[Missing]:
    """Everything that is blank, in the order of the pages. What has a default of the guidance is not asked."""
    asked = EVERY_KIND + (SUPPORT if service.kind == Kind.SUPPORT else ())
    return [one for one in asked if getattr(service, one.field) in ("", None, {})]
