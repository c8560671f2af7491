"""What happens to a form: begun, filled in, signed once, replaced by a new one."""

from collections.abc import Mapping

from django.utils import timezone
from django.utils.translation import gettext as _

from rowan import audit
from rowan.access.permissions import NotNow
from rowan.access.roles import ROLES
from rowan.accounts.models import User
from rowan.assessments import edits, people, practice, projecting, rules, signing, unsaved
from rowan.assessments.asking import asking_of
from rowan.assessments.edits import Edit
from rowan.assessments.models import Answer, Mode, Response
from rowan.assessments.moment import moment_of
from rowan.assessments.signing import Signed
from rowan.cases import services as cases
from rowan.cases.models import Case
from rowan.common.dates import local_day, today
from rowan.files.context import service
from rowan.files.keeping import Changed
from rowan.files.models import Draft, LooseDraft
from rowan.instruments import dash, wording
from rowan.instruments.answers import codes, prefill, value

ON_SCREEN = Signed()


@service
def start(*, case: Case, by, instrument: str = "dash", occasion: str = "", again: bool = False) -> Response:
    """Begin a form in its newest wording. One that is already begun is gone on with.

    `occasion` is a code of the form's first part. Known facts are filled in: the day, the people causing
    harm, the client's languages. No question is, unless it is asked `again`: then every yes of last time stands.
    """
    case = cases.locked(case)
    rules.check_start(by, case)
    if begun := Response.objects.open().filter(case=case, instrument=instrument).first():
        return begun
    response = begin(case, instrument, by, occasion=occasion, after=newest(case, instrument))
    return let_stand(response=response, by=by) if again and response.after else response


@service
def let_stand(*, response: Response, by) -> Response:
    """Let every yes of last time stand where nothing is answered yet, with its author and its day.

    Only no, don't know and what was not asked is then left to ask. Whatever was answered since stays as it is.
    """
    response = locked(response)
    rules.check_fill(by, response)
    rules.check_again(response)
    before = response.after
    authors = {answer["by"] for answer in before.answers.values() if "by" in answer}
    names = {str(pk): name for pk, name in User.objects.filter(pk__in=authors).values_list("pk", "name")}
    on = value(before.answers, response.definition.dated_by) or local_day(before.signed_at).isoformat()
    standing = dash.standing(response.definition, before.answers, on, names)
    free = {
        item: answer
        for item, answer in standing.items()
        if {item, response.definition.top(item).id}.isdisjoint(response.answers)
    }
    answers = response.answers | free
    keep(response, {item: answers[item] for item in response.definition.places if item in answers}, by)
    return response


def newest(case: Case, instrument: str) -> Response | None:
    return Response.objects.signed().filter(case=case, instrument=instrument).first()


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
        after=response.after,
        edition=response.edition + 1,
        because=because,
    )


def begin(case: Case, instrument: str, by, *, occasion: str, **more) -> Response:
    definition = wording.current(instrument)
    known, before = people.in_file(case.file), more.get("after")
    asked_about = codes(before.answers, people.ABUSERS) if before else []
    facts = {
        "today": today().isoformat(),
        "calling-screen": occasion,
        "people-causing-harm": [p for p in known.causing_harm if p in asked_about]
        or list(known.causing_harm),
        "client-languages": known.languages,
        **practice.PRACTICE[instrument].facts(case, occasion),
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
    laid = edits.laid_over(response.definition, response.answers, edit, by)
    rules.check_clear(response.definition, laid, edit.sure)
    keep(response, edits.without_hidden(response.definition, laid), by)
    return response


@service
def take_in(*, response: Response, by, besides: str = "") -> Response:
    """Keep what this person typed on other pages of the form and never sent, so that nothing is left out.

    A page that clashes with what somebody else changed, or that has something to clear first, is left as a
    draft: it asks when it is opened.
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
        laid = edits.laid_over(response.definition, answers, edit, by)
        if rules.can_clear(response.definition, laid, edit.sure) and not edits.clashes(response, edit, by):
            answers = laid
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
def sign(*, response: Response, seen: int, by, signature: Signed = ON_SCREEN) -> Response:
    """Sign the form as it stands, once: lock it, count it, and start what its instrument starts.

    `seen` is the version the person had before their eyes, `signature` how it is signed: what was signed on
    paper has its scan, and what was asked by telephone counts from now on and is signed at the next meeting.
    Raises NotNow with everything that stands in the way (CM-42 to CM-49, CM-53); nothing is kept then.
    """
    case = cases.locked(response.case)
    response = locked(response)
    rules.check_sign(by, response, seen)
    now, at, how = (
        moment_of(response, people.in_file(response.file), by),
        timezone.now(),
        practice.of(response),
    )
    answers = how.signed(now, response.answers)
    wrong = how.in_the_way(now, answers)
    sentences = [problem.sentence for problem in wrong]
    if not response.mode:
        sentences.append(_("Choose how the questions were put."))
    if sentences:
        raise NotNow(" ".join(sentences))

    signed = {
        "answers": answers,
        "named": now.known.named(answers),
        "signed_at": at,
        "signed_by_id": by.pk,
        "signed_name": by.name,
        "signed_role": roles_of(by),
    }
    response.change(by=by, at=at, **signed, sha256=response.seal(**signed))
    Answer.objects.bulk_create(projecting.rows_of(response))
    audit.record("assessment.signed", on=response, sha256=response.sha256)
    signing.put_under(response, signature, by)
    how.on_signing(now, case)
    return response


def keep(response: Response, answers: dict, by) -> None:
    before = response.answers
    if response.change(by=by, at=timezone.now(), answers=answers):
        items = [i for i in response.definition.places if before.get(i) != answers.get(i)]
        audit.record("assessment.saved", on=response, items=items)


def locked(response: Response) -> Response:
    return (
        Response.objects.select_for_update(of=("self",))
        .select_related("file", "case", "case__file", "after")
        .get(pk=response.pk)
    )


def roles_of(user) -> str:
    return ", ".join(str(ROLES[role].name) for role in user.acting_roles if role in ROLES)
