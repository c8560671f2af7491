from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from rowan.access.permissions import Permission
from rowan.access.routes import Scope, requires
from rowan.common.components import PAGE_SIZE
from rowan.common.dates import long_moment
from rowan.files.keeping import open_form
from rowan.referrals import board, lists, rules
from rowan.referrals.forms.lists import DismissForm, ListForm
from rowan.referrals.models import ListFile, ListRow
from rowan.referrals.reading import NotAList, read
from rowan.referrals.views.status import status_of


@requires(Permission.REFERRAL_RECORD, scope=Scope.SERVICE, event="referral.new_read")
def list_new(request):
    """Open a list of referrals, as a file or pasted. A wrong one is refused with a sentence, whole."""
    form = open_form(
        request, ListForm, initial={"received_at": timezone.now(), "referrer": "police"}, title=_("List")
    )
    if form.is_valid():
        said = form.cleaned_data
        upload = said["sheet"]
        try:
            sheet = read(said["pasted"].encode() if upload is None else upload.read())
        except NotAList as why:
            form.add_error("pasted" if upload is None else "sheet", str(why))
        else:
            opened = lists.open_list(
                sheet=sheet,
                name=str(_("Pasted")) if upload is None else upload.name[:200],
                referrer=said["referrer"],
                agency_name=said["agency_name"],
                received_at=said["received_at"],
                by=request.user,
            )
            if opened.known:
                messages.info(
                    request,
                    _("This list had been opened on %(when)s by %(name)s. Nothing was added.")
                    % {"when": long_moment(opened.list.opened_at), "name": opened.list.opened_name},
                )
            return redirect(opened.list)
    return render(request, "referrals/list_new.html", {"form": form}, status=status_of(form))


@requires(Permission.REFERRAL_RECORD, scope=Scope.SERVICE, event="referral.sheet_read", methods=("GET",))
def list_read(request, pk):
    """The lines of a list: whom we may know, which come twice, which cannot wait; keep or dismiss each."""
    opened = get_object_or_404(ListFile, pk=pk)
    page = Paginator(ListRow.objects.filter(list=opened).order_by("number", "id"), PAGE_SIZE).get_page(
        request.GET.get("page")
    )
    lines = board.lines_of(page, by=request.user)
    request.shown = board.files_on(lines)
    context = {
        "list": opened,
        "page": page,
        "lines": lines,
        "cannot_wait": [line for line in lines if line.may_dismiss and line.meaning.danger],
        "tally": board.tally(opened),
    }
    return render(request, "referrals/list_read.html", context)


@requires(
    Permission.REFERRAL_RECORD,
    scope=Scope.SERVICE,
    event="referral.sheet_read",
    methods=("POST",),
    drafts=False,
)
def row_keep(request, pk):
    """Keep a line as a referral; then back to the list, where the next one waits."""
    try:
        row = lists.keep_row(pk=pk, by=request.user)
    except ListRow.DoesNotExist as unknown:
        raise Http404 from unknown
    return redirect(f"{row.list.get_absolute_url()}#line-{row.number}")


@requires(Permission.REFERRAL_RECORD, scope=Scope.SERVICE, event="referral.sheet_read")
def row_dismiss(request, pk):
    """Why a line is not for us."""
    row = get_object_or_404(ListRow.objects.select_related("list"), pk=pk)
    rules.check_row(request.user, row)
    form = open_form(request, DismissForm, title=_("Line of a list"))
    if form.is_valid():
        lists.dismiss_row(row=row, by=request.user, **form.cleaned_data)
        return redirect(f"{row.list.get_absolute_url()}#line-{row.number}")
    line = board.lines_of([row], by=request.user)[0]
    request.shown = board.files_on([line])
    context = {"form": form, "line": line, "list": row.list}
    return render(request, "referrals/row_dismiss.html", context, status=status_of(form))
