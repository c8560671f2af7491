"""A county of invented people: services, workers, files with what a file usually holds.

Everything is written as the web role, inside the service it belongs to, through the same wall as any page.
"""

import random
import secrets
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from multiprocessing import get_context

from django.db import connection, connections
from django.utils import timezone

from bench.ready import ready
from bench.worker import Worker
from rowan.accounts.models import Membership, User
from rowan.accounts.sessions import SessionStore
from rowan.agencies.models import Agency, Service, Side
from rowan.cases.models import OPEN, Case, CaseWorker, State
from rowan.clocks.models import Clock
from rowan.clocks.standards import FIRST_CONTACT
from rowan.common.audiences import Audience
from rowan.common.references import ALPHABET
from rowan.common.secrets import seal
from rowan.files.context import acting
from rowan.files.models import Draft, Entry, File, Search
from rowan.files.wall import FileKey
from rowan.people import naming
from rowan.people.models import (
    ContactKind,
    ContactPoint,
    NameKey,
    OtherName,
    Part,
    Person,
    Relation,
    Relationship,
)
from rowan.referrals.models import Referral, Referrer
from rowan.workspace.demo.people import DECIDED
from rowan.workspace.views.find import PURPOSE

WORKERS = 10  # in each service
LEAVERS = 50  # who once led cases and left forms unfinished
OPEN_CASES = 30  # of each worker, of whom five are still to be reached; every other case is closed
TO_REACH = 5
FILLED = (
    File, Person, Relationship, OtherName, NameKey, ContactPoint, Case, CaseWorker, Referral, Clock, Entry, Draft,
)  # fmt: skip
CLOSED = {
    (Case, "state"): f"'{State.CLOSED}'",
    (CaseWorker, "until"): "coalesce(until, now())",
    (Clock, "met_at"): "coalesce(met_at, due_at - interval '6 hours')",
}
SEARCHES = 10  # of the worker who is signed in
ENTRIES = 4  # on each timeline
TIMES = 10  # each file written is there so often, with a name that others have too
AT_A_TIME = 1_000
FIRST = [
    "Ab",
    "Be",
    "Ca",
    "De",
    "El",
    "Fa",
    "Gi",
    "Ha",
    "Is",
    "Jo",
    "Ka",
    "Le",
    "Mi",
    "No",
    "Or",
    "Pa",
    "Ro",
    "Sa",
    "Ti",
    "Va",
]
LAST = ["bel", "da", "lia", "mar", "na", "nor", "ra", "ria", "sa", "tha", "tin", "yn"]
FAMILY = [
    "Ash",
    "Bram",
    "Cal",
    "Dun",
    "Elm",
    "Fair",
    "Gar",
    "Hol",
    "Ing",
    "Kel",
    "Lang",
    "Mar",
    "Nor",
    "Oak",
    "Pen",
    "Rush",
    "Sand",
    "Thorn",
    "Wes",
    "Yar",
]
PLACE = [
    "by",
    "combe",
    "den",
    "field",
    "ford",
    "ham",
    "ley",
    "low",
    "more",
    "ney",
    "side",
    "stead",
    "ton",
    "wick",
    "worth",
]


def services(count: int) -> list[Worker]:
    """So many services with those who work there, of whom the first is signed in."""
    agency = Agency.objects.create(name="Bench")
    giver = User.objects.create(email="giver@example.org", name="Giver", system_role="system-administrator")
    signed_in = []
    for number in range(count):
        service = Service.objects.create(
            agency=agency, name=f"Service {number + 1}", kind="support", live_at=timezone.now(), **DECIDED
        )
        workers = User.objects.bulk_create(
            User(email=f"worker{number}.{n:02}@example.org", name=f"Worker {number + 1}.{n + 1}")
            for n in range(WORKERS + LEAVERS)
        )
        Membership.objects.bulk_create(
            Membership(
                user=worker,
                service=service,
                role="practitioner",
                since=date(2026, 1, 1),
                until=None if n < WORKERS else date(2026, 2, 1),
                given_by=giver,
            )
            for n, worker in enumerate(workers)
        )
        signed_in.append(sign_in(workers[0], service))
    return signed_in


