"""What is different from last time while a Dash is asked, for the panel beside it."""

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rowan.instruments import dash
from rowan.instruments.answers import State
from rowan.instruments.forms import Asking


@dataclass(frozen=True)
class Since:
    """What changed since the last signed Dash, what stands from it, and what it has that could stand."""

    day: date
    changed: str
    stands: int
    could_stand: int


def since_last(asking: Asking) -> Since | None:
    """None where there was no Dash before this one."""
    if asking.last is None or asking.last_day is None:
        return None
    then, now = dash.states(asking.last), dash.states(asking.answers)
    answered = [n for n in dash.NUMBERS if now[n] != State.NOT_ASKED and now[n] != then[n]]
    yes = [n for n in dash.NUMBERS if then[n] == State.YES]
    return Since(
        day=asking.last_day,
        changed=changes_in_words(answered, now),
        stands=sum(bool(asking.stands(asking.definition.item(dash.question(n)))) for n in yes),
        could_stand=sum(now[n] == State.NOT_ASKED for n in yes),
    )


def changes_in_words(numbers: list[int], now: dict[int, State]) -> str:
    """ "3 answers changed: 6 and 8 to yes, 13 to no"; empty where none did."""
    if not numbers:
        return ""
    words = {State.YES: _("yes"), State.NO: _("no"), State.DONT_KNOW: _("don’t know")}
    found = [
        _("%(items)s to %(answer)s") % {"items": listed(of), "answer": word}
        for state, word in words.items()
        if (of := [n for n in numbers if now[n] == state])
    ]
    count = ngettext("%(n)s answer changed", "%(n)s answers changed", len(numbers)) % {"n": len(numbers)}
    return f"{count}: {', '.join(found)}."


def listed(numbers: list[int]) -> str:
    *first, last = map(str, numbers)
    return _("%(first)s and %(last)s") % {"first": ", ".join(first), "last": last} if first else last
