"""What happens to a form: begun, filled in, signed once, replaced by a new one."""

from collections.abc import Mapping

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rowan import audit
from rowan.access.permissions import NotNow
from rowan.access.roles import ROLES
from rowan.assessments import edits, people, projecting, rules, unsaved
from rowan.assessments.asking import asking_of
from rowan.assessments.edits import Edit
from rowan.assessments.models import Answer, Mode, Response, RiskLevel
from rowan.cases import services as cases
from rowan.cases.models import Case, Level
from rowan.common.dates import today
from rowan.files import outbox, timeline
from rowan.files.context import service
from rowan.files.keeping import Changed
from rowan.files.models import Draft, LooseDraft
from rowan.instruments import catalogue, dash
from rowan.instruments.answers import prefill, value

LEVELS = {
    "high": Level.HIGH,
    "medium": Level.MEDIUM,
    "standard": Level.STANDARD,
    dash.NOT_YET_ASSESSED: Level.NOT_YET,
}


@service
def start(*, case: Case, by, instrument: str = "dash", occasion: str = "") -> Response:
    """Begin a form in its newest wording. One that is already begun is gone on with.

    `occasion` is a code of the form's first part. Known facts are filled in: the day, the people causing
    harm, the client's languages. No question is.
    """
    case = cases.locked(case)
    rules.check_start(by, case)
    if begun := Response.objects.open().filter(case=case, instrument=instrument).first():
        return begun
    return begin(case, instrument, by, occasion=occasion)


@service
def replace(*, response: Response, because: str, by) -> Response:
    """Begin a new version of a signed form. It copies no answer: what was wrong in one is asked again."""
    case = cases.locked(response.case)
    rules.check_start(by, case)
    rules.check_replace(by, response)
    occasion = value(response.answers, f"{response.instrument}.occasion") or ""
    return begin(
        case,
        response.instrument,
        by,
        occasion=occasion,
        supersedes=response,
        edition=response.edition + 1,
        because=because,
    )


def begin(case: Case, instrument: str, by, *, occasion: str, **more) -> Response:
    definition = catalogue.get(instrument)
    known = people.in_file(case.file)
    facts = {
        "today": today().isoformat(),
        "calling-screen": occasion,
        "people-causing-harm": list(known.causing_harm),
        "client-languages": known.languages,
    }
    response = Response.objects.create(
        file=case.file,
        case=case,
        instrument=instrument,
        definition_version=definition.version,
        wording=definition.wording,
        answers=prefill(definition, {}, facts, by=str(by.pk)),
        **more,
    )
    audit.record("assessment.started", on=response, instrument=instrument, edition=response.edition)
    return response


@service
def save(*, response: Response, edit: Edit, by) -> Response:
    """Keep what was answered on one page, whatever it is: half words and wrong dates too.

    Raises `Changed` where somebody else was here meanwhile and this person has to choose (PL-116).
    """
    response = locked(response)
    rules.check_fill(by, response)
    if clashing := edits.clashes(response, edit, by):
        raise Changed(response, clashing)
    keep(response, edits.laid_over(response.definition, response.answers, edit, by), by)
    return response


@service
def take_in(*, response: Response, by, besides: str = "") -> Response:
    """Keep what this person typed on other pages of the form and never sent, so that nothing is left out.

    A page that clashes with what somebody else changed is left as a draft: it asks when it is opened.
    """
    response = locked(response)
    rules.check_fill(by, response)
    mine, _others = unsaved.of(response, by)
    mine = [page for page in mine if page.draft.path != besides]
    if not mine:
        return response
    asking, answers, taken = asking_of(response), response.answers, []
    for page in mine:
        edit = page.edit(asking, today())
        if not edits.clashes(response, edit, by):
            answers = edits.laid_over(response.definition, answers, edit, by)
            taken.append(page.draft.pk)
    Draft.objects.filter(pk__in=taken).delete()
    LooseDraft.objects.filter(pk__in=taken).delete()
    keep(response, answers, by)
    return response


@service
def explain_gaps(*, response: Response, reasons: Mapping[str, str], mode: str, by) -> Response:
    """Keep why something was left open, by item, and how the questions were put."""
    response = locked(response)
    rules.check_fill(by, response)
    mode = mode if mode in Mode.values else response.mode
    changed = response.change(by=by, at=timezone.now(), gap_reasons=dict(reasons), mode=mode)
    if changed:
        audit.record("assessment.saved", on=response, fields=changed, items=sorted(reasons))
    return response


@service
def sign(*, response: Response, seen: int, by) -> Response:
    """Sign the form as it stands, once: count it, judge the risk by it, lock it.

    `seen` is the version the person had before their eyes. Raises NotNow with everything that stands in the
    way (CM-42 to CM-49, CM-53); nothing is kept then.
    """
    case = cases.locked(response.case)
    response = locked(response)
    rules.check_sign(by, response, seen)
    known, threshold, now = people.in_file(response.file), by.acting_service.dash_threshold, timezone.now()
    answers = dash.signed(
        response.definition, response.answers, signer=by.name, by=str(by.pk), day=today(), threshold=threshold
    )
    wrong = rules.in_the_way(
        response.definition,
        answers,
        response.gap_reasons,
        today=today(),
        threshold=threshold,
        children=known.children,
    )
    sentences = [problem.sentence for problem in wrong]
    if not response.mode:
        sentences.append(_("Choose how the questions were put."))
    if sentences:
        raise NotNow(" ".join(sentences))

    signed = {
        "answers": answers,
        "named": known.named(answers),
        "signed_at": now,
        "signed_by_id": by.pk,
        "signed_name": by.name,
        "signed_role": roles_of(by),
    }
    response.change(by=by, at=now, **signed, sha256=response.seal(**signed))
    Answer.objects.bulk_create(projecting.rows_of(response))
    audit.record("assessment.signed", on=response, sha256=response.sha256)
    judge(case, response, threshold, by)
    return response


def judge(case: Case, response: Response, threshold: int, by) -> RiskLevel:
    """Put the judged level of a signed Dash on the case, with its count, and tell who has to know."""
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


def keep(response: Response, answers: dict, by) -> None:
    before = response.answers
    if response.change(by=by, at=timezone.now(), answers=answers):
        items = [i for i in response.definition.places if before.get(i) != answers.get(i)]
        audit.record("assessment.saved", on=response, items=items)


def locked(response: Response) -> Response:
    return (
        Response.objects.select_for_update(of=("self",))
        .select_related("file", "case", "case__file")
        .get(pk=response.pk)
    )


def roles_of(user) -> str:
    return ", ".join(str(ROLES[role].name) for role in user.acting_roles if role in ROLES)
