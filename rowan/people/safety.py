"""May this number or address be used for this, now? The one answer for every button, page and sending (PL-83).

Nothing here asks the database: what bears on a point is gathered in `reaching`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.utils.translation import gettext as _
from jellyfish import damerau_levenshtein_distance

from rowan.common.dates import local_day, short_day
from rowan.people.models import CHANNELS, Channel, ContactKind, ContactPoint, Part, YesNo
from rowan.people.naming import digits
from rowan.people.times import Slot, is_safe_at

AT_A_TIME = frozenset({Channel.CALL, Channel.MESSAGE, Channel.TEXT, Channel.VISIT, Channel.ONLINE})
IN_PERSON = frozenset({Channel.CALL, Channel.VISIT})
LAST_DIGITS = 9


class Answer(StrEnum):
    ALLOW = "allow"
    WARN = "warn"
    BLOCK = "block"


class Alike(StrEnum):
    """How a point compares with those of the person causing harm."""

    SAME = "same"
    NEAR = "near"
    NO = ""


@dataclass(frozen=True)
class Reach:
    """One way to reach somebody, with everything that bears on it at a moment."""

    point: ContactPoint
    slots: tuple[Slot, ...] = ()
    alike: Alike = Alike.NO
    asked_from: datetime | None = None  # when the present case opened: answers before it do not count
    moved_at: datetime | None = None
    doubted_at: datetime | None = None  # when something last put the answers in doubt
    forbidden: str = ""  # who may decide, where nobody may contact anybody directly
    review_days: int = 30
    begun_at: datetime | None = None  # opened, and nobody has said what came of it

    @property
    def counts(self) -> bool:
        """Whether what was answered counts: asked, and in the present case; for an address, since the move."""
        asked = self.point.asked_at
        if asked is None or (self.asked_from and asked < self.asked_from):
            return False
        moved = self.point.kind == ContactKind.ADDRESS and self.moved_at
        return not (moved and asked < moved)

    @property
    def is_hers(self) -> bool:
        """Whether they answered themselves. Whom else we have it from stands in `told_by`."""
        told_by, person = self.point.told_by.strip().casefold(), self.point.person
        return told_by in ("", person.given.casefold(), str(person).casefold())

    def said(self, channel: str) -> str:
        """The answer for this channel: yes, no, or nothing. An answer of an earlier case is nothing (PL-82)."""
        field = CHANNELS[self.point.kind].get(channel)
        return getattr(self.point, field) if field and self.counts else ""

    @property
    def in_doubt(self) -> bool:
        return bool(self.doubted_at and self.point.asked_at and self.point.asked_at < self.doubted_at)

    def stale(self, moment: datetime) -> bool:
        """Not asked for longer than the service allows, or the day to ask again has come (PL-86)."""
        asked, again = self.point.asked_at, self.point.review_on
        if asked and moment - asked > timedelta(days=self.review_days):
            return True
        return bool(again and local_day(moment) >= again and asked and local_day(asked) < again)

    @property
    def only_in_words(self) -> bool:
        """When it is safe was said in words only: shown, and counted as not answered (PL-81)."""
        return bool(self.point.safe_times) and not self.slots


@dataclass(frozen=True)
class Verdict:
    """The answer with its reasons in words. `needs_reason` says that a call goes on for a reason only."""

    answer: Answer
    reasons: tuple[str, ...] = ()
    needs_reason: bool = False

    @property
    def is_safe(self) -> bool:
        """Answered yes, and nothing forbids it. Time and age are another matter."""
        return self.answer != Answer.BLOCK and not self.needs_reason


def judge(reach: Reach, channel: str, moment: datetime) -> Verdict:
    """Whether this way may be used for this channel at this moment, and why not (PL-82 to PL-87).

    Only a call may be made without a yes, and then with a reason. Everything else that is not a yes is blocked.
    """
    if stops := forbidden(reach, channel):
        return Verdict(Answer.BLOCK, stops)
    said = reach.said(channel)
    if said != YesNo.YES:
        words = (not_answered_words(reach, said),)
        if channel == Channel.CALL:
            return Verdict(Answer.WARN, (*words, *warnings(reach, channel, moment)), needs_reason=True)
        return Verdict(Answer.BLOCK, words)
    if reach.in_doubt and channel not in IN_PERSON:
        return Verdict(Answer.BLOCK, (doubt_words(),))
    reasons = warnings(reach, channel, moment)
    return Verdict(Answer.WARN if reasons else Answer.ALLOW, reasons)


def forbidden(reach: Reach, channel: str) -> tuple[str, ...]:
    """What stops a channel whatever was answered."""
    point = reach.point
    reasons = []
    if reach.forbidden:
        reasons.append(
            _("Nobody may contact them directly. %(who)s may decide otherwise.") % {"who": reach.forbidden}
        )
    if point.person.part == Part.PCH:
        reasons.append(_("This belongs to the person causing harm."))
    if point.never:
        reasons.append(_("This must not be used any more."))
    if reach.alike:
        reasons.append(shared_words(point))
    if channel not in CHANNELS[point.kind]:
        reasons.append(_("This cannot be used for that."))
    return tuple(reasons)


def shared_words(point: ContactPoint) -> str:
    if point.kind == ContactKind.PHONE:
        return _("This number may be shared. Speak to your manager.")
    if point.kind == ContactKind.ADDRESS:
        return _("This address may be shared. Speak to your manager.")
    return _("This account may be shared. Speak to your manager.")


def not_answered_words(reach: Reach, said: str) -> str:
    if said == YesNo.NO:
        return _("They said no to this.")
    if reach.point.asked_at and not reach.counts:
        return _("This was asked in an earlier case or before a move. It counts as not asked: ask again.")
    return _("Nobody has asked whether this is safe. That counts as no.")


def doubt_words() -> str:
    return _("Something has happened since this was asked. Ask again first.")


def warnings(reach: Reach, channel: str, moment: datetime) -> tuple[str, ...]:
    """What speaks against it without stopping it."""
    reasons = []
    if reach.in_doubt:
        reasons.append(doubt_words())
    if reach.stale(moment):
        day = short_day(local_day(reach.point.asked_at))
        reasons.append(_("Last asked on %(day)s. Ask again what is safe.") % {"day": day})
    if channel in AT_A_TIME and reach.only_in_words:
        reasons.append(_("When it is safe is kept in words only. Read them first."))
    if not is_in_time(reach, channel, moment):
        reasons.append(_("This is not a safe time."))
    return tuple(reasons)


def is_in_time(reach: Reach, channel: str, moment: datetime) -> bool:
    """Whether it was a safe time, as far as days and hours are known."""
    return channel not in AT_A_TIME or reach.only_in_words or is_safe_at(reach.slots, moment)


def alike(kind: str, one: str, other: str) -> Alike:
    """Whether two folded numbers or addresses are the same, or nearly so (PL-84).

    Near is a number with a slip of one digit, an e-mail with a slip of one letter or written with other dots, and
    an address with one postcode of which one side does not say the house, or with a slip of one letter.
    """
    if not one or not other:
        return Alike.NO
    if kind == ContactKind.EMAIL:
        return near(one, other, plain_email(one) == plain_email(other) or one_letter(one, other))
    if kind == ContactKind.ADDRESS:
        return near(one, other, one_letter(one, other) or no_house(one, other) or no_house(other, one))
    if kind != ContactKind.PHONE:
        return near(one, other, False)
    ends = one[-LAST_DIGITS:], other[-LAST_DIGITS:]
    if ends[0] == ends[1]:
        return Alike.SAME
    return Alike.NEAR if one_slip(*ends) else Alike.NO


def near(one: str, other: str, nearly: bool) -> Alike:
    if one == other:
        return Alike.SAME
    return Alike.NEAR if nearly else Alike.NO


def plain_email(folded: str) -> str:
    """The mailbox that many providers deliver to: without dots and without what follows a plus."""
    name, _at, domain = folded.partition("@")
    return f"{name.partition('+')[0].replace('.', '')}@{domain}"


def one_letter(one: str, other: str) -> bool:
    """One letter more, less, another or swapped. Figures tell houses and people apart, so they have to agree."""
    return digits(one) == digits(other) and damerau_levenshtein_distance(one, other) == 1


def no_house(one: str, other: str) -> bool:
    """A postcode alone, and the same postcode with its house."""
    return " " not in one and other.startswith(f"{one} ")


def one_slip(one: str, other: str) -> bool:
    """Whole numbers of which one digit is another, or two neighbours are swapped."""
    if len(one) != LAST_DIGITS or len(other) != LAST_DIGITS:
        return False
    apart = [n for n in range(LAST_DIGITS) if one[n] != other[n]]
    if len(apart) == 2 and apart[1] == apart[0] + 1:
        return one[apart[0]] == other[apart[1]] and one[apart[1]] == other[apart[0]]
    return len(apart) == 1
