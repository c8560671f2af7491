from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone

from rowan.access.permissions import Permission, may
from rowan.access.routes import Scope, requires
from rowan.cases.listing import rows_of
from rowan.cases.models import Case
from rowan.common.components import PAGE_SIZE


@requires(Permission.FILE_OPEN, scope=Scope.SERVICE, event="case.list_read", methods=("GET",))
def case_list(request):
    """My open cases; or all that this person may open, for a colleague to find their way."""
    mine = may(request.user, Permission.CASE_WORK) and request.GET.get("whose") != "all"
    cases = Case.objects.visible_to(request.user).open().for_list()
    if mine:
        cases = cases.led_by(request.user)
    page = Paginator(cases, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = rows_of(page, timezone.now())
    request.shown = [row.case.file_id for row in rows]
    return render(request, "cases/case_list.html", {"page": page, "rows": rows, "mine": mine})
