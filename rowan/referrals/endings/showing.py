"""What the page of a referral and the pages of its ending print."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rowan.access.permissions import Denied, NotNow, Permission, may, permitted
from rowan.people.models import YesNo
from rowan.referrals.endings import rules
from rowan.referrals.endings.outcomes import from_an_office, from_themselves, sentence_of
from rowan.referrals.facts import ended
from rowan.referrals.models import Attempt, Closing, Outcome, Referral


@dataclass(frozen=True)
class Way:
    """One way a referral may end: its outcome, what it means, and why not yet, if so."""

    outcome: str
    label: str | Promise
    means: str | Promise
    not_yet: str = ""


MEANS = {
    Outcome.DECLINED: _("The person was reached and does not want the service now."),
    Outcome.ADVICE: _("The person was reached, had advice and wants nothing more."),
    Outcome.NO_CONTACT: _("Nobody reached the person. A manager agrees before it is closed."),
    Outcome.NO_ABUSE: _("There is no abuse now. The person is sent on to a service that fits."),
    Outcome.WRONG: _("Another service is the right one. The person is sent on."),
    Outcome.NO_CAPACITY: _("We have no room. The person is sent on."),
    Outcome.MISTAKE: _("Written down twice, or by mistake. Nobody is told anything."),
}


def ways_of(referral: Referral, user, tries: list[Attempt], now: datetime) -> list[Way]:
    """What may be chosen on "How did it end?", each with the sentence that stands in its way."""
    found = []
    for outcome, means in MEANS.items():
        if permitted(rules.check_may_end)(user, referral, outcome):
            label = Outcome(outcome).label
            found.append(Way(outcome, label, means, not_yet(referral, user, outcome, tries, now)))
    return found


def not_yet(referral: Referral, user, outcome: str, tries: list[Attempt], now: datetime) -> str:
    try:
        if outcome == Outcome.NO_CONTACT:
            rules.check_propose(user, referral, note="-", fewer_because="-", attempts=tries, now=now)
        else:
            rules.check_end(
                user, referral, outcome=outcome, note="-", sent_on=[], nowhere_because="-", attempts=tries
            )
    except (NotNow, Denied) as why:
        return str(why)
    return ""


def ending_of(referral: Referral, user, tries: list[Attempt], now: datetime) -> dict:
    """How it stands with the end of this referral, for its page. Two statements at most."""
    over = ended(referral)
    asked = None if over else latest_proposal(referral)
    reached_them = any(one.reached == YesNo.YES for one in tries)
    return {
        "ended": over,
        "sent_on": list(referral.sent_on.order_by("on", "id")) if over else [],
        "proposal": asked,
        "asks_referrer": from_an_office(referral) and not reached_them and rules.can_ask(user, referral),
        "counts_from": rules.answer_counts_from(referral, tries),
        "no_answer": rules.no_answer(referral, tries, now),
        "can_end": not over and referral.case.is_open and may_end(referral, user),
        "can_tell": can_tell(referral, user),
        "can_take_back": referral.informed_at is None and rules.can_take_back(user, referral),
        "to_tell": over and not referral.informed_at and not referral.untold_because,
    }


def may_end(referral: Referral, user) -> bool:
    return any(permitted(rules.check_may_end)(user, referral, outcome) for outcome in MEANS)


def can_tell(referral: Referral, user) -> bool:
    """An office may also be told that we work with the person; family and friends only how it ended."""
    if referral.informed_at or referral.untold_because or from_themselves(referral):
        return False
    wanted = sentence_of(referral) and (from_an_office(referral) or ended(referral))
    return bool(wanted) and may(user, Permission.OUTCOME_TELL)


def latest_proposal(referral: Referral) -> Closing | None:
    """Still waiting, or sent back: a manager's words stand until the next one."""
    return Closing.objects.filter(referral=referral).select_related("decided_by").order_by("-id").first()
