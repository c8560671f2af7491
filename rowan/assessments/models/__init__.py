from rowan.assessments.models.incident import Incident, OthersDash
from rowan.assessments.models.intake import How, Intake, Pregnant, SignedIntake
from rowan.assessments.models.marac import Ending, Ground, MaracTask
from rowan.assessments.models.response import Answer, Kind, Mode, Response, RiskLevel, Status
from rowan.assessments.models.safeguarding import (
    Asked,
    Outcome,
    SafeguardingPerson,
    SafeguardingReferral,
    Whose,
)
from rowan.assessments.models.signature import Signature, Way

__all__ = [
    "Answer",
    "Asked",
    "Ending",
    "Ground",
    "How",
    "Incident",
    "Intake",
    "Kind",
    "MaracTask",
    "Mode",
    "OthersDash",
    "Outcome",
    "Pregnant",
    "Response",
    "RiskLevel",
    "SafeguardingPerson",
    "SafeguardingReferral",
    "Signature",
    "SignedIntake",
    "Status",
    "Way",
    "Whose",
]
