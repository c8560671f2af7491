"""What rooms above add to the checklist of an intake: how far their own forms are (CM-29)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from rowan.common.components import Words


@dataclass(frozen=True)
class Item:
    """A line of the checklist. `asked` is asked along with the case; `words` tells it from that."""

    title: Words
    asked: Callable[[], dict[str, Any]]
    words: Callable[[Any], str]


items: list[Item] = []


def asked() -> dict[str, Any]:
    return {name: question for item in items for name, question in item.asked().items()}


def lines(case: Any) -> list[tuple[Words, str]]:
    """Of a case that was loaded with what is `asked`."""
    return [(item.title, item.words(case)) for item in items]
