"""Working every time limit out again from the facts, and putting right what differs (INV-6)."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from rowan import audit
from rowan.agencies.models import Service
from rowan.clocks.facts import Fact, sources
from rowan.clocks.models import Clock
from rowan.clocks.saying import differing, pauses_of, says
from rowan.files.context import working
from rowan.files.models import Job
from rowan.files.tasks import task
from rowan.files.wall import CurrentActor

TASK = "clocks.recompute"
RESTS_ON = (
    "nation",
    "intake_days",
    "keep_in_touch_days",
    "keep_in_touch_days_separated",
    "dash_weeks",
    "marac_days",
    "agreement_backstop_days",
    "agreement_revisit_months",
)
NO_FACT = "There is no record for it"


@dataclass(frozen=True)
class Difference:
    """A clock that does not say what the facts say. Ids and names of columns only (PL-67)."""

    standard: str
    about: UUID
    fields: tuple[str, ...]


def recompute_service(service: Service, *, put_right: bool) -> list[Difference]:
    """Compare, and put right if asked, every clock of one service, as background work that enters it.

    Clocks of sealed files are among them: a sealed file warns like any other.
    """
    job = Job.objects.create(of_service=service, task=TASK)
    with working(job):
        found = recompute(put_right=put_right)
        Job.objects.filter(pk=job.pk).update(done_at=timezone.now())
        audit.record("clock.recomputed", named=f"task {TASK}", differed=len(found), put_right=put_right)
    return found


@task(TASK)
def again(job: Job) -> None:
    """What a limit rests on was decided anew, such as days between contacts: every clock follows (PL-119)."""
    found = recompute(put_right=True)
    audit.record("clock.recomputed", named=f"task {TASK}", differed=len(found), put_right=True)


def ask_again(service: Service) -> Job:
    """Have every time limit of a service worked out again, in the background."""
    return Job.objects.create(of_service=service, task=TASK)


def recompute(*, put_right: bool) -> list[Difference]:
    return [
        difference
        for standard, source in sources.items()
        for difference in differences(standard, list(source()), put_right=put_right)
    ]


def differences(standard: str, facts: list[Fact], *, put_right: bool) -> list[Difference]:
    clocks = {clock.about: clock for clock in Clock.objects.filter(standard=standard).order_by("id")}
    pauses = pauses_of(clocks.values())
    found = []
    for fact in facts:
        clock = clocks.pop(fact.about, None)
        values = says(fact, pauses[clock.pk] if clock else [])
        if wrong := differing(clock, values):
            found.append(Difference(standard, fact.about, wrong))
            if put_right:
                write(standard, clock, fact, values)
    for clock in clocks.values():
        if clock.stopped_at is None:
            found.append(Difference(standard, clock.about, ("about",)))
            if put_right:
                changed(
                    clock,
                    met_at=None,
                    paused_at=None,
                    paused_because="",
                    stopped_at=timezone.now(),
                    stopped_because=NO_FACT,
                )
    return found


def write(standard: str, clock: Clock | None, fact: Fact, values: dict) -> None:
    values = {"sealed": fact.sealed, **values}
    if clock is None:
        Clock.objects.create(standard=standard, about=fact.about, **values)
    else:
        changed(clock, **values)


def changed(clock: Clock, **values) -> None:
    Clock.objects.filter(pk=clock.pk).update(
        **values, version=F("version") + 1, changed_at=timezone.now(), changed_name=CurrentActor()
    )
