"""Every rule of the specification: proved, waiting for its room, or missing."""

from collections import Counter
from itertools import groupby
from pathlib import Path

from rowan.workspace.reference import marks, specification
from rowan.workspace.reference.markdown import MADE, table
from rowan.workspace.reference.specification import Rule, Waiting

PROVED, WAITING, MISSING = "proved", "waiting", "missing"


def states(root: Path) -> dict[str, str]:
    """The state of every rule. One that waits stays so, whatever part of it a test already proves."""
    proved = {rule for proof in marks.proofs(root) for rule in proof.ids}
    wait = specification.waiting(root)
    return {
        rule: WAITING if rule in wait else PROVED if rule in proved else MISSING
        for rule in specification.rules(root)
    }


def page(root: Path) -> str:
    known, state, wait = specification.rules(root), states(root), specification.waiting(root)
    shown: dict[str, list[str]] = {rule: [] for rule in known}
    for proof in marks.proofs(root):
        for rule in dict.fromkeys(proof.ids):
            link = f"[{proof.sentence}](../../{proof.path})"
            if rule in shown and link not in shown[rule]:
                shown[rule].append(link)

    count = Counter(state.values())
    parts = [
        "# Rules and what proves them\n",
        MADE,
        "A rule is *proved* when a test carries its id, *waiting* when `docs/spec/waiting.yaml` names the "
        "work it comes with, and *missing* otherwise.\n",
        table(["state", "rules"], [(name, count[name]) for name in (PROVED, WAITING, MISSING)]),
    ]
    for heading, group in groupby(known.values(), key=lambda rule: rule.heading):
        rows = [(r.id, r.text, _state(state[r.id], wait.get(r.id)), _tests(r, shown)) for r in group]
        parts += [f"## {heading}\n", table(["id", "rule", "state", "shown by"], rows)]
    return "\n".join(parts)


def _state(state: str, wait: Waiting | None) -> str:
    if not wait:
        return f"**{state}**" if state == MISSING else state
    part = f" Stands already: {wait.part}." if wait.part else ""
    return f"waiting: {wait.room}, “{wait.work}”.{part}"


def _tests(rule: Rule, shown: dict[str, list[str]]) -> str:
    return "; ".join(shown[rule.id])
