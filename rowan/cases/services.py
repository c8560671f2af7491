"""What happens to a case. Rooms above call these inside the change that they record."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from rowan import audit
from rowan.cases import rules
from rowan.cases.models import Case, CaseWorker, State
from rowan.clocks.models import Clock
from rowan.clocks.standards import Standard
from rowan.files import timeline
from rowan.files.context import service
from rowan.files.models import File

Follow = Callable[[Case, Any, Collection[Standard]], None]
followers: list[tuple[Collection[Standard], Follow]] = []


def follows_cases(*standards: Standard):
    """Sign up what keeps these limits of a case of which the lead, or whether it is open, is different now."""

    def sign_up(function: Follow) -> Follow:
        followers.append((standards, function))
        return function

    return sign_up


def tell_followers(case: Case, by) -> None:
    """Those whose limits this file has. A limit that never began does not begin by this."""
    begun = set(Clock.objects.filter(file=case.file).values_list("standard", flat=True))
    for standards, follow in followers:
        if kept := [standard for standard in standards if standard.slug in begun]:
            follow(case, by, kept)


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
    was, was_open, now = case.state, case.is_open, timezone.now()
    case.change(by=by, at=now, state=to, state_since=now)
    audit.record("case.moved", on=case, was=was, now=to)
    if case.is_open != was_open:
        tell_followers(case, by)
    return case


@service
def give_to(*, case: Case, worker, by, because: str = "", to: State | None = None) -> Case:
    """Make somebody the lead of a case that nobody leads yet, and take it to its next state in the same step.

    A reason is asked where guidance says otherwise.
    """
    case = locked(case)
    rules.check_give(by, case, worker, because)
    now, step = timezone.now(), {}
    if to is not None:
        rules.check_move(by, case, to)
        step = {"state": to, "state_since": now}
        audit.record("case.moved", on=case, was=case.state, now=to)
    CaseWorker.objects.create(file=case.file, case=case, user=worker, since=now, given_by=by, because=because)
    case.change(by=by, at=now, lead=worker, **step)
    audit.record("case.worker_given", on=case, to=worker.pk)
    tell_followers(case, by)
    return case


@service
def add_worker(*, case: Case, worker, by) -> CaseWorker:
    """Somebody else helps with a case; its lead stays the lead."""
    case = locked(case)
    rules.check_add(by, case, worker)
    added = CaseWorker.objects.create(
        file=case.file, case=case, user=worker, leads=False, since=timezone.now(), given_by=by
    )
    audit.record("case.worker_added", on=case, worker=worker.pk)
    words = _("%(name)s works on this too") % {"name": worker.name}
    timeline.add(case.file, "case.worker_added", words, about=case)
    return added


@service
def end_worker(*, worker: CaseWorker, by) -> CaseWorker:
    """Somebody who helped does so no more. They may end it themselves."""
    worker = (
        CaseWorker.objects.select_for_update(of=("self",))
        .select_related("case__file", "case__lead", "file", "user")
        .get(pk=worker.pk)
    )
    rules.check_end(by, worker)
    now = timezone.now()
    worker.change(by=by, at=now, until=now)
    audit.record("case.worker_ended", on=worker.case, worker=worker.user_id)
    words = _("%(name)s no longer works on this") % {"name": worker.user.name}
    timeline.add(worker.file, "case.worker_ended", words, about=worker.case)
    return worker


def locked(case: Case) -> Case:
    return Case.objects.select_for_update(of=("self",)).select_related("file", "lead").get(pk=case.pk)
