from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from rowan.access.permissions import Permission
from rowan.access.routes import Scope, requires
from rowan.files.header import header_of
from rowan.files.keeping import edit_of, open_form
from rowan.files.models import File
from rowan.files.opening import open_file
from rowan.people import contacts, rules, services
from rowan.people.contacts import Opened
from rowan.people.forms.contact import AGAIN, NEW
from rowan.people.forms.who import first_time
from rowan.people.models import ContactPoint, Person
from rowan.people.rules import Why
from rowan.people.views.page import form_page

OPEN_SECONDS = 60


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
        services.add_contact_point(person=person, kind=kind, by=request.user, **form.cleaned_data)
        return redirect("contact", reference=file.reference)
    return form_page(request, file, form, "people/contact_add.html", person=person)


@requires(Permission.PERSON_EDIT, scope=Scope.FILE, event="contact.read")
def contact_change(request, reference, pk):
    """Ask again about one number or address. The value and the code word are not shown here."""
    file = open_file(request, reference)
    point = get_object_or_404(ContactPoint.objects.select_related("person"), file=file, pk=pk)
    form = open_form(request, AGAIN[point.kind], file=file, on=point, title=_("Contact"))
    if form.is_valid():
        services.change_contact_point(point=point, edit=edit_of(request, form), by=request.user)
        return redirect("contact", reference=file.reference)
    return form_page(request, file, form, "people/contact_change.html", point=point)


@requires(Permission.CONTACT_REVEAL, scope=Scope.FILE, event="contact.read", methods=("POST",), drafts=False)
def contact_reveal(request, reference, pk, field):
    """Uncover one thing: for a script its value, else the page with that one thing open for a minute."""
    file = open_file(request, reference)
    point = get_object_or_404(ContactPoint.objects.select_related("person"), file=file, pk=pk)
    if field not in rules.COVERED:
        raise Http404
    why = request.POST.get("why", "")
    if not rules.can_reveal(request.user, point, why):
        return contact_page(request, file, asked=point)
    opened = Opened(point, field, services.reveal(point=point, field=field, by=request.user, why=why))
    if request.headers.get("X-Requested-With") == "fetch":
        return JsonResponse({"value": opened.value, "href": opened.tel})
    return contact_page(request, file, opened=opened)


def contact_page(request, file: File, *, opened: Opened | None = None, asked: ContactPoint | None = None):
    context = {
        "people": contacts.matrix(file, opened),
        "columns": contacts.COLUMNS.values(),
        "reasons": Why.choices,
        "asked": asked,
        "wrong": asked is not None,
        "can_edit": rules.can_edit(request.user),
        **header_of(file),
    }
    response = render(request, "people/contact.html", context, status=422 if asked else 200)
    if opened:
        response["Refresh"] = f"{OPEN_SECONDS}; url={reverse('contact', args=[file.reference])}"
    return response
