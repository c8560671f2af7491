"""Every change to what was agreed: the agreement, the answer about research, permission by agency.

Locks are taken in one order: the case, then the agreement.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rowan import audit
from rowan.access.permissions import NotNow
from rowan.access.roles import ROLES
from rowan.cases.models import Case
from rowan.common.dates import today
from rowan.files import attachments, timeline
from rowan.files.context import service
from rowan.files.keeping import Edit, settle
from rowan.people.models import Part, Person, YesNo
from rowan.sharing.agreements import rules, wording
from rowan.sharing.agreements.facts import keep_time
from rowan.sharing.models import (
    AgencyPermission,
    Agreement,
    Mode,
    NeverTold,
    ReadHow,
    ResearchConsent,
    Wording,
)

TYPED = (
    "short_given_at", "read_how", "language", "understood", "examples", "questions", "access_told", "s1", "s3",
    "s4", *rules.OF_THE_CLIENT, "tel_date", "note",
)  # fmt: skip
SIGNED_WORDS = {
    Mode.FACE_TO_FACE: gettext_lazy("Agreement explained face to face and signed"),
    Mode.TELEPHONE: gettext_lazy("Agreement explained by telephone. To be signed face to face"),
    Mode.EMERGENCY: gettext_lazy("Short version of the agreement explained in an emergency"),
}


def locked_case(case: Case) -> Case:
    return Case.objects.select_for_update(of=("self",)).select_related("file", "lead").get(pk=case.pk)


def locked(agreement: Agreement) -> Agreement:
    return (
        Agreement.objects.select_for_update(of=("self",))
        .select_related("case__file", "case__lead", "file")
        .get(pk=agreement.pk)
    )


@service
def begin(*, case: Case, mode: str, by) -> Agreement:
    """Begin to explain, with the words as they stand today. One that is begun in this way is gone on with."""
    case = locked_case(case)
    held = list(Agreement.objects.filter(case=case).order_by("-number"))
    begun = next((one for one in held if not one.is_signed), None)
    rules.check_begin(by, case, mode, begun)
    if begun is not None:
        return begun
    agreement = Agreement.objects.create(
        file=case.file,
        case=case,
        number=held[0].number + 1 if held else 1,
        mode=mode,
        wording=wording.latest(by.acting_service).edition,
    )
    audit.record("agreement.begun", on=agreement, mode=mode)
    return agreement


@service
def change_mode(*, agreement: Agreement, mode: str, by) -> Agreement:
    """It is explained in another way than was thought. What belongs to one way alone is let go."""
    agreement = locked(agreement)
    rules.check_mode(by, agreement, mode)
    gone: dict[str, Any] = {"mode": mode}
    if mode != Mode.FACE_TO_FACE:
        gone |= {"client_signed": "", "client_date": None, "client_print": ""}
    if mode != Mode.TELEPHONE:
        gone["tel_date"] = None
    if mode != Mode.EMERGENCY:
        gone["short_given_at"] = None
    if changed := agreement.change(by=by, at=timezone.now(), **gone):
        audit.record("agreement.changed", on=agreement, fields=changed)
    return agreement


@service
def fill(*, agreement: Agreement, edit: Edit, by, paper: UploadedFile | None = None) -> Agreement:
    """Keep what was answered so far. Raises `Changed` where a colleague changed it meanwhile.

    `paper` is a scan of what the client signed.
    """
    agreement = locked(agreement)
    rules.check_fill(by, agreement)
    filled(agreement, edit, by, paper)
    return agreement


def filled(agreement: Agreement, edit: Edit, by, paper: UploadedFile | None) -> str:
    """Part of `fill` and `sign`. An answer about research becomes a row of its own (CM-71); it is given back."""
    names = (*TYPED, "s2")
    changes = settle(
        agreement, replace(edit, changes={n: v for n, v in edit.changes.items() if n in names}), strict=True
    )
    before, answer = agreement.s2, changes.pop("s2", "")
    if paper is not None:
        changes["client_paper"] = kept_paper(agreement, paper, by)
    rules.check_values(agreement.mode, changes)
    if changed := agreement.change(by=by, at=timezone.now(), **changes):
        audit.record("agreement.changed", on=agreement, fields=changed)
    if answer and answer != before:
        told_on = agreement.client_date or agreement.tel_date or today()
        answered(agreement.case, answer, min(told_on, today()), agreement, by)
    return answer or before


def kept_paper(agreement: Agreement, paper: UploadedFile, by):
    if agreement.mode != Mode.FACE_TO_FACE:
        raise NotNow(rules.not_by_the_client())
    return attachments.add_sent(file=agreement.file, sent=paper, label=_("Signed agreement"), by=by)


@service
def answer_as_client(*, agreement: Agreement, answers: Mapping[str, str], by) -> Agreement:
    """Keep what the client answered and signed on the turned screen."""
    agreement = locked(agreement)
    rules.check_fill(by, agreement)
    values = {name: value for name, value in answers.items() if name != "s2"}
    rules.check_values(agreement.mode, values)
    changed = agreement.change(by=by, at=timezone.now(), **values)
    answer = answers.get("s2", "")
    if answer and answer != agreement.s2:
        answered(agreement.case, answer, today(), agreement, by)
    audit.record("agreement.answered_by_client", on=agreement, fields=changed)
    return agreement


@service
def sign(
    *, agreement: Agreement, by, edit: Edit | None = None, paper: UploadedFile | None = None
) -> Agreement:
    """Close the record of this explaining, with what was filled in last. From here on it never changes.

    Whoever presses signs as the worker: beside the client face to face, in the telephone box for a call. The
    talk goes on the timeline with the worker's own words (CM-80).
    """
    agreement = locked(agreement)
    rules.check_fill(by, agreement)
    answer = filled(agreement, edit, by, paper) if edit else agreement.s2
    client = Person.objects.get(file=agreement.file_id, part=Part.SUBJECT)
    values = {name: getattr(agreement, name) for name in TYPED} | {"s2": answer}
    interpreter = rules.needs_interpreter(client)
    for _field, sentence in rules.in_the_way(agreement.mode, values, interpreter=interpreter, today=today()):
        raise NotNow(sentence)
    now = timezone.now()
    mode = Mode(agreement.mode)
    said = wording.edition_of(by.acting_service, agreement.wording).as_said(mode)
    signing = {
        "said": said,
        "read_how": agreement.read_how or ReadHow.SHORT,
        "worker_signature": by.name if mode == Mode.FACE_TO_FACE else "",
        "tel_worker_signature": by.name if mode == Mode.TELEPHONE else "",
        "signed_at": now,
        "signed_by_id": by.pk,
        "signed_name": by.name,
        "signed_role": ", ".join(str(ROLES[role].name) for role in by.acting_roles if role in ROLES),
    }
    agreement.change(by=by, at=now, **signing, sha256=agreement.seal(**signing))
    audit.record("agreement.signed", on=agreement, mode=mode, sha256=agreement.sha256)
    timeline.add(
        agreement.file,
        "agreement.signed",
        f"{SIGNED_WORDS[mode]}. {agreement.note}",
        happened_at=agreement.short_given_at or now,
        about=agreement,
    )
    keep_time(agreement.case, by, of_agencies=False)
    return agreement


# Research, agencies, people who are told nothing


def answered(case: Case, answer: str, answered_on: date, agreement: Agreement | None, by) -> ResearchConsent:
    rules.check_research(by, case, answer, answered_on, today())
    kept = ResearchConsent.objects.create(
        file=case.file, case=case, agreement=agreement, answer=answer, answered_on=answered_on
    )
    audit.record("research.answered", on=kept, answer=answer)
    words = _("The client agreed to anonymous use for research")
    if answer != YesNo.YES:
        words = _("The client did not agree to use for research")
    timeline.add(case.file, "agreement.research", words, about=kept)
    return kept


@service
def answer_research(*, case: Case, answer: str, answered_on: date, by) -> ResearchConsent:
    """Keep a new answer of the client about research, beside the earlier ones. Nobody else can give one."""
    return answered(locked_case(case), answer, answered_on, None, by)


@service
def answer_agency(
    *,
    case: Case,
    name: str,
    permission: str,
    asked_on: date,
    by,
    review_on: date | None = None,
    contact: str = "",
    limit: str = "",
    agreement: Agreement | None = None,
) -> AgencyPermission:
    """Keep what the client answered about one agency, with its day, its limits and when to ask again."""
    case = locked_case(case)
    row = {"name": name, "permission": permission, "asked_on": asked_on, "review_on": review_on}
    rules.check_agency(by, case, row, today())
    kept = AgencyPermission.objects.create(
        file=case.file,
        case=case,
        agreement=agreement,
        about=rules.compared(name),
        contact=contact,
        limit=limit,
        **row,
    )
    audit.record("permission.answered", on=kept, answer=permission)
    words = _("The client allowed sharing with %(agency)s")
    if permission != YesNo.YES:
        words = _("The client did not allow sharing with %(agency)s")
    timeline.add(case.file, "agreement.agency", words % {"agency": name}, about=kept)
    keep_time(case, by)
    return kept


@service
def never_tell(
    *, case: Case, name: str, said_on: date, by, why: str = "", person: Person | None = None
) -> NeverTold:
    """Keep that somebody must be told nothing of this file."""
    case = locked_case(case)
    rules.check_never(by, case, name, said_on, today())
    kept = NeverTold.objects.create(file=case.file, person=person, name=name, why=why, said_on=said_on)
    audit.record("permission.never_told", on=kept)
    timeline.add(
        case.file, "agreement.never", _("The client named somebody who must be told nothing"), about=kept
    )
    return kept


@service
def end_never(*, row: NeverTold, case: Case, ended_on: date, because: str, by) -> NeverTold:
    """The client has said otherwise: from that day this person is no longer left out."""
    case = locked_case(case)
    row = NeverTold.objects.select_for_update(of=("self",)).get(pk=row.pk)
    rules.check_never_end(by, case, row, ended_on, because, today())
    row.change(by=by, at=timezone.now(), ended_on=ended_on, ended_because=because)
    audit.record("permission.never_ended", on=row)
    timeline.add(
        case.file, "agreement.never", _("Somebody who was to be told nothing no longer is"), about=row
    )
    return row


@service
def write_wording(*, texts: Mapping[str, str], by) -> Wording:
    """Keep the words of this service as a new edition. Agreements begun before keep theirs."""
    written = {id_: texts.get(id_, "").strip() for id_ in wording.TEXTS}
    last = wording.own_of(by.acting_service)
    kept = Wording.objects.create(edition=last.edition + 1 if last else 1, texts=written)
    audit.record("settings.changed", fields=["agreement_words"])
    return kept
