"""Keeping the time limits of a case at what its records say."""

from rowan.cases.models import Case
from rowan.clocks import services as clocks
from rowan.clocks.standards import INTAKE, KEEP_IN_TOUCH, TRIES
from rowan.referrals.facts import histories, intake_of, next_contact_of, tries_of


def keep_time(case: Case, by) -> None:
    """Let the limits that follow from several records say what those say now. Every change to them ends here.

    First contact has verbs of its own; these are the count of tries, the intake and the next contact.
    """
    for history in histories(case):
        for standard, facts in ((TRIES, tries_of), (INTAKE, intake_of), (KEEP_IN_TOUCH, next_contact_of)):
            for fact in facts(history):
                clocks.follow(standard=standard, fact=fact, by=by)
