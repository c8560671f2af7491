"""Every change to a referral, from its arrival until the person works with us."""

from rowan.referrals.services.arrival import Arrival, keep_paper, receive, said_by
from rowan.referrals.services.ending import engage
from rowan.referrals.services.giving import allocate
from rowan.referrals.services.holding import first_contact, together
from rowan.referrals.services.questions import record_conflict_answer, record_match
from rowan.referrals.services.tries import explain, log_attempt

__all__ = [
    "Arrival",
    "allocate",
    "engage",
    "explain",
    "first_contact",
    "keep_paper",
    "log_attempt",
    "receive",
    "record_conflict_answer",
    "record_match",
    "said_by",
    "together",
]
