"""What waits at the end of referrals, for somebody's day: each in one statement."""

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from rowan.access.permissions import Permission, may
from rowan.cases.models import State
from rowan.people.models import YesNo
from rowan.referrals.endings.outcomes import ENDS
from rowan.referrals.models import Closing, Referral

VAIN = Q(attempts__reached=YesNo.NO, attempts__after_end=False)
REACHED = Q(attempts__reached=YesNo.YES, attempts__after_end=False)


def closings_to_confirm(user) -> QuerySet[Closing]:
    """What workers ask a manager to close as not reached, the oldest first (CM-14)."""
    if not may(user, Permission.ENDING_CONFIRM):
        return Closing.objects.none()
    return (
        Closing.objects.visible_to(user)
        .waiting()
        .select_related("referral__case__lead", "file")
        .order_by("created_at", "id")
    )


def referrers_to_tell(user) -> QuerySet[Referral]:
    """Referrals of this person that have ended and whose referrer is not told yet: what closing waits for."""
    mine = Q(case__lead=user) | Q(case__lead=None, created_by=user)
    return (
        Referral.objects.visible_to(user)
        .filter(mine, outcome__in=list(ENDS), informed_at=None, untold_because="")
        .select_related("file", "case")
        .order_by("outcome_logged_at", "id")
    )


def tries_reached(user) -> QuerySet[Referral]:
    """Where the local number of tries in vain is reached and nobody has said what follows (K-2).

    On the worker's day her own, on a senior's and a manager's everybody's. Empty while no number is set.
    """
    number = user.acting_service.max_attempts
    theirs = Q() if may(user, Permission.REFERRAL_ALLOCATE) else Q(case__lead=user)
    found = (
        Referral.objects.visible_to(user)
        .filter(theirs, outcome="", case__state__in=(State.CONTACTING, State.UNABLE))
        .exclude(Exists(Closing.objects.waiting().filter(referral=OuterRef("pk"))))
        .annotate(vain=Count("attempts", filter=VAIN, distinct=True), met=Count("attempts", filter=REACHED))
        .filter(met=0)
        .select_related("file", "case__lead")
        .order_by("received_at", "id")
    )
    return found.none() if number is None else found.filter(vain__gte=number)
