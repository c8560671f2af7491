"""The waiting list: who waits for a worker, in which order, how long, and when somebody asks again.

Judged need comes first (a risk the referrer calls high, or danger said to be to life), then the first contact
that is due first. Somebody may be moved by hand, with a reason; they keep that place while others come and go.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _

from rowan.cases.listing import subjects_of
from rowan.clocks.models import Clock
from rowan.clocks.standards import FIRST_CONTACT
from rowan.clocks.words import due_of
from rowan.common.components import Due
from rowan.common.dates import days_later, due_words, local_day
from rowan.people.models import Person, YesNo
from rowan.referrals.models import Referral, StatedRisk, WaitingPlace

DAILY = 1


@dataclass(frozen=True)
class InLine:
    """One who waits: their place, since how many days, and by when somebody is to ask whether they are safe."""

    place: WaitingPlace
    number: int
    person: Person | None
    days: int
    due: Due | None
    check_in: Due
    first: bool
    last: bool

    @property
    def referral(self) -> Referral:
        return self.place.referral

    @property
    def high(self) -> bool:
        return is_high(self.referral)


def is_high(referral: Referral) -> bool:
    return referral.stated_risk == StatedRisk.HIGH or referral.life_in_danger == YesNo.YES


def worked_out(places: Iterable[WaitingPlace]) -> list[WaitingPlace]:
    """Judged need first, then the first contact that is due first."""
    return sorted(places, key=lambda one: (not is_high(one.referral), one.referral.contact_due, one.pk))


def in_order(places: Iterable[WaitingPlace]) -> list[WaitingPlace]:
    """As worked out, but for those given a place by hand; who was moved last stands where they were put."""
    line = worked_out(places)
    for one in sorted((p for p in line if p.moved_to), key=lambda p: (p.moved_at, p.pk)):
        line.remove(one)
        line.insert(one.moved_to - 1, one)
    return line


def waiting(user) -> list[WaitingPlace]:
    """Everybody who waits and whom this person may see, in order. One statement."""
    places = WaitingPlace.objects.visible_to(user).waiting()
    return in_order(
        places.select_related("referral__case", "file", "moved_by").annotate(
            asked=Max("referral__attempts__at")
        )
    )


def waiting_count(user) -> int:
    return WaitingPlace.objects.visible_to(user).waiting().count()


def rows_of(line: list[WaitingPlace], shown: Iterable[WaitingPlace], service, now: datetime) -> list[InLine]:
    """What the page prints of those shown; two statements for any number."""
    shown = list(shown)
    numbers = {one.pk: number for number, one in enumerate(line, start=1)}
    people = subjects_of(one.file_id for one in shown)
    clocks: dict[UUID, Clock] = {
        clock.about: clock
        for clock in Clock.objects.filter(
            standard=FIRST_CONTACT.slug, about__in=[one.referral_id for one in shown]
        )
    }
    return [
        InLine(
            place=one,
            number=numbers[one.pk],
            person=people.get(one.file_id),
            days=(local_day(now) - local_day(one.since)).days,
            due=due_of(clocks[one.referral_id], now) if one.referral_id in clocks else None,
            check_in=check_in_of(one, service, now),
            first=numbers[one.pk] == 1,
            last=numbers[one.pk] == len(line),
        )
        for one in shown
    ]


def not_asked(user, service, now: datetime) -> list[WaitingPlace]:
    """At high risk, waiting, and nobody has asked in time whether they are safe: for a manager. One statement."""
    return [
        one
        for one in waiting(user)
        if is_high(one.referral) and check_in_of(one, service, now).state == "late"
    ]


def check_in_of(place: WaitingPlace, service, now: datetime) -> Due:
    """When somebody is to ask again whether they are safe: so many days after the last try, or since they wait.

    Every day where the risk is high, and at once where nobody has asked since they wait.
    """
    asked = place.asked if place.asked and place.asked >= place.since else None
    high = is_high(place.referral)
    if high and asked is None:
        return Due("late" if local_day(place.since) < local_day(now) else "soon", _("At once"))
    due = days_later(asked or place.since, DAILY if high else service.waiting_check_days)
    words = due_words(local_day(due), now)
    if local_day(due) < local_day(now):
        return Due("late", words)
    return Due("soon" if due - now <= timedelta(days=1) else "later", words)
