from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from rowan.access.permissions import Permission
from rowan.access.routes import Scope, requires
from rowan.common.dates import today
from rowan.workspace.day import day_of


@requires(Permission.FILE_FIND, scope=Scope.SERVICE, event="day.read", methods=("GET",))
def day(request):
    """My day: what is late, whom to reach and when it is safe, what is unfinished (ux P4)."""
    now = timezone.now()
    groups = {"now": _("Safe to ring now"), "later": _("Later, or ask again first"), "no": _("No safe number")}
    mine = day_of(request.user, now, groups)
    request.shown = mine.shown()
    return render(request, "workspace/day.html", {"day": mine, "now": now, "today": today()})
