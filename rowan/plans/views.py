from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from rowan.access.permissions import Permission
from rowan.access.routes import Scope, requires
from rowan.cases.models import Case
from rowan.common.components import Due
from rowan.common.dates import due_words, short_day, today
from rowan.files.header import header_of
from rowan.files.keeping import edit_of, lay_over, open_form
from rowan.files.models import File
from rowan.files.opening import open_file
from rowan.plans import copies, rules, services
from rowan.plans.copies import Copy
from rowan.plans.forms import ActionForm, CopyForm, DoneForm, KindForm, LeftForm, ReviewForm
from rowan.plans.models import Action, Status, Who
from rowan.plans.offer import Offer, offer_of
from rowan.plans.sheet import Sheet, sheet_of
from rowan.sharing.taking import take_form

SOON_DAYS = 7


def sheet_or_404(file: File) -> Sheet:
    try:
        return sheet_of(file)
    except Case.DoesNotExist as nothing:
        raise Http404 from nothing


@requires(Permission.PLAN_WRITE, scope=Scope.FILE, event="plan.read")
def plan(request, reference):
    """The plan, and beside it the client's copy as it will print and the question that goes before it."""
    file = open_file(request, reference)
    sheet = sheet_or_404(file)
    offer = offer_of(file, sheet, request.POST if request.method == "POST" else request.GET, by=request.user)
    form = copy_form(request, file, offer)
    if form.is_valid():
        disclosure = services.hand_over_copy(
            file=file,
            by=request.user,
            kind=Copy(form.cleaned_data["kind"]),
            rows=offer.ticked,
            seen=form.cleaned_data["seen"],
            safe_to_take=form.cleaned_data["safe_to_take"],
            kept_where=form.cleaned_data.get("kept_where", ""),
        )
        if disclosure.left:
            return redirect("paper-out", reference=file.reference, pk=disclosure.pk)
        messages.success(request, disclosure.get_how_display())
        return redirect("plan", reference=file.reference)
    return render(
        request,
        "plans/plan.html",
        {
            "sheet": sheet,
            "rises": sheet.found.to_go_over(file),
            "now": [row_of(a, offer) for a in sheet.now],
            "soon": [row_of(a, offer) for a in sheet.soon],
            "offer": offer,
            "form": form,
            "kind_form": KindForm(initial={"kind": offer.kind}),
            "can_write": rules.can_write(request.user, sheet.case),
            **header_of(file),
        },
        status=422 if form.errors else 200,
    )


def copy_form(request, file: File, offer: Offer) -> CopyForm:
    """The question under the copy."""
    return take_form(
        request,
        CopyForm,
        file=file,
        initial={
            "kind": offer.kind,
            "rows": [str(pk) for pk in sorted(offer.ticked)],
            "seen": offer.seen,
            "name": offer.client.given or str(offer.client),
        },
        title=_("Client’s copy"),
        problem=offer.problem,
        changed=_("The plan has changed since you looked at the copy. Look at it again, then print."),
    )


@dataclass(frozen=True)
class Row:
    """One action as the page shows it."""

    action: Action
    who: str
    due: Due
    can_tick: bool
    ticked: bool


def row_of(action: Action, offer: Offer) -> Row:
    who = action.who_name or action.get_who_display()
    return Row(
        action=action,
        who=str(offer.client) if action.who == Who.CLIENT else who,
        due=due_of(action),
        can_tick=copies.may_stand(action, offer.kind),
        ticked=action.pk in offer.ticked,
    )


def due_of(action: Action) -> Due:
    if action.done_on:
        return Due("met", _("Done %(day)s") % {"day": short_day(action.done_on)})
    if action.due_on is None or action.status != Status.AGREED:
        return Due("later", action.get_timing_display())
    days = (action.due_on - today()).days
    state = "late" if days < 0 else "soon" if days < SOON_DAYS else "later"
    return Due(state, due_words(action.due_on, timezone.now()))


