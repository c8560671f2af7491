"""Every change to a referral, from its arrival until the person works with us."""

from rowan.referrals.services.arrival import (
    Arrival,
    Sent,
    change_facts,
    correct_arrival,
    keep_papers,
    receive,
    said_by,
)
from rowan.referrals.services.closing import confirm_closing, confirm_many, propose_closing, send_back
from rowan.referrals.services.ending import Onward, end, engage, take_back_ending
from rowan.referrals.services.giving import allocate, leave_list, move_place, put_on_list
from rowan.referrals.services.holding import first_contact, together
from rowan.referrals.services.questions import OnPaper, record_match
from rowan.referrals.services.telling import (
    ask_details,
    end_and_tell,
    leave_untold,
    record_details_checked,
    tell_many,
    tell_referrer,
)
from rowan.referrals.services.tries import explain, log_attempt, log_no_answer, look_at_message

__all__ = [
    "Arrival",
    "OnPaper",
    "Onward",
    "Sent",
    "allocate",
    "ask_details",
    "change_facts",
    "confirm_closing",
    "confirm_many",
    "correct_arrival",
    "end",
    "end_and_tell",
    "engage",
    "explain",
    "first_contact",
    "keep_papers",
    "leave_list",
    "leave_untold",
    "log_attempt",
    "log_no_answer",
    "look_at_message",
    "move_place",
    "propose_closing",
    "put_on_list",
    "receive",
    "record_details_checked",
    "record_match",
    "said_by",
    "send_back",
    "take_back_ending",
    "tell_many",
    "tell_referrer",
    "together",
]
