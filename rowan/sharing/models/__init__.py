"""What was explained and answered, who may be told, and what left."""

from rowan.sharing.models.agreement import Agreement, ClientSigned, Mode, ReadHow, ResearchConsent, Wording
from rowan.sharing.models.disclosure import OUTCOME_PAPER, OUTWARD, Disclosure, How
from rowan.sharing.models.permission import AgencyPermission, NeverTold

__all__ = [
    "OUTCOME_PAPER",
    "OUTWARD",
    "AgencyPermission",
    "Agreement",
    "ClientSigned",
    "Disclosure",
    "How",
    "Mode",
    "NeverTold",
    "ReadHow",
    "ResearchConsent",
    "Wording",
]
