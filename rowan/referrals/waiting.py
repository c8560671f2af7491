"""The list of referrals that nobody has been given yet: danger to life first, then the first to be due."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import BooleanField, Count, DurationField, ExpressionWrapper, F, Q
from django.utils.translation import gettext as _

from rowan.access.permissions import Permission, may
from rowan.cases.listing import subjects_of
from rowan.clocks.models import Clock
from rowan.clocks.standards import FIRST_CONTACT
from rowan.clocks.words import due_of
from rowan.common.components import Due
from rowan.people.models import Person, YesNo
from rowan.referrals.danger import words_of_danger
from rowan.referrals.models import ListFile, Referral, RowState

ALLOWED = ExpressionWrapper(F("contact_hours") * timedelta(hours=1), output_field=DurationField())


@dataclass(frozen=True)
class Waiting:
    referral: Referral
    person: Person | None
    due: Due | None
    danger: list[str]

    @property
    def in_danger(self) -> bool:
        """Somebody said so. Words found in the reason are shown beside it and say less."""
        return self.referral.life_in_danger == YesNo.YES

    @property
    def waits_for(self) -> str:
        return waits_for(self.referral)


def not_allocated(user):
    """Referrals that wait: a life in danger first, then by when first contact is due; then by id."""
    return (
        Referral.objects.visible_to(user)
        .not_allocated()
        .select_related("file", "case")
        .annotate(
            due=F("received_at") + ALLOWED,
            is_mine=ExpressionWrapper(mine(user), BooleanField()),
            dangerous=ExpressionWrapper(Q(life_in_danger=YesNo.YES), BooleanField()),
        )
        .order_by("-dangerous", "due", "id")
    )


def mine(user) -> Q:
    """Which of them wait for something that this person's role does."""
    waits = Q(pk=None)
    if may(user, Permission.REFERRAL_RECORD):
        waits |= Q(match_result="")
    if may(user, Permission.CONFLICT_DECIDE):
        waits |= Q(conflict_waits=True)
    if may(user, Permission.REFERRAL_ALLOCATE):
        waits |= ~Q(match_result="") & ~Q(conflict_found="") & Q(conflict_waits=False)
    return waits


def for_me(user):
    """Those that wait for this person's role: counted beside Referrals and on the day, marked on the list."""
    return Referral.objects.visible_to(user).not_allocated().filter(mine(user))


def waiting_for(user) -> int:
    """How many wait for something that this person's role does; one statement."""
    return for_me(user).count()


def waits_for(referral: Referral) -> str:
    """What a referral that nobody was given waits for."""
    if not referral.is_searched:
        return _("Do we know them?")
    return _("A worker") if referral.is_cleared else _("A manager’s check")


def rows_of(referrals: Iterable[Referral], now: datetime) -> list[Waiting]:
    """What a row prints, in two more statements for any number."""
    referrals = list(referrals)
    people = subjects_of(referral.file_id for referral in referrals)
    clocks = {
        clock.about: clock
        for clock in Clock.objects.filter(
            standard=FIRST_CONTACT.slug, about__in=[referral.pk for referral in referrals]
        )
    }
    return [
        Waiting(
            referral=one,
            person=people.get(one.file_id),
            due=due_of(clocks[one.pk], now) if one.pk in clocks else None,
            danger=words_of_danger(one.reason),
        )
        for one in referrals
    ]


def lists_with_lines_left():
    """Lists of which somebody has still to keep or dismiss a line, newest first."""
    return (
        ListFile.objects.annotate(left=Count("rows", filter=Q(rows__state=RowState.WAITING)))
        .filter(left__gt=0)
        .order_by("-received_at", "-id")
    )
