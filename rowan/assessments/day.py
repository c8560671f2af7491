"""What risk puts on a day besides time limits: referrals to look at or without an answer, forms to finish."""

from datetime import datetime, timedelta

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from rowan.access.permissions import Permission, may
from rowan.assessments.models import Response, SafeguardingReferral, Signature
from rowan.cases.models import OPEN

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


def to_finish(user) -> QuerySet[Response]:
    """Forms this person began and nobody has signed; before them, complete ones that wait for a signature or scan.

    `waits` says for which: "telephone" or "paper"; empty for what is not complete. One statement.
    """
    waiting = Signature.objects.outstanding()
    mine = waiting.filter(
        Q(response__case__lead=user) | Q(response__signed_by=user), response__case__state__in=OPEN
    )
    return (
        Response.objects.visible_to(user)
        .filter(Q(signed_at=None, created_by=user) | Q(pk__in=mine.values("response")))
        .annotate(waits=Subquery(waiting.filter(response=OuterRef("pk")).values("way")[:1]))
        .select_related("file")
        .order_by(F("signed_at").asc(nulls_last=True), "-created_at", "pk")
    )
