"""Keeping the time limits of a case at what its records say."""

from rowan.cases.models import Case
from rowan.clocks import services as clocks
from rowan.clocks.standards import FIRST_CONTACT, INTAKE, KEEP_IN_TOUCH, TRIES
from rowan.referrals.facts import History, first_contacts_of, histories, intake_of, next_contact_of, tries_of

FACTS = (
    (FIRST_CONTACT, first_contacts_of),
    (TRIES, tries_of),
    (INTAKE, intake_of),
    (KEEP_IN_TOUCH, next_contact_of),
)


def keep_time(case: Case, by, history: History | None = None) -> None:
    """Let every limit of the case say what its records say now. Each change to those ends here.

    `history` is given where those records are at hand already.
    """
    told = [history] if history else histories(case)
    facts = [(standard, fact) for one in told for standard, facts_of in FACTS for fact in facts_of(one)]
    if facts:
        clocks.follow_all(facts=facts, by=by)
