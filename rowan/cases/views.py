from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from rowan.access.permissions import NotNow, Permission, may
from rowan.access.routes import Scope, requires
from rowan.accounts.models import User
from rowan.cases import handing_over, rules, services
from rowan.cases.forms import AddWorkerForm, HandOverForm, ManyForm
from rowan.cases.listing import rows_of
from rowan.cases.models import NOT_YET_ALLOCATED, Case, CaseWorker
from rowan.cases.workers import candidates, colleagues
from rowan.common.components import PAGE_SIZE
from rowan.common.dates import today
from rowan.files.header import header_of
from rowan.files.keeping import open_form
from rowan.files.opening import open_file

WHOSE = {
    "mine": gettext_lazy("Mine"),
    "team": gettext_lazy("My team’s"),
    "all": gettext_lazy("All that I may open"),
    "waiting": gettext_lazy("Given to nobody yet"),
}


@requires(Permission.FILE_OPEN, scope=Scope.SERVICE, event="case.list_read", methods=("GET",))
def case_list(request):
    """My open cases with those I cover, my team's, all that this person may open, or those nobody has."""
    works = may(request.user, Permission.CASE_WORK)
    shown = {key: words for key, words in WHOSE.items() if works or key in ("all", "waiting")}
    whose = request.GET.get("whose")
    whose = whose if whose in shown else next(iter(shown))
    by_risk = request.GET.get("by") == "risk"
    cases = whose_cases(request.user, whose)
    page = Paginator(cases.by_risk() if by_risk else cases, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = rows_of(page, timezone.now(), with_forms=True)
    request.shown = [row.case.file_id for row in rows]
    context = {
        "page": page,
        "rows": rows,
        "whose": whose,
        "by_risk": by_risk,
        "choices": shown,
        "can_hand_over": may(request.user, Permission.CASE_HAND_OVER),
    }
    return render(request, "cases/case_list.html", context)


def whose_cases(user, whose: str):
    cases = Case.objects.visible_to(user).open().for_list()
    if whose == "mine":
        return cases.on_the_day_of(user, today())
    if whose == "team":
        return cases.of_the_teams_of(user)
    return cases.not_given() if whose == "waiting" else cases


def latest(file) -> Case:
    """The case of this file that is worked now. 404 for a file without one."""
    case = Case.objects.filter(file=file).select_related("lead").order_by("-number").first()
    if case is None:
        raise Http404
    case.file = file
    return case


@requires(Permission.FILE_OPEN, scope=Scope.FILE, event="case.workers_read")
def case_workers(request, reference):
    """Who leads, who helps, who did so before, and what was handed over."""
    file = open_file(request, reference)
    case = latest(file)
    workers = list(
        CaseWorker.objects.filter(case=case).select_related("user", "given_by").order_by("-since", "-id")
    )
    here = {one.user_id for one in workers if one.until is None}
    can_team = rules.can_team(request.user, case)
    others = candidates(file, request.user.acting_service, timezone.now()) if can_team else []
    form = open_form(
        request,
        AddWorkerForm,
        file=file,
        title=_("Who works on this"),
        workers=[(str(one.user.pk), one.user.name) for one in others if one.user.pk not in here],
    )
    if form.is_valid():
        worker = next(one.user for one in others if str(one.user.pk) == form.cleaned_data["worker"])
        services.add_worker(case=case, worker=worker, by=request.user)
        return redirect("case-workers", reference=file.reference)
    context = {
        "form": form,
        "case": case,
        "running": [one for one in workers if one.until is None],
        "before": [one for one in workers if one.until is not None],
        "can_team": can_team,
        "can_hand_over": rules.can_hand_over(request.user, case),
        **header_of(file),
    }
    return render(request, "cases/workers.html", context, status=422 if form.errors else 200)


@requires(Permission.CASE_WORK, scope=Scope.FILE, event="case.workers_read", methods=("POST",), drafts=False)
def case_worker_end(request, reference, pk):
    """Somebody who helped does so no more."""
    file = open_file(request, reference)
    worker = get_object_or_404(CaseWorker, file=file, pk=pk)
    services.end_worker(worker=worker, by=request.user)
    return redirect("case-workers", reference=file.reference)


@requires(Permission.CASE_HAND_OVER, scope=Scope.FILE, event="case.workers_read")
def case_hand_over(request, reference):
    """Another lead for this case, out of those who could open its file."""
    file = open_file(request, reference)
    case = latest(file)
    rules.check_hand_over(request.user, case)
    others = [
        one
        for one in candidates(file, request.user.acting_service, timezone.now())
        if one.user.pk != case.lead_id
    ]
    lead = str(case.lead_id or "")
    form = open_form(
        request, HandOverForm, file=file, initial={"seen": lead}, title=_("Hand over"), candidates=others
    )
    if form.kept:
        form.data["seen"] = lead  # what was typed is old; who leads stands on the page
    if form.is_valid():
        worker = form.chosen.user
        handing_over.hand_over(
            case=case,
            worker=worker,
            seen=form.cleaned_data["seen"] or request.envelope.shown.get("seen", [""])[0],
            note=form.cleaned_data["note"],
            because=form.cleaned_data["because"],
            by=request.user,
        )
        messages.success(request, _("Handed over to %(name)s") % {"name": worker.name})
        return redirect("case-workers", reference=file.reference)
    context = {"form": form, "case": case, "candidates": others, **header_of(file)}
    return render(request, "cases/hand_over.html", context, status=422 if form.errors else 200)


@requires(Permission.CASE_HAND_OVER, scope=Scope.SERVICE, event="case.list_read")
def worker_cases(request, pk):
    """One worker's open cases, to hand some or all of them to one or several others."""
    found = colleagues(request.user.acting_service, timezone.now())
    worker = next((one.user for one in found if one.user.pk == pk), None) or who_left(request, pk)
    led = Case.objects.visible_to(request.user).open().exclude(state__in=NOT_YET_ALLOCATED).led_by(worker)
    rows = rows_of(led.for_list()[:PAGE_SIZE], timezone.now())
    others = [one for one in found if one.user.pk != pk]
    title = _("Cases of %(name)s") % {"name": worker.name}
    form = open_form(request, ManyForm, title=title, cases=rows, candidates=others)
    request.shown = [row.case.file_id for row in rows]
    if form.is_valid() and handed(request, form, rows):
        return redirect("worker-cases", pk=pk)
    context = {"form": form, "worker": worker, "rows": rows, "candidates": others}
    return render(request, "cases/worker_cases.html", context, status=422 if form.errors else 200)


def who_left(request, pk) -> User:
    """Somebody who worked here once: their cases may still be theirs. Anybody else is not found."""
    here = User.objects.filter(memberships__service=request.user.acting_service)
    return get_object_or_404(here.distinct(), pk=pk)


def handed(request, form, rows) -> bool:
    """Whether they were handed over; a sentence stands on the form where one could not be."""
    ticked = set(form.cleaned_data["cases"])
    try:
        shared = handing_over.hand_over_many(
            cases=[row.case for row in rows if str(row.case.pk) in ticked],
            to=form.chosen,
            note=form.cleaned_data["note"],
            because=form.cleaned_data["because"],
            by=request.user,
        )
    except NotNow as why:
        form.add_error("workers", str(why))
        return False
    n = len(shared)
    words = ngettext("%(n)s case handed over", "%(n)s cases handed over", n) % {"n": n}
    messages.success(request, words)
    return True
