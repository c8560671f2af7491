"""An instrument as a blank form on paper: the questions in whosever words they are, with room to write.

Nobody is named on it: whoever is asked is "you", and the person causing harm is "that person".
"""

from collections.abc import Iterator

from django.utils.translation import get_language, ngettext, override
from django.utils.translation import gettext as _

from rowan.documents.blank_forms import Ask, BlankForm, BlankPart, Box
from rowan.instruments.fields import People
from rowan.instruments.schema import NO, YES, Definition, Item, Type

LINES = {Type.LONGTEXT: 3, Type.ADDRESS: 3, Type.TABLE: 4, Type.PERSON_LIST: 2}
NOT_ON_PAPER = frozenset({Type.FILE})


def blank_of(definition: Definition) -> BlankForm:
    """Every question that somebody answers, in the order of the form; our few words around it in its language."""
    with override(definition.language or get_language()):
        return _blank_of(definition)


def _blank_of(definition: Definition) -> BlankForm:
    people = People(_("the client"), (_("that person"),))
    parts = []
    for section in definition.sections:
        asks = tuple(
            ask
            for item in section.items
            if not item.computed and item.type not in NOT_ON_PAPER
            for ask in _asks(definition, item, people)
        )
        if asks:
            parts.append(BlankPart(people.speak(section.title), asks))
    return BlankForm(definition.title, mark_of(definition), definition.wording, tuple(parts))


def mark_of(definition: Definition) -> str:
    """Which form it is, to those who know: D1 for the first version of the Dash."""
    return f"{definition.id[0].upper()}{definition.version}"


def _asks(definition: Definition, item: Item, people: People) -> Iterator[Ask]:
    yield Ask(
        words=people.speak(item.prompt.asked),
        number=str(item.number or ""),
        hint=_hint(item, people),
        boxes=tuple(_boxes(item, people)),
        lines=_lines(item),
    )
    for part in item.parts:
        yield from _part(part, item, people)
    for suffix in ("source", "comment"):
        if companion := definition.companion(item, suffix):
            yield Ask(words=people.speak(companion.prompt.asked), lines=1, part=True)


def _part(part: Item, above: Item, people: People) -> Iterator[Ask]:
    yield Ask(
        words=_opening(part, above) + people.speak(part.prompt.asked),
        hint=_hint(part, people),
        boxes=tuple(_boxes(part, people)),
        lines=_lines(part),
        part=True,
    )
    for below in part.parts:
        yield from _part(below, part, people)


def _opening(part: Item, above: Item) -> str:
    """After which answer a part is asked: "If yes: "."""
    wanted = part.when.get(above.id, ())
    if wanted == (YES,):
        return _("If yes: ")
    return _("If no: ") if wanted == (NO,) else ""


def _hint(item: Item, people: People) -> str:
    """The time asked about, the hint of the form, and how many boxes may be ticked."""
    window = ngettext("In the past month.", "In the past %(n)s months.", item.months or 0) % {
        "n": item.months
    }
    several = _("Tick all that are so.")
    return " ".join(
        words
        for words, told in (
            (window, item.months),
            (people.speak(item.hint), item.hint),
            (several, item.type == Type.MULTI_CHOICE),
        )
        if told
    )


def _boxes(item: Item, people: People) -> Iterator[Box]:
    for option in item.choices:
        yield Box(people.speak(option.words), people.speak(option.guide) if option.guide else "")
    if item.none:
        yield Box(item.none)


def _lines(item: Item) -> int:
    return 0 if item.choices else LINES.get(item.type, 1)
