"""Who works with the person."""

from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from rowan import audit
from rowan.cases import services as cases
from rowan.cases.models import State
from rowan.files import timeline
from rowan.files.context import service
from rowan.referrals import rules
from rowan.referrals.conflicts.asking import ask
from rowan.referrals.facts import histories
from rowan.referrals.models import Referral, WaitingPlace
from rowan.referrals.services.holding import locked
from rowan.referrals.timing import keep_time


@service
def allocate(*, referral: Referral, worker, by, because: str = "") -> Referral:
    """Give the case to a worker who could open its file; the first-contact clock goes with it.

    A reason is asked where guidance speaks against the choice. Somebody who waited for room waits no more.
    """
    referral = locked(referral)
    [history] = histories(referral.case)
    rules.check_allocate(by, referral, history.referrals)
    referral.case = history.case = cases.give_to(
        case=referral.case, worker=worker, because=because, to=State.ALLOCATED, by=by
    )
    keep_time(referral.case, by, history)
    WaitingPlace.objects.filter(referral__in=history.referrals, left_at=None).update(
        left_at=timezone.now(), version=F("version") + 1, changed_at=timezone.now(), changed_name=by.name
    )
    audit.record("referral.allocated", on=referral, to=worker.pk)
    timeline.add(
        referral.file, "referral.allocated", _("Given to %(name)s") % {"name": worker.name}, about=referral
    )
    ask(referral.file)
    return referral


@service
def put_on_list(*, referral: Referral, reason: str, by) -> WaitingPlace:
    """Nobody has room: the person waits for a worker. Checked stays checked, and the 48 hours go on."""
    referral = locked(referral)
    rules.check_wait(by, referral)
    place = WaitingPlace.objects.create(
        file=referral.file, referral=referral, since=timezone.now(), reason=reason
    )
    audit.record("referral.waits", on=referral)
    words = _("Waits for a worker: %(reason)s") % {"reason": reason}
    timeline.add(referral.file, "referral.waits", words, about=referral)
    return place


@service
def move_place(*, place: WaitingPlace, to: int, because: str, by) -> WaitingPlace:
    """Give somebody who waits another place by hand, with the reason."""
    place = held(place)
    rules.check_move_place(by, place)
    place.change(
        by=by, at=timezone.now(), moved_to=to, moved_at=timezone.now(), moved_by=by, moved_because=because
    )
    audit.record("referral.place_moved", on=place, to=to)
    words = _("Moved to place %(n)s of the waiting list: %(why)s") % {"n": to, "why": because}
    timeline.add(place.file, "referral.place_moved", words, about=place.referral)
    return place


@service
def leave_list(*, place: WaitingPlace, by) -> WaitingPlace:
    """Off the list again, as if nobody had put it there; it stands among those that nobody was given."""
    place = held(place)
    rules.check_move_place(by, place)
    place.change(by=by, at=timezone.now(), left_at=timezone.now())
    audit.record("referral.waits_no_more", on=place)
    timeline.add(place.file, "referral.waits_no_more", _("Taken off the waiting list"), about=place.referral)
    return place


def held(place: WaitingPlace) -> WaitingPlace:
    return (
        WaitingPlace.objects.select_for_update(of=("self",))
        .select_related("file", "referral__case")
        .get(pk=place.pk)
    )
