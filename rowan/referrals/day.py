"""Whom somebody has to reach: for their day, in a fixed number of statements."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Exists, Max, OuterRef, Q, Value
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rowan.access.permissions import Permission, may
from rowan.cases.listing import subjects_of
from rowan.cases.models import Case, State
from rowan.clocks.models import Clock
from rowan.clocks.standards import FIRST_CONTACT
from rowan.clocks.words import SOON, due_of
from rowan.common.components import Due, Safe
from rowan.common.dates import local, local_day, short_day, short_moment, today
from rowan.people.models import Channel, Person, YesNo
from rowan.people.reaching import Ring, hers, reaches_of, ring
from rowan.people.times import hours_of, hours_words
from rowan.referrals.danger import words_of_danger
from rowan.referrals.models import Attempt, Closing, Referral, Referrer
from rowan.referrals.waiting import waits_for
from rowan.rota.models import Absence, Duty

ASKING = (State.CONTACTING, State.UNABLE)
TO_REACH = (State.ALLOCATED, State.CONTACTING, State.UNABLE)


@dataclass(frozen=True)
class ToReach:
    """One person to reach: how safe it is now, why, by when, and where to write it down.

    `call_url` begins a call to the number that is safe, `tap_url` takes "No answer" in one press. `windows` are
    the safe hours of today, `now` the hour it is, `hours` both in words. `asks_why` says that first contact
    came late and nobody has said why, `why_url` is where that is said while it is late and runs. `reached` says
    that it was made; `again` is when to try next, where that is still to come; `closing` says that a manager is
    asked to end it, and `ask_url` is where the referrer is asked. `danger` holds the words of the referrer that
    may mean danger to life.
    """

    case: Case
    person: Person | None
    ring: Ring
    reason: str
    words: str
    due: Due | None
    url: str
    asks_why: bool = False
    why_url: str = ""
    reached: bool = False
    away_until: date | None = None
    again: datetime | None = None
    closing: bool = False
    ask_url: str = ""
    in_danger: bool = False
    danger: tuple[str, ...] = ()

    @property
    def safe(self) -> Safe:
        return self.ring.mark

    @property
    def whose(self) -> str:
        """Whose work it is, and until when they are away."""
        if self.case.lead is None:
            return _("Nobody yet")
        return whose_words(self.case.lead.name, self.away_until)

    @property
    def comes_first(self) -> bool:
        """Late, or was late and nobody has said why."""
        return self.asks_why or (self.due is not None and self.due.state == "late")

    @property
    def to_ring_now(self) -> bool:
        """The number is safe at this hour, and nothing says to wait with it."""
        waits = self.again or self.closing or self.asks_why
        return bool(self.call_url) and self.safe.state == "now" and not waits

    @property
    def call_url(self) -> str:
        """Where a call begins; empty where no number is answered safe."""
        if self.ring.reach is None or self.reached:
            return ""
        point = self.ring.reach.point.pk
        return reverse("contact-use", args=[self.case.file.reference, point, Channel.CALL])

    @property
    def tap_url(self) -> str:
        """One press writes down that the safe number was rung and nobody answered."""
        return reverse("referral-no-answer", args=[self.case.file.reference]) if self.call_url else ""

    @property
    def windows(self) -> list[tuple[float, float]]:
        return hours_of(self.ring.reach.slots, self.ring.moment) if self.has_hours else []

    @property
    def hours(self) -> str:
        return hours_words(self.ring.reach.slots, self.ring.moment) if self.has_hours else ""

    @property
    def has_hours(self) -> bool:
        """Times that nobody was told are no hours at all: an empty bar would say at any time."""
        return bool(self.ring.reach and self.ring.reach.slots) and not self.ring.reach.only_in_words

    @property
    def now(self) -> float:
        there = local(self.ring.moment)
        return there.hour + there.minute / 60


def first_contacts(user) -> list[ToReach]:
    """Every first contact that stands on this person's day: danger to life first, then the first due (CM-8).

    Theirs to make and of whomever they cover; what others let run late; what nobody was given and is late,
    soon due or a danger to life, for those who keep the desk; and own ones that came late and ask why. Five
    statements for any number.
    """
    now = timezone.now()
    found = list(clocks_told(user, now))
    told = {clock.about for clock in found if not clock.to_make}
    rows = rows_of(user, {clock.about: clock for clock in found}, now)
    return [row for referral, row in rows if referral in told or not row.asks_why]


def clocks_told(user, now: datetime):
    """Their time limits in one statement, each part by an index of its own; some come twice.

    `rows_of` leaves out what is about a referral that this person may not see.
    """
    first = Clock.objects.filter(standard=FIRST_CONTACT.slug)
    theirs = Case.objects.filter(state__in=TO_REACH).on_the_day_of(user, today())
    to_make = first.filter(about__in=Referral.objects.filter(case__in=theirs).values("pk"))
    late = first.on_the_day_of(user, now).late(now).exclude(owner=user)
    late = late.exclude(owner__in=Absence.objects.covered_by(user, today()))
    told = [late, first.for_owner(user).asking_why()]
    if may(user, Permission.REFERRAL_RECORD):
        danger = Exists(Referral.objects.filter(pk=OuterRef("about"), life_in_danger=YesNo.YES))
        desk = first.running().filter(Q(due_at__lte=now + SOON) | danger, owner=None)
        told.append(desk if keeps_the_desk(user) else desk.filter(Exists(Duty.objects.of(user, now))))
    parts = [some.order_by().annotate(to_make=Value(False)) for some in told]
    return to_make.order_by().annotate(to_make=Value(True)).union(*parts, all=True)


def keeps_the_desk(user) -> bool:
    """The duty desk, and whoever gives cases to workers; managers are told only of what is late.

    Whoever stands on the duty rota keeps it for as long as their turn lasts.
    """
    if may(user, Permission.REFERRAL_ALLOCATE):
        return not may(user, Permission.CONFLICT_DECIDE)
    return may(user, Permission.REFERRAL_RECORD) and not may(user, Permission.CASE_WORK)


def rows_of(user, clocks: Mapping[UUID, Clock], now: datetime) -> list[tuple[UUID, ToReach]]:
    """Each with the id of its referral, in three statements."""
    found = list(
        Referral.objects.visible_to(user)
        .filter(pk__in=list(clocks))
        .select_related("case__lead", "case__file", "file")
        .annotate(
            tries=Count("attempts", filter=Q(attempts__reached=YesNo.NO)),
            next_try=Max("attempts__next_try"),
            away_until=Absence.objects.until("case__lead", local_day(now)),
            closing=Exists(Closing.objects.waiting().filter(referral=OuterRef("pk"))),
        )
    )
    files = [referral.file_id for referral in found]
    people, rings = subjects_of(files), rings_of(files, now)
    found.sort(key=lambda one: (one.life_in_danger != YesNo.YES, clocks[one.pk].due_at, one.pk))
    works = may(user, Permission.CASE_WORK)
    return [
        (one.pk, row(one, people.get(one.file_id), clocks[one.pk], rings[one.file_id], now, works))
        for one in found
    ]


def row(referral, person: Person | None, clock: Clock, call: Ring, now: datetime, works: bool) -> ToReach:
    ours = [referral.file.reference]
    asks_why = clock.was_missed and not clock.late_because
    reached = clock.met_at is not None
    return ToReach(
        case=referral.case,
        person=person,
        ring=call,
        reason=_("Reached. Next: do they want our help?") if reached else str(FIRST_CONTACT.words),
        words=words_of(referral, now),
        due=None if reached and not asks_why else due_of(clock, now),
        url=reverse("referral" if reached else "referral-try", args=ours),
        asks_why=asks_why,
        why_url=reverse("limit-explain", args=[*ours, clock.pk]) if works and asks_late(clock, now) else "",
        reached=reached,
        again=referral.next_try if referral.next_try and referral.next_try > now else None,
        closing=referral.closing,
        away_until=referral.away_until,
        ask_url=asking_url(referral),
        in_danger=referral.life_in_danger == YesNo.YES,
        danger=tuple(words_of_danger(referral.reason)),
    )


def asks_late(clock: Clock, now: datetime) -> bool:
    """It is late and still runs, and nobody has said why."""
    return clock.is_late(now) and not clock.late_because


def asking_url(referral) -> str:
    """Where whoever sent them is asked for another way; before the first try, where it stands how to ask them."""
    if referral.referrer == Referrer.SELF:
        return ""
    page = "referral-details" if referral.case.state in ASKING else "referral"
    return reverse(page, args=[referral.file.reference])


def whose_words(name: str, away_until: date | None) -> str:
    if away_until is None:
        return name
    return _("For %(name)s, away until %(day)s") % {"name": name, "day": short_day(away_until)}


def words_of(referral, now: datetime) -> str:
    """What stands below: for whom it waits, and how it went so far."""
    closing = _("Closing asked: a manager decides") if referral.closing else ""
    return ". ".join(filter(None, [waiting_words(referral), closing, tries_words(referral, now)]))


def waiting_words(referral) -> str:
    """What has to happen before somebody has this person to reach."""
    if referral.case.lead_id or referral.outcome:
        return ""
    return _("Waits for: %(what)s") % {"what": waits_for(referral)}


def tries_words(referral, now: datetime) -> str:
    """How often it was tried in vain, and when to try again."""
    words = []
    if referral.tries:
        words.append(
            ngettext("%(n)s try, nobody reached", "%(n)s tries, nobody reached", referral.tries)
            % {"n": referral.tries}
        )
    if referral.next_try and referral.next_try > now:
        words.append(_("again from %(when)s") % {"when": short_moment(referral.next_try)})
    return ", ".join(words)


def rings_of(files: Iterable[UUID], now: datetime) -> dict[UUID, Ring]:
    """Is it safe to ring now, and on what? For the person of each file, by the rule of the header."""
    return {file: ring(hers(reaches), now) for file, reaches in reaches_of(files, now).items()}


def messages_not_safe(user):
    """Messages left where none was answered to be safe, until a manager has looked (CM-11)."""
    return Attempt.objects.visible_to(user).messages_not_safe().order_by("-at", "-id")
