"""What stands on somebody's day besides calls: what is due, what an ending waits for, what is new (ux P4)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import IntegerField, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rowan.access.permissions import Permission, may
from rowan.accounts.models import User
from rowan.assessments.day import safeguarding_of
from rowan.assessments.intake.many import lacking_in
from rowan.cases.models import CaseWorker
from rowan.clocks.models import Clock
from rowan.clocks.standards import (
    AGREEMENT_AGAIN,
    DASH_AGAIN,
    FACE_TO_FACE,
    INTAKE,
    KEEP_IN_TOUCH,
    MARAC_REFERRAL,
    NEW_INCIDENT,
    PERMISSION_AGAIN,
    PLAN_AGAIN,
    SAFEGUARDING,
    STANDARDS,
)
from rowan.clocks.words import due_of
from rowan.common.components import Due
from rowan.common.dates import local_day, short_moment
from rowan.files.models import File
from rowan.people.models import Approach, Person
from rowan.referrals import queue
from rowan.referrals.conflicts.limits import to_decide
from rowan.referrals.conflicts.waiting import held_for
from rowan.referrals.day import messages_not_safe, whose_words
from rowan.referrals.endings.day import closings_to_confirm, referrers_to_tell, tries_reached
from rowan.referrals.models import WaitingPlace
from rowan.referrals.waiting import for_me
from rowan.rota.models import Absence

AHEAD = timedelta(days=7)
WELL_AHEAD = timedelta(days=14)  # a Dash is asked again from six weeks on, and is late after eight
LIMITS = tuple(
    standard.slug
    for standard in (
        SAFEGUARDING,
        MARAC_REFERRAL,
        NEW_INCIDENT,
        PLAN_AGAIN,
        INTAKE,
        FACE_TO_FACE,
        AGREEMENT_AGAIN,
        PERMISSION_AGAIN,
        KEEP_IN_TOUCH,
    )
)
NAMED = 3
NEW_FOR = timedelta(hours=24)
MOST = 50


@dataclass(frozen=True)
class Thing:
    """One thing to do or to know about somebody, and where. `due` stands beside it where a day is set."""

    file: File
    title: str
    url: str
    action: str = ""
    words: str = ""
    due: Due | None = None
    person: Person | None = None

    @property
    def told(self) -> str:
        """About whom, and what there is to say."""
        return ". ".join(filter(None, [str(self.person), self.words]))

    @property
    def is_late(self) -> bool:
        return self.due is not None and self.due.state == "late"


def about(things: Iterable[Thing], people: Mapping[UUID, Person]) -> list[Thing]:
    """The same, each with the person it is about, by file."""
    return [replace(thing, person=people.get(thing.file.pk)) for thing in things]


def to_do(user: User, now: datetime) -> list[Thing]:
    """What this person is to do besides first contacts, what is late first. Eight statements."""
    return [
        *limits(user, now),
        *safeguarding(user, now),
        *calls_left_open(user),
        *messages(user),
        *not_asked(user, now),
        *conflicts(user, now),
        *ends_to_decide(user),
        *referrers(user),
    ]


def limits(user: User, now: datetime) -> list[Thing]:
    """Time limits of the next days, but for those that stand among the people to reach.

    An intake that is not whole stands there every day, with what is missing (CM-22).
    """
    clocks = list(
        Clock.objects.on_the_day_of(user, now)
        .filter(
            Q(standard__in=LIMITS, due_at__lte=now + AHEAD)
            | Q(standard=DASH_AGAIN.slug, due_at__lte=now + WELL_AHEAD)
            | Q(standard=INTAKE.slug)
        )
        .select_related("file", "owner")
        .annotate(away_until=Absence.objects.until("owner", local_day(now)))[:MOST]
    )
    lacking = lacking_in(clock.about for clock in clocks if clock.standard == INTAKE.slug)
    return [
        Thing(
            clock.file,
            str(STANDARDS[clock.standard].words),
            reverse(STANDARDS[clock.standard].url_name, args=[clock.file.reference]),
            _("Open"),
            ". ".join(
                filter(None, [covered_words(clock, user), missing_words(lacking.get(clock.about, []))])
            ),
            due=due_of(clock, now),
        )
        for clock in clocks
    ]


def covered_words(clock: Clock, user: User) -> str:
    """Whose it is, where that is somebody who is away."""
    others = clock.owner is not None and clock.owner != user and clock.away_until
    return whose_words(clock.owner.name, clock.away_until) if others else ""


def missing_words(lacking: list[str]) -> str:
    """The first few things that an intake lacks, and how many more there are."""
    if not lacking:
        return ""
    words = _("Missing: %(what)s") % {"what": "; ".join(lacking[:NAMED])}
    more = len(lacking) - NAMED
    return (
        words
        if more <= 0
        else ngettext("%(words)s; %(n)s more", "%(words)s; %(n)s more", more)
        % {
            "words": words,
            "n": more,
        }
    )


def safeguarding(user: User, now: datetime) -> list[Thing]:
    """Safeguarding referrals that were told: for a manager to look at, and without an answer (CM-55)."""
    if not may(user, Permission.CASE_WORK):
        return []
    return [
        Thing(
            one.file,
            _("Safeguarding referral: no answer yet")
            if one.looked_at or not may(user, Permission.SAFEGUARDING_DECIDE)
            else _("Safeguarding referral: look at it"),
            reverse("safeguarding-referral", args=[one.file.reference, one.pk]),
            _("Open"),
            _("%(whom)s was told %(when)s") % {"whom": one.whom, "when": short_moment(one.told_at)},
        )
        for one in safeguarding_of(user, now)[:MOST]
    ]


def calls_left_open(user: User) -> list[Thing]:
    """A number was opened, and nobody has said what came of it (PL-85)."""
    left = Approach.objects.visible_to(user).open().filter(started_by=user).select_related("file")
    return [
        Thing(
            one.file,
            _("Say what came of it"),
            reverse("contact-approach", args=[one.file.reference, one.pk]),
            _("Write it down"),
            _("%(channel)s, begun %(when)s")
            % {"channel": one.get_channel_display(), "when": short_moment(one.started_at)},
        )
        for one in left.order_by("started_at", "id")[:MOST]
    ]


def messages(user: User) -> list[Thing]:
    """Messages left where none was answered to be safe: a manager looks at each (CM-11)."""
    if not may(user, Permission.CONFLICT_DECIDE):
        return []
    return [
        Thing(
            one.file,
            _("A message was left where none was safe"),
            reverse("referral", args=[one.file.reference]),
            _("Look"),
            short_moment(one.at),
        )
        for one in messages_not_safe(user).select_related("file")[:MOST]
    ]


def not_asked(user: User, now: datetime) -> list[Thing]:
    """At high risk on the waiting list, and nobody has asked today whether they are safe: a manager is told."""
    if not may(user, Permission.CONFLICT_DECIDE):
        return []
    service = user.acting_service
    return [
        Thing(
            one.file,
            _("Waits at high risk: nobody has asked whether they are safe"),
            reverse("waiting"),
            _("Open"),
            due=queue.check_in_of(one, service, now),
        )
        for one in queue.not_asked(user, service, now)[:MOST]
    ]


def conflicts(user: User, now: datetime) -> list[Thing]:
    """Referrals held for this manager, by when she decides about each (PL-C19)."""
    if not may(user, Permission.CONFLICT_DECIDE):
        return []
    return [
        Thing(
            one.check.file,
            _("Check this referral"),
            reverse("referral-conflict", args=[one.check.file.reference]),
            _("Decide"),
            due=one.due,
        )
        for one in to_decide(user, now)
    ]


def ends_to_decide(user: User) -> list[Thing]:
    """So many tries in vain that the service's own number is reached (K-2)."""
    return [
        Thing(
            one.file,
            _("Not reached: what follows?"),
            reverse("referral", args=[one.file.reference]),
            _("Decide"),
            ngettext("%(n)s try, nobody reached", "%(n)s tries, nobody reached", one.vain) % {"n": one.vain},
        )
        for one in tries_reached(user)[:MOST]
    ]


def referrers(user: User) -> list[Thing]:
    """Whose referrer is still to hear how it ended."""
    if not may(user, Permission.OUTCOME_TELL):
        return []
    return [
        Thing(
            one.file,
            _("Tell the referrer how it ended"),
            reverse("referral-tell", args=[one.file.reference]),
            _("Tell them"),
            str(one.get_outcome_display()),
        )
        for one in referrers_to_tell(user)[:MOST]
    ]


def news(user: User, now: datetime) -> list[Thing]:
    """Whom somebody else gave to this person since this time yesterday."""
    return [
        Thing(
            given.case.file,
            _("Given to you by %(name)s, %(when)s")
            % {"name": given.given_by.name, "when": short_moment(given.since)},
            reverse("case", args=[given.case.file.reference]),
        )
        for given in CaseWorker.objects.given_to(user, now - NEW_FOR)[:MOST]
    ]


class Counted(Subquery):
    """How many rows a query finds, as one value of another."""

    template = "(SELECT count(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


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
    counts = [Counted(rows(user).order_by().values("pk")) for rows, _words in mine.values()]
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
