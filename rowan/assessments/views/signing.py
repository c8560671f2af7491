"""The signature or the scan that a complete form still waits for."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from rowan.access.permissions import Permission
from rowan.access.routes import Scope, requires
from rowan.assessments import rules, signing
from rowan.assessments.forms import FollowForm, ScanForm
from rowan.assessments.models import Way
from rowan.assessments.sheets import Sheet, heading, open_response
from rowan.common.dates import today
from rowan.files.header import header_of
from rowan.files.keeping import open_form


@requires(Permission.ASSESSMENT_WRITE, scope=Scope.FILE, event="assessment.read")
def form_sign(request, reference):
    """At the next meeting: who signed what was asked by telephone. Or: here is the scan of the paper."""
    response = open_response(request, reference)
    before = signing.latest(response)
    rules.check_outstanding(request.user, response, before)
    form = open_form(
        request,
        ScanForm if before.waits_for_scan else FollowForm,
        file=response.file,
        initial={"way": Way.PAPER, "signed_on": today(), "response": response, "before": before},
        title=Sheet.title,
    )
    if form.is_valid():
        signing.follow(response=response, said=form.said, by=request.user)
        messages.success(request, _("Kept"))
        return redirect(response)
    context = {
        "form": form,
        "response": response,
        "before": before,
        "heading": heading(response),
        **header_of(response.file),
    }
    return render(request, "assessments/sign.html", context, status=422 if form.errors else 200)
