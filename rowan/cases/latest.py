"""The case and the time limit that every page of a file speaks of: looked up once for a page."""

from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef
from django.db.models.functions import JSONObject
from django.utils import timezone

from rowan.cases.models import Case, Concern
from rowan.clocks.models import Clock
from rowan.clocks.standards import SAFEGUARDING
from rowan.files.models import File


def latest_case(file: File, **also: Any) -> Case | None:
    """The file's latest case with its worker, as it was when this page first asked. Changes lock their own.

    A page that wants more about the case asks for it first, in the same statement: `also` are annotations.
    """
    if also or not hasattr(file, "_latest_case"):
        found = Concern.objects.filter(file=OuterRef("file")).current().order_by("id")
        concerns = ArraySubquery(found.values(row=JSONObject(kind="kind", detail="detail")))
        file._latest_case = (
            Case.objects.filter(file=file)
            .select_related("lead")
            .annotate(concerns=concerns, **also)
            .order_by("-number")
            .first()
        )
    return file._latest_case


def concerns_in(file: File) -> list[tuple[str, str]]:
    """Kind and words of what every page of the file shows at its top: with the case, so no statement more."""
    if case := latest_case(file):
        return [(row["kind"], row["detail"]) for row in case.concerns]
    return list(Concern.objects.filter(file=file).current().values_list("kind", "detail"))


def next_clock(file: File) -> Clock | None:
    """The file's time limit that is due first, as it was when this page first asked.

    A safeguarding referral that is due comes before all that has been late for longer.
    """
    running, now = running_clocks(file), timezone.now()
    called = [one for one in running if one.standard == SAFEGUARDING.slug and one.is_late(now)]
    return next(iter([*called, *running]), None)


def running_clocks(file: File) -> list[Clock]:
    """Every limit that runs in the file, the first to be due first, as it was when this page first asked."""
    if not hasattr(file, "_running_clocks"):
        file._running_clocks = list(Clock.objects.next_first().filter(file=file))
    return file._running_clocks
