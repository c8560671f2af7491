"""What waits for somebody besides time limits: each list from the room that knows it, all in one statement."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import CharField, F, QuerySet, SmallIntegerField, Value
from django.db.models.functions import Cast, JSONObject
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rowan.access.permissions import Permission, may
from rowan.accounts.models import User
from rowan.assessments.day import safeguarding_of
from rowan.clocks.models import Clock
from rowan.clocks.standards import FIRST_CONTACT, STANDARDS
from rowan.common.dates import short_moment
from rowan.people.models import Approach, Channel
from rowan.referrals.day import messages_not_safe
from rowan.referrals.endings.day import referrers_to_tell, tries_reached
from rowan.referrals.models import Outcome
from rowan.workspace.thing import MOST, Thing


@dataclass(frozen=True)
class Row:
    """A record that waits: in whose file, since when, and the columns that its line prints, as text."""

    place: int
    record: UUID
    in_file: UUID
    in_reference: str
    waits_since: datetime
    said: dict[str, str | None]

    def thing(self, title: str, action: str, words: str, page: str, *args: UUID) -> Thing:
        url = reverse(page, args=[self.in_reference, *args])
        return Thing(self.in_file, title, url, action, words)


@dataclass(frozen=True)
class Wait:
    """A list of one kind: who has it, which records stand on it, and the line of each."""

    needs: Permission
    rows: Callable[[User, datetime], QuerySet]
    since: str
    thing: Callable[[User, Row], Thing]
    said: tuple[str, ...] = ()

    def asked(self, user: User, now: datetime, place: int) -> QuerySet:
        found = self.rows(user, now).values(
            place=Value(place, SmallIntegerField()),
            record=F("pk"),
            in_file=F("file_id"),
            in_reference=F("file__reference"),
            waits_since=F(self.since),
            said=JSONObject(**{name: Cast(name, CharField()) for name in self.said}),
        )
        return found[:MOST]


def waits(user: User, now: datetime) -> list[Thing]:
    """What waits for this person, list after list, what has waited longest first."""
    first, *others = [
        wait.asked(user, now, place) for place, wait in enumerate(WAITS) if may(user, wait.needs)
    ]
    rows = first.union(*others, all=True).order_by("place", "waits_since", "record")
    return [WAITS[row["place"]].thing(user, Row(**row)) for row in rows]


def safeguarding(user: User, row: Row) -> Thing:
    """Safeguarding referrals that were told: for a manager to look at, and without an answer (CM-55)."""
    looked_at = row.said["looked_at"] or not may(user, Permission.SAFEGUARDING_DECIDE)
    title = _("Safeguarding referral: no answer yet") if looked_at else _("Safeguarding referral: look at it")
    told = {"whom": row.said["whom"], "when": short_moment(row.waits_since)}
    words = _("%(whom)s was told %(when)s") % told
    return row.thing(title, _("Open"), words, "safeguarding-referral", row.record)


def left_open(user: User, _now: datetime) -> QuerySet:
    left = Approach.objects.visible_to(user).open().filter(started_by=user)
    return left.order_by("started_at", "id")


def call_left_open(_user: User, row: Row) -> Thing:
    """A number was opened, and nobody has said what came of it (PL-85)."""
    begun = {"channel": Channel(row.said["channel"]).label, "when": short_moment(row.waits_since)}
    words = _("%(channel)s, begun %(when)s") % begun
    return row.thing(_("Say what came of it"), _("Write it down"), words, "contact-approach", row.record)


def message(_user: User, row: Row) -> Thing:
    """A message left where none was answered to be safe: a manager looks at each (CM-11)."""
    title = _("A message was left where none was safe")
    return row.thing(title, _("Look"), short_moment(row.waits_since), "referral")


def end_to_decide(_user: User, row: Row) -> Thing:
    """So many tries in vain that the service's own number is reached (K-2)."""
    n = int(row.said["vain"] or 0)
    words = ngettext("%(n)s try, nobody reached", "%(n)s tries, nobody reached", n) % {"n": n}
    return row.thing(_("Not reached: what follows?"), _("Decide"), words, "referral")


def referrer(_user: User, row: Row) -> Thing:
    """The referrer is still to hear how it ended."""
    words = str(Outcome(row.said["outcome"]).label)
    return row.thing(_("Tell the referrer how it ended"), _("Tell them"), words, "referral-tell")


def late_limits(user: User, _now: datetime) -> QuerySet:
    """Own limits that were met late, and nobody has said why; first contacts ask among the people to reach."""
    late = Clock.objects.visible_to(user).for_owner(user).asking_why().exclude(standard=FIRST_CONTACT.slug)
    return late.order_by("met_at", "id")


def late_limit(_user: User, row: Row) -> Thing:
    words = str(STANDARDS[row.said["standard"]].words)
    return row.thing(_("Say why it was late"), _("Say why"), words, "limit-explain", row.record)


WAITS = (
    Wait(Permission.CASE_WORK, safeguarding_of, "told_at", safeguarding, ("whom", "looked_at")),
    Wait(Permission.FILE_FIND, left_open, "started_at", call_left_open, ("channel",)),
    Wait(Permission.CONFLICT_DECIDE, lambda user, _now: messages_not_safe(user), "at", message),
    Wait(
        Permission.FILE_FIND, lambda user, _now: tries_reached(user), "received_at", end_to_decide, ("vain",)
    ),
    Wait(
        Permission.OUTCOME_TELL,
        lambda user, _now: referrers_to_tell(user),
        "outcome_logged_at",
        referrer,
        ("outcome",),
    ),
    Wait(Permission.CASE_WORK, late_limits, "met_at", late_limit, ("standard",)),
)
