"""What can happen to a time limit. Rooms above call these inside the change that causes it."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from rowan import audit
from rowan.clocks import rules
from rowan.clocks.facts import Fact
from rowan.clocks.lengths import Length, ends, put_off
from rowan.clocks.models import Clock, Pause
from rowan.clocks.saying import differing, pauses_of, says
from rowan.clocks.standards import STANDARDS, Standard
from rowan.common.dates import short_day
from rowan.files import timeline
from rowan.files.context import service
from rowan.files.models import File


@service
def start(
    *, standard: Standard, file: File, about: UUID, at: datetime, by, length: Length | None = None, owner=None
) -> Clock:
    """Begin a limit. `at` is when the thing happened that starts it, which may be long before now.

    It goes on the record with the change that starts it.
    """
    return Clock.objects.create(
        file=file,
        standard=standard.slug,
        about=about,
        started_at=at,
        due_at=ends(at, length or standard.length, by.acting_service.kept_nation),
        owner=owner,
    )


@service
def meet(*, standard: Standard, about: UUID, at: datetime, by) -> Clock | None:
    """The thing was done at that moment, late or not. An earlier moment than the one known wins.

    Returns the clock, or None where no such limit ran.
    """
    clock = locked(standard, about)
    if clock is None or clock.stopped_at or (clock.met_at and clock.met_at <= at):
        return clock
    clock.change(by=by, at=timezone.now(), met_at=at)
    audit.record("clock.met", on=clock, standard=clock.standard, late=clock.was_missed)
    return clock


@service
def stop(*, standard: Standard, about: UUID, at: datetime, because: str, by) -> Clock | None:
    """It need not be met any more since that moment, for a reason that is kept."""
    clock = locked(standard, about)
    if clock is None or not clock.is_running:
        return clock
    clock.change(by=by, at=timezone.now(), stopped_at=at, stopped_because=because)
    audit.record("clock.stopped", on=clock, standard=clock.standard)
    return clock


@service
def give(*, standard: Standard, about: UUID, owner, by) -> Clock | None:
    """Put a running limit on somebody's day."""
    clock = locked(standard, about)
    if clock is None or not clock.is_running:
        return clock
    if clock.change(by=by, at=timezone.now(), owner=owner):
        audit.record("clock.given", on=clock, standard=clock.standard, to=owner.pk)
    return clock


@service
def follow(*, standard: Standard, fact: Fact, by) -> Clock:
    """Let a limit say what its records say now: begun, begun anew, met, stopped, or on another day.

    For limits that several records start and meet; each change of those records calls this.
    """
    return follow_all(facts=[(standard, fact)], by=by)[0]


@service
def follow_all(*, facts: Iterable[tuple[Standard, Fact]], by) -> list[Clock]:
    """The same for many limits, in a fixed number of statements and one for each that is different now."""
    facts = list(facts)
    held = {
        (clock.standard, clock.about): clock
        for clock in Clock.objects.select_for_update(of=("self",))
        .filter(about__in=[fact.about for _standard, fact in facts])
        .order_by("started_at", "id")
    }
    pausable = [clock for clock in held.values() if STANDARDS[clock.standard].pausable]
    pauses = pauses_of(pausable) if pausable else {}
    return [
        followed(held.get((standard.slug, fact.about)), standard, fact, pauses, by)
        for standard, fact in facts
    ]


def followed(clock: Clock | None, standard: Standard, fact: Fact, pauses: dict, by) -> Clock:
    if clock is None:
        return Clock.objects.create(
            standard=standard.slug, about=fact.about, sealed=fact.sealed, **says(fact, [])
        )
    values = says(fact, pauses.get(clock.pk, []))
    if not (wrong := differing(clock, values)):
        return clock
    because = fact.stopped_because if fact.stopped_at else ""
    anew = {"late_because": ""} if "started_at" in wrong and fact.met_at is None else {}
    clock.change(
        by=by, at=timezone.now(), stopped_because=because, **anew, **{name: values[name] for name in wrong}
    )
    if "met_at" in wrong and clock.met_at:
        audit.record("clock.met", on=clock, standard=clock.standard, late=clock.was_missed)
    elif "stopped_at" in wrong:
        verb = "clock.stopped" if clock.stopped_at else "clock.ran_on"
        audit.record(verb, on=clock, standard=clock.standard)
    elif "owner_id" in wrong:
        audit.record("clock.given", on=clock, standard=clock.standard, to=clock.owner_id)
    return clock


@service
def pause(*, clock: Clock, since: datetime, because: str, by) -> Pause:
    """Let a limit stand still from that moment, for a reason that is kept, where its standard allows it."""
    clock = held(clock)
    rules.check_pause(by, clock)
    rules.check_since(clock, since)
    pause = Pause.objects.create(file=clock.file, clock=clock, since=since, because=because)
    clock.change(by=by, at=timezone.now(), paused_at=since, paused_because=because)
    audit.record("clock.paused", on=clock, standard=clock.standard)
    words = _("Time limit paused since %(day)s (%(limit)s): %(because)s")
    told(clock, "clock.paused", words, day=short_day(since), because=because)
    return pause


@service
def go_on(*, clock: Clock, at: datetime, by) -> Clock:
    """It runs again since that moment, and is due so much later as it stood still."""
    clock = held(clock)
    rules.check_go_on(by, clock)
    rules.check_until(clock, at)
    pause = Pause.objects.select_for_update(of=("self",)).get(clock=clock, until=None)
    pause.change(by=by, at=timezone.now(), until=at)
    due = clock.due_at
    if due is not None and at > clock.started_at:
        stood = pause.since_then(clock.started_at)
        due = put_off(due, STANDARDS[clock.standard].unit, stood, by.acting_service.kept_nation)
    clock.change(by=by, at=timezone.now(), paused_at=None, paused_because="", due_at=due)
    audit.record("clock.went_on", on=clock, standard=clock.standard)
    told(clock, "clock.went_on", _("Time limit runs again since %(day)s (%(limit)s)"), day=short_day(at))
    return clock


@service
def explain(*, clock: Clock, because: str, by) -> Clock:
    """Say why a limit was missed. The reason stays beside it."""
    clock = held(clock)
    rules.check_explain(by, clock)
    if clock.change(by=by, at=timezone.now(), late_because=because):
        audit.record("clock.explained", on=clock, standard=clock.standard)
        told(clock, "clock.explained", _("Why it was late (%(limit)s): %(because)s"), because=because)
    return clock


def told(clock: Clock, kind: str, words: str, **values: str) -> None:
    """A line on the timeline of the file."""
    timeline.add(clock.file, kind, words % {"limit": STANDARDS[clock.standard].words, **values}, about=clock)


def held(clock: Clock) -> Clock:
    return Clock.objects.select_for_update(of=("self",)).select_related("file").get(pk=clock.pk)


def locked(standard: Standard, about: UUID) -> Clock | None:
    """The latest clock of this kind about this record, held until the change is kept."""
    return (
        Clock.objects.select_for_update(of=("self",))
        .filter(standard=standard.slug, about=about)
        .order_by("-started_at", "-id")
        .first()
    )
