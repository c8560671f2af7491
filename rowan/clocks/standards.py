"""Every time limit, declared once: what starts it, what meets it, how long it is and who is told.

The ids are those of the support specification, part 5. What a standard is worked out from is registered by
the room that knows it (`facts.py`).
"""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rowan.clocks.lengths import Length, Unit


@dataclass(frozen=True)
class Told:
    """On whose day a running limit stands besides its owner's: a role, from how long after it was due."""

    role: str
    after: timedelta


@dataclass(frozen=True)
class Standard:
    """One time limit of the guidance.

    `length` holds where a service or a referral says nothing else; `adjustable` says who may change it and
    how far. `url_name` is the page, by the file's reference, where it is met.
    """

    slug: str
    words: str | Promise
    starts: str | Promise
    met: str | Promise
    length: Length
    adjustable: str | Promise
    told: tuple[Told, ...]
    source: str
    url_name: str


FIRST_CONTACT = Standard(
    slug="K-1",
    words=_("First contact"),
    starts=_("when the referral arrives"),
    met=_("when the person is reached"),
    length=Length(48, Unit.HOURS),
    adjustable=_("shorter freely, longer with a reason: the service’s settings"),
    told=(Told("senior", timedelta(0)), Told("manager", timedelta(hours=4))),
    source="Sample case intake procedure",
    url_name="referral",
)

STANDARDS: dict[str, Standard] = {standard.slug: standard for standard in (FIRST_CONTACT,)}
