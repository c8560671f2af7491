"""The case and the time limit that every page of a file speaks of: looked up once for a page."""

from rowan.cases.models import Case
from rowan.clocks.models import Clock
from rowan.files.models import File


def latest_case(file: File) -> Case | None:
    """The file's latest case with its worker, as it was when this page first asked. Changes lock their own."""
    if not hasattr(file, "_latest_case"):
        file._latest_case = Case.objects.filter(file=file).select_related("lead").order_by("-number").first()
    return file._latest_case


def next_clock(file: File) -> Clock | None:
    """The file's time limit that is due first, as it was when this page first asked."""
    if not hasattr(file, "_next_clock"):
        file._next_clock = Clock.objects.next_first().filter(file=file).first()
    return file._next_clock
