"""Said wherever a meeting face to face is written down, until somebody has signed (CM-76, CM-78)."""

from collections.abc import Callable

from django.contrib import messages

from rowan.access.permissions import Permission, may
from rowan.cases.models import Case
from rowan.common.dates import today
from rowan.sharing.agreements.standing import reminder

reminders: list[Callable[[Case], list[str]]] = []


def at_meetings(function: Callable[[Case], list[str]]):
    """Sign up what else is to be done with somebody whom one meets, in sentences; one statement each."""
    reminders.append(function)
    return function


@at_meetings
def about_the_agreement(case: Case) -> list[str]:
    return [words] if (words := reminder(case, today())) else []


def remind(request, case: Case) -> None:
    """One statement for each that signed up, and nothing where nothing is outstanding."""
    if not may(request.user, Permission.CASE_WORK):
        return
    for function in reminders:
        for words in function(case):
            messages.warning(request, words)
