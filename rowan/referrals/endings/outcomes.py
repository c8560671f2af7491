"""What each outcome of a referral asks for, and the one sentence of it that whoever referred is told (CM-16)."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rowan.cases.models import State
from rowan.referrals.models import Outcome, Referral, Referrer


@dataclass(frozen=True)
class End:
    """How a referral may end: the state it leads to, and what has to be put down.

    `reached` says that somebody must have reached the person, `sends_on` that they are sent on or a reason
    stands why nowhere fits (CM-17). `told` is what the referrer is told: fixed words, so that nothing that
    somebody said can get into them. Empty means that nothing is told.
    """

    state: State
    told: str | Promise
    reached: bool = False
    sends_on: bool = False


ENDS: dict[str, End] = {
    Outcome.DECLINED: End(
        State.CLOSED_DECLINED,
        _("We were in touch. Our service is not wanted at present, and we have closed the referral."),
        reached=True,
    ),
    Outcome.ADVICE: End(
        State.CLOSED_ADVICE,
        _("We were in touch and gave advice. No more is wanted of us, and we have closed the referral."),
        reached=True,
    ),
    Outcome.NO_CONTACT: End(
        State.CLOSED_NO_CONTACT,
        _("We could not make contact, and we have closed the referral."),
    ),
    Outcome.NO_ABUSE: End(
        State.CLOSED_REFERRED_ON,
        _("Our service does not fit what is needed at present, and we have closed the referral."),
        sends_on=True,
    ),
    Outcome.WRONG: End(
        State.CLOSED_REFERRED_ON,
        _("This was not a referral for our service, and we have closed it."),
        sends_on=True,
    ),
    Outcome.NO_CAPACITY: End(
        State.CLOSED_REFERRED_ON,
        _("We have no room to take this referral, and we have closed it."),
        sends_on=True,
    ),
    Outcome.MISTAKE: End(State.CLOSED_MISTAKE, ""),
}
WORKS_WITH_US = _("We are in touch and working together.")

# Offices that refer as part of their work. Anybody else learns nothing without the person's own word.
OFFICES = (Referrer.POLICE, Referrer.HEALTH, Referrer.AGENCY)


def from_an_office(referral: Referral) -> bool:
    return referral.referrer in OFFICES or (
        referral.referrer == Referrer.OTHER and bool(referral.agency_name.strip())
    )


def from_themselves(referral: Referral) -> bool:
    return referral.referrer == Referrer.SELF


def sentence_of(referral: Referral) -> str:
    """What the referrer is told, or nothing."""
    if referral.outcome == Outcome.ENGAGED:
        return str(WORKS_WITH_US)
    end = ENDS.get(referral.outcome)
    return str(end.told) if end else ""


def is_settled(referral: Referral) -> bool:
    """It has ended, and its referrer was told or is told nothing for a reason that stands there."""
    return referral.outcome in ENDS and bool(referral.informed_at or referral.untold_because)
