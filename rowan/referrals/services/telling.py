"""Asking whoever referred somebody, and telling them how it ended: the outcome and nothing else (CM-16)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from rowan import audit
from rowan.access.permissions import NotNow
from rowan.cases import services as cases
from rowan.cases.models import State
from rowan.files import timeline
from rowan.files.context import service
from rowan.referrals.endings import rules
from rowan.referrals.endings.outcomes import from_an_office
from rowan.referrals.endings.paper import OFFICE, paper_of
from rowan.referrals.models import Closing, Referral, Referrer
from rowan.referrals.services.ending import close_when_whole, hold_all, put_down
from rowan.referrals.services.holding import locked
from rowan.sharing.grounds import OUTCOME
from rowan.sharing.models import Disclosure, How
from rowan.sharing.services import release


@service
def ask_details(*, referral: Referral, whom: str, by) -> Referral:
    """The referrer was asked whether the details are right; no answer in three days counts as one (CM-12).

    Before anybody has tried, this changes nothing but that it stands there.
    """
    referral = locked(referral)
    rules.check_ask(by, referral)
    if not whom.strip():
        raise NotNow(_("Say whom you asked."))
    referral.change(by=by, at=timezone.now(), asked_at=timezone.now(), asked_whom=whom)
    if referral.case.state == State.CONTACTING:
        referral.case = cases.move(case=referral.case, to=State.UNABLE, by=by)
    audit.record("referral.details_asked", on=referral)
    timeline.add(
        referral.file,
        "referral.details_asked",
        _("Asked %(whom)s about the details") % {"whom": whom},
        about=referral,
    )
    return referral


@service
def record_details_checked(*, referral: Referral, at: datetime, whom: str, by, changes: str = "") -> Referral:
    """The details were checked with the referrer: when, with whom, what was different. The tries go on (T-8)."""
    referral = locked(referral)
    rules.check_verify(by, referral, at, whom)
    referral.change(
        by=by,
        at=timezone.now(),
        verified_at=at,
        verified_with=whom,
        verified_changes=changes,
        asked_at=None,
        asked_whom="",
    )
    if referral.case.state == State.UNABLE:
        referral.case = cases.move(case=referral.case, to=State.CONTACTING, by=by)
    audit.record("referral.details_checked", on=referral, changed=bool(changes))
    timeline.add(
        referral.file,
        "referral.details_checked",
        _("Checked the details with %(whom)s") % {"whom": whom},
        happened_at=at,
        about=referral,
    )
    return referral


@service
def tell_referrer(
    *, referral: Referral, how: str, whom: str, by, with_their_word: bool = False
) -> Disclosure:
    """Tell whoever referred the person how it ended, once, and close the case if that was the last thing.

    `how` is "phone", "secure" or "letter" (`sharing.models.How`). A call was made already and is kept with the
    words that were said; of the others the paper is made. It leaves through `release()` like everything.
    """
    referral, every = hold_all(referral)
    return tell(referral, every, how=how, whom=whom, by=by, with_their_word=with_their_word)


@service
def end_and_tell(*, referral: Referral, how: str, whom: str, by, **ended: Any) -> Disclosure:
    """How it ended, and in the same step what the referrer is told of it. `ended` is what `end` takes."""
    referral, every = put_down(referral, by=by, **ended)
    return tell(referral, every, how=how, whom=whom, by=by)


def tell(
    referral: Referral, every: list[Referral], *, how: str, whom: str, by, with_their_word: bool = False
) -> Disclosure:
    rules.check_tell(by, referral, whom=whom, with_their_word=with_their_word)
    told = release(
        file=referral.file,
        paper=paper_of(referral, whom=whom, service=by.acting_service),
        how=How(how),
        by=by,
        basis=OUTCOME,
        purpose=purpose_of(referral),
        to_name=whom,
        named_for=OFFICE[Referrer(referral.referrer)],
    )
    referral.change(
        by=by,
        at=timezone.now(),
        informed_at=timezone.now(),
        informed_by=by,
        informed_how=str(How(how).label),
        informed_whom=whom,
        untold_because="",
    )
    audit.record("referral.referrer_told", on=referral, how=str(how))
    close_when_whole(every, by)
    return told


def purpose_of(referral: Referral) -> str:
    if from_an_office(referral):
        return _("So that the referrer knows how the referral ended")
    return _("So that the referrer knows how the referral ended, with the person’s own word")


def tell_many(*, referrals: Iterable[Referral], how: str, by, whom: str = "") -> dict[Referral, str]:
    """Tell the outcomes of many referrals that came from one office, each on a paper of its own.

    `whom` is one person there for all; else each one's own contact. Returns those that were not told, with the
    sentence that says why; the others are told and closed.
    """
    left = {}
    for referral in referrals:
        try:
            with transaction.atomic():
                tell_referrer(referral=referral, how=how, whom=whom or whom_of(referral), by=by)
        except NotNow as why:
            left[referral] = str(why)
    return left


def whom_of(referral: Referral) -> str:
    """Whom to tell: the person who sent it, of their organisation."""
    return ", ".join(filter(None, (referral.contact_name, referral.agency_name)))


@service
def leave_untold(*, referral: Referral, because: str, by) -> Referral:
    """Family and friends are told nothing, for a reason that stands in the file."""
    referral, every = hold_all(referral)
    rules.check_leave_untold(by, referral, because)
    referral.change(by=by, at=timezone.now(), untold_because=because)
    audit.record("referral.left_untold", on=referral)
    close_when_whole(every, by)
    return referral


def tell_as_planned(referral: Referral, closing: Closing, by) -> None:
    """Once a manager has agreed, a letter or message that the worker asked for is made. A call is left to them."""
    if closing.tell_how in (How.SECURE, How.LETTER) and from_an_office(referral):
        tell_referrer(referral=referral, how=closing.tell_how, whom=closing.tell_whom, by=by)
