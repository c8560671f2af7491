"""Keeping the time limits about risk at what the records of a case say."""

from collections.abc import Iterable

from rowan.assessments.facts import SOURCES
from rowan.cases.models import Case
from rowan.cases.services import follows_cases
from rowan.clocks import services as clocks
from rowan.clocks.standards import Standard


def keep_time(case: Case, by, only: Iterable[Standard] = ()) -> None:
    """Let the limits say what the records say now: all of them, or those of `only`."""
    wanted = tuple(only) or [standard for standard, _source in SOURCES]
    facts = [(standard, fact) for standard, source in SOURCES if standard in wanted for fact in source(case)]
    if facts:
        clocks.follow_all(facts=facts, by=by)


follows_cases(*(standard for standard, _source in SOURCES))(keep_time)
