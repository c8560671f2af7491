"""What a time limit is worked out from. Rooms above sign up the facts of their standards."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from rowan.clocks.lengths import Length
from rowan.common.dates import Nation


@dataclass(frozen=True)
class Fact:
    """What a clock must say, taken from the records it is about and from nothing else.

    Without a length it runs and is due on no day. `stopped_because` is for people; it is not compared.
    """

    about: UUID
    file_id: UUID
    sealed: bool
    started_at: datetime
    length: Length | None
    met_at: datetime | None
    stopped_at: datetime | None
    owner_id: UUID | None
    nation: Nation = Nation.ENGLAND
    stopped_because: str = ""


sources: dict[str, Callable[[], Iterable[Fact]]] = {}


def facts_of(standard: str):
    """Sign up the function that gives every fact of this standard in the service that was entered."""

    def sign_up(function: Callable[[], Iterable[Fact]]):
        sources[standard] = function
        return function

    return sign_up
