"""Every measurement in order, as one table with what was aimed at beside it."""

import os
import platform
import random
import re
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

import psutil
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client
from django.utils import timezone

from bench import county
from bench.county import Known
from bench.driving import COOKIE, Ask, drive
from bench.plans import asked
from bench.serving import busy, memory_of, served
from bench.worker import Worker
from bench.writing import WRITERS, transactions_a_second
from config.embedded import ROOT
from rowan.audit import verify

SERVICES = 20
PAGE = ROOT / "docs" / "reference" / "costs.md"
MANY_REQUESTS = 5_000
MATCHES = 200
ENVELOPE = re.compile(r'name="_form" value="([^"]+)"')
HEAD = """\
# What Rowan costs

`bin/bench` prints this table and writes it here. It is measured as the web role with the record on, through
the real web server over loopback, with the people who ask on the same machine. A goal is what was aimed at;
missing one fails nothing.
"""


@dataclass
class Table:
    rows: list[tuple[str, str, str]] = field(default_factory=list)

    def add(self, what: str, measured: str, goal: str = "") -> None:
        self.rows.append((what, measured, goal))
        say(f"  {what}: {measured}" + (f" (goal: {goal})" if goal else ""))

    def markdown(self) -> str:
        lines = ["| what | measured | goal |", "|---|---|---|"]
        return "\n".join(
            [*lines, *(f"| {what} | {measured} | {goal} |" for what, measured, goal in self.rows)]
        )


@dataclass(frozen=True)
class Listed:
    """A page people open all day: its name, its address, the statements it may ask, the median aimed at."""

    name: str
    path: Callable[[Known, random.Random], str]
    statements: int
    goal: str = ""


PAGES = (
    Listed("file page", lambda known, chance: f"/c/{chance.choice(known.references)}/", 20, "20 ms"),
    Listed("timeline", lambda known, chance: f"/c/{chance.choice(known.references)}/timeline/", 20),
    Listed("find", lambda known, chance: f"/find/{chance.choice(known.searches)}/", 12),
    Listed("cases list", lambda known, chance: "/c/", 12),
    Listed("my day", lambda known, chance: "/", 25, "40 ms"),
)


def say(words: str) -> None:
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def run(*, files_each: int, keep: bool) -> None:
    others, began = psutil.cpu_percent(interval=2), time.perf_counter()
    say(f"Filling {files_each * SERVICES:,} files in {SERVICES} services ...")
    call_command("migrate", verbosity=0)
    workers = county.services(SERVICES)
    county.fill(workers, files_each)
    county.analyse()
    known = {worker.service: county.known_to(worker) for worker in workers}
    say(f"Filled in {time.perf_counter() - began:.0f} seconds. Measuring ...")

    table = Table()
    statements(table, workers[0], known[workers[0].service])
    matching(table, workers[0])
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "bench.settings"}
    cold_start(table, environment)
    with served(environment) as (port, server, _):
        wall(table, port, workers)
        pages(table, port, server, workers, known)
        memory(table, port, server, workers, known)
    writers(table, workers, known, seconds=5)
    record(table)

    text = f"{HEAD}\n{described(files_each, others)}\n\n{table.markdown()}\n"
    say("\n" + text)
    say(f"In all {time.perf_counter() - began:.0f} seconds.")
    if keep:
        PAGE.write_text(text)


