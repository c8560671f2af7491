"""What happens to a case. Rooms above call these inside the change that they record."""

from datetime import datetime

from django.utils import timezone

from rowan import audit
from rowan.cases import rules
from rowan.cases.models import Case, CaseWorker, State
from rowan.files.context import service
from rowan.files.models import File


@service
def open_case(*, file: File, at: datetime, by) -> Case:
    """Begin an episode of work in this file. A returning person gets a new case; the old one stays apart."""
    earlier = list(Case.objects.filter(file=file).order_by("number"))
    rules.check_open(by, earlier)
    case = Case.objects.create(file=file, number=len(earlier) + 1, opened_at=at, state_since=timezone.now())
    audit.record("case.opened", on=case, number=case.number)
    return case


@service
def move(*, case: Case, to: State, by) -> Case:
    """Take a case to its next state, if the drawing leads there."""
    case = locked(case)
    rules.check_move(by, case, to)
    was, now = case.state, timezone.now()
    case.change(by=by, at=now, state=to, state_since=now)
    audit.record("case.moved", on=case, was=was, now=to)
    return case


@service
def give_to(*, case: Case, worker, by) -> Case:
    """Make somebody the lead of a case. Who led it before, and until when, stays on the record."""
    case = locked(case)
    rules.check_give(by, case, worker)
    now = timezone.now()
    for before in CaseWorker.objects.select_for_update(of=("self",)).filter(
        case=case, leads=True, until=None
    ):
        before.change(by=by, at=now, until=now)
    CaseWorker.objects.create(file=case.file, case=case, user=worker, since=now, given_by=by)
    case.change(by=by, at=now, lead=worker)
    audit.record("case.worker_given", on=case, to=worker.pk)
    return case


def locked(case: Case) -> Case:
    return Case.objects.select_for_update(of=("self",)).select_related("file").get(pk=case.pk)
