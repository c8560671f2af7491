from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils import timezone

from rowan.access.permissions import Permission
from rowan.access.routes import Scope, requires
from rowan.common.components import PAGE_SIZE
from rowan.files.header import header_of
from rowan.files.opening import open_file
from rowan.referrals import rules, showing, waiting


@requires(Permission.REFERRAL_READ, scope=Scope.SERVICE, event="referral.list_read", methods=("GET",))
def referral_list(request):
    """Referrals that nobody has been given yet, by the hours left."""
    page = Paginator(waiting.not_allocated(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = waiting.rows_of(page, timezone.now())
    request.shown = [row.referral.file_id for row in rows]
    context = {
        "page": page,
        "rows": rows,
        "mine": waiting.waiting_for(request.user),
        "lists": waiting.lists_with_lines_left()[:10],
        "can_record": rules.can_record(request.user),
    }
    return render(request, "referrals/referral_list.html", context)


@requires(Permission.REFERRAL_READ, scope=Scope.FILE, event="referral.read", methods=("GET",))
def referral(request, reference):
    """Where the referral stands, what it said, the two questions, and every try."""
    file = open_file(request, reference)
    context = showing.page_of(showing.current(file), request.user, timezone.now())
    return render(request, "referrals/referral.html", {**context, **header_of(file)})
