"""The significant concerns of a file: what, since when, by whom, and what was said before."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from rowan.access.permissions import Permission
from rowan.access.routes import Scope, requires
from rowan.cases import concerns as services
from rowan.cases.forms import ConcernChangeForm, ConcernForm
from rowan.cases.models import Concern
from rowan.files.header import header_of
from rowan.files.keeping import edit_of, open_form
from rowan.files.opening import open_file
from rowan.people.models import Earlier
from rowan.people.rules import can_edit


@requires(Permission.FILE_OPEN, scope=Scope.FILE, event="concern.read")
def concerns(request, reference):
    """Every concern that holds, those that held, and a place to keep another. Kept at once (CM-26)."""
    file = open_file(request, reference)
    form = open_form(request, ConcernForm, file=file, title=_("Concern"))
    if form.is_valid():
        said = form.cleaned_data
        services.keep(file=file, said={said["kind"]: said["detail"]}, by=request.user)
        return redirect("concerns", reference=file.reference)
    every = list(Concern.objects.filter(file=file).in_order())
    context = {
        "form": form,
        "holding": [one for one in every if one.ended_at is None],
        "ended": [one for one in every if one.ended_at is not None],
        "can_edit": can_edit(request.user),
        **header_of(file),
    }
    return render(request, "cases/concerns.html", context, status=422 if form.errors else 200)


@requires(Permission.PERSON_EDIT, scope=Scope.FILE, event="concern.read")
def concern(request, reference, pk):
    """Say it anew, or that it no longer holds. What it said before stays."""
    file = open_file(request, reference)
    found = get_object_or_404(Concern.objects.filter(ended_at=None), file=file, pk=pk)
    form = open_form(request, ConcernChangeForm, file=file, on=found, title=_("Concern"))
    if form.is_valid():
        if form.cleaned_data["holds"] == "no":
            services.end(concern=found, because=form.cleaned_data["because"], by=request.user)
        else:
            services.change(concern=found, edit=edit_of(request, form), by=request.user)
        return redirect("concerns", reference=file.reference)
    context = {"form": form, "concern": found, "before": Earlier.objects.of(found), **header_of(file)}
    return render(request, "cases/concern.html", context, status=422 if form.errors else 200)
