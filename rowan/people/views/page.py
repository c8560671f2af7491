from django.shortcuts import render

from rowan.files.header import header_of
from rowan.files.models import File


def form_page(request, file: File, form, template: str, **more):
    context = {"form": form, **more, **header_of(file)}
    return render(request, template, context, status=422 if form.errors else 200)
