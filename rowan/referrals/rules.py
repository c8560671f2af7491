"""Who may do what with a referral, when, and why not."""

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rowan.access.permissions import Denied, NotNow, Permission, permitted, require
from rowan.cases.models import NOT_YET_ALLOCATED, State
from rowan.files.models import File
from rowan.people.reaching import Ring
from rowan.referrals.facts import ended
from rowan.referrals.models import Attempt, EarlierFile, Match, Referral, Referrer, RowState, WaitingPlace

NOT_SEARCHED = gettext_lazy(
    "Nobody has said yet whether we know this person. Answer “Do we already know them?” first."
)
NOT_CLEARED = gettext_lazy("A manager is checking this referral. It can be given to a worker after that.")


WORKING = (State.ENGAGED, State.ACTIVE, State.REDUCED, State.INTENSE, State.SILENT)


def check_receive(user, *, received_at: datetime, referrer: str, contact_name: str) -> None:
    """Every referral says who sent it and when it arrived (CM-1)."""
    require(user, Permission.REFERRAL_RECORD)
    if received_at > timezone.now():
        raise NotNow(_("Enter when the referral arrived: that time has not come yet."))
    check_sender(referrer, contact_name)


def check_correct_arrival(user, referral: Referral, received_at: datetime, because: str) -> None:
    """A slip is put right with a reason, because the time allowed for first contact moves with it (CM-8)."""
    require(user, Permission.REFERRAL_RECORD)
    if not because:
        raise NotNow(_("Say why another time is right."))
    if received_at > timezone.now():
        raise NotNow(_("Enter when the referral arrived: that time has not come yet."))
    if abs(received_at - referral.received_at) < timedelta(minutes=1):
        raise NotNow(_("This is when it arrived already. Nothing was changed."))


def check_sender(referrer: str, contact_name: str) -> None:
    if referrer not in Referrer.values:
        raise NotNow(_("Select who sent the referral."))
    if referrer != Referrer.SELF and not contact_name:
        raise NotNow(_("Enter the name of the person who sent the referral."))


def check_match(user, referral: Referral) -> None:
    """The answer may be changed until the referral is given to somebody; "cannot tell" may be until intake."""
    require(user, Permission.REFERRAL_RECORD)
    if referral.case.state not in NOT_YET_ALLOCATED and referral.match_result != Match.CANNOT_TELL:
        raise NotNow(_("This referral has been given to a worker, so the answer stands."))
    if referral.match_result in (Match.CLOSED, Match.OPEN):
        raise NotNow(_("This referral is filed with the file we had, so the answer stands."))
    if ended(referral):
        raise NotNow(_("How this referral ended is already recorded."))


def check_allocate(user, referral: Referral, together: list[Referral] | None = None) -> None:
    """A senior or a manager gives it to a worker, after both questions have an answer (CM-2, CM-3, CM-7).

    Asked of every referral of the case, which are looked up where they are not given.
    """
    require(user, Permission.REFERRAL_ALLOCATE)
    if referral.case.lead_id is not None:
        raise NotNow(_("This has already been given to %(name)s.") % {"name": referral.case.lead.name})
    if referral.case.state not in NOT_YET_ALLOCATED:
        raise NotNow(_("This case is closed, so nobody is given it."))
    if together is None:
        together = list(Referral.objects.filter(case=referral.case))
    if all(ended(one) for one in together):
        raise NotNow(_("How this referral ended is already recorded."))
    if not all(one.is_searched for one in together):
        raise NotNow(NOT_SEARCHED)
    if not all(one.is_cleared for one in together):
        raise NotNow(NOT_CLEARED)
    check_linked(together)


def check_linked(together: list[Referral]) -> None:
    """For somebody who returns, the earlier files are found and linked first (CM-4)."""
    back = {one.pk for one in together if one.match_result == Match.CLOSED}
    if back and back - set(EarlierFile.objects.filter(referral__in=back).values_list("referral", flat=True)):
        raise NotNow(_("Link the earlier file of this person first: look again whether we know them."))


