from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from rowan.access.permissions import Permission
from rowan.access.routes import Scope, requires
from rowan.cases.workers import could_work
from rowan.common.components import PAGE_SIZE
from rowan.files import attachments
from rowan.files.attachments import NotTaken
from rowan.files.header import header_of
from rowan.files.keeping import open_form
from rowan.files.opening import open_file
from rowan.referrals import rules, services, showing, waiting
from rowan.referrals.forms import (
    ANOTHER,
    NOTHING,
    AllocateForm,
    AttemptForm,
    ConflictForm,
    MatchForm,
    ReferralForm,
    WhyForm,
)
from rowan.referrals.models import Attempt
from rowan.referrals.services import Arrival

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


@requires(Permission.REFERRAL_RECORD, scope=Scope.FILE, event="referral.match_read")
def referral_match(request, reference):
    """Do we already know them? Candidates with their reasons; a person records the answer."""
    file = open_file(request, reference)
    referral = showing.current(file)
    rules.check_match(request.user, referral)
    matches = showing.candidates(file, request.user)
    offered = [(match.file.reference, showing.same_person(match)) for match in matches]
    form = open_form(request, MatchForm, file=file, title=_("Do we know them?"), offered=offered)
    if form.is_valid():
        known = showing.chosen_file(form, request.user)
        if form.cleaned_data["found"] == NOTHING or known is not None:
            referral = services.record_match(referral=referral, known=known, by=request.user)
            return redirect("referral", reference=referral.file.reference)
        form.add_error("reference", _("Enter the reference of a file that you may open"))
    request.shown = [match.file.pk for match in matches]
    context = {"form": form, "matches": matches, "referral": referral, "another": ANOTHER}
    return render(request, "referrals/match.html", {**context, **header_of(file)}, status=status_of(form))


@requires(Permission.CONFLICT_DECIDE, scope=Scope.FILE, event="referral.conflict_read")
def referral_conflict(request, reference):
    """A manager answers whether anything points to a conflict of interest."""
    file = open_file(request, reference)
    referral = showing.current(file)
    rules.check_conflict(request.user, referral)
    form = open_form(request, ConflictForm, file=file, title=_("Check"))
    if form.is_valid():
        services.record_conflict_answer(referral=referral, by=request.user, **form.cleaned_data)
        return redirect("referral", reference=file.reference)
    context = {"form": form, "referral": referral, **header_of(file)}
    return render(request, "referrals/conflict.html", context, status=status_of(form))


@requires(Permission.REFERRAL_ALLOCATE, scope=Scope.FILE, event="referral.workers_read")
def referral_allocate(request, reference):
    """Who takes the case: those who could open the file, with what each carries."""
    file = open_file(request, reference)
    referral = showing.current(file)
    rules.check_allocate(request.user, referral)
    workers = list(could_work(file))
    load = showing.load_of(workers)
    choices = [(str(worker.pk), showing.worker_words(worker, load)) for worker in workers]
    form = open_form(request, AllocateForm, file=file, title=_("Give to a worker"), workers=choices)
    if form.is_valid():
        worker = next(one for one in workers if str(one.pk) == form.cleaned_data["worker"])
        services.allocate(referral=referral, worker=worker, by=request.user)
        return redirect("referral", reference=file.reference)
    context = {"form": form, "referral": referral, **header_of(file)}
    return render(request, "referrals/allocate.html", context, status=status_of(form))


@requires(Permission.REFERRAL_RECORD, scope=Scope.FILE, event="referral.tries_read")
def referral_try(request, reference):
    """Write down a try to reach the person, as it was."""
    file = open_file(request, reference)
    referral = showing.current(file)
    points = showing.points_of(file)
    form = open_form(
        request,
        AttemptForm,
        file=file,
        title=_("A try"),
        initial={"at": timezone.now()},
        points=[(str(point.pk), words) for point, words in points],
    )
    if form.is_valid():
        said = dict(form.cleaned_data)
        said["point"] = next((p for p, _words in points if str(p.pk) == said["point"]), None)
        attempt = services.log_attempt(referral=referral, by=request.user, **said)
        if showing.asked_of(attempt):
            return redirect("referral-why", reference=file.reference, pk=attempt.pk)
        return redirect("referral", reference=file.reference)
    context = {"form": form, "referral": referral, **header_of(file)}
    return render(request, "referrals/try.html", context, status=status_of(form))


@requires(Permission.REFERRAL_RECORD, scope=Scope.FILE, event="referral.tries_read")
def referral_why(request, reference, pk):
    """Asked once: why a way that is not marked safe was used, why first contact came late (CM-8)."""
    file = open_file(request, reference)
    attempt = get_object_or_404(Attempt.objects.select_related("referral"), file=file, pk=pk)
    asked = showing.asked_of(attempt)
    if not asked:
        return redirect("referral", reference=file.reference)
    form = open_form(request, WhyForm, file=file, title=_("Why"), asked=asked)
    if form.is_valid():
        services.explain(attempt=attempt, by=request.user, **form.cleaned_data)
        return redirect("referral", reference=file.reference)
    context = {"form": form, "attempt": attempt, **header_of(file)}
    return render(request, "referrals/why.html", context, status=status_of(form))


@requires(Permission.CASE_WORK, scope=Scope.FILE, event="referral.read", methods=("POST",), drafts=False)
def referral_engage(request, reference):
    """The person was reached and works with us."""
    file = open_file(request, reference)
    services.engage(referral=showing.current(file), by=request.user)
    return redirect("referral", reference=file.reference)


def status_of(form) -> int:
    return 422 if form.errors else 200
