"""How a referral ends: what is put down, who agrees, who is told; only then is the case closed."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rowan import audit
from rowan.access.permissions import NotNow
from rowan.cases import services as cases
from rowan.cases.models import Case, State
from rowan.files import timeline
from rowan.files.context import service
from rowan.people.models import YesNo
from rowan.referrals import rules
from rowan.referrals.endings import rules as ending_rules
from rowan.referrals.endings.outcomes import ENDS, from_an_office, from_themselves, is_settled
from rowan.referrals.endings.tally import round_is_over
from rowan.referrals.facts import History, ended
from rowan.referrals.models import Attempt, Closing, Outcome, ReferOn, Referral
from rowan.referrals.timing import keep_time

THEMSELVES = gettext_lazy("The person came to us themselves.")
A_MISTAKE = gettext_lazy("Entered by mistake: nobody is told anything.")
NEVER_ASKED = gettext_lazy("The person was not reached, so nobody could ask whether they may be told.")
REACHED_SINCE = gettext_lazy("The person was reached since.")
ANOTHER_CAME = gettext_lazy("Another referral of this person has come since.")
ENDED_OTHERWISE = gettext_lazy("It ended in another way.")


@dataclass(frozen=True)
class Onward:
    """A service to which the person is sent on."""

    name: str
    on: date
    contact: str = ""
    agreed: str = ""


@service
def engage(*, referral: Referral, by, separated: str = "") -> Referral:
    """The person was reached and works with us: the outcome is logged and the work begins (T-5).

    A further referral of somebody we work with already is answered in the same way and begins nothing.
    """
    referral, every = hold_all(referral)
    rules.check_engage(by, referral)
    now = timezone.now()
    for one in answering(every):
        one.change(
            by=by, at=now, outcome=Outcome.ENGAGED, outcome_logged_at=now, engaged_at=now, separated=separated
        )
    if referral.case.state not in rules.WORKING:
        referral.case = cases.move(case=referral.case, to=State.ENGAGED, by=by)
    drop_proposals(referral.case, ENDED_OTHERWISE, by)
    keep_time(referral.case, by)
    audit.record("referral.engaged", on=referral)
    timeline.add(referral.file, "referral.engaged", _("Works with us. Intake is open"), about=referral)
    return referral


@service
def end(
    *,
    referral: Referral,
    outcome: str,
    note: str,
    by,
    sent_on: Sequence[Onward] = (),
    nowhere_because: str = "",
    seen: Collection[str] | None = None,
) -> Referral:
    """Put down how it ended and why, for every referral of the case (T-6, T-11).

    The first-contact clocks stop. The case is closed with this only where nobody is to be told. `seen` are the
    referrals that stood on the page: one that came since is not ended unlooked at.
    """
    referral, every = put_down(referral, outcome, note, by, sent_on, nowhere_because, seen)
    close_when_whole(every, by)
    return referral


def put_down(
    referral: Referral,
    outcome: str,
    note: str,
    by,
    sent_on: Sequence[Onward] = (),
    nowhere_because: str = "",
    seen: Collection[str] | None = None,
) -> tuple[Referral, list[Referral]]:
    """How it ended, where to and why; the referrals and their case stay held."""
    referral, every = hold_all(referral)
    ending_rules.check_seen(answering(every), seen)
    tries = tries_of(referral.case)
    ending_rules.check_end(
        by,
        referral,
        outcome=outcome,
        note=note,
        sent_on=sent_on,
        nowhere_because=nowhere_because,
        attempts=tries,
    )
    for place in sent_on:
        ReferOn.objects.create(
            file=referral.file,
            referral=referral,
            name=place.name,
            contact=place.contact,
            on=place.on,
            agreed=place.agreed,
        )
    log_outcome(every, outcome, note, tries, by, nowhere_because=nowhere_because)
    return referral, every


@service
def take_back_ending(*, referral: Referral, by) -> Referral:
    """It did not end like this after all: the work goes on, and the clocks as if they had never stood still."""
    referral, every = hold_all(referral)
    ending_rules.check_take_back(by, referral, every)
    now = timezone.now()
    for one in every:
        one.change(
            by=by,
            at=now,
            outcome=Outcome.ENGAGED if one.engaged_at else "",
            outcome_note="",
            outcome_logged_at=one.engaged_at,
            nowhere_because="",
            fewer_tries_because="",
            untold_because="",
        )
    for attempt in Attempt.objects.select_for_update(of=("self",)).filter(
        referral__case=referral.case, after_end=True
    ):
        attempt.change(by=by, at=now, after_end=False)
    keep_time(referral.case, by)
    audit.record("referral.ending_taken_back", on=referral)
    timeline.add(referral.file, "referral.ending_taken_back", _("Not ended after all"), about=referral)
    return referral


def log_outcome(
    every: list[Referral], outcome: str, note: str, tries: Iterable[Attempt], by, **values
) -> None:
    """The details, the outcome and why; the first-contact clocks stop and the others follow."""
    now = timezone.now()
    answered = answering(every)
    for one in answered:
        untold = untold_of(one, outcome)
        one.change(
            by=by,
            at=now,
            outcome=outcome,
            outcome_note=note,
            outcome_logged_at=now,
            untold_because=untold,
            **values,
        )
        audit.record("referral.ended", on=one, outcome=outcome)
    latest = answered[-1]
    drop_proposals(latest.case, ENDED_OTHERWISE, by)
    keep_time(latest.case, by, History(latest.case, every, [one for one in tries if not one.after_end]))
    timeline.add(
        latest.file,
        "referral.ended",
        _("Ended: %(outcome)s") % {"outcome": latest.get_outcome_display()},
        about=latest,
    )


def untold_of(referral: Referral, outcome: str) -> str:
    """Why nobody is told, where that needs no question."""
    if outcome == Outcome.MISTAKE:
        return str(A_MISTAKE)
    if from_themselves(referral):
        return str(THEMSELVES)
    if outcome == Outcome.NO_CONTACT and not from_an_office(referral):
        return str(NEVER_ASKED)
    return ""


def answering(every: Iterable[Referral]) -> list[Referral]:
    """The referrals that this answers: those that have not ended."""
    return [one for one in every if not ended(one)]


def hold_all(referral: Referral) -> tuple[Referral, list[Referral]]:
    """The referral among all of its case, and the case: held in one order, so that nobody waits in a circle."""
    every = list(
        Referral.objects.select_for_update(of=("self",))
        .filter(case__in=Referral.objects.filter(pk=referral.pk).values("case"))
        .select_related("file", "service")
        .order_by("id")
    )
    one = next((other for other in every if other.pk == referral.pk), None)
    if one is None:
        raise NotNow(_("This referral was just filed with an earlier file. Open it there."))
    case = Case.objects.select_for_update(of=("self",)).select_related("lead").get(pk=one.case_id)
    for other in every:
        other.case, case.file = case, one.file
    return one, sorted(every, key=lambda other: (other.received_at, other.pk))


def close_when_whole(every: list[Referral], by) -> bool:
    """Details logged, ending noted, referrer told: with all three for every referral the case is closed.

    The referrals and their case are held.
    """
    case = every[0].case
    if not case.is_open or not all(is_settled(one) for one in every):
        return False
    state = ENDS[every[-1].outcome].state
    if state == State.CLOSED_NO_CONTACT and case.state == State.CONTACTING:
        case = cases.move(case=case, to=State.UNABLE, by=by)
    cases.move(case=case, to=state, by=by)
    return True


def drop_proposals(case: Case, because, by) -> None:
    """Nobody has to decide any more: it turned out otherwise."""
    now = timezone.now()
    for closing in Closing.objects.select_for_update(of=("self",)).filter(
        referral__case=case, decided_at=None
    ):
        closing.change(by=by, at=now, decided_at=now, agreed=YesNo.NO, because=str(because))


def tries_of(case: Case) -> list[Attempt]:
    return list(Attempt.objects.filter(referral__case=case).order_by("at", "id"))


# What a try means for all this.


def over(referral: Referral) -> bool:
    """A try written down now comes after the end. It is kept all the same."""
    return ended(referral) or not referral.case.is_open


def after_try(referral: Referral, attempt: Attempt, by) -> None:
    """Reached: nobody need agree to a closing. In vain for the local number of times: unable to reach (T-7)."""
    if attempt.after_end:
        return
    case = cases.locked(referral.case)
    if attempt.reached == YesNo.YES:
        drop_proposals(case, REACHED_SINCE, by)
        if case.state == State.UNABLE:
            cases.move(case=case, to=State.CONTACTING, by=by)
    elif case.state == State.CONTACTING and round_is_over(tries_of(case), by.acting_service):
        cases.move(case=case, to=State.UNABLE, by=by)
    keep_time(case, by)
