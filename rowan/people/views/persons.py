from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from rowan.access.permissions import Permission
from rowan.access.routes import Scope, requires
from rowan.files.header import header_of
from rowan.files.keeping import edit_of, open_form
from rowan.files.opening import open_file
from rowan.people import matching, rules, services
from rowan.people.forms.who import FORM_OF, RemoveForm, first_time
from rowan.people.models import Part, Person
from rowan.people.services import Told
from rowan.people.views.page import form_page

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
    everybody = list(Person.written.filter(file=file).for_page())
    standing = [person for person in everybody if person.withdrawn_at is None]
    context = {
        "groups": [(part, [person for person in standing if person.part == part]) for part in Part],
        "removed": [person for person in everybody if person.withdrawn_at],
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


@requires(Permission.PERSON_EDIT, scope=Scope.FILE, event="people.read")
def person_remove(request, reference, pk):
    """Take away somebody who was written down by mistake, with a reason."""
    file = open_file(request, reference)
    person = get_object_or_404(Person.objects.exclude(part=Part.SUBJECT), file=file, pk=pk)
    form = open_form(request, RemoveForm, file=file, title=_("Written down by mistake"))
    if form.is_valid():
        services.remove_person(person=person, by=request.user, **form.cleaned_data)
        return redirect("people", reference=file.reference)
    return form_page(request, file, form, "people/person_remove.html", person=person)
