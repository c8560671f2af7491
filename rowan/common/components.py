"""The shapes that the parts of a page are given. A room fills them; a template in `common` draws them.

Each part is shown in every state under /help/parts/, and docs/how-to/build-a-page.md says how to call it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

PAGE_SIZE = 50
FIND_SIZE = 10

type Words = str | Promise


@dataclass(frozen=True)
class Place:
    """One entry of the row under the header, or of the dock. `count` is what is new or waiting, no total."""

    label: Words
    url: str
    current: bool = False
    count: int = 0
    icon: str = ""


@dataclass(frozen=True)
class Section:
    """One section of a file in the side navigation. `count` is what is open."""

    label: Words
    url: str
    current: bool = False
    count: int = 0


@dataclass(frozen=True)
class Step:
    """One part of a long form: `stage` is `none`, `part` or `done`; `words` says more ("1 gap")."""

    label: Words
    url: str
    stage: str = "none"
    words: Words = ""
    current: bool = False


@dataclass(frozen=True)
class Due:
    """A time limit in words. `state` is `late`, `soon`, `later`, `met` or `paused`."""

    state: str
    words: Words


@dataclass(frozen=True)
class Safe:
    """Whether it is safe to ring. `state` is `now`, `unsure`, `later`, `ask` or `no`; `more` is small below."""

    state: str
    words: Words
    more: Words = ""


@dataclass(frozen=True)
class Concern:
    """One significant concern as the header shows it: what kind, then at most a short phrase."""

    kind: Words
    words: Words


@dataclass(frozen=True)
class Covered:
    """Something that is shown one by one and on the record: a number, a code word, an address.

    `url` takes the POST that reveals it; `link` leads to the page that does; without either there is nothing to
    reveal and `words` says so.
    """

    label: Words
    url: str = ""
    words: Words = ""
    thing: Words = ""
    link: str = ""


@dataclass(frozen=True)
class CaseHead:
    """The header of a file: who, concerns, contact. Built in full or not at all.

    `risk` is `high`, `medium`, `standard` or `none`; `also` the second line in parts (other names, birth
    date, which referral); `next_due` with `next_words` and `next_url` the one next clock; `year` and `side` stand
    beside every save button, so that two tabs of two people look different.
    """

    name: str
    reference: str
    pronouns: str = ""
    age: int | None = None
    also: Sequence[Words] = ()
    risk: str = "none"
    risk_words: Words = ""
    worker: str = ""
    cover: str = ""
    next_due: Due | None = None
    next_words: Words = ""
    next_url: str = ""
    note_url: str = ""
    concerns: Sequence[Concern] = ()
    concerns_url: str = ""
    safe: Safe | None = None
    contact: Sequence[Covered] = ()
    contact_words: Words = ""
    contact_url: str = ""
    closed: bool = False
    year: int | None = None
    side: Words = ""
