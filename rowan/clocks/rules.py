from django.utils.translation import gettext as _

from rowan.access.permissions import NotNow, Permission, permitted, require
from rowan.clocks.models import Clock


def check_explain(user, clock: Clock) -> None:
    """A reason is asked once a limit was missed, not before."""
    require(user, Permission.FILE_OPEN)
    if not clock.was_missed:
        raise NotNow(_("This was not late, so there is nothing to explain."))


can_explain = permitted(check_explain)
