"""Answers about safe contact do not outlive the case in which they were given (PL-82)."""

from django.db.models import Max, OuterRef, QuerySet

from rowan.cases.models import Case
from rowan.people.reaching import answers_count_from


@answers_count_from
def present_case_opened() -> QuerySet:
    """When the latest case of the file opened."""
    cases = Case.objects.filter(file=OuterRef("file")).order_by().values("file")
    return cases.annotate(at=Max("opened_at")).values("at")
