"""Who could work a case: the one list behind every choice of a worker (PL-32)."""

from django.db.models import Q
from django.utils import timezone

from rowan.access.permissions import Permission
from rowan.access.roles import ROLES
from rowan.accounts.models import Membership, User
from rowan.files.models import Bar, File, Seal

WORKING_ROLES = [role.slug for role in ROLES.values() if Permission.CASE_WORK in role.permissions]


def could_work(file: File):
    """People of the file's service whose role works cases and who could open this file, by name.

    Somebody barred from the file is simply not among them; of a sealed file only those it is open to are.
    """
    now = timezone.now()
    running = Q(until=None) | Q(until__gt=now)
    here = Membership.objects.live().filter(service=file.service_id, role__in=WORKING_ROLES)
    people = User.objects.filter(pk__in=here.values("user")).exclude(
        pk__in=Bar.objects.filter(running, file=file, since__lte=now).values("user")
    )
    if file.sealed:
        people = people.filter(pk__in=Seal.objects.filter(running, file=file, since__lte=now).values("user"))
    return people.order_by("name", "id")
