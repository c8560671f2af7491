"""What a service still has to decide before it takes people in (CM-18). Facts about one row, nothing else."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from rowan.agencies.models import Kind, Service
from rowan.common.components import Words


@dataclass(frozen=True)
class Asked:
    """One thing that a service decides: its field, what to do, what hangs on it, and where it is set."""

    field: str
    words: Words
    why: Words
    url_name: str


FOR_THE_CLOCK = _("Without it Rowan cannot say when somebody is overdue.")
FOR_PAPERS = _("It stands on every paper that leaves the service.")
EVERY_KIND = (
    Asked("name", _("Enter the name of the service"), FOR_PAPERS, "settings-service"),
    Asked("contact", _("Say how people reach the service"), FOR_PAPERS, "settings-service"),
    Asked(
        "hours",
        _("Say when it is open, in words for the people you help"),
        _("People are told when somebody is there, and that this is no emergency service."),
        "settings-service",
    ),
    Asked(
        "opening",
        _("Enter the opening hours of each weekday"),
        _("First contact is counted in hours of the clock and shown beside the hours you are open."),
        "settings-opening",
    ),
    Asked(
        "nation",
        _("Say whose bank holidays you keep"),
        _("Limits in working days leave them out."),
        "settings-service",
    ),
)
SUPPORT = (
    Asked(
        "allocation",
        _("Say who may give cases to workers"),
        _("Guidance leaves it to you whether that is a senior or somebody else."),
        "settings-flow",
    ),
    Asked(
        "allocation_how",
        _("Say how cases are given to workers here"),
        _("Guidance has each service write down its own way, so that nobody waits unseen."),
        "settings-flow",
    ),
    Asked(
        "max_attempts",
        _("Say after how many tries in vain a referral may be closed"),
        _(
            "Guidance names no number. Before it, a manager alone closes somebody as not reached, with a reason."
        ),
        "settings-flow",
    ),
    Asked(
        "tries_days",
        _("Say on how many different days those tries are made"),
        _("Five tries in one afternoon are not five chances to reach somebody."),
        "settings-flow",
    ),
    Asked(
        "intake_days", _("Say in how many working days intake is to be whole"), FOR_THE_CLOCK, "settings-flow"
    ),
    Asked("keep_in_touch_days", _("Say how often a worker is in touch"), FOR_THE_CLOCK, "settings-flow"),
    Asked(
        "keep_in_touch_days_separated",
        _("Say how often after somebody has left home"),
        _("Danger is often greatest then, so contact is closer."),
        "settings-flow",
    ),
)


def asked_of(service: Service) -> tuple[Asked, ...]:
    """Everything a service of this kind decides before it goes live, in the order of the pages."""
    return EVERY_KIND + (SUPPORT if service.kind == Kind.SUPPORT else ())


def missing_of(service: Service) -> list[Asked]:
    """What of it is blank. What has a default of the guidance is not asked."""
    return [one for one in asked_of(service) if getattr(service, one.field) in ("", None, {})]
