"""What the arrival of a case says already: the room of referrals signs up what it knows (CM-35)."""

from collections.abc import Callable
from dataclasses import dataclass

from rowan.cases.models import Case


@dataclass(frozen=True)
class Arrived:
    """Who sent the person, and whether they were here before. Nothing about conflicts: that is a manager's."""

    referred_by: str = ""
    repeat: str = ""


tellers: list[Callable[[Case], Arrived]] = []


def tells_arrival(function: Callable[[Case], Arrived]):
    tellers.append(function)
    return function


def arrived(case: Case) -> Arrived:
    for teller in tellers:
        return teller(case)
    return Arrived()
