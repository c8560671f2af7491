"""Two signed Dashes side by side: what rose, what is new, what fell, what is open now, what is the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from rowan.assessments.asking import asking_of
from rowan.assessments.models import Response
from rowan.assessments.words import Judgement, answer_in_words, judgement_in
from rowan.common.dates import local_day
from rowan.instruments import dash
from rowan.instruments.answers import day, under
from rowan.instruments.dash import Step
from rowan.instruments.forms import Asking
from rowan.instruments.schema import Item

GROUPS: Mapping[Step, object] = {
    Step.ROSE: _("Rose: no before, yes now"),
    Step.NEW: _("New: not known before, yes now"),
    Step.FELL: _("Fell: yes before, no now"),
    Step.OPEN: _("Open now: answered before, not known now"),
    Step.CLEARED: _("Cleared up: not known before, no now"),
    Step.SAME: _("The same"),
}


@dataclass(frozen=True)
class Told:
    """One answer as one of the two forms has it: the answer, and what was said under it."""

    answer: str
    look: str
    more: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    number: int
    prompt: str
    before: Told
    after: Told
    words_differ: bool


@dataclass(frozen=True)
class Side:
    """One of the two forms, as the top of the page tells it."""

    response: Response
    on: date
    total: int
    gaps: int
    judgement: Judgement


@dataclass(frozen=True)
class Comparison:
    before: Side
    after: Side
    groups: tuple[tuple[str, object, tuple[Row, ...]], ...]

    @property
    def change(self) -> int:
        return self.after.total - self.before.total


def compared(one: Response, other: Response) -> Comparison:
    """The earlier first, whichever was asked for."""
    first, second = sorted((one, other), key=lambda response: response.signed_at)
    before, after = asking_of(first), asking_of(second)
    steps = dash.steps(first.answers, second.answers)
    rows = {number: row(number, before, after) for number in dash.NUMBERS}
    groups = tuple(
        (str(step), words, found)
        for step, words in GROUPS.items()
        if (found := tuple(rows[number] for number in dash.NUMBERS if steps[number] == step))
    )
    return Comparison(side(first, before), side(second, after), groups)


def side(response: Response, asking: Asking) -> Side:
    return Side(
        response,
        day(response.answers, response.definition.dated_by) or local_day(response.signed_at),
        dash.total(response.answers),
        len(dash.gaps(response.answers)),
        judgement_in(asking),
    )


def row(number: int, before: Asking, after: Asking) -> Row:
    item = after.definition.item(dash.question(number))
    then, now = told(before, number), told(after, number)
    return Row(number, after.people.speak(after.prompt(item)), then, now, then.more != now.more)


def told(asking: Asking, number: int) -> Told:
    question = dash.question(number)
    item = asking.definition.item(question)
    look = dash.states(asking.answers)[number]
    more = tuple(
        said(asking, part)
        for part in under(asking.definition, question)
        if part.id != question and answer_in_words(asking, part, asking.answers)
    )
    return Told(answer_in_words(asking, item, asking.answers), str(look), more)


def said(asking: Asking, part: Item) -> str:
    prompt = asking.people.speak(asking.prompt(part))
    return f"{prompt} {answer_in_words(asking, part, asking.answers)}"
