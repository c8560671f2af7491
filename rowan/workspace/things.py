"""What stands on somebody's day besides calls: what is due, what an ending waits for, what is new (ux P4)."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rowan.access.permissions import Permission, may
from rowan.accounts.models import User
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
from rowan.common.dates import local_day, short_moment
from rowan.referrals import queue
from rowan.referrals.conflicts.limits import to_decide
from rowan.referrals.day import whose_words
from rowan.rota.models import Absence
from rowan.workspace.thing import MOST, Thing
from rowan.workspace.waits import waits

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
FOR_SAFETY = (SAFEGUARDING.slug, NEW_INCIDENT.slug, MARAC_REFERRAL.slug)
NAMED = 3
NEW_FOR = timedelta(hours=24)


def to_do(user: User, now: datetime) -> list[Thing]:
    """What this person is to do besides first contacts: three statements, two more for a manager."""
    return [*limits(user, now), *not_asked(user, now), *conflicts(user, now), *waits(user, now)]


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
            clock.file_id,
            str(STANDARDS[clock.standard].words),
            reverse(STANDARDS[clock.standard].url_name, args=[clock.file.reference]),
            _("Open"),
            ". ".join(
                filter(
                    None,
                    [
                        covered_words(clock, user),
                        late_words(clock),
                        missing_words(lacking.get(clock.about, [])),
                    ],
                )
            ),
            due=due_of(clock, now),
            why_url=why_url(clock, user, now),
            keeps_safe=clock.standard in FOR_SAFETY,
        )
        for clock in clocks
    ]


def covered_words(clock: Clock, user: User) -> str:
    """Whose it is, where that is somebody who is away."""
    others = clock.owner is not None and clock.owner != user and clock.away_until
    return whose_words(clock.owner.name, clock.away_until) if others else ""


def late_words(clock: Clock) -> str:
    return _("Late because: %(why)s") % {"why": clock.late_because} if clock.late_because else ""


def why_url(clock: Clock, user: User, now: datetime) -> str:
    """Where somebody says why it is late, until they said so."""
    if clock.late_because or not clock.is_late(now) or not may(user, Permission.CASE_WORK):
        return ""
    return reverse("limit-explain", args=[clock.file.reference, clock.pk])


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


def not_asked(user: User, now: datetime) -> list[Thing]:
    """At high risk on the waiting list, and nobody has asked today whether they are safe: a manager is told."""
    if not may(user, Permission.CONFLICT_DECIDE):
        return []
    service = user.acting_service
    return [
        Thing(
            one.file_id,
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
            one.check.file_id,
            _("Check this referral"),
            reverse("referral-conflict", args=[one.check.file.reference]),
            _("Decide"),
            due=one.due,
        )
        for one in to_decide(user, now)
    ]


def news(user: User, now: datetime) -> list[Thing]:
    """Whom somebody else gave to this person since this time yesterday."""
    return [
        Thing(
            given.case.file_id,
            _("Given to you by %(name)s, %(when)s")
            % {"name": given.given_by.name, "when": short_moment(given.since)},
            reverse("case", args=[given.case.file.reference]),
        )
        for given in CaseWorker.objects.given_to(user, now - NEW_FOR)[:MOST]
    ]
