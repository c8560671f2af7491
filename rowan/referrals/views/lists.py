from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rowan.access.permissions import NotNow, Permission
from rowan.access.routes import Scope, requires
from rowan.agencies.models import ReferralSource
from rowan.common.components import PAGE_SIZE
from rowan.common.dates import long_moment
from rowan.files.keeping import open_form
from rowan.referrals import board, lists, rules, services
from rowan.referrals.forms.arrival import SOURCES
from rowan.referrals.forms.lists import DismissForm, ListForm, TellForm
from rowan.referrals.models import ListFile, ListRow, RowState
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
    context = {"form": form, "choose_again": bool(request.FILES), **offered(request)}
    return render(request, "referrals/list_new.html", context, status=status_of(form))


def offered(request) -> dict:
    """The organisations that send lists to this service, to choose from; another may be typed."""
    return {
        "sources": ReferralSource.objects.of(request.user.acting_service).filter(sends_lists=True),
        "sources_id": SOURCES,
    }


@requires(Permission.REFERRAL_RECORD, scope=Scope.SERVICE, event="referral.sheet_read", methods=("GET",))
def list_read(request, pk):
    """The lines of a list by what became of them: whom we may know, which are alike, which cannot wait."""
    opened = get_object_or_404(ListFile, pk=pk)
    shown = request.GET.get("show")
    shown = shown if shown in RowState.values else RowState.WAITING
    rows = ListRow.objects.filter(list=opened, state=shown).order_by("number", "id")
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
    lines = board.lines_of(page, by=request.user, like=lists.alike(opened))
    request.shown = board.files_on(lines)
    tally = board.tally(opened)
    context = {
        "list": opened,
        "page": page,
        "lines": lines,
        "shown": shown,
        "groups": [(state, state.label, tally[state]) for state in RowState],
        "cannot_wait": [line for line in lines if line.may_dismiss and line.meaning.danger],
        "reasons": lists.NOT_OURS.items(),
        "alike": [line for line in lines if line.like],
        "untold": lists.untold(opened, request.user).count() if shown == RowState.KEPT else 0,
    }
    return render(request, "referrals/list_read.html", context)


@requires(
    Permission.REFERRAL_RECORD,
    scope=Scope.SERVICE,
    event="referral.sheet_read",
    methods=("POST",),
    drafts=False,
)
def list_sort(request, pk):
    """One press for one line, or for all that are ticked; then the next line that waits."""
    opened = get_object_or_404(ListFile, pk=pk)
    do, _space, one = request.POST.get("do", "").partition(" ")
    rows = lists.ids_of([one] if one else request.POST.getlist("row"))
    if not rows:
        raise NotNow(_("Tick the lines first, then say what becomes of them."))
    if len(rows) > PAGE_SIZE:
        raise NotNow(_("Tick at most %(n)s lines, press, then go on with the rest.") % {"n": PAGE_SIZE})
    done = lists.sort_as(opened=opened, rows=rows, do=do, by=request.user)
    if done is None:
        raise Http404
    said = ngettext("%(n)s line was sorted.", "%(n)s lines were sorted.", done.decided) % {"n": done.decided}
    messages.info(request, format_html("{} {}", said, kept_words(done.kept)))
    for number, why in done.left.items():
        messages.warning(request, _("Line %(n)s is left: %(why)s") % {"n": number, "why": why})
    following = lists.next_waiting(opened, rows)
    place = f"#line-{following}" if following else ""
    return redirect(f"{opened.get_absolute_url()}{place}")


def kept_words(kept) -> str:
    """Who became a referral, each with a link to it; nothing where nobody did."""
    if not kept:
        return ""
    links = format_html_join(
        ", ",
        '<a class="govuk-link" href="{}"><bdi>{}</bdi>, {}</a>',
        ((referral.get_absolute_url(), name, referral.file) for name, referral in kept),
    )
    return format_html(_("Kept as a referral: {}"), links)


def as_shown(referral) -> str:
    """A referral with its outcome: nobody writes down as told what the page did not show."""
    return f"{referral.pk}:{referral.outcome}"


@requires(Permission.OUTCOME_TELL, scope=Scope.SERVICE, event="referral.telling_read")
def list_tell(request, pk):
    """Tell the sender of a list how its referrals ended, in one batch: the outcome and nothing else."""
    opened = get_object_or_404(ListFile, pk=pk)
    waiting = list(lists.untold(opened, request.user).select_related("file", "case"))
    shown = ",".join(as_shown(referral) for referral in waiting)
    form = open_form(request, TellForm, initial={"seen": shown}, title=_("Outcomes"))
    if form.kept:
        form.data["seen"] = shown  # what was typed is old; the outcomes above it are not
    if form.is_valid():
        said = form.cleaned_data
        seen = (said.pop("seen") or request.envelope.shown.get("seen", [""])[0]).split(",")
        tellable = [referral for referral in waiting if as_shown(referral) in seen]
        left = services.tell_many(referrals=tellable, by=request.user, **said)
        told = len(tellable) - len(left)
        messages.info(
            request, ngettext("%(n)s outcome was told.", "%(n)s outcomes were told.", told) % {"n": told}
        )
        for referral, why in left.items():
            messages.warning(request, f"{referral.file}: {why}")
        return redirect(f"{opened.get_absolute_url()}?show={RowState.KEPT}")
    request.shown = [referral.file_id for referral in waiting]
    context = {"form": form, "list": opened, "waiting": waiting}
    return render(request, "referrals/list_tell.html", context, status=status_of(form))


@requires(Permission.REFERRAL_RECORD, scope=Scope.SERVICE, event="referral.sheet_read")
def row_dismiss(request, pk):
    """Why a line is not for us."""
    row = get_object_or_404(ListRow.objects.select_related("list"), pk=pk)
    rules.check_row(request.user, row)
    form = open_form(request, DismissForm, title=_("Line of a list"))
    if form.is_valid():
        lists.dismiss_row(row=row, by=request.user, **form.cleaned_data)
        return redirect(row.list)
    line = board.lines_of([row], by=request.user)[0]
    request.shown = board.files_on([line])
    context = {"form": form, "line": line, "list": row.list}
    return render(request, "referrals/row_dismiss.html", context, status=status_of(form))
