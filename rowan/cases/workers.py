"""Who could work a case, and what speaks for and against each: the one list behind every choice (PL-32)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rowan.access.permissions import Permission
from rowan.access.roles import ROLES
from rowan.accounts.models import Membership, User
from rowan.cases.models import Case, Level, State
from rowan.common.dates import short_day
from rowan.files.models import Bar, File, Seal
from rowan.people.models import Part, Person
from rowan.rota.workers import Worker, fold, in_common, rostered, words_in

WORKING_ROLES = [role.slug for role in ROLES.values() if Permission.CASE_WORK in role.permissions]
CARRYING_ROLES = [
    slug for slug in WORKING_ROLES if Permission.SERVICE_CONFIGURE not in ROLES[slug].permissions
]
TRYING = (State.ALLOCATED, State.CONTACTING, State.UNABLE)
LEVELS = (Level.HIGH, Level.MEDIUM, Level.STANDARD, Level.NOT_YET)
SPOKEN_BY_ALL = "english"


def working(service) -> QuerySet[User]:
    """People of this service whose role works cases, by name."""
    here = Membership.objects.live().filter(service=service, role__in=WORKING_ROLES)
    return User.objects.filter(pk__in=here.values("user")).order_by("name", "id")


def carrying(service) -> QuerySet[User]:
    """Those of them who carry cases: by their role, or because they lead one though they run the service."""
    here = Membership.objects.live().filter(service=service, role__in=CARRYING_ROLES)
    leads = Case.objects.open().filter(lead=OuterRef("pk"))
    return working(service).filter(Q(pk__in=here.values("user")) | Exists(leads))


def could_work(file: File) -> QuerySet[User]:
    """People of the file's service whose role works cases and who could open this file, by name.

    Somebody barred from the file is simply not among them; of a sealed file only those it is open to are.
    """
    people = working(file.service_id).exclude(pk__in=running(Bar).filter(file=file).values("user"))
    if file.sealed:
        people = people.filter(pk__in=running(Seal).filter(file=file).values("user"))
    return people


def running(model):
    now = timezone.now()
    return model.objects.filter(Q(until=None) | Q(until__gt=now), since__lte=now)


@dataclass(frozen=True)
class Candidate:
    """Somebody who could take a case: their day, what they carry, and the languages shared with the person.

    `speaks` is what the person speaks; it counts against somebody who has said which languages they offer,
    unless English is part of it. `room` is how many open cases are enough.
    """

    worker: Worker
    load: Counter[str]
    tries: int
    room: int | None
    shared: tuple[str, ...] = ()
    speaks: tuple[str, ...] = ()

    @property
    def wanted(self) -> str:
        """What the worker had better speak."""
        return "" if SPOKEN_BY_ALL in map(fold, self.speaks) else ", ".join(self.speaks)

    @property
    def user(self) -> User:
        return self.worker.user

    @property
    def open(self) -> int:
        return self.load.total()

    @property
    def by_level(self) -> list[tuple[str, str, int]]:
        """Words, tone and number of each level of which there is one."""
        return [
            (str(level.label), level.value or "none", self.load[level.value])
            for level in LEVELS
            if self.load[level.value]
        ]

    @property
    def against(self) -> list[str]:
        """What guidance says against this choice, each the end of a sentence that begins with the name."""
        found = []
        if self.room is not None and self.open >= self.room:
            found.append(
                ngettext(
                    "has %(n)s open case, and there is room for %(room)s",
                    "has %(n)s open cases, and there is room for %(room)s",
                    self.open,
                )
                % {"n": self.open, "room": self.room}
            )
        if self.worker.away_until:
            found.append(_("is away until %(day)s") % {"day": short_day(self.worker.away_until)})
        if self.wanted and self.worker.languages and not self.shared:
            found.append(_("is not known to speak %(language)s") % {"language": self.wanted})
        return found

    @property
    def against_words(self) -> str:
        why = get_text_list(self.against, _("and"))
        return _("%(name)s %(why)s") % {"name": self.user.name, "why": why}


def candidates(file: File, service, now: datetime) -> list[Candidate]:
    """Those who could work this file with what speaks for and against them: one statement for any number."""
    subject = Person.objects.filter(file=file, part=Part.SUBJECT).values(
        said=Concat("languages", Value(", "), "interpreter_language")
    )
    return laden(could_work(file).annotate(person_speaks=Subquery(subject[:1])), service, now)


def colleagues(service, now: datetime) -> list[Candidate]:
    """Everybody who works cases here, with their load, where no one person is asked about: one statement."""
    return laden(working(service).annotate(person_speaks=Value("")), service, now)


def carriers(service, now: datetime) -> list[Candidate]:
    """Those of them who carry cases, with their load: one statement."""
    return laden(carrying(service).annotate(person_speaks=Value("")), service, now)


def laden(people: QuerySet[User], service, now: datetime) -> list[Candidate]:
    carried = Case.objects.open().filter(lead=OuterRef("pk")).order_by("id")
    return [
        candidate_of(user, service.room)
        for user in rostered(people, now).annotate(
            carried=ArraySubquery(carried.values(said=Concat("level", Value("/"), "state")))
        )
    ]


def candidate_of(user, room: int | None) -> Candidate:
    levels: Counter[str] = Counter()
    states: Counter[str] = Counter()
    for one in user.carried:
        level, state = one.split("/", 1)
        levels[level] += 1
        states[state] += 1
    worker = Worker.of(user)
    spoken = words_in(user.person_speaks or "")
    return Candidate(
        worker=worker,
        load=levels,
        tries=sum(states[state] for state in TRYING),
        room=room,
        shared=tuple(in_common(", ".join(spoken), worker.languages)),
        speaks=spoken,
    )


def who_could(files: Iterable[File], workers: Iterable) -> dict[UUID, set[UUID]]:
    """For each of these files, which of these people could work it; in three statements for any number."""
    files, wanted = list(files), {worker.pk for worker in workers}
    barred = set(running(Bar).filter(file__in=files, user__in=wanted).values_list("file", "user"))
    admitted = set(running(Seal).filter(file__in=files, user__in=wanted).values_list("file", "user"))
    here = (
        set(working(files[0].service_id).filter(pk__in=wanted).values_list("pk", flat=True))
        if files
        else set()
    )
    return {
        file.pk: {
            one
            for one in here
            if (file.pk, one) not in barred and (not file.sealed or (file.pk, one) in admitted)
        }
        for file in files
    }