@requires(Permission.PLAN_WRITE, scope=Scope.FILE, event="plan.read")
def action_new(request, reference):
    file = open_file(request, reference)
    sheet = sheet_or_404(file)
    rules.check_write(request.user, sheet.case)
    asked = [code for code, _words in sheet.offered if code == request.GET.get("risk")]
    initial = {
        "offered": sheet.offered,
        "parts": rules.parts_open(sheet.dash),
        "answers": asked,
        "risk": "".join(sheet.found.in_plain_words(code) for code in asked),
        "origin": rules.origin_of(asked[0]) if asked else None,
    }
    form = open_form(request, ActionForm, file=file, initial=initial, title=_("Row of the plan"))
    if form.is_valid():
        services.add_action(file=file, by=request.user, **form.cleaned_data)
        return redirect("plan", reference=file.reference)
    return shown(request, "plans/action_new.html", file, form, sheet=sheet)


@requires(Permission.PLAN_WRITE, scope=Scope.FILE, event="plan.action_read")
def action(request, reference, pk):
    file = open_file(request, reference)
    sheet = sheet_or_404(file)
    row = get_object_or_404(Action.objects.select_related("plan__case"), file=file, pk=pk)
    initial = {"offered": sheet.offered, "parts": rules.parts_open(sheet.dash), "agreed_on": row.agreed_on}
    form = open_form(request, ActionForm, file=file, on=row, initial=initial, title=_("Row of the plan"))
    if form.is_valid():
        services.change_action(action=row, by=request.user, edit=edit_of(request, form))
        return redirect("plan", reference=file.reference)
    return shown(
        request, "plans/action.html", file, form, row=row, can_finish=rules.can_finish(request.user, row)
    )


@requires(Permission.PLAN_WRITE, scope=Scope.FILE, event="plan.action_read")
def action_done(request, reference, pk):
    file = open_file(request, reference)
    row = get_object_or_404(Action.objects.select_related("plan__case"), file=file, pk=pk)
    rules.check_finish(request.user, row)
    initial = {"done_on": today(), "agreed_on": row.agreed_on}
    form = open_form(request, DoneForm, file=file, initial=initial, title=_("Done"))
    if form.is_valid():
        services.finish_action(action=row, by=request.user, done_on=form.cleaned_data["done_on"])
        return redirect("plan", reference=file.reference)
    return shown(request, "plans/action_done.html", file, form, row=row)


@requires(Permission.PLAN_WRITE, scope=Scope.FILE, event="plan.read")
def risk_left(request, reference, risk):
    """Why a risk that was found has no action."""
    file = open_file(request, reference)
    sheet = sheet_or_404(file)
    words = dict(sheet.offered).get(risk)
    if words is None:
        raise Http404
    rules.check_write(request.user, sheet.case)
    said = next((left.reason for left in sheet.left if left.risk == risk), "")
    form = open_form(request, LeftForm, file=file, initial={"reason": said}, title=_("Risk with no action"))
    if form.is_valid() and lay_over(request, form):
        services.not_addressed(file=file, by=request.user, risk=risk, **form.cleaned_data)
        return redirect("plan", reference=file.reference)
    return shown(request, "plans/risk_left.html", file, form, words=words)


@requires(Permission.PLAN_WRITE, scope=Scope.FILE, event="plan.read")
def review(request, reference):
    """Note that the plan was gone over with the client."""
    file = open_file(request, reference)
    kept = sheet_or_404(file).plan
    if kept is None:
        raise Http404
    initial = {"reviewed_on": today(), "stage": kept.stage, "note_ref": kept.note_ref}
    form = open_form(request, ReviewForm, file=file, initial=initial, title=_("Plan gone over"))
    if form.is_valid():
        services.go_over(plan=kept, by=request.user, **form.cleaned_data)
        return redirect("plan", reference=file.reference)
    return shown(request, "plans/review.html", file, form)


@requires(Permission.PLAN_WRITE, scope=Scope.FILE, event="plan.read", methods=("POST",), drafts=False)
def copy_declined(request, reference):
    file = open_file(request, reference)
    services.decline_copy(file=file, by=request.user)
    messages.success(request, _("Noted: no copy wanted"))
    return redirect("plan", reference=file.reference)


def shown(request, template: str, file: File, form, **more):
    return render(
        request, template, {"form": form, **more, **header_of(file)}, status=422 if form.errors else 200
    )
