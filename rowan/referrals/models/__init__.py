from rowan.referrals.models.lists import ListFile, ListRow, RowState
from rowan.referrals.models.referral import (
    Attempt,
    EarlierFile,
    Match,
    Method,
    Outcome,
    ReferOn,
    Referral,
    Referrer,
)

__all__ = [
    "Attempt",
    "EarlierFile",
    "ListFile",
    "ListRow",
    "Match",
    "Method",
    "Outcome",
    "ReferOn",
    "Referral",
    "Referrer",
    "RowState",
]
