"""What can happen to a time limit. Rooms above call these inside the change that causes it."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from rowan import audit
from rowan.clocks import rules
from rowan.clocks.lengths import Length, ends
from rowan.clocks.models import Clock
from rowan.clocks.standards import Standard
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
        due_at=ends(at, length or standard.length),
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
def explain(*, clock: Clock, because: str, by) -> Clock:
    """Say why a limit was missed. The reason stays beside it."""
    clock = Clock.objects.select_for_update(of=("self",)).get(pk=clock.pk)
    rules.check_explain(by, clock)
    if clock.change(by=by, at=timezone.now(), late_because=because):
        audit.record("clock.explained", on=clock, standard=clock.standard)
    return clock


def locked(standard: Standard, about: UUID) -> Clock | None:
    """The latest clock of this kind about this record, held until the change is kept."""
    return (
        Clock.objects.select_for_update(of=("self",))
        .filter(standard=standard.slug, about=about)
        .order_by("-started_at", "-id")
        .first()
    )
