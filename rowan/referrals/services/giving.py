"""Who works with the person."""

from django.utils.translation import gettext as _

from rowan import audit
from rowan.cases import services as cases
from rowan.cases.models import State
from rowan.clocks import services as clocks
from rowan.clocks.standards import FIRST_CONTACT
from rowan.files import timeline
from rowan.files.context import service
from rowan.referrals import rules
from rowan.referrals.models import Referral
from rowan.referrals.services.holding import locked, together
from rowan.referrals.timing import keep_time


@service
def allocate(*, referral: Referral, worker, by) -> Referral:
    """Give the case to a worker who could open its file; the first-contact clock goes with it."""
    referral = locked(referral)
    every = together(referral)
    rules.check_allocate(by, referral, every)
    cases.give_to(case=referral.case, worker=worker, by=by)
    referral.case = cases.move(case=referral.case, to=State.ALLOCATED, by=by)
    for one in every:
        clocks.give(standard=FIRST_CONTACT, about=one.pk, owner=worker, by=by)
    keep_time(referral.case, by)
    audit.record("referral.allocated", on=referral, to=worker.pk)
    timeline.add(
        referral.file, "referral.allocated", _("Given to %(name)s") % {"name": worker.name}, about=referral
    )
    return referral
