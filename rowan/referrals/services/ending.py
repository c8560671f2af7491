"""How a referral ends."""

from django.utils import timezone
from django.utils.translation import gettext as _

from rowan import audit
from rowan.cases import services as cases
from rowan.cases.models import State
from rowan.files import timeline
from rowan.files.context import service
from rowan.referrals import rules
from rowan.referrals.models import Outcome, Referral
from rowan.referrals.services.holding import locked


@service
def engage(*, referral: Referral, by) -> Referral:
    """The person was reached and works with us: the outcome is logged and the work begins (T-5)."""
    referral = locked(referral)
    rules.check_engage(by, referral)
    now = timezone.now()
    referral.change(by=by, at=now, outcome=Outcome.ENGAGED, outcome_logged_at=now)
    referral.case = cases.move(case=referral.case, to=State.ENGAGED, by=by)
    audit.record("referral.engaged", on=referral)
    timeline.add(referral.file, "referral.engaged", _("Works with us. Intake is open"), about=referral)
    return referral
