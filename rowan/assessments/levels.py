"""The judged level of a case: by a Dash, or by a person between two. Nothing lowers it silently (CM-47)."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from rowan import audit
from rowan.assessments import marac, rules, timing
from rowan.assessments.models import Ground, Response, RiskLevel
from rowan.cases import services as cases
from rowan.cases.models import Case, Level
from rowan.clocks.standards import MARAC_REFERRAL
from rowan.files import outbox, timeline
from rowan.files.context import service
from rowan.instruments import dash

RANK = {Level.NOT_YET: 0, Level.STANDARD: 1, Level.MEDIUM: 2, Level.HIGH: 3}


def lowers(was: str, level: str) -> bool:
    """Whether a level stands below the one before it. Not yet assessed is below every level judged."""
    return RANK[Level(level)] < RANK[Level(was)]


@dataclass(frozen=True)
class Count:
    """What a Dash counted, and from where the service was then prompted to refer to a Marac."""

    total: int
    gaps: int
    threshold: int


def put_on(
    case: Case, level: str, reason: str, by, *, at: datetime, response: Response | None = None,
    count: Count | None = None,
) -> RiskLevel:  # fmt: skip
    """Write the level down with what it rests on; tell a manager where it went down. The case is held."""
    was = case.level
    counted = asdict(count) if count else {}
    judged = RiskLevel.objects.create(
        file=case.file,
        case=case,
        level=level,
        was=was,
        response=response,
        reason=reason,
        judged_at=at,
        **counted,
    )
    new = {"level": level, "level_at": at, "level_name": by.name}
    case.change(by=by, at=at, **new, **({"yes_count": count.total} if count else {}))
    audit.record("risk.judged", on=judged, level=level or dash.NOT_YET_ASSESSED, count=counted)
    below_count = count is not None and count.total >= count.threshold and level != Level.HIGH
    if below_count or lowers(was, level):
        tell_manager(judged, below_count)
    return judged


def tell_manager(judged: RiskLevel, below_count: bool) -> None:
    audit.record("risk.lowered", on=judged, level=judged.level or dash.NOT_YET_ASSESSED)
    outbox.add("risk.lowered", judged)
    told = {
        "level": judged.get_level_display(),
        "was": judged.get_was_display(),
        "total": judged.total,
    }
    notice = _("A manager is told: judged %(level)s, was %(was)s")
    if below_count:
        notice = _("A manager is told: judged %(level)s although %(total)s answers are yes")
    timeline.add(judged.file, "risk.lowered", notice % told, about=judged)


@service
def judge(*, case: Case, level: str, reason: str, by) -> RiskLevel:
    """Somebody judges the risk anew between two Dashes, up or down, and says why."""
    case = cases.locked(case)
    rules.check_judge(by, case, level, reason)
    judged = put_on(case, level, reason.strip(), by, at=timezone.now())
    words = _("Risk judged: %(level)s") % {"level": judged.get_level_display()}
    timeline.add(case.file, "risk.judged", words, about=judged)
    if level == Level.HIGH:
        marac.open_for(case, Ground.JUDGED, by, at=judged.judged_at)
        timing.keep_time(case, by, only=[MARAC_REFERRAL])
    return judged
