"""How often, on how many days and at which times nobody was reached: what the local policy counts (CM-13)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rowan.common.dates import local, local_day
from rowan.people.models import YesNo
from rowan.referrals.models import Attempt

NOON, EVENING = 12, 17


@dataclass(frozen=True)
class Tally:
    """Tries in vain: their number, the days they were made on, and the parts of the day."""

    tries: int
    days: int
    parts: int


def tally(attempts: Iterable[Attempt]) -> Tally:
    vain = [one.at for one in attempts if one.reached == YesNo.NO and not one.after_end]
    return Tally(len(vain), len({local_day(at) for at in vain}), len({part_of_day(at) for at in vain}))


def part_of_day(moment: datetime) -> str:
    hour = local(moment).hour
    return "morning" if hour < NOON else "afternoon" if hour < EVENING else "evening"


def missing_tries(counted: Tally, service) -> str:
    """What the local policy still asks for, as a sentence; empty when the number is reached.

    Where the policy spreads the tries over days, they are also made at different times of the day.
    """
    if counted.tries < service.max_attempts:
        return ngettext(
            "%(done)s of %(all)s tries was made.", "%(done)s of %(all)s tries were made.", counted.tries
        ) % {"done": counted.tries, "all": service.max_attempts}
    if counted.days < service.tries_days:
        return ngettext(
            "The tries were made on %(done)s day; your service asks for %(all)s different days.",
            "The tries were made on %(done)s days; your service asks for %(all)s different days.",
            counted.days,
        ) % {"done": counted.days, "all": service.tries_days}
    if service.tries_days > 1 and counted.parts < 2:
        return _("The tries were all made at the same time of day. Try in another part of the day as well.")
    return ""


def round_is_over(attempts: Iterable[Attempt], service) -> bool:
    """The local number is set and reached."""
    return service.max_attempts is not None and not missing_tries(tally(attempts), service)
