from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from rowan.access.permissions import Denied, NotNow, Permission, may, permitted, require
from rowan.cases.models import NOT_YET_ALLOCATED, Case, CaseWorker, State
from rowan.cases.states import MAY_FOLLOW
from rowan.cases.workers import Candidate, candidates


def check_open(user, earlier: Iterable[Case]) -> None:
    """One episode of work at a time: more news of somebody we work with belongs to the open case."""
    require(user, Permission.REFERRAL_RECORD)
    if any(case.is_open for case in earlier):
        raise NotNow(_("This file already has an open case."))


def check_move(user, case: Case, to: State) -> None:
    """A case goes only where the drawing leads, by somebody who may take that step."""
    step = MAY_FOLLOW[State(case.state)].get(to)
    if step is None:
        raise NotNow(
            _("This case is “%(now)s”. It cannot become “%(next)s” from there.")
            % {"now": case.get_state_display(), "next": to.label}
        )
    require(user, step.permission)


def check_give(user, case: Case, worker, because: str = "") -> Candidate:
    """A case is given to somebody who could open its file; against guidance only with a reason (CM-7, PL-32)."""
    require(user, Permission.REFERRAL_ALLOCATE)
    if case.lead_id is not None:
        raise NotNow(_("This has already been given to %(name)s.") % {"name": case.lead.name})
    return check_choice(user, case, worker, because)


def check_choice(user, case: Case, worker, because: str) -> Candidate:
    found = candidates(case.file, user.acting_service, timezone.now())
    chosen = next((one for one in found if one.user == worker), None)
    if chosen is None:
        raise Denied(_("Choose one of the workers shown."))
    check_guidance([chosen], because)
    return chosen


def check_guidance(chosen: Iterable[Candidate], because: str) -> None:
    """Somebody full, away or without the language is chosen only with a reason."""
    if not because and (against := [one.against_words for one in chosen if one.against]):
        raise NotNow(_("%(why)s. Say why you choose so all the same.") % {"why": "; ".join(against)})


def check_hand_over(user, case: Case) -> None:
    """A senior or a manager takes a case from one worker and gives it to another, while it is open."""
    require(user, Permission.CASE_HAND_OVER)
    if not case.is_open:
        raise NotNow(_("This case is closed, so nobody is given it."))
    if case.state in NOT_YET_ALLOCATED:
        raise NotNow(_("This case has not been given to anybody yet. Give it from its referral."))


def check_seen_lead(case: Case, seen: str) -> None:
    """A page on which somebody else led hands nothing over: a colleague did so meanwhile."""
    if seen and case.lead is not None and str(case.lead_id) != seen:
        raise NotNow(
            _("A colleague has given this case to %(name)s since you opened this page. Look at it again.")
            % {"name": case.lead.name}
        )


def check_team(user, case: Case) -> None:
    """Who else works a case is for its lead, and for those who hand cases over."""
    require(user, Permission.CASE_WORK)
    if case.lead != user and not may(user, Permission.CASE_HAND_OVER):
        raise Denied(_("Its lead or a senior says who else works on this case."))
    if not case.is_open or case.lead_id is None:
        raise NotNow(_("This case is not at work, so nobody is added."))


def check_add(user, case: Case, worker) -> None:
    check_team(user, case)
    if worker.pk not in {one.user.pk for one in candidates(case.file, user.acting_service, timezone.now())}:
        raise Denied(_("Choose one of the workers shown."))
    if CaseWorker.objects.running().filter(case=case, user=worker).exists():
        raise NotNow(_("%(name)s works on this case already.") % {"name": worker.name})


def check_end(user, worker: CaseWorker) -> None:
    """Whoever leads is not ended but followed by somebody else."""
    if worker.user != user:
        check_team(user, worker.case)
    if worker.leads:
        raise NotNow(_("Somebody must lead the case. Hand it over instead."))
    if worker.until is not None:
        raise NotNow(_("%(name)s has stopped working on this case already.") % {"name": worker.user.name})


can_move = permitted(check_move)
can_give = permitted(check_give)
can_hand_over = permitted(check_hand_over)
can_team = permitted(check_team)
