from uuid import UUID

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from rowan.cases.models import Case, Concern, State
from rowan.files.models import File
from rowan.people.matching import Standing, tells_standing


@tells_standing
def standing(files: list[UUID]) -> dict[UUID, Standing]:
    """How the latest case of each of these files stands, who works it, and how many concerns there are."""
    latest = Case.objects.filter(file=OuterRef("pk")).order_by("-number")
    concerns = Concern.objects.filter(file=OuterRef("pk")).current().order_by().values("file")
    found = File.objects.filter(pk__in=files).annotate(
        state=Subquery(latest.values("state")[:1]),
        worker=Subquery(latest.values("lead__name")[:1]),
        concerns=Coalesce(Subquery(concerns.annotate(n=Count("pk")).values("n")), 0),
    )
    return {
        file.pk: Standing(
            str(State(file.state).label) if file.state else "", file.worker or "", file.concerns
        )
        for file in found
    }
