from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from rowan import audit
from rowan.access.permissions import Permission
from rowan.access.routes import Scope, requires
from rowan.assessments.models import RiskLevel
from rowan.common.dates import today
from rowan.files.models import Job
from rowan.workspace.day import RISK_LOWERED, day_of


@requires(Permission.FILE_FIND, scope=Scope.SERVICE, event="day.read", methods=("GET",))
def day(request):
    """My day: what is late, whom to reach and when it is safe, what is unfinished (ux P4)."""
    now = timezone.now()
    groups = {
        "now": _("Safe to ring now"),
        "unsure": _("May be rung: ask first whether it is safe"),
        "later": _("Later, or ask again first"),
        "no": _("No safe number"),
    }
    mine = day_of(request.user, now, groups)
    request.shown = mine.shown()
    return render(request, "workspace/day.html", {"day": mine, "now": now, "today": today()})


@requires(Permission.CONFLICT_DECIDE, scope=Scope.SERVICE, event="day.read", methods=("POST",), drafts=False)
def lowered_seen(request, pk):
    """A manager has looked at a level that was judged below what the count shows (CM-47)."""
    waiting = Job.objects.select_for_update().filter(
        of_service=request.user.acting_service, task=RISK_LOWERED, done_at=None
    )
    notice = get_object_or_404(waiting, pk=pk)
    get_object_or_404(RiskLevel, pk=notice.about)
    notice.done_at = timezone.now()
    notice.save(update_fields=["done_at"])
    audit.record("day.lowered_seen", level=notice.about)
    return redirect("day")
