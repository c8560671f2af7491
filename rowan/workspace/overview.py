"""One file at a glance: what to do next, risk, the latest, the people (ux P2)."""

from dataclasses import dataclass

from django.db.models import OuterRef, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rowan.access.permissions import Permission, may
from rowan.agencies.models import Side
from rowan.assessments import current, signing
from rowan.assessments.current import RiskPanel
from rowan.assessments.intake.many import missing_for_active
from rowan.cases.latest import latest_case, next_clock
from rowan.cases.models import NOT_YET_ALLOCATED, OPEN, Case, State
from rowan.clocks.standards import STANDARDS
from rowan.clocks.words import due_of, name_of
from rowan.common.components import Due
from rowan.common.dates import today
from rowan.files.models import Draft, Entry, File
from rowan.people.models import Part, Person, Relation, Relationship
from rowan.plans.sheet import Sheet, sheet_of
from rowan.sharing.agreements import standing as agreements
from rowan.workspace import told
from rowan.workspace.told import Told

LATEST = 5


@dataclass(frozen=True)
class Task:
    """One next thing to do. `main` is the first of them."""

    title: str
    words: str
    url: str
    action: str
    clock: Due | None = None
    stage: str = "none"
    main: bool = False


@dataclass(frozen=True)
class Glance:
    case: Case | None
    handed_over: Told | None
    account: Told | None
    tasks: list[Task]
    risk: RiskPanel | None
    latest: list[Entry]
    people: list[tuple[Person, str]]
    unfinished: list[Draft]

    @property
    def children(self) -> list[tuple[Person, str]]:
        return [(p, words) for p, words in self.people if p.part == Part.CHILD]

    @property
    def causing_harm(self) -> list[tuple[Person, str]]:
        return [(p, words) for p, words in self.people if p.part == Part.PCH]


def of(file: File, user) -> Glance:
    """What this person may see of the file, in a fixed number of statements."""
    case = latest_case(file, **agreements.asked(today()), **signing.asked(), **told.asked())
    reads = case is not None and may(user, Permission.ASSESSMENT_READ)
    return Glance(
        case=case,
        handed_over=told.handed_over(case),
        account=told.account(case, user),
        tasks=first_stands_out(tasks_of(file, case, user)) if case else [],
        risk=current.risk_panel(case, user.acting_service.dash_threshold) if reads else None,
        latest=list(Entry.objects.of(file, user)[:LATEST]),
        people=people_of(file),
        unfinished=list(
            Draft.objects.open()
            .filter(file=file)
            .select_related("owner")
            .order_by("-touched_at", "pk")[:LATEST]
        ),
    )


def people_of(file: File) -> list[tuple[Person, str]]:
    """Everybody else named in the file, with who they are to the person it is about."""
    kind = Relationship.objects.filter(person=OuterRef("pk")).order_by("-id").values("kind")[:1]
    others = Person.objects.filter(file=file).exclude(part=Part.SUBJECT).annotate(kind_to=Subquery(kind))
    return [
        (person, str(Relation(person.kind_to).label) if person.kind_to else "")
        for person in others.order_by("part", "born", "id")
    ]


def first_stands_out(tasks: list[Task]) -> list[Task]:
    return [Task(**{**vars(task), "main": n == 0}) for n, task in enumerate(tasks)]


def tasks_of(file: File, case: Case, user) -> list[Task]:
    """What comes next, by the state of the case: arrive, reach, ask, plan."""
    if case.state not in OPEN:
        return []
    if case.state in (*NOT_YET_ALLOCATED, State.ALLOCATED, State.CONTACTING, State.UNABLE):
        return [arrival(file, case)] if may(user, Permission.REFERRAL_READ) else []
    if not may(user, Permission.ASSESSMENT_WRITE):
        return []
    sheet = sheet_of(file, case)
    needed = missing_for_active(case) if waits_for_active(file, case) else None
    return [
        *([make_active(file, [])] if needed == [] else []),
        *called_for(file),
        *asking(file, sheet),
        *agreeing(file, case),
        *to_sign(case),
        *going_over(file, sheet),
        *planning(file, sheet),
        *([make_active(file, needed)] if needed else []),
    ]


