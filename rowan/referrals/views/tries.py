from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from rowan.access.permissions import Permission
from rowan.access.routes import Scope, requires
from rowan.files.header import header_of
from rowan.files.keeping import open_form
from rowan.files.opening import open_file
from rowan.people.models import YesNo
from rowan.referrals import busy, services, showing, trying
from rowan.referrals.forms.tries import AttemptForm, WhyForm
from rowan.referrals.models import Attempt, Method
from rowan.referrals.views.status import status_of
from rowan.sharing.agreements.reminding import remind


@requires(Permission.REFERRAL_RECORD, scope=Scope.FILE, event="referral.tries_read")
def referral_try(request, reference):
    """Write down a try to reach the person, as it was."""
    file = open_file(request, reference)
    referral = showing.current(file)
    points = trying.points_of(file, timezone.now())
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
        if attempt.method == Method.VISIT and attempt.reached == YesNo.YES:
            remind(request, referral.case)
        if trying.asked_of(attempt):
            return redirect("referral-why", reference=file.reference, pk=attempt.pk)
        return redirect("referral", reference=file.reference)
    context = {"form": form, "referral": referral, **header_of(file)}
    return render(request, "referrals/try.html", context, status=status_of(form))


@requires(Permission.REFERRAL_RECORD, scope=Scope.FILE, event="referral.tries_read")
def referral_why(request, reference, pk):
    """Asked once: why a way that is not marked safe was used, why first contact came late (CM-8)."""
    file = open_file(request, reference)
    attempt = get_object_or_404(Attempt.objects.select_related("referral"), file=file, pk=pk)
    asked = trying.asked_of(attempt)
    if not asked:
        return redirect("referral", reference=file.reference)
    form = open_form(request, WhyForm, file=file, title=_("Why"), asked=asked)
    if form.is_valid():
        services.explain(attempt=attempt, by=request.user, **form.cleaned_data)
        return redirect("referral", reference=file.reference)
    context = {"form": form, "attempt": attempt, **header_of(file)}
    return render(request, "referrals/why.html", context, status=status_of(form))


@requires(
    Permission.REFERRAL_RECORD, scope=Scope.FILE, event="referral.tries_read", methods=("POST",), drafts=False
)
def referral_no_answer(request, reference):
    """One press: the safe number was rung just now and nobody answered. Goes back to where it was pressed."""
    file = open_file(request, reference)
    attempt = services.log_no_answer(referral=showing.current(file), by=request.user)
    if trying.asked_of(attempt):
        return redirect("referral-why", reference=file.reference, pk=attempt.pk)
    if "day" in request.POST:
        return redirect("day")
    return redirect("referral", reference=file.reference)


@requires(
    Permission.CONTACT_FORBID, scope=Scope.FILE, event="referral.tries_read", methods=("POST",), drafts=False
)
def referral_message_looked(request, reference, pk):
    """A manager has looked at a message left where none was safe (CM-11)."""
    file = open_file(request, reference)
    attempt = get_object_or_404(Attempt, file=file, pk=pk)
    services.look_at_message(attempt=attempt, by=request.user)
    return redirect("referral", reference=file.reference)


@requires(Permission.REFERRAL_RECORD, scope=Scope.FILE, event="referral.tries_read", methods=("GET",))
def referral_try_busy(request, reference, pk):
    """The next try for somebody's own calendar: a time that says "Busy" and nothing else (PL-88)."""
    file = open_file(request, reference)
    attempt = get_object_or_404(Attempt.objects.exclude(next_try=None), file=file, pk=pk)
    try:
        content = busy.entry(attempt.next_try, timezone.now())
    except OverflowError:  # half an hour later there is no calendar left
        raise Http404 from None
    return HttpResponse(
        content,
        content_type="text/calendar; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="busy.ics"'},
    )
