"""What the intake form knows already from the arrival of the case."""

from rowan.assessments.intake.arrived import Arrived, tells_arrival
from rowan.cases.models import Case
from rowan.people.models import YesNo
from rowan.referrals.models import Match, Referral


@tells_arrival
def of_referral(case: Case) -> Arrived:
    """Who sent the person first, and whether somebody found an earlier case. One statement."""
    came = Referral.objects.filter(case=case).order_by("received_at", "id").first()
    if came is None:
        return Arrived()
    who = came.agency_name or str(came.get_referrer_display())
    return Arrived(referred_by=who, repeat=YesNo.YES if came.match_result == Match.CLOSED else "")
