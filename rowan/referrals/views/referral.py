from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from rowan.access.permissions import Permission
from rowan.access.routes import Scope, requires
from rowan.common.components import PAGE_SIZE
from rowan.files import attachments
from rowan.files.attachments import NotTaken
from rowan.files.header import header_of
from rowan.files.keeping import open_form
from rowan.files.opening import open_file
from rowan.referrals import rules, services, showing, waiting
from rowan.referrals.forms.arrival import ReferralForm
from rowan.referrals.services import Arrival
from rowan.referrals.views.status import status_of

PAPERS = ("sent_form", "sent_checklist")


@requires(Permission.REFERRAL_READ, scope=Scope.SERVICE, event="referral.list_read", methods=("GET",))
def referral_list(request):
    """Referrals that nobody has been given yet, by the hours left."""
    page = Paginator(waiting.not_allocated(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = waiting.rows_of(page, timezone.now())
    request.shown = [row.referral.file_id for row in rows]
    context = {
        "page": page,
        "rows": rows,
        "lists": waiting.lists_with_lines_left()[:10],
        "can_record": rules.can_record(request.user),
    }
    return render(request, "referrals/referral_list.html", context)


@requires(Permission.REFERRAL_RECORD, scope=Scope.SERVICE, event="referral.new_read")
def referral_new(request):
    """Record a referral on one page, while somebody is on the telephone."""
    form = open_form(request, ReferralForm, initial={"received_at": timezone.now()}, title=_("New referral"))
    if form.is_valid():
        said = dict(form.cleaned_data)
        papers = {name: said.pop(name) for name in PAPERS}
        if papers_fit(form, papers):
            referral = services.receive(arrival=Arrival(**said), by=request.user)
            for name, paper in papers.items():
                if paper:
                    services.keep_paper(
                        referral=referral,
                        field=name,
                        name=paper.name,
                        content=paper.read(),
                        label=str(form.fields[name].label),
                        by=request.user,
                    )
            return redirect("referral-match", reference=referral.file.reference)
    return render(request, "referrals/referral_new.html", {"form": form}, status=status_of(form))


def papers_fit(form, papers) -> bool:
    """Whether each paper may be kept; a sentence stands beside the one that may not."""
    for name, paper in papers.items():
        if paper:
            try:
                attachments.kind_of(paper.name, paper.read())
            except NotTaken as why:
                form.add_error(name, str(why))
            paper.seek(0)
    return not form.errors


@requires(Permission.REFERRAL_READ, scope=Scope.FILE, event="referral.read", methods=("GET",))
def referral(request, reference):
    """Where the referral stands, what it said, the two questions, and every try."""
    file = open_file(request, reference)
    context = showing.page_of(showing.current(file), request.user, timezone.now())
    return render(request, "referrals/referral.html", {**context, **header_of(file)})
