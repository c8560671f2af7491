"""The client's copy on a screen that is turned to her: one page, for her eyes, with one question (PL-24)."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rowan.access.permissions import NotNow, Permission
from rowan.access.routes import Scope, requires
from rowan.accounts import turning
from rowan.common.audiences import Audience
from rowan.common.fields import YesNoField
from rowan.common.forms import RowanForm
from rowan.files.keeping import open_form
from rowan.files.opening import open_file
from rowan.plans import services
from rowan.plans.offer import offer_of
from rowan.plans.views import sheet_or_404


class ReadForm(RowanForm):
    right = YesNoField(
        label=gettext_lazy("Is this what we agreed?"),
        error_messages={"required": gettext_lazy("Choose yes or no")},
    )


@requires(Permission.PLAN_WRITE, scope=Scope.FILE, event="plan.shown", methods=("POST",), drafts=False)
def turn(request, reference):
    """Hand the screen over. Only the copy is left on it until the worker takes the screen back."""
    file = open_file(request, reference)
    offer = offer_of(file, sheet_or_404(file), request.GET, by=request.user)
    if offer.paper is None:
        raise NotNow(offer.problem or _("There is nothing on the copy yet."))
    here = reverse("plan-turned", args=[file.reference])
    turning.turn(request, to=here, back=reverse("plan", args=[file.reference]))
    return redirect(here)


@requires(Permission.PLAN_WRITE, scope=Scope.FILE, event="plan.shown", audience=Audience.SURVIVOR)
def shown(request, reference):
    """The copy as it would print, large, and one question. Nothing that the client may not know is here."""
    file = open_file(request, reference)
    if request.session.get(turning.TURNED) != request.path:
        return redirect("plan", reference=file.reference)
    form = open_form(request, ReadForm, file=file, title=_("Client’s copy"))
    if form.is_valid():
        services.read_by_client(file=file, right=form.cleaned_data["right"], by=request.user)
        return redirect(turning.finish(request))
    offer = offer_of(file, sheet_or_404(file), request.GET, by=request.user)
    return render(
        request, "plans/turned.html", {"offer": offer, "form": form}, status=422 if form.errors else 200
    )