def check_wait(user, referral: Referral) -> None:
    """Somebody waits for room only after both questions have an answer, like somebody who is given a worker."""
    check_allocate(user, referral)
    if WaitingPlace.objects.filter(referral=referral, left_at=None).exists():
        raise NotNow(_("This referral is on the waiting list already."))


def check_give_places(user) -> None:
    require(user, Permission.REFERRAL_ALLOCATE)


def check_move_place(user, place: WaitingPlace) -> None:
    """The order is changed by those who give cases, while somebody waits."""
    require(user, Permission.REFERRAL_ALLOCATE)
    if place.left_at is not None or place.referral.case.state not in NOT_YET_ALLOCATED:
        raise NotNow(_("This referral does not wait any more."))


def check_log_attempt(user, referral: Referral, at: datetime) -> None:
    """What happened is always kept, whoever did it and however: only a time to come is refused."""
    require(user, Permission.REFERRAL_RECORD)
    if at > timezone.now():
        raise NotNow(_("Enter when you tried: that time has not come yet."))


def check_explain(user, attempt: Attempt) -> None:
    """The reason is asked once, and asked of somebody who works with referrals."""
    require(user, Permission.REFERRAL_RECORD)
    if not attempt.broke_rule:
        raise NotNow(_("Nothing has to be explained here."))


def check_safe_number(user, ring: Ring) -> None:
    """One press writes down a call to the safe number: without one, the try is written down at length."""
    require(user, Permission.REFERRAL_RECORD)
    if ring.reach is None:
        raise NotNow(_("No number is answered safe. Write down which one you rang."))


def check_look_at_message(user, attempt: Attempt) -> None:
    """A message left where none was safe is for a manager, and looked at once (CM-11)."""
    require(user, Permission.CONTACT_FORBID)
    if not attempt.message_not_safe:
        raise NotNow(_("No message was left here that was not safe."))
    if attempt.message_looked_at is not None:
        raise NotNow(_("%(name)s has looked at this already.") % {"name": attempt.message_looked_by.name})


def check_engage(user, referral: Referral) -> None:
    """Reached, and wants support: only then does the work begin (T-5)."""
    require(user, Permission.CASE_WORK)
    if referral.outcome:
        raise NotNow(_("How this referral ended is already recorded."))
    if referral.case.state in WORKING:
        return
    if referral.case.state != State.CONTACTING:
        raise NotNow(_("Record the try that reached the person first."))
    if not referral.attempts.filter(reached="yes").exists():
        raise NotNow(_("No try has reached the person yet. Record the one that did first."))


def check_open_list(user, received_at: datetime) -> None:
    require(user, Permission.REFERRAL_RECORD)
    if received_at > timezone.now():
        raise NotNow(_("Enter when the list arrived: that time has not come yet."))


def check_row(user, row) -> None:
    """A line is kept once; until then it may be dismissed and taken back."""
    require(user, Permission.REFERRAL_RECORD)
    if row.state == RowState.KEPT:
        raise NotNow(
            _("This line was already kept by %(name)s. It is among the referrals.")
            % {"name": row.decided_name}
        )


def check_known(user, referral: Referral, known: File) -> None:
    """The file we have is another one, of the same side, that this person may open; nobody works here yet."""
    if referral.case.state not in NOT_YET_ALLOCATED:
        raise NotNow(_("This case is worked on already, so its file stays. Tell a manager which file it is."))
    if known == referral.file or known.side != referral.file.side:
        raise Denied(_("Choose one of the files shown."))
    if not File.objects.visible_to(user).filter(pk=known.pk).exists():
        raise Denied(_("Choose one of the files shown."))


def check_record(user) -> None:
    require(user, Permission.REFERRAL_RECORD)


can_record = permitted(check_record)
can_match = permitted(check_match)
can_allocate = permitted(check_allocate)
can_engage = permitted(check_engage)
can_wait = permitted(check_wait)
can_give_places = permitted(check_give_places)
