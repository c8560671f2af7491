from uuid import UUID

from rowan.cases.models import Case
from rowan.people.matching import Standing, tells_standing


@tells_standing
def standing(files: list[UUID]) -> dict[UUID, Standing]:
    """How the latest case of each of these files stands, and who works it."""
    cases = Case.objects.filter(file__in=files).select_related("lead").order_by("number")
    return {
        case.file_id: Standing(str(case.get_state_display()), case.lead.name if case.lead else "")
        for case in cases
    }
