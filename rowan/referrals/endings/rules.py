"""Who may say how a referral ended, what that needs, and why not yet (CM-12 to CM-17)."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from rowan.access.permissions import Denied, NotNow, Permission, may, permitted, require
from rowan.cases.models import NOT_YET_ALLOCATED, State
from rowan.cases.states import MAY_FOLLOW
from rowan.people.models import YesNo
from rowan.referrals.endings.outcomes import ENDS, from_an_office, from_themselves, sentence_of
from rowan.referrals.endings.tally import missing_tries, tally
from rowan.referrals.facts import ended
from rowan.referrals.models import Attempt, Closing, Outcome, Referral

DAYS_TO_ANSWER = 3
TRYING = (State.CONTACTING, State.UNABLE)
NOT_IN_TOUCH = (*NOT_YET_ALLOCATED, State.ALLOCATED, *TRYING)


def check_open(referral: Referral) -> None:
    if ended(referral):
        raise NotNow(_("How this referral ended is already recorded."))
    if not referral.case.is_open:
        raise NotNow(_("This case is closed."))


def check_seen(waiting: Iterable[Referral], seen: Collection[str] | None) -> None:
    """An ending answers what stood on the page. A referral that came since is news, and somebody looks first."""
    if seen is not None and not {str(one.pk) for one in waiting} <= {*seen}:
        raise NotNow(
            _(
                "Another referral of this person has come since you opened this page. "
                "Look at it first, then say how it ends."
            )
        )


def check_may_end(user, referral: Referral, outcome: str) -> None:
    """Practitioners, seniors and managers say how it ended; the duty desk takes back its own mistake."""
    if outcome == Outcome.MISTAKE and not may(user, Permission.CASE_WORK):
        require(user, Permission.REFERRAL_RECORD)
        if referral.created_by_id != user.pk or referral.case.state not in NOT_YET_ALLOCATED:
            raise Denied(
                _("You may take back a referral that you wrote down yourself, until somebody is given it.")
            )
        return
    require(user, Permission.CASE_WORK)


def check_end(
    user,
    referral: Referral,
    *,
    outcome: str,
    note: str,
    sent_on: Collection,
    nowhere_because: str,
    attempts: Collection[Attempt],
) -> None:
    """Each outcome with what has to be put down. Not reached is proposed instead, and a manager agrees."""
    check_may_end(user, referral, outcome)
    check_open(referral)
    end = ENDS[outcome]
    if outcome == Outcome.NO_CONTACT:
        raise NotNow(_("A manager agrees when nobody was reached. Ask for it on this page."))
    if end.state not in MAY_FOLLOW[State(referral.case.state)]:
        raise NotNow(
            _("This case is “%(now)s”, and a referral does not end like this from there.")
            % {"now": referral.case.get_state_display()}
        )
    if not note.strip():
        raise NotNow(_("Say why, in a few words."))
    if end.reached and not was_reached(attempts):
        raise NotNow(_("No try has reached the person yet. Record the one that did first."))
    if end.sends_on and not sent_on and not nowhere_because.strip():
        raise NotNow(_("Say which service the person was sent on to, or why none fits."))


def check_propose(
    user, referral: Referral, *, note: str, fewer_because: str, attempts: Collection[Attempt], now: datetime
) -> None:
    """A worker asks a manager to close it as not reached, once everything that can be done was done."""
    require(user, Permission.CASE_WORK)
    check_open(referral)
    if not note.strip():
        raise NotNow(_("Say why, in a few words."))
    if referral.closings.waiting().exists():
        raise NotNow(_("A manager has been asked already to close this referral."))
    check_not_reached(user, referral, fewer_because=fewer_because, attempts=attempts, now=now)


def check_not_reached(
    user, referral: Referral, *, fewer_because: str, attempts: Collection[Attempt], now: datetime
) -> None:
    """Nobody was reached, the details were checked with the referrer, and the local number is reached.

    CM-12: details asked of a referrer who does not answer in 3 days count as checked. CM-13: a manager may
    close after fewer tries for a reason; nobody closes while the service has not set its number.
    """
    service = user.acting_service
    if referral.case.state not in TRYING:
        raise NotNow(
            _("Nobody has tried to reach the person yet: the case is “%(now)s”.")
            % {"now": referral.case.get_state_display()}
        )
    if was_reached(attempts):
        raise NotNow(_("The person was reached, so this is not how it ended."))
    if not details_checked(referral, attempts, now):
        raise NotNow(_("Check the details with whoever referred the person first."))
    if referral.verified_changes and not tried_since(attempts, referral.verified_at):
        raise NotNow(_("The details were different when they were checked. Try with the new ones first."))
    if service.max_attempts is None:
        raise NotNow(
            _(
                "Your service has not set how many tries in vain come before a referral is closed. "
                "A manager sets it in Settings."
            )
        )
    missing = missing_tries(tally(attempts), service)
    if missing and not (may(user, Permission.ENDING_CONFIRM) and fewer_because.strip()):
        raise NotNow(
            _("%(missing)s Only a manager may close it before that, and says why.") % {"missing": missing}
        )


def check_confirm(user, closing: Closing) -> None:
    """A manager agrees, or sends it back, once."""
    require(user, Permission.ENDING_CONFIRM)
    if closing.decided_at is not None:
        raise NotNow(_("This has been decided already."))


def check_ask(user, referral: Referral) -> None:
    """The referrer is asked for a number or a safe time, or whether those we have are right.

    From the day it arrived, also while a manager looks at it, and until the person is in touch with us.
    """
    require(user, Permission.REFERRAL_RECORD)
    check_open(referral)
    if from_themselves(referral):
        raise NotNow(_("The person came to us themselves: there is nobody to ask."))
    if referral.case.state not in NOT_IN_TOUCH:
        raise NotNow(_("The person is in touch with us. Ask them, and not whoever referred them."))


def check_verify(user, referral: Referral, at: datetime, whom: str) -> None:
    check_ask(user, referral)
    if at > timezone.now():
        raise NotNow(_("Enter when the details were checked: that time has not come yet."))
    if at < referral.received_at:
        raise NotNow(_("Enter when the details were checked: a time after the referral arrived."))
    if not whom.strip():
        raise NotNow(_("Say with whom the details were checked."))


def check_tell(user, referral: Referral, *, whom: str, with_their_word: bool) -> None:
    """Whoever referred is told the outcome once it stands, and once only (CM-14, CM-15).

    Family and friends are told nothing without the person's word, and nobody is told of a mistake of ours.
    """
    require(user, Permission.OUTCOME_TELL)
    if not referral.outcome:
        raise NotNow(_("How this referral ended is not recorded yet, so nobody is told."))
    if referral.informed_at is not None:
        raise NotNow(_("%(whom)s has been told already.") % {"whom": referral.informed_whom})
    if from_themselves(referral):
        raise NotNow(_("The person came to us themselves: there is nobody to tell."))
    if not sentence_of(referral):
        raise NotNow(_("This was entered by mistake, so nobody is told anything."))
    if not from_an_office(referral) and not with_their_word:
        raise NotNow(_("Family and friends are told nothing unless the person has said so."))
    if not whom.strip():
        raise NotNow(_("Say whom you told."))


def check_leave_untold(user, referral: Referral, because: str) -> None:
    """An office that refers is told. Why somebody else is not stands in the file."""
    require(user, Permission.OUTCOME_TELL)
    if not ended(referral):
        raise NotNow(_("How this referral ended is not recorded yet."))
    if from_an_office(referral) and sentence_of(referral):
        raise NotNow(_("Whoever referred the person is told the outcome before the referral is closed."))
    if referral.informed_at is not None:
        raise NotNow(_("%(whom)s has been told already.") % {"whom": referral.informed_whom})
    if not because.strip():
        raise NotNow(_("Say why they are told nothing."))


def check_take_back(user, referral: Referral, together: Iterable[Referral] = ()) -> None:
    """What was said about the ending can be taken back until somebody was told or the case is closed."""
    require(user, Permission.CASE_WORK)
    if not ended(referral):
        raise NotNow(_("Nobody has said that this referral ended."))
    if not referral.case.is_open:
        raise NotNow(_("This case is closed. If the person comes back, record a new referral."))
    for one in together:
        if one.informed_at is not None:
            raise NotNow(_("%(whom)s has been told, so it stands.") % {"whom": one.informed_whom})


def was_reached(attempts: Iterable[Attempt]) -> bool:
    return any(one.reached == YesNo.YES and not one.after_end for one in attempts)


def tried_since(attempts: Iterable[Attempt], moment: datetime) -> bool:
    return any(one.at > moment for one in attempts)


def tried_before(attempts: Iterable[Attempt], moment: datetime) -> bool:
    return any(one.at <= moment for one in attempts)


def details_checked(referral: Referral, attempts: Iterable[Attempt], now: datetime) -> bool:
    """Checked with somebody, or asked three days ago without an answer; nobody asks the person's family.

    What was asked before anybody tried helps to try; it does not say what to do when nobody answers.
    """
    if not from_an_office(referral):
        return True
    if referral.verified_at is not None and tried_before(attempts, referral.verified_at):
        return True
    return no_answer(referral, attempts, now)


def no_answer(referral: Referral, attempts: Iterable[Attempt], now: datetime) -> bool:
    """Asked since the first try, and three days have gone by."""
    counts_from = answer_counts_from(referral, attempts)
    return counts_from is not None and now >= counts_from


def answer_counts_from(referral: Referral, attempts: Iterable[Attempt]) -> datetime | None:
    if referral.asked_at is None or not tried_before(attempts, referral.asked_at):
        return None
    return referral.asked_at + timedelta(days=DAYS_TO_ANSWER)


def check_confirm_any(user) -> None:
    require(user, Permission.ENDING_CONFIRM)


def check_work(user) -> None:
    require(user, Permission.CASE_WORK)


can_ask = permitted(check_ask)
can_take_back = permitted(check_take_back)
can_confirm = permitted(check_confirm_any)
can_work = permitted(check_work)