def waits_for_active(file: File, case: Case) -> bool:
    return case.state == State.ENGAGED and file.side == Side.SURVIVOR


def make_active(file: File, missing: list[str]) -> Task:
    """The step to active, first where nothing is missing, last with what is (CM-23)."""
    if missing:
        url, words = reverse("intake", args=[file.reference]), _("Missing: %(what)s")
        return Task(_("Make active"), words % {"what": "; ".join(missing)}, url, _("Open"), stage="part")
    url = reverse("intake-active", args=[file.reference])
    return Task(_("Make active"), _("Everything that it needs is there."), url, _("Open"))


def arrival(file: File, case: Case) -> Task:
    clock = next_clock(file)
    due = due_of(clock, timezone.now()) if clock else None
    if case.state in NOT_YET_ALLOCATED:
        url = reverse("referral", args=[file.reference])
        return Task(_("Pass the referral on"), "", url, _("Open"), due)
    if case.state == State.CONTACTING and clock is None:
        url = reverse("referral", args=[file.reference])
        return Task(_("Reached. Next: do they want our help?"), "", url, _("Open"), stage="part")
    url = reverse("referral-try", args=[file.reference])
    return Task(_("First contact"), "", url, _("Log a call"), due, "part")


def asking(file: File, sheet: Sheet) -> list[Task]:
    if begun := sheet.found.begun:
        url = reverse("form", args=[begun.reference])
        is_dash = begun.instrument == "dash"
        words = _("Finish the Dash") if is_dash else _("Finish the severity grid")
        return [Task(words, "", url, _("Go on"), stage="part")]
    if sheet.dash is None:
        url = reverse("risk", args=[file.reference])
        return [Task(_("Ask the Dash"), "", url, _("Open"))]
    return []


def called_for(file: File) -> list[Task]:
    """What was called for and nobody has done yet: told, referred, asked again. One statement."""
    now = timezone.now()
    return [
        Task(
            name_of(clock),
            "",
            reverse(STANDARDS[clock.standard].url_name, args=[file.reference]),
            _("Open"),
            due_of(clock, now),
        )
        for clock in current.calls(file)
    ]


def agreeing(file: File, case: Case) -> list[Task]:
    """What is outstanding about the agreement. `case` was loaded with what that asks."""
    url = reverse("agreement", args=[file.reference])
    standing = agreements.Standing.of(case)
    stage = "part" if standing.begun or standing.modes else "none"
    return [Task(one.words, one.more, url, _("Open"), stage=stage) for one in agreements.left(standing)]


def to_sign(case: Case) -> list[Task]:
    """Forms that are complete and wait for a signature or its scan. `case` was loaded with what that asks."""
    return [
        Task(words, "", reverse("form-sign", args=[reference]), _("Open"), stage="part")
        for words, reference in signing.left(case)
    ]


def going_over(file: File, sheet: Sheet) -> list[Task]:
    """What rises by a severity grid, until the plan was gone over (CM-66)."""
    rises = sheet.found.to_go_over(file)
    if not rises:
        return []
    words = _("By the severity grid this rises: %(kinds)s") % {"kinds": rises}
    url = reverse("plan", args=[file.reference])
    return [Task(_("Go over the plan"), words, url, _("Open"))]


def planning(file: File, sheet: Sheet) -> list[Task]:
    url = reverse("plan", args=[file.reference])
    if sheet.dash is None:
        return []
    if left := len(sheet.uncovered):
        words = ngettext("%(n)s risk has no action yet", "%(n)s risks have no action yet", left) % {"n": left}
        return [Task(_("Finish the plan"), words, url, _("Go on"), stage="part")]
    if not sheet.plan or not sheet.plan.given:
        return [Task(_("Offer a copy of the plan"), "", url, _("Open"))]
    return []
