from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from rowan.access.permissions import Permission
from rowan.access.routes import Scope, requires
from rowan.files.header import header_of
from rowan.files.keeping import open_form
from rowan.files.opening import open_file
from rowan.referrals import services, showing
from rowan.referrals.forms.tries import AttemptForm, WhyForm
from rowan.referrals.models import Attempt
from rowan.referrals.views.status import status_of


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
