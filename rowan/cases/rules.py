from collections.abc import Iterable

from django.utils.translation import gettext as _

from rowan.access.permissions import Denied, NotNow, Permission, permitted, require
from rowan.cases.models import Case, State
from rowan.cases.states import MAY_FOLLOW
from rowan.cases.workers import could_work


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


def check_give(user, case: Case, worker) -> None:
    """A senior or a manager gives a case to somebody who could open its file (CM-7, PL-32)."""
    require(user, Permission.REFERRAL_ALLOCATE)
    if not could_work(case.file).filter(pk=worker.pk).exists():
        raise Denied(_("Choose one of the workers shown."))


can_move = permitted(check_move)
can_give = permitted(check_give)
