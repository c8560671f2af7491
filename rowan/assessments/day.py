"""What risk puts on a day besides time limits: safeguarding referrals to look at, or without an answer."""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from rowan.access.permissions import Permission, may
from rowan.assessments.models import SafeguardingReferral

ANSWER_WITHIN = timedelta(days=1)


def safeguarding_of(user, now: datetime) -> QuerySet[SafeguardingReferral]:
    """Told, and a manager has not looked yet; or told a day ago by one's own case, and nobody has answered.

    One statement.
    """
    wanted = Q(case__lead=user, told_at__lte=now - ANSWER_WITHIN, acknowledged_on=None, told_by_others=False)
    if may(user, Permission.SAFEGUARDING_DECIDE):
        wanted |= Q(told_at__isnull=False, looked_at=None)
    return (
        SafeguardingReferral.objects.visible_to(user)
        .filter(wanted)
        .select_related("file", "case")
        .order_by("told_at", "id")
    )
