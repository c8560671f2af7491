"""What a signature under a Dash counts and starts: the judged level, and who has to know of it."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rowan.assessments import happened, levels, marac, rules, safeguarding, timing
from rowan.assessments.models import RiskLevel, Whose
from rowan.assessments.moment import Moment
from rowan.cases.models import Case, Level
from rowan.files import timeline
from rowan.instruments import checks, dash
from rowan.instruments.answers import Answers, is_answered, value
from rowan.instruments.checks import Problem
from rowan.instruments.schema import NO, YES

EXPLAINED = "dash.purpose-explained"
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
    found = rules.in_the_way(
        now.definition,
        answers,
        now.reasons,
        today=now.day,
        threshold=now.threshold,
        children=now.known.children,
    )
    found += outside_agreement(now, found)
    reason = "dash.judged-reason"
    if goes_down(now, answers) and not is_answered(answers, reason) and reason not in {p.item for p in found}:
        was = now.response.case.get_level_display()
        found.append(Problem(reason, _("Say why the level goes down: it was %(was)s.") % {"was": was}))
    return checks.in_order(now.definition, found)


def high(answers: Answers) -> bool:
    return value(answers, "dash.judged-level") == dash.HIGH


def goes_down(now: Moment, answers: Answers) -> bool:
    """Whether the level would stand below the one that stands now: never without a reason (CM-47)."""
    level = LEVELS.get(value(answers, "dash.judged-level"))
    return level is not None and levels.lowers(now.response.case.level, level)


def reasons_asked(now: Moment, answers: Answers) -> list[Problem]:
    found = dash.reasons_asked(now.definition, answers)
    return checks.in_order(now.definition, found + outside_agreement(now, found, reasoned=False))


def outside_agreement(now: Moment, found: list[Problem], *, reasoned: bool = True) -> list[Problem]:
    """A Dash outside an agreement about confidentiality is signed with a reason; danger does not wait (CM-41).

    It is asked beside whether the purpose was explained, and one reason stands for both.
    """
    if now.agreed or (reasoned and now.reasons.get(EXPLAINED)) or EXPLAINED in {p.item for p in found}:
        return []
    sentence = _("No agreement about confidentiality is on file. Explain it first, or say why it waits.")
    return [Problem(EXPLAINED, sentence)]


def starts(now: Moment, answers: Answers) -> list[str]:
    begun = [_("The judged level stands in the header of the file, with your name and your reason.")]
    if dash.visible_high(answers, now.threshold):
        begun.append(_("A Marac referral is prompted, because of the count."))
    elif high(answers) or value(answers, "dash.pro.marac-grounds") == YES:
        begun.append(_("A Marac referral is prompted, because of your judgement."))
    if dash.lowered(answers, now.threshold):
        begun.append(_("A manager is told that the level is below what the count shows."))
    elif goes_down(now, answers):
        begun.append(_("A manager is told that the level goes down."))
    if children_to_tell(answers):
        begun.append(_("A safeguarding referral opens at once, for you and for a manager, until it is told."))
    return begun


def on_signing(now: Moment, case: Case) -> None:
    judge(now, case)
    marac.after_dash(case, now.response, now.threshold, now.by)
    if children_to_tell(now.response.answers):
        safeguarding.open_for(case, Whose.CHILD, now.by, at=now.response.signed_at, response=now.response)
    happened.met_by(now.response, now.by)
    timing.keep_time(case, now.by)


def children_to_tell(answers: Answers) -> bool:
    """Children are judged to be in danger, and nobody has told (CM-55)."""
    return value(answers, "dash.pro.child-risk") == YES and value(answers, "dash.pro.child-referral") == NO


def judge(now: Moment, case: Case) -> RiskLevel:
    """Put the judged level of a signed Dash on the case, with its count, and tell who has to know."""
    response, threshold, by = now.response, now.threshold, now.by
    answers = response.answers
    total, gaps = dash.total(answers), len(dash.gaps(answers))
    judged = levels.put_on(
        case,
        LEVELS[value(answers, "dash.judged-level")],
        value(answers, "dash.judged-reason") or "",
        by,
        at=response.signed_at,
        response=response,
        count=levels.Count(total, gaps, threshold),
    )
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
    return judged
