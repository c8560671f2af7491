"""Who may decide about a conflict of interest, and when."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rowan.access.permissions import NotNow, Permission, permitted, require
from rowan.cases.models import NOT_YET_ALLOCATED
from rowan.common.dates import clock_time
from rowan.referrals.models.conflict import LEAVES, ConflictCheck, ConflictHit, Decision, Standing
from rowan.referrals.models.referral import Referral

NOT_FINISHED = gettext_lazy("This referral is still being compared. Open this page again in a minute.")


def check_decide(user, referral: Referral, check: ConflictCheck | None) -> None:
    """A manager who is not in it herself, after the comparison and until somebody was given the case (MT-13).

    What is found later, while somebody works with the person, is decided too. A manager who is in it reads
    what she would read if nothing had been found yet.
    """
    require(user, Permission.CONFLICT_DECIDE)
    named = check is not None and user.pk in check.named
    given = referral.case.state not in NOT_YET_ALLOCATED
    if check is None or (named and not given) or not is_finished(referral, check):
        raise NotNow(NOT_FINISHED)
    if given and (named or check.state != Standing.HELD):
        raise NotNow(_("This referral has been given to a worker, so the answer stands."))


def check_seen(check: ConflictCheck, seen: str) -> None:
    """Nobody decides about what they have not seen, or undoes unawares what another manager decided (PL-116)."""
    if seen == check.as_seen:
        return
    if check.state == Standing.DECIDED:
        raise NotNow(
            _("%(name)s decided this at %(time)s. Look at it again.")
            % {"name": check.decided_by.name, "time": clock_time(check.decided_at)}
        )
    raise NotNow(_("More was found since you opened this page. Look at it again."))


def is_finished(referral: Referral, check: ConflictCheck) -> bool:
    if check.state == Standing.HELD or check.decision in LEAVES:
        return True
    return check.finished_at is not None and not referral.conflict_waits


def is_in_it(user, referral: Referral) -> bool:
    """Whether this colleague, or somebody close to them, is what was found."""
    return ConflictHit.objects.filter(found_by__referral=referral, colleague=user).exists()


def check_apart(decision: str, by, away: list, named: list) -> None:
    """Nobody is kept away and let in at once, a manager stays, and somebody can stand in for her."""
    if decision != Decision.SEPARATE:
        return
    if by in away:
        raise NotNow(_("You decide about this, so you cannot keep yourself away. Ask another manager to."))
    if set(away) & set(named):
        raise NotNow(_("Somebody is among those kept away and those who may open the file. Choose one."))
    if named and not set(named) - {by}:
        raise NotNow(_("Choose somebody beside yourself who may open the file when you are away."))


can_decide = permitted(check_decide)
