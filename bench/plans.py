"""How PostgreSQL answers what a page asks: no page may read a whole file table (PL-63, PL-195)."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.apps import apps
from django.db import connection

from rowan.files.wall import Wall

READS = ("SELECT", "UPDATE", "DELETE")


@dataclass
class Asked:
    """The statements of one page, without BEGIN and COMMIT, and the file tables that they read whole."""

    statements: list[str] = field(default_factory=list)
    whole: list[str] = field(default_factory=list)
    used: set[str] = field(default_factory=set)


def file_tables() -> set[str]:
    return {
        model._meta.db_table
        for model in apps.get_models()
        if any(isinstance(constraint, Wall) for constraint in model._meta.constraints)
    }


@contextmanager
def asked(*, explain: bool = True) -> Iterator[Asked]:
    """Listen to everything this block asks, and explain it in the very context in which it is asked."""
    found, tables = Asked(), file_tables()

    def listen(execute, sql, parameters, many, context):
        if not sql.startswith("EXPLAIN"):
            found.statements.append(sql)
            if explain and sql.startswith(READS) and "rowan." not in sql.partition("FROM")[0]:
                read = list(scans(plan_of(sql, parameters)))
                found.whole += [
                    f"{table}: {sql}" for table, kind in read if kind == "Seq Scan" and table in tables
                ]
                found.used |= {table for table, _ in read if table in tables}
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(listen):
        yield found


def plan_of(sql: str, parameters) -> dict:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", parameters)
        [(plan,)] = cursor.fetchall()
    [top] = json.loads(plan) if isinstance(plan, str) else plan
    return top["Plan"]


def scans(node: dict) -> Iterator[tuple[str, str]]:
    """Each table that a plan reads, with how it does it."""
    if "Relation Name" in node:
        yield node["Relation Name"], node["Node Type"]
    for part in node.get("Plans", []):
        yield from scans(part)
