"""Opening a number or address to use it, what came of it, and what bears on using it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from rowan import audit
from rowan.common.dates import at, local_day
from rowan.files import timeline
from rowan.files.context import service
from rowan.files.models import File
from rowan.people import rules
from rowan.people.models import (
    Approach,
    Channel,
    ContactPoint,
    Happened,
    Happening,
    NoContact,
    Result,
    SafeTime,
)
from rowan.people.reaching import reach_to
from rowan.people.safety import Reach, judge

SPOKEN_OF = ("code_word", "who_answers", "safe_times")


@dataclass(frozen=True)
class Said:
    """What came of it: one word, more words where somebody had them, and when to try again."""

    result: str
    words: str = ""
    next_try: datetime | None = None


Listener = Callable[[Approach, Said, object], str | None]
_listeners: list[Listener] = []


def when_ended(listener: Listener) -> Listener:
    """Sign up what keeps a try that was made. It gives the address to go to next, or nothing."""
    _listeners.append(listener)
    return listener


@service
def how_to_speak(*, point: ContactPoint, by) -> dict[str, str]:
    """What the worker sees before the number appears; each thing shown is on the record (PL-85, PL-75)."""
    rules.check_speak(by)
    shown = {field: getattr(point, field) for field in SPOKEN_OF if getattr(point, field)}
    if shown:
        audit.record("contact.revealed", on=point, fields=sorted(shown))
    return shown


@service
def begin(*, point: ContactPoint, channel: str, by, why: str = "") -> Approach:
    """Open a number or address to use it now. From here on somebody has to say what came of it (PL-85).

    The one that this person has open already is given again.
    """
    now = timezone.now()
    File.objects.select_for_update(of=("self",)).get(pk=point.file_id)
    left = left_open_in(point.file, by)
    if left is not None and (left.point_id, left.channel) == (point.pk, channel):
        return left
    reach = reach_to(point, now)
    rules.check_begin(by, reach, channel, why, now, left)
    verdict = judge(reach, channel, now)
    approach = Approach.objects.create(
        file=point.file, point=point, channel=channel, started_at=now, started_by=by, why=why
    )
    audit.record(
        "contact.begun", on=approach, channel=channel, answer=verdict.answer.value, why=why, field="value"
    )
    timeline.add(
        point.file,
        "contact.begun",
        _("%(channel)s: begun") % {"channel": Channel(channel).label},
        about=approach,
    )
    return approach


@service
def refuse(*, reach: Reach, channel: str, by) -> None:
    """Keep on the record that a way was asked for that is blocked. Nothing is produced (PL-83)."""
    rules.check_speak(by)
    audit.record("contact.blocked", on=reach.point, channel=channel)


@service
def end(*, approach: Approach, said: Said, by) -> str | None:
    """Keep what came of it. A try that was made is kept where tries are kept; gives where to go next.

    `said.words` and `said.next_try` belong to the try.
    """
    approach = (
        Approach.objects.select_for_update(of=("self",))
        .select_related("file", "point__person")
        .get(pk=approach.pk)
    )
    rules.check_end(by, approach)
    close(approach, said.result, by)
    if said.result == Result.NOT_USED:
        return None
    goes_on = next((url for listener in _listeners if (url := listener(approach, said, by))), None)
    if goes_on is None:
        words = _("%(channel)s: %(result)s") % {
            "channel": approach.get_channel_display(),
            "result": said.words or Result(said.result).label,
        }
        timeline.add(approach.file, "contact.ended", words, happened_at=approach.started_at, about=approach)
    return goes_on


def close(approach: Approach, result: str, by) -> None:
    """Part of the change that says what came of it."""
    now = timezone.now()
    approach.change(by=by, at=now, result=result, ended_at=now)
    audit.record("contact.ended", on=approach, result=str(result))


def close_left_open(point: ContactPoint, result: str, by) -> None:
    """A try of this very point was written down: what this person had opened is accounted for."""
    for approach in (
        Approach.objects.select_for_update(of=("self",)).open().filter(point=point, started_by=by)
    ):
        close(approach, result, by)


def left_open_in(file: File, user) -> Approach | None:
    """What this person opened in this file and has not accounted for."""
    open_here = Approach.objects.open().filter(file=file, started_by=user)
    return open_here.select_related("point__person").order_by("started_at", "id").first()


def nobody_said(file: File):
    """What anybody opened in this file and nobody has accounted for."""
    open_here = Approach.objects.open().filter(file=file)
    return open_here.select_related("started_by").order_by("started_at", "id")


def left_open(user):
    """Everything that this person opened and left without a word, oldest first: for their day (PL-85)."""
    mine = Approach.objects.visible_to(user).open().filter(started_by=user)
    return mine.select_related("file", "point__person").order_by("started_at", "id")


# When it is safe.


@service
def add_safe_time(*, point: ContactPoint, by, **times) -> SafeTime:
    """Keep one row of safe times. The answers count as asked when somebody asks about them, not by this."""
    point = ContactPoint.objects.select_for_update(of=("self",)).select_related("file").get(pk=point.pk)
    rules.check_times(by, times)
    row = SafeTime.objects.create(file=point.file, point=point, **times)
    timeline.add(point.file, "contact.changed", _("A safe time was kept"), about=point)
    audit.record("contact.time_added", on=row)
    return row


@service
def end_safe_time(*, row: SafeTime, by) -> SafeTime:
    """Take one row away. It stays on the record."""
    row = SafeTime.objects.select_for_update(of=("self",)).select_related("file").get(pk=row.pk)
    rules.check_end_time(by, row)
    now = timezone.now()
    row.change(by=by, at=now, withdrawn_at=now)
    timeline.add(row.file, "contact.changed", _("A safe time was taken away"), about=row.point_id)
    audit.record("contact.time_ended", on=row)
    return row


# What bears on every way of the file.


@service
def happened(*, file: File, what: str, on: date, by, note: str = "") -> Happening:
    """Something that puts the answers in doubt: they are asked again before anything is sent (PL-86)."""
    rules.check_edit(by)
    row = Happening.objects.create(
        file=file, what=what, on=on, counts_from=doubted_from(on, timezone.now()), note=note
    )
    audit.record("contact.doubted", on=row, what=str(what))
    timeline.add(
        file,
        "contact.doubted",
        _("%(what)s: safe contact has to be asked again") % {"what": Happened(what).label},
        about=row,
    )
    return row


def doubted_from(on: date, now: datetime) -> datetime:
    """Since when older answers are in doubt: now for today, the end of a day past, the start of one to come."""
    today = local_day(now)
    if on == today:
        return now
    return at(on) if on > today else min(at(on + timedelta(days=1)), now)


@service
def forbid_contact(*, file: File, reason: str, decider: str, by) -> NoContact:
    """Stop every way of reaching anybody in this file, for every role (PL-87)."""
    file = File.objects.select_for_update(of=("self",)).get(pk=file.pk)
    rules.check_forbid(by, forbidden_in(file))
    rule = NoContact.objects.create(file=file, reason=reason, decider=decider, set_by=by)
    audit.record("contact.forbidden", on=rule)
    timeline.add(file, "contact.forbidden", _("Direct contact was forbidden"), about=rule)
    return rule


@service
def allow_contact(*, file: File, because: str, by) -> NoContact:
    """Lift the rule against direct contact, with a reason (PL-87)."""
    file = File.objects.select_for_update(of=("self",)).get(pk=file.pk)
    rule = forbidden_in(file)
    rules.check_lift(by, rule)
    now = timezone.now()
    rule.change(by=by, at=now, lifted_at=now, lifted_by=by, lifted_because=because)
    audit.record("contact.allowed", on=rule)
    timeline.add(file, "contact.allowed", _("Direct contact was allowed again"), about=rule)
    return rule


def forbidden_in(file: File) -> NoContact | None:
    """The rule against direct contact that stands in this file."""
    return NoContact.objects.filter(file=file, lifted_at=None).select_related("set_by").first()