def sign_in(user: User, service: Service) -> Worker:
    now = timezone.now()
    store = SessionStore()
    store.update(
        {
            "user": str(user.pk),
            "service": str(service.pk),
            "state": "live",
            "seen": now.isoformat(),
            "proved": now.isoformat(),
            "ends": (now + timedelta(hours=10)).isoformat(),
        }
    )
    store.create_for_life()
    return Worker(store.session_key, store.digest, str(user.pk), str(service.pk))


def fill(workers: list[Worker], files: int, processes: int = 2) -> None:
    """So many files in each service."""
    if processes == 1:
        for number, worker in enumerate(workers):
            fill_service(number, worker, files)
        return
    connections.close_all()
    with ProcessPoolExecutor(processes, get_context("spawn"), initializer=ready) as pool:
        for done in [pool.submit(fill_service, n, worker, files) for n, worker in enumerate(workers)]:
            done.result()


def fill_service(number: int, worker: Worker, files: int) -> None:
    """So many files, of which the first fifth is made one by one and the rest as copies of it."""
    chance = random.Random(number)
    colleagues = list(
        User.objects.filter(memberships__service=worker.service)
        .order_by("email")
        .values_list("pk", flat=True)
    )
    written = min(files, max(files // TIMES, WORKERS * OPEN_CASES))
    for start in range(0, written, AT_A_TIME):
        with acting(worker.digest, worker.service):
            add_files(chance, colleagues, range(start, min(written, start + AT_A_TIME)))
    with acting(worker.digest, worker.service):
        multiply(files // written - 1)


def multiply(copies: int) -> None:
    """Copy every row of the service so often, with ids and references of their own; the copies are closed."""
    for model in FILLED:
        columns = {quoted(field): copied(field) for field in model._meta.local_fields}
        table = model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(columns.values())}"
                f" FROM {table}, generate_series(1, %s) AS copy",
                [copies],
            )


def copied(field) -> str:
    """What a copied row has in this column: an id of its own for an id of the file's rows, else the same."""
    name = quoted(field)
    if field.primary_key or isinstance(field, FileKey) or field.name == "about":
        own = f"right(md5({name}::text || copy)::uuid::text, 21)"
        return f"(left({name}::text, 15) || {own})::uuid"  # as near in time as the first
    if field.name == "reference":
        return f"translate({name}, '{ALPHABET}', substr('{ALPHABET * 2}', copy + 1, {len(ALPHABET)}))"
    return CLOSED.get((field.model, field.name), name)


def quoted(field) -> str:
    return connection.ops.quote_name(field.column)


def add_files(chance: random.Random, colleagues: list, numbers: range) -> None:
    now = timezone.now()
    made = File.objects.bulk_create(File(side=Side.SURVIVOR) for _ in numbers)
    people = Person.objects.bulk_create(
        Person(
            file=file,
            part=Part.SUBJECT,
            audience=Audience.PROFESSIONAL,
            given=chance.choice(FIRST) + chance.choice(LAST),
            family=chance.choice(FAMILY) + chance.choice(PLACE),
            born=date(1950, 1, 1) + timedelta(days=chance.randrange(20_000)),
        )
        for file in made
    )
    causing_harm = Person.objects.bulk_create(
        Person(
            file=p.file,
            part=Part.PCH,
            audience=Audience.PROFESSIONAL,
            given=chance.choice(FIRST) + chance.choice(LAST),
            family=p.family if chance.random() < 0.5 else chance.choice(FAMILY) + chance.choice(PLACE),
        )
        for p in people[::3]
    )
    Relationship.objects.bulk_create(
        Relationship(file=p.file, person=p, to=subject, kind=Relation.EX_PARTNER)
        for p, subject in zip(causing_harm, people[::3], strict=True)
    )
    others = OtherName.objects.bulk_create(
        OtherName(file=p.file, person=p, name=f"{p.given} {chance.choice(FAMILY)}{chance.choice(PLACE)}")
        for p in people
        if chance.random() < 0.2
    )
    also = {other.person_id: other.name for other in others}
    NameKey.objects.bulk_create(
        NameKey(file=p.file, person=p, key=key, sound=naming.sound(key))
        for p in [*people, *causing_harm]
        for key in naming.keys(f"{p.given} {p.family}", also.get(p.pk, ""))
    )
    ContactPoint.objects.bulk_create(phone_of(p, chance.randrange(1_000), now) for p in people)
    cases = Case.objects.bulk_create(
        case_of(file, number, colleagues, now - timedelta(hours=chance.randrange(20_000)))
        for number, file in zip(numbers, made, strict=True)
    )
    CaseWorker.objects.bulk_create(
        CaseWorker(
            file=c.file,
            case=c,
            user_id=c.lead_id,
            since=c.opened_at,
            until=None if c.state in OPEN else now,
            given_by_id=colleagues[-1],
        )
        for c in cases
    )
    referrals = Referral.objects.bulk_create(
        Referral(
            file=c.file,
            case=c,
            received_at=c.opened_at,
            contact_hours=48,
            referrer=Referrer.POLICE,
            contact_name="The duty officer",
            reason="Asked for somebody to ring.",
        )
        for c in cases
    )
    Clock.objects.bulk_create(clock_of(r) for r in referrals)
    Entry.objects.bulk_create(
        Entry(
            file=c.file,
            kind="note.added",
            words="Rang at the safe time and spoke for a quarter of an hour about what comes next.",
            happened_at=c.opened_at + timedelta(days=n),
        )
        for c in cases
        for n in range(ENTRIES)
    )
    Draft.objects.bulk_create(
        Draft(
            file=c.file,
            owner_id=colleagues[n % len(colleagues)],
            path=f"/c/{c.file.reference}/note/",
            title="Note",
            data={"fields": {"words": ["Left a message"]}, "shown": {}, "version": 0},
        )
        for n, c in enumerate(cases[::4])
    )


@cache
def number_of(last: int) -> tuple[str, str, str]:
    typed = f"07700 900{last:03}"
    folded = naming.phone(typed)
    return typed, folded, naming.backwards(folded)


def phone_of(person: Person, last: int, now) -> ContactPoint:
    typed, folded, backwards = number_of(last)
    return ContactPoint(
        file=person.file,
        person=person,
        audience=Audience.RESTRICTED,
        kind=ContactKind.PHONE,
        value=typed,
        folded=folded,
        backwards=backwards,
        safe_call="yes",
        safe_times="weekdays after ten",
        asked_at=now,
    )


def case_of(file: File, number: int, colleagues: list, opened_at) -> Case:
    """The first files of a service are open: of each worker five to be reached and 25 engaged."""
    place, worker = divmod(number, WORKERS)
    state = State.CONTACTING if place < TO_REACH else State.ENGAGED if place < OPEN_CASES else State.CLOSED
    lead = colleagues[worker] if place < OPEN_CASES else colleagues[number % len(colleagues)]
    if state == State.CONTACTING:
        opened_at = timezone.now() - timedelta(hours=place * 12)
    return Case(file=file, state=state, state_since=opened_at, opened_at=opened_at, lead_id=lead)


def clock_of(referral: Referral) -> Clock:
    due = referral.received_at + timedelta(hours=48)
    return Clock(
        file=referral.file,
        standard=FIRST_CONTACT.slug,
        about=referral.pk,
        started_at=referral.received_at,
        due_at=due,
        met_at=None if referral.case.state == State.CONTACTING else due - timedelta(hours=6),
        owner_id=referral.case.lead_id,
    )


def analyse() -> None:
    """What the server does by itself within minutes: count the rows that are there, and mark them as settled.

    Tables that hold nothing are left alone: the server guesses better than it counts.
    """
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'"
            " AND tableowner = current_user AND pg_relation_size(tablename::regclass) > 0"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(f"VACUUM (ANALYZE) {table}")


@dataclass(frozen=True)
class Known:
    """What the worker who is signed in may ask for: files, and searches that were made."""

    references: list[str]
    searches: list[str]


def known_to(worker: Worker, count: int = 200) -> Known:
    """Files of this worker's service at random, and a search for each of a few people in it."""
    with acting(worker.digest, worker.service):
        references = list(File.objects.order_by("reference").values_list("reference", flat=True))
        searches = Search.objects.bulk_create(
            Search(
                token=secrets.token_urlsafe(24),
                of_service_id=worker.service,
                sealed_words=seal(f"{person.given} {person.family}".encode(), PURPOSE),
                session=worker.digest,
            )
            for person in Person.objects.order_by("pk")[:SEARCHES]
        )
    chosen = random.Random(1).sample(references, min(count, len(references)))
    return Known(chosen, [search.token for search in searches])
