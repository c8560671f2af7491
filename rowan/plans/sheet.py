"""Everything known about the plan of a file, loaded in a fixed number of statements."""

from dataclasses import dataclass

from rowan.assessments import findings
from rowan.assessments.findings import Findings
from rowan.assessments.models import Response
from rowan.cases.models import Case
from rowan.files.models import File
from rowan.plans import rules
from rowan.plans.models import Action, NotAddressed, Part, Plan, Status


@dataclass(frozen=True)
class Sheet:
    """The plan of the file's latest case. There is none until its first row is kept."""

    case: Case
    plan: Plan | None
    actions: list[Action]
    left: list[NotAddressed]
    found: Findings

    @property
    def dash(self) -> Response | None:
        return self.found.dash

    @property
    def offered(self) -> list[tuple[str, str]]:
        return self.found.offered

    @property
    def now(self) -> list[Action]:
        return [a for a in self.actions if a.part == Part.NOW and a.status != Status.ENDED]

    @property
    def soon(self) -> list[Action]:
        return [a for a in self.actions if a.part == Part.SOON and a.status != Status.ENDED]

    @property
    def uncovered(self) -> list[tuple[str, str]]:
        return rules.uncovered(self.offered, self.actions, self.left)


def case_of(file: File) -> Case:
    """The latest case of the file. Raises `Case.DoesNotExist` before a referral has opened one."""
    return Case.objects.filter(file=file).select_related("lead").order_by("-number")[:1].get()


def sheet_of(file: File, case: Case | None = None) -> Sheet:
    """The plan as it stands; of the file's latest case, which is looked up where it is not given."""
    case = case or case_of(file)
    plan = Plan.objects.filter(case=case).select_related("reviewed_by").first()
    return Sheet(
        case=case,
        plan=plan,
        actions=list(Action.objects.filter(plan=plan).order_by("part", "id")) if plan else [],
        left=list(NotAddressed.objects.filter(plan=plan).order_by("id")) if plan else [],
        found=findings.of_case(case),
    )
