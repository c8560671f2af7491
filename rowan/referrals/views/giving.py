from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from rowan.access.permissions import Permission
from rowan.access.routes import Scope, requires
from rowan.cases.workers import could_work
from rowan.files.header import header_of
from rowan.files.keeping import open_form
from rowan.files.opening import open_file
from rowan.referrals import rules, services, showing
from rowan.referrals.forms.giving import AllocateForm
from rowan.referrals.views.status import status_of


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