def described(files_each: int, others: float) -> str:
    """When, with how much, on what. No names and no paths."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database()) / 1048576")
        [(size,)] = cursor.fetchall()
        version = connection.pg_version
    memory_gib = psutil.virtual_memory().total / 1024**3
    return (
        f"Measured on {timezone.localdate():%-d %B %Y} with {files_each * SERVICES:,} files in "
        f"{SERVICES} services ({size:,} MiB in the database), on {psutil.cpu_count()} cores and "
        f"{memory_gib:.0f} GiB of memory, Python {platform.python_version()}, "
        f"PostgreSQL {version // 10000}.{version % 10000}, two web processes of four threads. "
        f"Before it began, other programs used {others:.0f} of 100 parts of the processors."
    )


def client_of(worker: Worker) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.cookies[COOKIE] = worker.cookie
    return client


def statements(table: Table, worker: Worker, known: Known) -> None:
    """What each page asks of the database, and whether a plan reads a whole file table."""
    client, whole = client_of(worker), []
    for page in PAGES:
        path = page.path(known, random.Random(2))
        client.get(path)
        with asked() as heard:
            answer = client.get(path)
        if answer.status_code != 200:
            raise AssertionError(f"{path} answered {answer.status_code}")
        table.add(f"{page.name}: statements", str(len(heard.statements)), f"at most {page.statements}")
        whole += heard.whole
    table.add("file tables read whole by these pages", str(len(whole)), "0")
    for one in whole:
        say(f"    {one}")


def matching(table: Table, worker: Worker) -> None:
    """Whom we know, while somebody types a referral: each answer whole, but in this process and over no wire."""
    client, chance, took = client_of(worker), random.Random(3), []
    envelope = ENVELOPE.search(client.get("/r/new/").content.decode())[1]
    for _ in range(MATCHES):
        name = {"given": chance.choice(county.FIRST), "family": chance.choice(county.FAMILY)}
        start = time.perf_counter()
        answer = client.post("/r/known/", {**name, "_form": envelope})
        took.append((time.perf_counter() - start) * 1000)
        if answer.status_code != 200:
            raise AssertionError(f"/r/known/ answered {answer.status_code}")
    took.sort()
    measured = f"{statistics.median(took):.1f} and {took[int(MATCHES * 0.95)]:.1f} ms"
    table.add("match while typing: median and 95 of 100", measured, "95 of 100 in 50 ms")


def cold_start(table: Table, environment: dict[str, str]) -> None:
    took = []
    for _ in range(3):
        with served(environment) as (_, _, seconds):
            took.append(seconds)
    table.add("cold start to the first answer", f"{statistics.median(took):.2f} s", "1 s")


def wall(table: Table, port: int, workers: list[Worker]) -> None:
    """The same page that does nothing, asked in turn on each side."""
    times: dict[str, list[float]] = {"outside": [], "inside": [], "recorded": []}
    for _ in range(8):
        for side, found in times.items():
            took = drive(
                port, lambda chance, side=side: Ask(chance.choice(workers), f"/bench/{side}/"),
                clients=1, requests=60,
            )  # fmt: skip
            found.append(took.median)
    outside, inside, recorded = (statistics.median(found[1:]) for found in times.values())
    table.add("a page that does nothing, signed in, outside the wall", f"{outside:.1f} ms")
    table.add("the same inside the wall", f"{inside:.1f} ms, {inside - outside:+.1f}", "+1 ms")
    table.add(
        "the same inside the wall, with its reading on the record",
        f"{recorded:.1f} ms, {recorded - outside:+.1f}",
    )


def asker(page: Listed, workers: list[Worker], known: dict[str, Known]) -> Callable[[random.Random], Ask]:
    def ask(chance: random.Random) -> Ask:
        worker = chance.choice(workers)
        return Ask(worker, page.path(known[worker.service], chance))

    return ask


def pages(table: Table, port: int, server, workers: list[Worker], known: dict[str, Known]) -> None:
    for page in PAGES:
        asks = asker(page, workers, known)
        drive(port, asks, clients=8, requests=80)
        before = busy(server)
        alone = drive(port, asks, clients=1, requests=200)
        spent = [(after - was) * 1000 / 200 for was, after in zip(before, busy(server), strict=True)]
        eight = drive(port, asks, clients=8, requests=400)
        table.add(
            f"{page.name}, one person: median and 95 of 100",
            f"{alone.median:.1f} and {alone.slow:.1f} ms",
            page.goal,
        )
        table.add(
            f"{page.name}: processor time of web server and database",
            f"{spent[0]:.1f} and {spent[1]:.1f} ms",
        )
        table.add(
            f"{page.name}, eight at once",
            f"{eight.median:.1f} and {eight.slow:.1f} ms, {eight.each_second:.0f} a second",
        )


def memory(table: Table, port: int, server, workers: list[Worker], known: dict[str, Known]) -> None:
    before = max(memory_of(server))
    every = [asker(page, workers, known) for page in PAGES]
    drive(port, lambda chance: chance.choice(every)(chance), clients=8, requests=MANY_REQUESTS)
    after = max(memory_of(server))
    table.add("memory of a web process, warm", f"{before:.0f} MiB", "90 MiB")
    table.add(f"the same after {MANY_REQUESTS:,} more requests", f"{after:.0f} MiB", "90 MiB")


def writers(table: Table, workers: list[Worker], known: dict[str, Known], *, seconds: float) -> None:
    first = {service: held.references[0] for service, held in known.items()}
    one = transactions_a_second(workers[:1], first, seconds)
    table.add(f"transactions on the record, {WRITERS} writers in one service", f"{one:.0f} a second", "500")
    many = transactions_a_second(workers[:WRITERS], first, seconds)
    table.add(f"the same, {WRITERS} writers in {WRITERS} services", f"{many:.0f} a second", "500")


def record(table: Table) -> None:
    """Walking all that the run has put on the record."""
    events = verify.counted()
    start = time.perf_counter()
    broken = verify.breaks()
    seconds = time.perf_counter() - start
    table.add(f"checking the record of {events:,} events", f"{seconds:.1f} s, {len(broken)} breaks", "")
    connections.close_all()
