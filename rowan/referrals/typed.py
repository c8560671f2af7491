"""Do we know this person? Asked while somebody types, and put on the record once for each person typed (MT-7).

The words are posted, kept encrypted beside the event for its time, and stand in no address (PL-49, PL-123).
"""

import json
import secrets
from dataclasses import asdict, dataclass, field

from rowan.common.boxes import Typed
from rowan.common.dates import today
from rowan.common.fields import Known, phone_key, read_day
from rowan.common.secrets import digest, seal, unseal
from rowan.files.models import Search
from rowan.people import matching, naming
from rowan.people.matching import Match
from rowan.referrals.danger import words_of_danger

PURPOSE = "search words"
MOST = 10
LONGEST = 200
OF_THE_FORM = 22  # characters of a form's own token that its searches begin with


@dataclass(frozen=True)
class Words:
    """What stands in the boxes that tell one person from another, as typed."""

    given: str = ""
    family: str = ""
    birth: tuple[str, str, str] = ("", "", "")
    phone: str = ""
    address: str = ""

    @classmethod
    def in_post(cls, post) -> "Words":
        def one(name: str) -> str:
            return post.get(name, "").replace("\x00", "").strip()[:LONGEST]

        return cls(
            one("given"),
            one("family"),
            (one("birth_day"), one("birth_month"), one("birth_year")),
            one("phone"),
            one("address"),
        )

    @property
    def born(self) -> Known | None:
        known = read_day(Typed(*self.birth), today())
        return known if known and known.day <= today() else None

    @property
    def folded(self) -> tuple[str, ...]:
        """To compare two readings of the same boxes."""
        date = "".join(part.rjust(2) for part in self.birth)
        return (
            naming.fold(self.given),
            naming.fold(self.family),
            date.strip(),
            naming.digits(self.phone),
            naming.fold(self.address),
        )


@dataclass(frozen=True)
class Told:
    """The answer to somebody typing: enough or not, whom we may know, and words that may not wait."""

    enough: bool
    matches: list[Match] = field(default_factory=list)
    more: bool = False
    danger: list[str] = field(default_factory=list)


def says_enough(words: Words) -> bool:
    """Two characters of a last name with a first name or a year; a whole number; a postcode with its house.

    One character is a name in scripts where it is a whole word.
    """
    family = naming.fold(words.family)
    named = len(family) > 1 or bool(family and not family.isascii())
    return bool(
        (named and (naming.fold(words.given) or words.born))
        or whole_number(words.phone)
        or matching.asked_about(address=words.address).address
    )


def whole_number(text: str) -> str:
    """The number, when all of it stands there."""
    return text if phone_key(text) and len(naming.digits(text)) >= naming.WHOLE_NUMBER else ""


def tell(words: Words, reason: str, by) -> Told:
    """Whom we may know, of the files this person may find; four statements at most."""
    danger = words_of_danger(reason)
    if not says_enough(words):
        return Told(False, danger=danger)
    found = matching.lookup(
        by=by,
        given=words.given,
        family=words.family,
        birth=words.born,
        phone=whole_number(words.phone),
        address=words.address,
    )
    return Told(True, found[:MOST], more=len(found) > MOST, danger=danger)


def note(request, words: Words, told: Told) -> dict[str, str]:
    """What the record says of this answer; nothing where it was said already.

    Told are the first answer for a person typed and each that shows further files. Typing on is one person;
    another name, number or date is another.
    """
    shown = {str(match.file.pk) for match in told.matches}
    token = request.envelope.once[:OF_THE_FORM]
    last = (
        Search.objects.filter(
            token__startswith=token, session=request.session.digest, of_service=request.user.acting_service
        )
        .order_by("-at", "-id")
        .first()
    )
    if last is not None:
        before = json.loads(unseal(bytes(last.sealed_words), PURPOSE))
        if goes_on(before["folded"], words.folded) and shown <= set(before["shown"]):
            return {}
    kept = asdict(words) | {"folded": words.folded, "shown": sorted(shown)}
    search = Search.objects.create(
        token=f"{token}.{secrets.token_urlsafe(12)}",
        of_service=request.user.acting_service,
        sealed_words=seal(json.dumps(kept).encode(), PURPOSE),
        session=request.session.digest,
    )
    return {"search": str(search.pk), "words": digest(" ".join(words.folded), PURPOSE)}


def goes_on(before: list[str], now: tuple[str, ...]) -> bool:
    """Whether these are the same boxes typed further, or taken back a little."""
    return all(was.startswith(is_) or is_.startswith(was) for was, is_ in zip(before, now, strict=True))
