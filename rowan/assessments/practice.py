"""What belongs to one instrument beside its questions: what a signature under it asks for, counts and starts.

`services.sign` and the check page ask `of(response)`, whatever the instrument. A second instrument brings a
module of its own, as `dashes` and `grids` are.
"""

from typing import Protocol

from rowan.assessments import dashes, grids
from rowan.assessments.models import Response
from rowan.assessments.moment import Moment
from rowan.cases.models import Case
from rowan.instruments.answers import Answers
from rowan.instruments.checks import Problem


class Practice(Protocol):
    """One instrument's own module."""

    def facts(self, case: Case, occasion: str, /) -> dict[str, str]:
        """What a new form knows already, by the `prefill` names of its items. NotNow where it is too early."""

    def signed(self, now: Moment, answers: Answers, /) -> Answers:
        """The answers as one press of Sign makes them."""

    def in_the_way(self, now: Moment, answers: Answers, /) -> list[Problem]:
        """What stands between these answers and a signature, in the order of the form."""

    def reasons_asked(self, now: Moment, answers: Answers, /) -> list[Problem]:
        """What was left open that a reason can stand for, whether it has one yet or not."""

    def starts(self, now: Moment, answers: Answers, /) -> list[str]:
        """What signing sets in motion, in sentences."""

    def on_signing(self, now: Moment, case: Case, /) -> None:
        """Set it in motion. The form is signed, in the same transaction."""


PRACTICE: dict[str, Practice] = {"dash": dashes, grids.GRID: grids}


def of(response: Response) -> Practice:
    """The practice of this form's instrument."""
    return PRACTICE[response.instrument]
