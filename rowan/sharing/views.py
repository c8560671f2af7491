from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from rowan.access.permissions import Permission
from rowan.access.routes import Scope, requires
from rowan.common.dates import local_day
from rowan.documents.names import RecipientKind, client_file_name, file_name, pdf_response
from rowan.files.header import header_of
from rowan.files.opening import open_file
from rowan.sharing import rules, services
from rowan.sharing.grounds import GROUNDS, OUTCOME
from rowan.sharing.models import Disclosure

PAGE = 50


@requires(Permission.FILE_OPEN, scope=Scope.FILE, event="sharing.read", methods=("GET",))
def ledger(request, reference):
    """What was made for somebody, newest first. The papers open for those who may make one."""
    file = open_file(request, reference)
    page = Paginator(Disclosure.objects.filter(file=file).order_by("-id"), PAGE).get_page(
        request.GET.get("page")
    )
    for row in page:
        row.title = services.title_of(row)
        row.ground = GROUNDS[row.basis]
    return render(
        request,
        "sharing/ledger.html",
        {"page": page, "can_read": rules.can_read(request.user), **header_of(file)},
    )


@requires(Permission.PAPER_RELEASE, scope=Scope.FILE, event="paper.read", methods=("GET",), drafts=False)
def paper_out(request, reference, pk):
    """One paper as it was made, as a download: on its way to its reader, or as the file's own copy."""
    file = open_file(request, reference)
    return download(request, file, get_object_or_404(Disclosure, file=file, pk=pk))


@requires(Permission.OUTCOME_TELL, scope=Scope.FILE, event="paper.read", methods=("GET",), drafts=False)
def outcome_out(request, reference, pk):
    """The paper that tells a referrer the outcome, for whoever sends it; it shows nothing else of the file."""
    file = open_file(request, reference)
    return download(request, file, get_object_or_404(Disclosure, file=file, pk=pk, basis=OUTCOME))


def download(request, file, disclosure):
    day = local_day(disclosure.created_at)
    if disclosure.named_for:
        name = file_name(file.reference, RecipientKind(disclosure.named_for), day)
    elif rules.hands_over(disclosure, request.user, timezone.now()):
        name = client_file_name(day)
    else:
        name = file_name(file.reference, RecipientKind.STAFF, day)
    return pdf_response(services.paper_of(disclosure), name)
