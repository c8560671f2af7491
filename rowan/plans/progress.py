"""How far the plan is, where other rooms tell what a case has: the intake's checklist, the list of cases."""

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rowan.assessments.intake import progress
from rowan.assessments.intake.lacking import AT_WORK
from rowan.cases.listing import tells_lacking
from rowan.cases.models import Case
from rowan.clocks.models import Clock
from rowan.clocks.standards import PLAN_AGAIN
from rowan.plans import rules
from rowan.plans.models import Action, Plan, Status


def asked() -> dict[str, Any]:
    """The plan of a case as far as `rules.is_complete` reads it, asked along with the case."""
    rows = Action.objects.filter(plan=OuterRef("pk")).exclude(status=Status.ENDED)
    plans = Plan.objects.filter(case=OuterRef("pk")).annotate(rows=Exists(rows))
    read = JSONObject(rests_on="rests_on", rows="rows", future_talk="future_talk", given="given")
    return {"plan_so_far": Subquery(plans.values(row=read))}


def how_far(case: Any) -> str:
    """Whether a safety and support plan is in place (`intake.done.issp`)."""
    if case.plan_so_far is None:
        return _("Not yet")
    return _("Yes") if rules.is_complete(case.plan_so_far) else _("Begun, not complete")


progress.items.append(progress.Item(gettext_lazy("Safety and support plan"), asked, how_far))


@tells_lacking
def lacking_plans(cases: list[Case]) -> dict[UUID, list[str]]:
    """One statement for any number (CM-37)."""
    working = [case.pk for case in cases if case.state in AT_WORK]
    if not working:
        return {}
    due = Clock.objects.running().filter(standard=PLAN_AGAIN.slug, file=OuterRef("file"))
    found = Case.objects.filter(pk__in=working).annotate(to_go_over=Exists(due), **asked())
    return {case.pk: words_for(case) for case in found}


def words_for(case: Any) -> list[str]:
    if case.plan_so_far is None:
        return [_("No plan")]
    if case.to_go_over:
        return [_("Plan to be gone over")]
    return [] if rules.is_complete(case.plan_so_far) else [_("Plan not complete")]
