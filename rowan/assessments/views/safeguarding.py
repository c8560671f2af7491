from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from rowan.access.permissions import Permission
from rowan.access.routes import Scope, requires
from rowan.assessments import safeguarding, safeguarding_rules
from rowan.assessments.forms import AnswerForm, DismissForm, OthersToldForm, SafeguardingForm
from rowan.assessments.models import SafeguardingReferral, Whose
from rowan.assessments.views.risk import worked_on
from rowan.common.dates import today
from rowan.files.header import header_of
from rowan.files.keeping import edit_of, go_on, open_form
from rowan.files.opening import open_file
from rowan.people.models import Part, Person
from rowan.sharing.grounds import GROUNDS

MOST = 50


@requires(Permission.CASE_WORK, scope=Scope.FILE, event="safeguarding.read", methods=("GET",))
def listed(request, reference):
    """Every safeguarding referral of this file, the one that waits first."""
    file = open_file(request, reference)
    found = SafeguardingReferral.objects.filter(file=file).order_by("-opened_at", "-id")[:MOST]
    context = {
        "waiting": [one for one in found if one.is_open],
        "done": [one for one in found if not one.is_open],
        "whose": Whose.choices,
        **header_of(file),
    }
    return render(request, "assessments/safeguarding.html", context)


@requires(
    Permission.CASE_WORK, scope=Scope.FILE, event="safeguarding.opened", methods=("POST",), drafts=False
)
def begin(request, reference):
    file = open_file(request, reference)
    case = worked_on(file)
    begun = safeguarding.begin(case=case, whose=request.POST.get("whose", ""), by=request.user)
    return redirect("safeguarding-referral", reference=file.reference, pk=begun.pk)


@requires(Permission.CASE_WORK, scope=Scope.FILE, event="safeguarding.read")
def referral(request, reference, pk):
    """Fill it in, keep half of it, or tell; once told, what was told and what came of it."""
    file, one = opened(request, reference, pk)
    if not one.is_open and request.method != "POST":
        return told(request, file, one)
    named = {str(person.pk) for person in safeguarding.named_in(one)}
    others = Person.objects.filter(file=file).exclude(part=Part.PCH).in_order()
    form = open_form(
        request,
        SafeguardingForm,
        file=file,
        on=one,
        title=_("Telling"),
        initial={
            "persons": [(str(person.pk), str(person)) for person in others],
            "people": sorted(named),
            "on": today(),
        },
    )
    if form.is_valid():
        edit = edit_of(request, form)
        people = edit.changes.get("people")
        on = form.cleaned_data.get("on")
        one = safeguarding.keep(referral=one, edit=edit, people=people, by=request.user)
        if request.POST.get("go") != "tell":
            messages.success(request, _("Kept. Nobody has been told yet."))
            return redirect(request.path)
        missing = safeguarding_rules.wanting(one, bool(safeguarding.named_in(one)))
        if not missing:
            safeguarding.tell(referral=one, on=on, by=request.user)
            messages.success(
                request, _("Written down as told. Send the paper now, unless you told it by telephone.")
            )
            return redirect(request.path)
        form.initial["people"] = sorted(str(person.pk) for person in safeguarding.named_in(one))
        go_on(request, form, one)
        for name, sentence in missing.items():
            form.add_error(name if name in form.fields else "others", sentence)
    context = {
        "form": form,
        "one": one,
        "can_dismiss": request.user.permissions >= {Permission.SAFEGUARDING_DECIDE},
        **header_of(file),
    }
    return render(request, "assessments/safeguarding_fill.html", context, status=422 if form.errors else 200)


def told(request, file, one: SafeguardingReferral):
    context = {
        "one": one,
        "people": safeguarding.named_in(one),
        "ground": GROUNDS.get(one.basis),
        "can_look": safeguarding_rules.can_look(request.user, one),
        **header_of(file),
    }
    return render(request, "assessments/safeguarding_told.html", context)


@requires(Permission.CASE_WORK, scope=Scope.FILE, event="safeguarding.read")
def by_others(request, reference, pk):
    """Somebody else has told the authority already."""
    file, one = opened(request, reference, pk)
    safeguarding_rules.check_open(request.user, one)
    form = open_form(request, OthersToldForm, file=file, title=_("Told"))
    if form.is_valid():
        safeguarding.told_by_others(referral=one, by=request.user, **form.cleaned_data)
        return back_to(file, one)
    return small(request, file, one, form, _("Somebody else has told them"), _("Keep"))


@requires(Permission.CASE_WORK, scope=Scope.FILE, event="safeguarding.read")
def answered(request, reference, pk):
    """They say that they have it, and what came of it."""
    file, one = opened(request, reference, pk)
    form = open_form(
        request,
        AnswerForm,
        file=file,
        title=_("Answer"),
        initial={"on": today(), "whom": one.acknowledged_by, "reference": one.reference},
    )
    if form.is_valid():
        said = form.cleaned_data
        heard = {"referral": one, "on": said["on"], "by": request.user}
        safeguarding.acknowledge(**heard, whom=said["whom"], reference=said["reference"])
        if said["outcome"]:
            safeguarding.keep_outcome(**heard, outcome=said["outcome"], words=said["words"])
        return back_to(file, one)
    return small(request, file, one, form, _("What they answered"), _("Keep the answer"))


@requires(Permission.SAFEGUARDING_DECIDE, scope=Scope.FILE, event="safeguarding.read")
def not_made(request, reference, pk):
    """A manager says that it is not to be made, and why (CM-55)."""
    file, one = opened(request, reference, pk)
    safeguarding_rules.check_open(request.user, one)
    form = open_form(request, DismissForm, file=file, title=_("Not made"))
    if form.is_valid():
        safeguarding.dismiss(referral=one, because=form.cleaned_data["because"], by=request.user)
        return back_to(file, one)
    return small(request, file, one, form, _("Not to be made"), _("End it without telling anybody"))


@requires(
    Permission.SAFEGUARDING_DECIDE,
    scope=Scope.FILE,
    event="safeguarding.looked_at",
    methods=("POST",),
    drafts=False,
)
def seen(request, reference, pk):
    """A manager has looked at one that was told."""
    _file, one = opened(request, reference, pk)
    safeguarding.look_at(referral=one, by=request.user)
    return redirect("day")


def opened(request, reference, pk):
    file = open_file(request, reference)
    return file, get_object_or_404(
        SafeguardingReferral.objects.select_related("disclosure"), file=file, pk=pk
    )


def back_to(file, one: SafeguardingReferral):
    return redirect("safeguarding-referral", reference=file.reference, pk=one.pk)


def small(request, file, one: SafeguardingReferral, form, heading: str, button: str):
    context = {
        "form": form,
        "heading": heading,
        "button": button,
        "back_url": reverse("safeguarding-referral", args=[file.reference, one.pk]),
        **header_of(file),
    }
    return render(request, "assessments/safeguarding_small.html", context, status=422 if form.errors else 200)
