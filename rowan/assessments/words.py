"""Answers in words: for the signed form, and for two people who answered the same question differently."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from rowan.instruments.answers import Answers, codes, value
from rowan.instruments.dash import NOT_YET_ASSESSED
from rowan.instruments.forms import Asking, html_id, shown_text
from rowan.instruments.schema import OFFERED, ONE_CODE, SEVERAL_CODES, Item, Section, Type


@dataclass(frozen=True)
class Line:
    """One answer of the signed form: the question, the answer, who told it, and why it was left open."""

    id: str
    number: int | None
    prompt: str
    answer: str
    asked: bool
    told: str
    reason: str
    audience: str
    below: bool


@dataclass(frozen=True)
class Judgement:
    """The judged level as the risk mark knows it (empty while nobody has judged), and why."""

    level: str
    reason: str


def judgement_in(asking: Asking) -> Judgement:
    code = value(asking.answers, "dash.judged-level") or ""
    reason = answer_in_words(asking, asking.definition.item("dash.judged-reason"), asking.answers)
    return Judgement("none" if code == NOT_YET_ASSESSED else code, reason)


def label(asking: Asking, item_id: str) -> str:
    """How a question is named: "14 Has Terry ever said …", or the words of a part of it."""
    place = asking.definition.places[item_id]
    top = asking.definition.top(item_id)
    prompt = asking.people.speak(asking.prompt(place.item))
    return f"{top.number} {prompt}" if top.number is not None else prompt


def answer_in_words(asking: Asking, item: Item, answers: Answers) -> str:
    """What was answered; empty when nothing was."""
    answer = answers.get(item.id, {})
    if answer.get("none"):
        return asking.people.speak(item.none)
    if "typed" not in answer and (item.type in ONE_CODE or item.type in SEVERAL_CODES):
        choices = asking.offered.get(item.id, ()) if item.type in OFFERED else item.choices
        words = {option.code: asking.people.speak(option.words) for option in choices}
        return ", ".join(words.get(code, code) for code in codes(answers, item.id))
    if item.type == Type.TABLE:
        return "\n".join(", ".join(filter(None, row.values())) for row in value(answers, item.id) or [])
    if item.type == Type.FILE:
        return ", ".join(codes(answers, item.id))
    return shown_text(item, answers)


def lines(asking: Asking, section: Section, reasons: dict[str, str]) -> list[Line]:
    """A section as it is read back. A question not asked says so; other empty fields are left out."""
    found = []
    for item in asking.definition.in_section(section):
        place = asking.definition.places[item.id]
        answer = answer_in_words(asking, item, asking.answers)
        shown = item.id in asking.visible and (item.number is not None or item.id in reasons)
        if (not answer and not shown) or place.companion == "source":
            continue
        found.append(
            Line(
                id=html_id(item.id),
                number=item.number,
                prompt=asking.people.speak(asking.prompt(item)),
                answer=answer or _("Not asked"),
                asked=bool(answer),
                told=asking.told(item) if answer else "",
                reason=reasons.get(item.id, ""),
                audience=item.audience,
                below=place.parent is not None,
            )
        )
    return found
