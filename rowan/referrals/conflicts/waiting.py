"""Which referrals wait for a manager's decision."""

from django.db.models import Exists, OuterRef, QuerySet

from rowan.access.permissions import Permission, may
from rowan.files.models import File
from rowan.referrals.models.conflict import ConflictCheck, ConflictHit, Standing


def held_for(user) -> QuerySet:
    """Comparisons that this manager is to decide about: never one in which she is named herself."""
    if not may(user, Permission.CONFLICT_DECIDE):
        return ConflictCheck.objects.none()
    in_it = ConflictHit.objects.filter(found_by=OuterRef("pk"), colleague=user)
    return (
        ConflictCheck.objects.filter(state=Standing.HELD, file__in=File.objects.visible_to(user))
        .exclude(Exists(in_it))
        .order_by("held_at", "id")
    )
