"""A form of this file as the pages of `instruments` need it: answers, names, choices."""

from collections.abc import Iterable

from rowan.assessments import people
from rowan.assessments.models import Response
from rowan.assessments.people import InFile
from rowan.instruments import help
from rowan.instruments.answers import Answers, day
from rowan.instruments.checks import Problem
from rowan.instruments.forms import Asking


def asking_of(
    response: Response,
    known: InFile | None = None,
    *,
    answers: Answers | None = None,
    problems: Iterable[Problem] = (),
) -> Asking:
    """The form as it is asked now, last time beside it; with the names of its day once it is signed.

    `answers` are shown instead of those kept; `known` spares the statement that reads the people.
    """
    answers = response.answers if answers is None else answers
    if response.is_signed:
        named, offered = response.named, people.offered_at_signing(response)
    else:
        known = known or people.in_file(response.file)
        named, offered = known.named(answers), known.offered(response.definition)
    last = None if response.is_signed else response.after
    return Asking(
        response.definition,
        answers,
        people.speaking(named),
        offered,
        last=last.answers if last else None,
        last_day=day(last.answers, response.definition.dated_by) if last else None,
        problems=problems,
        helps=help.beside(response.instrument),
    )
