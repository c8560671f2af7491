"""Reasons for what was left open: one reason may stand for several gaps."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from rowan.instruments.checks import Problem
from rowan.instruments.forms import Asking, Link, problem_links

MAX_REASON = 2_000


@dataclass(frozen=True)
class GapRow:
    """One thing left open on the check page: what it is, where to answer it, and the reason given so far."""

    item: str
    words: str
    url: str
    reason: str


def gap_rows(
    asking: Asking, asked: Iterable[Problem], reasons: Mapping[str, str], link: Link
) -> list[GapRow]:
    """What was left open, each with its reason, for `instruments/_gaps.html`."""
    asked = list(asked)
    return [
        GapRow(problem.item, words, url, reasons.get(problem.item, ""))
        for problem, (url, words) in zip(asked, problem_links(asking, asked, link), strict=True)
    ]


def read_gap_reasons(
    posted: Mapping[str, Any], reasons: Mapping[str, str], asked: Iterable[Problem]
) -> dict[str, str]:
    """The reasons after a post of the check page: the words of `gap-reason` for every `gap` that was ticked.

    A tick without words takes a reason back. Only what is still open keeps a reason.
    """
    open_items = {problem.item for problem in asked}
    ticked = posted.getlist("gap") if hasattr(posted, "getlist") else posted.get("gap", [])
    words = str(posted.get("gap-reason", "")).replace("\x00", "").strip()[:MAX_REASON]
    kept = {item: reason for item, reason in reasons.items() if item in open_items}
    for item in open_items.intersection([ticked] if isinstance(ticked, str) else ticked):
        kept.pop(item, None)
        if words:
            kept[item] = words
    return kept
