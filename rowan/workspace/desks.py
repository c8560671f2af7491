"""Lists that wait for those of somebody's role: how many stand on each."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import ngettext

from rowan.access.permissions import Permission, may
from rowan.accounts.models import User
from rowan.common.database import Counted
from rowan.referrals.conflicts.waiting import held_for
from rowan.referrals.endings.day import closings_to_confirm
from rowan.referrals.models import WaitingPlace
from rowan.referrals.waiting import for_me


@dataclass(frozen=True)
class Desk:
    """A list that waits for those of this person's role: how many stand on it, in words, and where it is."""

    words: str
    url: str


def desks(user: User) -> list[Desk]:
    """Which lists hold something for this person, in one statement; none for those who have no such list."""
    mine = {page: (rows, words) for page, (needed, rows, words) in DESKS.items() if may(user, needed)}
    if not mine:
        return []
    counts = [Counted(rows(user)) for rows, _words in mine.values()]
    numbers = User.objects.filter(pk=user.pk).values_list(*counts).get()
    found = zip(mine.items(), numbers, strict=True)
    return [Desk(words(number), reverse(page)) for (page, (_rows, words)), number in found if number]


def in_line(user: User):
    return WaitingPlace.objects.visible_to(user).waiting()


def referral_words(n: int) -> str:
    return ngettext("%(n)s referral waits for you", "%(n)s referrals wait for you", n) % {"n": n}


def in_line_words(n: int) -> str:
    return ngettext("%(n)s person is on the waiting list", "%(n)s people are on the waiting list", n) % {
        "n": n
    }


def held_words(n: int) -> str:
    return ngettext("%(n)s referral is to be checked", "%(n)s referrals are to be checked", n) % {"n": n}


def closing_words(n: int) -> str:
    return ngettext("%(n)s closing is to be agreed to", "%(n)s closings are to be agreed to", n) % {"n": n}


DESKS = {
    "referrals": (Permission.REFERRAL_RECORD, for_me, referral_words),
    "waiting": (Permission.REFERRAL_ALLOCATE, in_line, in_line_words),
    "conflicts": (Permission.CONFLICT_DECIDE, held_for, held_words),
    "referral-closings": (Permission.ENDING_CONFIRM, closings_to_confirm, closing_words),
}
