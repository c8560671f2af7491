"""What a signature under a Dash counts and starts: the judged level, and who has to know of it."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rowan import audit
from rowan.assessments import rules
from rowan.assessments.models import RiskLevel
from rowan.assessments.moment import Moment
from rowan.cases.models import Case, Level
from rowan.files import outbox, timeline
from rowan.instruments import dash
from rowan.instruments.answers import Answers, value
from rowan.instruments.checks import Problem
from rowan.instruments.schema import NO, YES

LEVELS = {
    "high": Level.HIGH,
    "medium": Level.MEDIUM,
    "standard": Level.STANDARD,
    dash.NOT_YET_ASSESSED: Level.NOT_YET,
}


def facts(case: Case, occasion: str) -> dict[str, str]:
    return {}


def signed(now: Moment, answers: Answers) -> Answers:
    return dash.signed(
        now.definition, answers, signer=now.by.name, by=str(now.by.pk), day=now.day, threshold=now.threshold
    )


def in_the_way(now: Moment, answers: Answers) -> list[Problem]:
    return rules.in_the_way(
        now.definition,
        answers,
        now.reasons,
        today=now.day,
        threshold=now.threshold,
        children=now.known.children,
    )


def reasons_asked(now: Moment, answers: Answers) -> list[Problem]:
    return dash.reasons_asked(now.definition, answers)


def starts(now: Moment, answers: Answers) -> list[str]:
    begun = [_("The judged level stands in the header of the file, with your name and your reason.")]
    if dash.visible_high(answers, now.threshold):
        begun.append(_("A Marac referral is prompted, because of the count."))
    if dash.lowered(answers, now.threshold):
        begun.append(_("A manager is told that the level is below what the count shows."))
    if value(answers, "dash.pro.child-risk") == YES and value(answers, "dash.pro.child-referral") == NO:
        begun.append(_("Telling children’s social care is prompted at once."))
    return begun


def on_signing(now: Moment, case: Case) -> None:
    judge(now, case)


def judge(now: Moment, case: Case) -> RiskLevel:
    """Put the judged level of a signed Dash on the case, with its count, and tell who has to know."""
    response, threshold, by = now.response, now.threshold, now.by
    answers = response.answers
    level = LEVELS[value(answers, "dash.judged-level")]
    total, gaps = dash.total(answers), len(dash.gaps(answers))
    judged = RiskLevel.objects.create(
        file=response.file,
        case=case,
        level=level,
        response=response,
        total=total,
        gaps=gaps,
        threshold=threshold,
        reason=value(answers, "dash.judged-reason") or "",
        judged_at=response.signed_at,
    )
    case.change(by=by, at=response.signed_at, level=level, level_at=response.signed_at, level_name=by.name)
    audit.record("risk.judged", on=judged, level=level or dash.NOT_YET_ASSESSED, total=total, gaps=gaps)
    told = {"level": judged.get_level_display(), "total": total, "threshold": threshold}
    tell = _("Dash signed. Risk judged: %(level)s. %(total)s of 24 answers are yes") % told
    if gaps:
        tell += ngettext(", %(n)s gap", ", %(n)s gaps", gaps) % {"n": gaps}
    timeline.add(response.file, "assessment.signed", tell, happened_at=response.signed_at, about=response)
    if dash.visible_high(answers, threshold):
        prompt = _(
            "The count alone shows high risk: a Marac referral is prompted from %(threshold)s yes answers"
        )
        timeline.add(response.file, "marac.prompted", prompt % told, about=response)
    if dash.lowered(answers, threshold):
        audit.record("risk.lowered", on=judged, level=level or dash.NOT_YET_ASSESSED, total=total)
        outbox.add("risk.lowered", judged)
        notice = _("A manager is told: judged %(level)s although %(total)s answers are yes")
        timeline.add(response.file, "risk.lowered", notice % told, about=judged)
    return judged
