"""Which forms of a case are missing or too old, for lists of cases: two statements for any number (CM-37)."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from rowan.assessments.models import Intake, Response
from rowan.cases.listing import tells_lacking
from rowan.cases.models import Case, State

AT_WORK = (State.ENGAGED, State.ACTIVE, State.REDUCED, State.INTENSE, State.SILENT)
OLDEST_DASH = timedelta(weeks=8)


@tells_lacking
def lacking_forms(cases: list[Case]) -> dict[UUID, list[str]]:
    working = [case.pk for case in cases if case.state in AT_WORK]
    if not working:
        return {}
    whole = set(
        Intake.objects.filter(case__in=working, completed_at__isnull=False).values_list("case", flat=True)
    )
    signed = {
        (case, name): at
        for case, name, at in Response.objects.filter(case__in=working, instrument__in=("dash", "soag"))
        .exclude(signed_at=None)
        .order_by()
        .values("case", "instrument")
        .annotate(at=Max("signed_at"))
        .values_list("case", "instrument", "at")
    }
    now = timezone.now()
    return {case: words_for(case in whole, signed, case, now) for case in working}


def words_for(whole: bool, signed: dict[tuple[UUID, str], datetime], case: UUID, now: datetime) -> list[str]:
    found = [] if whole else [_("Intake not whole")]
    asked = signed.get((case, "dash"))
    if asked is None:
        found.append(_("No Dash"))
    elif now - asked > OLDEST_DASH:
        found.append(_("Dash over 8 weeks old"))
    if (case, "soag") not in signed:
        found.append(_("No grid"))
    return found
