"""Which forms of a case are missing or too old, for lists of cases: one statement for any number (CM-37)."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from rowan.assessments.models import Intake, Response
from rowan.cases.listing import tells_lacking
from rowan.cases.models import Case, State
from rowan.sharing.models import Agreement, Mode

AT_WORK = (State.ENGAGED, State.ACTIVE, State.REDUCED, State.INTENSE, State.SILENT)
OLDEST_DASH = timedelta(weeks=8)


@tells_lacking
def lacking_forms(cases: list[Case]) -> dict[UUID, list[str]]:
    working = [case.pk for case in cases if case.state in AT_WORK]
    if not working:
        return {}
    signed = Response.objects.signed().filter(case=OuterRef("pk"))
    agreed = Agreement.objects.signed().filter(case=OuterRef("pk"))
    found = Case.objects.filter(pk__in=working).annotate(
        whole=Exists(Intake.objects.filter(case=OuterRef("pk"), completed_at__isnull=False)),
        dash_at=Subquery(signed.filter(instrument="dash").values("signed_at")[:1]),
        grid=Exists(signed.filter(instrument="soag")),
        agreed=ArraySubquery(agreed.order_by().values("mode")),
    )
    now = timezone.now()
    return {case.pk: words_for(case, now) for case in found}


def words_for(case: Any, now: datetime) -> list[str]:
    found = [] if case.whole else [_("Intake not whole")]
    if case.dash_at is None:
        found.append(_("No Dash"))
    elif now - case.dash_at > OLDEST_DASH:
        found.append(_("Dash over 8 weeks old"))
    if not case.grid:
        found.append(_("No grid"))
    if not {*case.agreed} - {Mode.EMERGENCY}:
        found.append(_("No agreement"))
    elif Mode.FACE_TO_FACE not in case.agreed:
        found.append(_("Agreement not signed face to face"))
    return found
