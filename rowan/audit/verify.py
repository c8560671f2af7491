"""Walks every chain from end to end (PL-127). Runs as the owner of the record, never as the web role."""

from contextlib import contextmanager

from django.db import connections

BREAKS = {
    "an event does not match its own hash": """
        SELECT e.chain, l.number FROM audit.event e JOIN audit.link l ON l.event = e.id
        WHERE e.hash <> audit.digest(e) ORDER BY 1, 2 LIMIT 1""",
    "a linked event is gone": """
        SELECT l.chain, l.number FROM audit.link l LEFT JOIN audit.event e ON e.id = l.event
        WHERE e.id IS NULL OR e.chain <> l.chain ORDER BY 1, 2 LIMIT 1""",
    "a number is missing": """
        SELECT chain, number FROM (SELECT chain, number, lag(number, 1, 0::bigint)
          OVER (PARTITION BY chain ORDER BY number) AS before FROM audit.link) walk
        WHERE number <> before + 1 ORDER BY 1, 2 LIMIT 1""",
    "a link does not follow from the one before": """
        SELECT chain, number FROM (
          SELECT l.chain, l.number, l.hash, e.hash AS event,
            lag(l.hash, 1, ''::bytea) OVER (PARTITION BY l.chain ORDER BY l.number) AS before
          FROM audit.link l JOIN audit.event e ON e.id = l.event) walk
        WHERE hash <> sha256(before || int8send(number) || event) ORDER BY 1, 2 LIMIT 1""",
    "the end of the chain is cut off": """
        SELECT coalesce(h.chain, l.chain), coalesce(h.number, l.number)
        FROM audit.head h FULL JOIN (SELECT DISTINCT ON (chain) chain, number, hash FROM audit.link
          ORDER BY chain, number DESC) l ON l.chain = h.chain
        WHERE h.number IS DISTINCT FROM l.number OR h.hash IS DISTINCT FROM l.hash
        ORDER BY 1, 2 LIMIT 1""",
    "an event was never linked": """
        SELECT e.chain, 0 FROM audit.event e LEFT JOIN audit.link l ON l.event = e.id
        WHERE l.event IS NULL ORDER BY 1 LIMIT 1""",
}


@contextmanager
def as_keeper(using: str = "owner"):
    """A cursor of the role that owns the record."""
    with connections[using].cursor() as cursor:
        cursor.execute("SET ROLE rowan_audit")
        try:
            yield cursor
        finally:
            cursor.execute("SET ROLE rowan_owner")


def breaks() -> list[str]:
    """The first break of each kind, in words with chain and number; empty when the record is whole."""
    found = []
    with as_keeper() as cursor:
        for words, question in BREAKS.items():
            cursor.execute(question)
            if row := cursor.fetchone():
                found.append(f"{words}: chain {row[0]}, number {row[1]}")
    return found


def counted() -> int:
    """How many events the chains hold."""
    with as_keeper() as cursor:
        cursor.execute("SELECT coalesce(sum(number), 0) FROM audit.head")
        return int(cursor.fetchone()[0])
