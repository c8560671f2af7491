"""Who takes a case, and who waits until somebody has room."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from rowan.access.permissions import Permission
from rowan.access.routes import Scope, requires
from rowan.cases.forms import GiveForm
from rowan.cases.workers import candidates, carriers
from rowan.common.components import PAGE_SIZE
from rowan.files.header import header_of
from rowan.files.keeping import open_form
from rowan.files.opening import open_file
from rowan.referrals import queue, rules, services, showing
from rowan.referrals.forms.giving import PlaceForm, WaitForm
from rowan.referrals.models import WaitingPlace
from rowan.referrals.views.status import status_of


@requires(Permission.REFERRAL_ALLOCATE, scope=Scope.FILE, event="referral.workers_read")
def referral_allocate(request, reference):
    """Who takes the case: those who could open the file, with what each carries, speaks and does today."""
    file = open_file(request, reference)
    referral = showing.current(file)
    rules.check_allocate(request.user, referral)
    found = candidates(file, request.user.acting_service, timezone.now())
    form = open_form(request, GiveForm, file=file, title=_("Give to a worker"), candidates=found)
    if form.is_valid():
        worker = form.chosen.user
        services.allocate(
            referral=referral, worker=worker, because=form.cleaned_data["because"], by=request.user
        )
        messages.success(
            request, _("Given to %(name)s. It stands on their day as new.") % {"name": worker.name}
        )
        return redirect("referral", reference=file.reference)
    context = {"form": form, "referral": referral, "candidates": found, **header_of(file)}
    return render(request, "referrals/allocate.html", context, status=status_of(form))


@requires(Permission.REFERRAL_READ, scope=Scope.SERVICE, event="referral.waiting_read", methods=("GET",))
def waiting_list(request):
    """Those for whom nobody has room: in order, why, how long, and by when somebody asks again."""
    now, service = timezone.now(), request.user.acting_service
    line = queue.waiting(request.user)
    page = Paginator(line, PAGE_SIZE).get_page(request.GET.get("page"))
    rows = queue.rows_of(line, page, service, now)
    request.shown = [row.place.file_id for row in rows]
    can_move = rules.can_give_places(request.user)
    room = [one for one in carriers(service, now) if not one.against] if can_move else []
    context = {
        "page": page,
        "rows": rows,
        "can_move": can_move,
        "room": room if service.room is not None else [],
        "guide": service.room,
    }
    return render(request, "referrals/waiting.html", context)


@requires(Permission.REFERRAL_ALLOCATE, scope=Scope.FILE, event="referral.workers_read")
def referral_wait(request, reference):
    """Nobody has room: put this person on the waiting list, with the reason."""
    file = open_file(request, reference)
    referral = showing.current(file)
    rules.check_wait(request.user, referral)
    form = open_form(request, WaitForm, file=file, title=_("Waiting list"))
    if form.is_valid():
        services.put_on_list(referral=referral, reason=form.cleaned_data["reason"], by=request.user)
        return redirect("waiting")
    context = {"form": form, "referral": referral, **header_of(file)}
    return render(request, "referrals/wait.html", context, status=status_of(form))


def place_of(file) -> WaitingPlace:
    """The place of this file's person on the waiting list. 404 for somebody who does not wait."""
    place = WaitingPlace.objects.filter(file=file).waiting().select_related("referral__case").first()
    if place is None:
        raise Http404
    return place


@requires(Permission.REFERRAL_ALLOCATE, scope=Scope.FILE, event="referral.waiting_read")
def referral_place(request, reference):
    """Another place on the waiting list, by hand and with a reason."""
    file = open_file(request, reference)
    place = place_of(file)
    line = queue.waiting(request.user)
    number = next((n for n, one in enumerate(line, start=1) if one.pk == place.pk), 1)
    wanted = request.GET.get("to", "")
    form = open_form(
        request,
        PlaceForm,
        file=file,
        initial={"to": wanted if wanted.isdecimal() and len(wanted) < 5 else None},
        title=_("Waiting list"),
    )
    if form.is_valid():
        services.move_place(place=place, by=request.user, **form.cleaned_data)
        return redirect("waiting")
    context = {"form": form, "place": place, "number": number, "of": len(line), **header_of(file)}
    return render(request, "referrals/place.html", context, status=status_of(form))


@requires(
    Permission.REFERRAL_ALLOCATE,
    scope=Scope.FILE,
    event="referral.waiting_read",
    methods=("POST",),
    drafts=False,
)
def referral_place_leave(request, reference):
    file = open_file(request, reference)
    services.leave_list(place=place_of(file), by=request.user)
    return redirect("referral", reference=file.reference)
