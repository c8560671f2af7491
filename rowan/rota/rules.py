"""Who may say when somebody works, and what cannot be."""

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from rowan.access.permissions import Denied, NotNow, Permission, may, permitted, require
from rowan.common.dates import short_day
from rowan.rota.models import Absence
from rowan.rota.workers import here


def check_manage(user) -> None:
    require(user, Permission.ROTA_MANAGE)


def check_worker(user, worker) -> None:
    """Everybody says when they work and what they offer; for others a manager does."""
    require(user, Permission.FILE_FIND)
    if worker != user and not may(user, Permission.ROTA_MANAGE):
        raise Denied(_("This is about a colleague. A manager or they themselves may change it."))


def check_here(user, *workers) -> None:
    """Only people of this service stand on its rota."""
    wanted = {worker.pk for worker in workers if worker is not None}
    if wanted - set(here(user.acting_service).filter(pk__in=wanted).values_list("pk", flat=True)):
        raise Denied(_("Choose one of the people shown."))


def check_away(user, worker, first_day: date, last_day: date, cover) -> None:
    """One absence at a time, with a cover who is here meanwhile."""
    check_worker(user, worker)
    if last_day < first_day:
        raise NotNow(_("The last day cannot be before the first."))
    if cover == worker:
        raise NotNow(_("Choose somebody else as cover: nobody covers for themselves."))
    check_here(user, worker, cover)
    meanwhile = Absence.objects.filter(withdrawn_at=None, first_day__lte=last_day, last_day__gte=first_day)
    for other in (
        meanwhile.filter(Q(user=worker) | Q(user=cover)).select_related("user").order_by("first_day")
    ):
        raise NotNow(
            _("%(name)s is away from %(first)s to %(last)s already.")
            % {
                "name": other.user.name,
                "first": short_day(other.first_day),
                "last": short_day(other.last_day),
            }
        )


can_manage = permitted(check_manage)
can_change = permitted(check_worker)
