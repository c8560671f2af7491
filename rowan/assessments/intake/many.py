"""What the intakes of many cases lack, for somebody's day: one statement for any number (CM-22, CM-23)."""

from collections.abc import Iterable
from datetime import date
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject

from rowan.assessments.intake import signing
from rowan.assessments.intake.missing import lacking
from rowan.assessments.intake.sheet import Ways
from rowan.assessments.models import Intake
from rowan.cases.models import Case, Concern
from rowan.people.models import Circumstances, ContactPoint, Part, Person, Relationship, Which, YesNo

OF_INTAKE = (
    "mode", "on", "referred_by", "repeat", "repeat_because", "none_safe", "no_concerns", "has_children",
    "pregnant", "unborn_pch_parent", "unborn_other_parent", "cyps", "cyps_detail", "children_concerns",
    "no_children_concerns", "explained", "explained_how", "conflict", "conflict_manager", "conflict_on",
    "conflict_decision", "still_right", "completed_at",
)  # fmt: skip
OF_OTHERS = ("relation", "parental_responsibility", "pch_parent", "other_parent")
OF_PERSON = ("part", "given", "interpreter", "interpreter_language", "primary")


def lacking_in(cases: Iterable[UUID]) -> dict[UUID, list[str]]:
    """By case, in words; none for a case in which nothing is missing."""
    told = {case.pk: [lack.words for lack in lacking(sheet_of(case))] for case in loaded(cases)}
    return {case: words for case, words in told.items() if words}


def missing_for_active(case: Case) -> list[str]:
    """What this case still needs before it is active, in words."""
    [found] = loaded([case.pk]).annotate(**signing.asked())
    return [signing.words_of(need) for need, done in signing.needs(sheet_of(found)).items() if not done]


def loaded(cases: Iterable[UUID]) -> QuerySet[Any]:
    """With as much of each intake as `sheet_of` reads."""
    here = {"file": OuterRef("file")}
    link = Relationship.objects.filter(person=OuterRef("pk")).order_by("-id")
    life = Circumstances.objects.filter(person=OuterRef("pk"))
    people = Person.objects.filter(
        **here
    ).annotate(  # type: ignore[no-redef]
        relation=Subquery(link.values("kind")[:1]),
        parental_responsibility=Subquery(link.values("parental_responsibility")[:1]),
        pch_parent=Subquery(life.values("pch_parent")[:1]),
        other_parent=Subquery(life.values("other_parent")[:1]),
    )
    named = same(*OF_PERSON, *OF_OTHERS)
    points = ContactPoint.objects.filter(**here, person__part=Part.SUBJECT, never_from=None)
    points = points.exclude(which=Which.EARLIER).order_by("created_at", "id")
    intakes = Intake.objects.filter(case=OuterRef("pk")).values(row=JSONObject(**same(*OF_INTAKE)))
    return Case.objects.filter(pk__in=list(cases)).annotate(
        intake=Subquery(intakes),
        people=ArraySubquery(people.order_by("created_at", "id").values(row=JSONObject(**named))),
        points=ArraySubquery(
            points.values(row=JSONObject(**same("kind", "which", "safe_call", "safe_write")))
        ),
        concerned=Exists(Concern.objects.filter(**here).current()),
    )


def same(*names: str) -> dict[str, str]:
    """Each column under its own name."""
    return {name: name for name in names}


def sheet_of(case) -> Any:
    """As much of a `Sheet` as `missing` asks."""
    everybody = [SimpleNamespace(**row, person=row["given"]) for row in case.people]
    said = case.intake or dict.fromkeys(OF_INTAKE, "") | {
        "repeat": YesNo.YES if case.number > 1 else YesNo.NO,
        "completed_at": None,
    }
    said = said | {"on": date.fromisoformat(said["on"]) if said["on"] else None}
    return SimpleNamespace(
        case=case,
        intake=SimpleNamespace(**said),
        client=next(one for one in everybody if one.part == Part.SUBJECT),
        harm=[one for one in everybody if one.part == Part.PCH],
        children=[one for one in everybody if one.part == Part.CHILD],
        ways=Ways([SimpleNamespace(**row) for row in case.points]),
        concerns=[True] if case.concerned else [],
    )
