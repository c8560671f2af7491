"""Answers of the client that stand by themselves: about an agency, about research, about who is told nothing."""

from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from rowan.access.permissions import Permission
from rowan.access.routes import Scope, requires
from rowan.agencies.models import ReferralSource
from rowan.common.dates import today
from rowan.files.keeping import open_form
from rowan.files.opening import open_file
from rowan.people.models import Part, Person
from rowan.sharing.agreements import rules, services
from rowan.sharing.agreements.forms import AgencyForm, NeverEndForm, NeverForm, ResearchForm
from rowan.sharing.agreements.research import answers_of
from rowan.sharing.agreements.views import case_of, shown
from rowan.sharing.models import AgencyPermission, Agreement, NeverTold


@requires(Permission.CASE_WORK, scope=Scope.FILE, event="agreement.read")
def agreement_agency(request, reference):
    """What the client answers about one agency. Asked again, the earlier answer stays beside the new one."""
    file = open_file(request, reference)
    case = case_of(file)
    rules.check_write(request.user, case)
    again = request.GET.get("again", "")
    answers = AgencyPermission.objects.filter(case=case) if again else []
    before = next((answer for answer in answers if str(answer.pk) == again), None)
    initial = {
        "name": before.name if before else "",
        "contact": before.contact if before else "",
        "limit": before.limit if before else "",
        "asked_on": today(),
    }
    form = open_form(request, AgencyForm, file=file, initial=initial, title=_("Sharing with an agency"))
    if form.is_valid():
        latest = Agreement.objects.filter(case=case).order_by("-number").first()
        services.answer_agency(case=case, by=request.user, agreement=latest, **form.cleaned_data)
        return redirect("agreement", reference=file.reference)
    known = ReferralSource.objects.of(request.user.acting_service).values_list("name", flat=True)
    return shown(request, "sharing/agency.html", file, form, before=before, known=known)


@requires(Permission.CASE_WORK, scope=Scope.FILE, event="agreement.read")
def agreement_research(request, reference):
    """A new answer of the client about research; nobody else gives one (CM-72)."""
    file = open_file(request, reference)
    case = case_of(file)
    rules.check_write(request.user, case)
    form = open_form(request, ResearchForm, file=file, initial={"answered_on": today()}, title=_("Research"))
    if form.is_valid():
        services.answer_research(case=case, by=request.user, **form.cleaned_data)
        return redirect("agreement", reference=file.reference)
    return shown(request, "sharing/research.html", file, form, answers=answers_of(case))


@requires(Permission.CASE_WORK, scope=Scope.FILE, event="agreement.read")
def agreement_never(request, reference):
    """Somebody who must be told nothing of this file."""
    file = open_file(request, reference)
    case = case_of(file)
    rules.check_write(request.user, case)
    people = {
        str(one.pk): one for one in Person.objects.filter(file=file).exclude(part=Part.SUBJECT).in_order()
    }
    choices = [(pk, str(one)) for pk, one in people.items()]
    initial = {"people": choices, "said_on": today()}
    form = open_form(request, NeverForm, file=file, initial=initial, title=_("Told nothing"))
    if form.is_valid():
        given = dict(form.cleaned_data)
        person = people.get(given.pop("person", "") or "")
        given["name"] = str(person) if person else given["name"]
        services.never_tell(case=case, by=request.user, person=person, **given)
        return redirect("agreement", reference=file.reference)
    return shown(request, "sharing/never.html", file, form)


@requires(Permission.CASE_WORK, scope=Scope.FILE, event="agreement.read")
def agreement_never_end(request, reference, pk):
    """The client has said otherwise."""
    file = open_file(request, reference)
    case = case_of(file)
    rules.check_write(request.user, case)
    row = get_object_or_404(NeverTold, file=file, pk=pk, ended_on=None)
    form = open_form(request, NeverEndForm, file=file, initial={"ended_on": today()}, title=_("Told nothing"))
    if form.is_valid():
        services.end_never(row=row, case=case, by=request.user, **form.cleaned_data)
        return redirect("agreement", reference=file.reference)
    return shown(request, "sharing/never_end.html", file, form, row=row)
