"""What the page of a referral says of hours and room: clock hours beside opening hours, and who waits (CM-8)."""

from datetime import datetime

from rowan.clocks.models import Clock
from rowan.referrals import rules
from rowan.referrals.models import Referral, WaitingPlace
from rowan.rota.opening import Hours, left_words, open_words


def beside(referral: Referral, clock: Clock | None, user, now: datetime) -> dict:
    """One statement, and only for somebody who was given to nobody yet."""
    service = user.acting_service
    hours = Hours.of(service.opening)
    running = clock is not None and clock.is_running and clock.due_at is not None
    place = None
    if referral.case.lead_id is None:
        place = WaitingPlace.objects.filter(referral=referral, left_at=None).first()
    return {
        "open_words": open_words(now, hours, service.kept_nation),
        "left_words": left_words(clock.due_at, now, hours, service.kept_nation) if running else "",
        "place": place,
        "can_wait": place is None and rules.can_allocate(user, referral),
    }
