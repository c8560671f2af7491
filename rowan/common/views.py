from django.http import Http404
from django.shortcuts import render

from rowan.common import gallery


def help_page(request):
    """Short answers: keys, how this was made usable for everybody."""
    return render(request, "common/help.html")


def parts(request):
    """Every part of a page in every state, for those who build pages."""
    return render(request, "common/parts/index.html", gallery.everything())


def part_page(request, name: str):
    """One whole page put together from the parts."""
    if name not in gallery.PAGES:
        raise Http404
    return render(request, f"common/parts/{name}.html", gallery.PAGES[name]())
