"""The ends of the chains, kept outside the database (PL-128).

Whoever owns the database could rebuild a chain that is whole in itself; it would not pass through the points
written down here. Each line is JSON: when, and for each chain its last number and hash.
"""

import json
import os
from pathlib import Path

from django.utils import timezone

from rowan.audit.verify import as_keeper


def write(path: Path) -> int:
    """Write the ends of all chains as one more line; how many chains there are."""
    with as_keeper() as cursor:
        cursor.execute("SELECT chain, number, encode(hash, 'hex') FROM audit.head ORDER BY chain")
        ends = {chain: [number, digest] for chain, number, digest in cursor.fetchall()}
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps({"at": timezone.now().isoformat(), "ends": ends}) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return len(ends)


def disagreements(path: Path) -> list[str]:
    """The first point of each chain that the chain does not pass through any more."""
    if not path.exists():
        return []
    points: dict[tuple[str, int], str] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        for chain, (number, digest) in json.loads(line)["ends"].items():
            points[chain, number] = digest
    with as_keeper() as cursor:
        cursor.execute(
            "SELECT p.chain, min(p.number)"
            " FROM unnest(%s::text[], %s::bigint[], %s::text[]) p(chain, number, hash)"
            " LEFT JOIN audit.link l ON l.chain = p.chain AND l.number = p.number"
            " WHERE l.hash IS DISTINCT FROM decode(p.hash, 'hex') GROUP BY p.chain ORDER BY p.chain",
            [[chain for chain, _ in points], [number for _, number in points], list(points.values())],
        )
        return [f"not as it was written down: chain {chain}, number {number}" for chain, number in cursor]
