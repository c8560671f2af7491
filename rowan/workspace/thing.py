"""One line of somebody's day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from rowan.common.components import Due
from rowan.people.models import Person

MOST = 50


@dataclass(frozen=True)
class Thing:
    """One thing to do or to know about somebody, and where. `due` stands beside it where a day is set.

    `why_url` is where somebody says why it is late; `keeps_safe`, that somebody's safety waits for it.
    """

    file_id: UUID
    title: str
    url: str
    action: str = ""
    words: str = ""
    due: Due | None = None
    why_url: str = ""
    keeps_safe: bool = False
    person: Person | None = None

    @property
    def told(self) -> str:
        """About whom, and what there is to say."""
        return ". ".join(filter(None, [str(self.person), self.words]))

    @property
    def is_late(self) -> bool:
        return self.due is not None and self.due.state == "late"


def about(things: Iterable[Thing], people: Mapping[UUID, Person]) -> list[Thing]:
    """The same, each with the person it is about, by file."""
    return [replace(thing, person=people.get(thing.file_id)) for thing in things]
