from dataclasses import replace

from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from rowan.access.permissions import Permission
from rowan.access.routes import Scope, requires
from rowan.files.header import header_of
from rowan.files.keeping import edit_of, open_form
from rowan.files.models import File
from rowan.files.opening import open_file
from rowan.people import contacts, rules, services
from rowan.people.contacts import Opened
from rowan.people.forms.contact import AGAIN, NEW, SafeTimeForm
from rowan.people.forms.who import first_time
from rowan.people.models import CHANNELS, ContactPoint, Happening, Person, SafeTime, YesNo
from rowan.people.reaching import reach_to
from rowan.people.rules import Why
from rowan.people.views.page import form_page

OPEN_SECONDS = 60
SHOWN = 5
TIMES = ("weekdays", "opens", "closes")


@requires(Permission.FILE_OPEN, scope=Scope.FILE, event="contact.read", methods=("GET",))
def contact(request, reference):
    """Whether it is safe to ring, text, write or come, point by point; values covered."""
    return contact_page(request, open_file(request, reference))


@requires(Permission.PERSON_EDIT, scope=Scope.FILE, event="contact.read")
def contact_add(request, reference, person, kind):
    """Keep a number, an e-mail or an address, with what was answered about it."""
    file = open_file(request, reference)
    person = get_object_or_404(Person, file=file, pk=person)
    if kind not in NEW:
        raise Http404
    form = open_form(
        request, first_time(NEW[kind], file.side in rules.APART_ON), file=file, title=_("Contact")
    )
    if form.is_valid():
        said = dict(form.cleaned_data)
        times = {name: said.pop(name) for name in TIMES if name in said}
        point = services.add_contact_point(person=person, kind=kind, by=request.user, **said)
        if times.get("weekdays"):
            times["weekdays"] = "".join(times["weekdays"])
            services.add_safe_time(point=point, by=request.user, **times)
        return redirect("contact", reference=file.reference)
    return form_page(request, file, form, "people/contact_add.html", person=person)


@requires(Permission.PERSON_EDIT, scope=Scope.FILE, event="contact.read")
def contact_change(request, reference, pk):
    """Ask again about one number or address. The value and the code word are not shown here."""
    file = open_file(request, reference)
    point = get_object_or_404(ContactPoint.objects.select_related("person"), file=file, pk=pk)
    asked = tuple(CHANNELS[point.kind].values())
    form = open_form(
        request,
        AGAIN[point.kind],
        file=file,
        on=point,
        initial=dict.fromkeys(asked, ""),  # nobody's old answer is ticked beforehand
        title=_("Contact"),
    )
    if form.is_valid():
        edit = edit_of(request, form)
        every = {name: form.cleaned_data[name] for name in asked}
        services.change_contact_point(
            point=point, edit=replace(edit, changes=every | edit.changes), by=request.user
        )
        return redirect("contact", reference=file.reference)
    context = {
        "point": point,
        "no_longer_counts": services.unanswered(reach_to(point, timezone.now())),
        "until_now": [
            (form.fields[name].label, YesNo(said).label) for name in asked if (said := getattr(point, name))
        ],
    }
    return form_page(request, file, form, "people/contact_change.html", **context)


@requires(Permission.PERSON_EDIT, scope=Scope.FILE, event="contact.read")
def contact_times(request, reference, pk):
    """When this number or address may be used: days and hours, one row at a time."""
    file = open_file(request, reference)
    point = get_object_or_404(ContactPoint.objects.select_related("person"), file=file, pk=pk)
    form = open_form(request, SafeTimeForm, file=file, title=_("Contact"))
    if form.is_valid():
        services.add_safe_time(point=point, by=request.user, **form.row)
        return redirect("contact-times", reference=file.reference, pk=point.pk)
    rows = SafeTime.objects.current().filter(point=point).order_by("weekdays", "on", "opens", "id")
    return form_page(request, file, form, "people/contact_times.html", point=point, rows=rows)


@requires(Permission.PERSON_EDIT, scope=Scope.FILE, event="contact.read", methods=("POST",), drafts=False)
def contact_time_end(request, reference, pk):
    """Take one row of safe times away."""
    file = open_file(request, reference)
    row = get_object_or_404(SafeTime, file=file, pk=pk)
    services.end_safe_time(row=row, by=request.user)
    return redirect("contact-times", reference=file.reference, pk=row.point_id)


@requires(Permission.CONTACT_REVEAL, scope=Scope.FILE, event="contact.read", methods=("POST",), drafts=False)
def contact_reveal(request, reference, pk, field):
    """Uncover one thing: for a script its value, else the page with that one thing open for a minute.

    A number that may be rung is shown on the page of the call alone, after how to speak (PL-85).
    """
    file = open_file(request, reference)
    point = get_object_or_404(ContactPoint.objects.select_related("person"), file=file, pk=pk)
    if field not in rules.COVERED:
        raise Http404
    reach, now, why = reach_to(point, timezone.now()), timezone.now(), request.POST.get("why", "")
    if field == "value" and rules.is_for_ringing(reach, now):
        return redirect("contact-use", reference=file.reference, pk=point.pk, channel="call")
    if not rules.can_reveal(request.user, reach, field, why, now):
        return contact_page(request, file, asked=point)
    opened = Opened(point, field, services.reveal(point=point, field=field, by=request.user, why=why))
    if request.headers.get("X-Requested-With") == "fetch":
        return JsonResponse({"value": opened.value, "href": ""})
    return contact_page(request, file, opened=opened)


def contact_page(request, file: File, *, opened: Opened | None = None, asked: ContactPoint | None = None):
    now = timezone.now()
    people = contacts.matrix(file, opened, now)
    context = {
        "people": people,
        "reasons": Why.choices,
        "asked": asked,
        "wrong": asked is not None,
        "can_edit": rules.can_edit(request.user),
        "rule": (rule := services.forbidden_in(file)),
        "can_forbid": rules.can_forbid(request.user, rule),
        "can_lift": rules.can_lift(request.user, rule),
        "happenings": Happening.objects.filter(file=file).order_by("-on", "-id")[:SHOWN],
        "left": services.nobody_said(file) if any(group.left_open for group in people) else [],
        **header_of(file),
    }
    response = render(request, "people/contact.html", context, status=422 if asked else 200)
    if opened:
        response["Refresh"] = f"{OPEN_SECONDS}; url={reverse('contact', args=[file.reference])}"
    return response
