"""How PostgreSQL answers what a page asks: no page may read a whole file table (PL-63, PL-195)."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.apps import apps
from django.db import connection

from rowan.files.wall import Wall

LARGE = 500  # rows
PASSES_ON = ("Nested Loop", "Result", "Subquery Scan", "Memoize")
READS = ("SELECT", "(SELECT", "UPDATE", "DELETE")
NAMED = re.compile(r"\b([a-z_]+)\)* (?:[<>=]+|IS) ")


@dataclass
class Asked:
    """The statements of one page, without BEGIN and COMMIT; large file tables they use, or read whole."""

    statements: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)
    whole: list[str] = field(default_factory=list)


def large_file_tables() -> set[str]:
    """File tables so long that reading one whole is a fault; a short one is rightly read at once."""
    tables = {
        model._meta.db_table
        for model in apps.get_models()
        if any(isinstance(constraint, Wall) for constraint in model._meta.constraints)
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relkind = 'r' AND reltuples >= %s", [LARGE])
        return tables & {name for (name,) in cursor.fetchall()}


def partial_indexes() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexrelid::regclass::text FROM pg_index WHERE indpred IS NOT NULL")
        return {name for (name,) in cursor.fetchall()}


@contextmanager
def asked() -> Iterator[Asked]:
    """Listen to everything this block asks, and explain it in the very context in which it is asked."""
    found, tables, narrow = Asked(), large_file_tables(), partial_indexes()

    def listen(execute, sql, parameters, many, context):
        if not sql.startswith("EXPLAIN"):
            found.statements.append(sql)
            if sql.startswith(READS) and "rowan." not in sql.partition("FROM")[0]:
                for table, whole in reads(plan_of(sql, parameters), narrow):
                    if table in tables:
                        found.used.add(table)
                        found.whole += [f"{table}: {sql}"] if whole else []
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(listen):
        yield found


def plan_of(sql: str, parameters) -> dict:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", parameters)
        [(plan,)] = cursor.fetchall()
    [top] = json.loads(plan) if isinstance(plan, str) else plan
    return top["Plan"]


def reads(node: dict, narrow: set[str], *, stops_early: bool = False) -> Iterator[tuple[str, bool]]:
    """Each table that a plan reads, and whether it reads all of it, or all of it that is the service's.

    The wall's own condition leads to an index too, but to every row of the service: it narrows nothing, unless
    the index holds a part of the rows only (`narrow`), or a limit ends the reading after a page of rows.
    """
    if "Relation Name" in node:
        ways = list(ways_in(node))
        columns = {name for way in ways for name in NAMED.findall(way.get("Index Cond", ""))}
        indexes = {way.get("Index Name") for way in ways}
        by_wall_alone = columns == {"service_id"} and not indexes & narrow and not stops_early
        yield node["Relation Name"], node["Node Type"] == "Seq Scan" or by_wall_alone
    for part in node.get("Plans", []):
        goes_on = node["Node Type"] == "Limit" or (stops_early and node["Node Type"] in PASSES_ON)
        yield from reads(part, narrow, stops_early=goes_on)


def ways_in(node: dict) -> Iterator[dict]:
    """The node itself and, where it gathers rows from bitmaps, each of these."""
    yield node
    for part in node.get("Plans", []):
        if part["Node Type"].startswith("Bitmap"):
            yield from ways_in(part)
