from django.http import Http404
from django.shortcuts import render

from rowan.cases.latest import latest_case
from rowan.cases.models import Case
from rowan.files.header import header_of
from rowan.files.models import File


def case_of(file: File) -> Case:
    """The latest case of the file, with the file at hand. No page before a referral has opened one."""
    case = latest_case(file)
    if case is None:
        raise Http404
    case.file = file
    return case


def shown(request, template: str, file: File, form, **more):
    context = {"form": form, **more, **header_of(file)}
    return render(request, template, context, status=422 if form.errors else 200)
