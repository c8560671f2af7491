from django.shortcuts import render
from django.utils import timezone

from rowan.access.permissions import Permission
from rowan.access.routes import Scope, requires
from rowan.common.dates import weekday
from rowan.workspace import day as gather


@requires(Permission.FILE_FIND, scope=Scope.SERVICE, event="day.read", methods=("GET",))
def day(request):
    """My day: what is late, whom to reach and when it is safe, what is due, what is unfinished (ux P4)."""
    now = timezone.now()
    mine = gather.day_of(request.user, now)
    request.shown = mine.shown()
    return render(request, "workspace/day.html", {"day": mine, "now": now, "title": weekday(now)})
