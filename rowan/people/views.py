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
from rowan.people import contacts, matching, rules, services
from rowan.people.contacts import Opened
from rowan.people.forms import AGAIN, FORM_OF, NEW, first_time
from rowan.people.models import ContactPoint, Part, Person
from rowan.people.rules import Why
from rowan.people.services import Told

OPEN_SECONDS = 60
RELATION = ("relation", "parental_responsibility", "live_together")
WRITTEN_DOWN_LATER = (Part.PCH, Part.CHILD, Part.OTHER)


@requires(Permission.FILE_CREATE, scope=Scope.SERVICE, event="people.new_read")
def file_new(request):
    """A new file for one person, after a look whether we know them already."""
    form_class = first_time(FORM_OF[Part.SUBJECT], request.user.acting_service.side in rules.APART_ON)
    form = open_form(request, form_class, title=_("New file"))
    matches: list[matching.Match] = []
    if form.is_valid():
        told = Told(**form.cleaned_data)
        matches = matching.lookup(by=request.user, given=told.given, family=told.family, birth=told.birth)
        if {match.file.reference for match in matches} <= set(request.POST.getlist("seen")):
            person = services.open_file_for(told=told, by=request.user)
            return redirect("contact", reference=person.file.reference)
    request.shown = [match.file.pk for match in matches]
    context = {"form": form, "matches": matches}
    return render(request, "people/file_new.html", context, status=422 if request.method == "POST" else 200)


@requires(Permission.FILE_OPEN, scope=Scope.FILE, event="people.read", methods=("GET",))
def people(request, reference):
    """Everybody named in the file."""
    file = open_file(request, reference)
    everybody = list(Person.objects.filter(file=file).for_page())
    context = {
        "groups": [(part, [person for person in everybody if person.part == part]) for part in Part],
        "can_edit": rules.can_edit(request.user),
        **header_of(file),
    }
    return render(request, "people/people.html", context)


@requires(Permission.PERSON_EDIT, scope=Scope.FILE, event="people.read")
def person_add(request, reference, part):
    """Write down who causes harm, a child, or somebody else."""
    file = open_file(request, reference)
    if part not in WRITTEN_DOWN_LATER:
        raise Http404
    form = open_form(
        request, first_time(FORM_OF[part], file.side in rules.APART_ON), file=file, title=Part(part).label
    )
    if form.is_valid():
        said = form.cleaned_data
        services.add_person(
            file=file,
            part=part,
            told=Told(**{name: value for name, value in said.items() if name not in RELATION}),
            by=request.user,
            **{name: said[name] for name in RELATION if name in said},
        )
        return redirect("people", reference=file.reference)
    return form_page(request, file, form, "people/person_add.html", part=Part(part))


@requires(Permission.PERSON_EDIT, scope=Scope.FILE, event="people.read")
def person_change(request, reference, pk):
    """Change what is known about somebody."""
    file = open_file(request, reference)
    person = get_object_or_404(Person, file=file, pk=pk)
    form = open_form(request, FORM_OF[person.part], file=file, on=person, title=Part(person.part).label)
    if form.is_valid():
        services.change_person(person=person, edit=edit_of(request, form), by=request.user)
        return redirect("people", reference=file.reference)
    return form_page(request, file, form, "people/person_change.html", person=person)


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


def form_page(request, file: File, form, template: str, **more):
    context = {"form": form, **more, **header_of(file)}
    return render(request, template, context, status=422 if form.errors else 200)
