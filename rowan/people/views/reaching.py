from datetime import timedelta

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from rowan.access.permissions import Permission
from rowan.access.routes import Scope, requires
from rowan.files.header import header_of
from rowan.files.keeping import open_form
from rowan.files.opening import open_file
from rowan.people import contacts, services
from rowan.people.forms.reaching import AllowForm, ForbidForm, HappenedForm, OutcomeForm
from rowan.people.models import RESULTS, Approach, Channel, ContactPoint, Result
from rowan.people.reaching import nearest, reaches_in
from rowan.people.rules import Why
from rowan.people.safety import Answer, judge
from rowan.people.services import Said
from rowan.people.views.page import form_page

IN_SIGHT = timedelta(hours=1)


@requires(Permission.CONTACT_REVEAL, scope=Scope.FILE, event="contact.read", drafts=False)
def contact_use(request, reference, pk, channel):
    """Before a number or address appears: how to speak, and what speaks against it (PL-83, PL-85).

    The first press shows the code word and what else is covered, the second opens the number. What is blocked
    is not opened: the nearest safe way stands in its place.
    """
    file = open_file(request, reference)
    point = get_object_or_404(ContactPoint.objects.select_related("person"), file=file, pk=pk)
    if channel not in RESULTS:
        raise Http404
    now = timezone.now()
    reaches = reaches_in(file, now)
    reach = next(one for one in reaches if one.point.pk == point.pk)
    verdict, why = judge(reach, channel, now), request.POST.get("why", "")
    left = services.left_open_in(file, request.user)
    if left and (left.point_id, left.channel) == (point.pk, channel):
        return redirect("contact-approach", reference=file.reference, pk=left.pk)
    blocked = verdict.answer == Answer.BLOCK
    asked = verdict.needs_reason and why not in Why.values
    showing = request.method == "POST" and not blocked
    if showing and "show" in request.POST and left is None and not asked:
        approach = services.begin(point=point, channel=channel, by=request.user, why=why)
        return redirect("contact-approach", reference=file.reference, pk=approach.pk)
    if blocked and request.method == "POST":
        services.refuse(reach=reach, channel=channel, by=request.user)
    other = nearest(reaches, point.person, now) if blocked else None
    context = {
        "reach": reach,
        "channel": channel,
        "action": contacts.BEGIN[channel],
        "verdict": verdict,
        "blocked": blocked,
        "message": judge(reach, Channel.MESSAGE, now),
        "checked": contacts.checked_words(point),
        "spoken": services.how_to_speak(point=point, by=request.user) if showing else None,
        "left": left,
        "other": other and (other[0], other[1], contacts.BEGIN[other[1]]),
        "reasons": Why.choices,
        "wrong": "show" in request.POST and asked,
        **header_of(file),
    }
    status = 200
    if request.method == "POST" and (blocked or "show" in request.POST):
        status = 422 if asked and not blocked and not left else 409
    return render(request, "people/contact_use.html", context, status=status)


@requires(Permission.CONTACT_REVEAL, scope=Scope.FILE, event="contact.read")
def contact_approach(request, reference, pk):
    """The number in sight while it is being used, and one press for what came of it (PL-85)."""
    file = open_file(request, reference)
    approach = get_object_or_404(
        Approach.objects.select_related("point__person", "started_by"), file=file, pk=pk
    )
    if approach.result and request.method != "POST":
        return redirect("contact", reference=file.reference)
    form = open_form(request, OutcomeForm, file=file, title=_("Contact"), channel=approach.channel)
    if form.is_valid():
        goes_on = services.end(approach=approach, said=Said(**form.cleaned_data), by=request.user)
        return redirect(goes_on or "contact", **{} if goes_on else {"reference": file.reference})
    now = timezone.now()
    reaches = reaches_in(file, now)
    reach = next(one for one in reaches if one.point.pk == approach.point_id)
    context = {
        "approach": approach,
        "reach": reach,
        "value": approach.point.value if in_sight(approach, reach, request.user, now) else "",
        "tel": telephone(approach),
        "message": judge(reach, Channel.MESSAGE, now),
        "not_used": Result.NOT_USED,
    }
    return form_page(request, file, form, "people/contact_approach.html", **context)


def in_sight(approach: Approach, reach, user, now) -> bool:
    """The one who opened it sees it for an hour, unless it was blocked meanwhile."""
    return (
        approach.started_by_id == user.pk
        and not approach.result
        and now - approach.started_at < IN_SIGHT
        and judge(reach, approach.channel, now).answer != Answer.BLOCK
    )


def telephone(approach: Approach) -> str:
    """A link that rings, for a whole number."""
    folded = approach.point.folded
    return f"tel:{folded}" if approach.channel == Channel.CALL and folded.startswith("+") else ""


@requires(Permission.PERSON_EDIT, scope=Scope.FILE, event="contact.read")
def contact_happened(request, reference):
    """Something happened, or will, that puts the answers in doubt (PL-86)."""
    file = open_file(request, reference)
    form = open_form(request, HappenedForm, file=file, title=_("Contact"))
    if form.is_valid():
        services.happened(file=file, by=request.user, **form.cleaned_data)
        return redirect("contact", reference=file.reference)
    return form_page(request, file, form, "people/contact_happened.html")


@requires(Permission.CONTACT_FORBID, scope=Scope.FILE, event="contact.read")
def contact_rule(request, reference):
    """A manager forbids all direct contact, or lifts that again (PL-87)."""
    file = open_file(request, reference)
    rule = services.forbidden_in(file)
    form = open_form(request, AllowForm if rule else ForbidForm, file=file, title=_("Contact"))
    if form.is_valid():
        change = services.allow_contact if rule else services.forbid_contact
        change(file=file, by=request.user, **form.cleaned_data)
        return redirect("contact", reference=file.reference)
    return form_page(request, file, form, "people/contact_rule.html", rule=rule)
