from rowan.referrals.models.attempt import Attempt, Method, Who
from rowan.referrals.models.conflict import ConflictCheck, ConflictHit, Tie
from rowan.referrals.models.ending import Closing
from rowan.referrals.models.lists import ListFile, ListRow, RowState
from rowan.referrals.models.papers import CameWith, Decided, ReceivedValue
from rowan.referrals.models.referral import (
    Channel,
    EarlierFile,
    Match,
    Outcome,
    ReferOn,
    Referral,
    Referrer,
    StatedRisk,
)
from rowan.referrals.models.waiting import WaitingPlace

__all__ = [
    "Attempt",
    "CameWith",
    "Channel",
    "Closing",
    "ConflictCheck",
    "ConflictHit",
    "Decided",
    "EarlierFile",
    "ListFile",
    "ListRow",
    "Match",
    "Method",
    "Outcome",
    "ReceivedValue",
    "ReferOn",
    "Referral",
    "Referrer",
    "RowState",
    "StatedRisk",
    "Tie",
    "WaitingPlace",
    "Who",
]
