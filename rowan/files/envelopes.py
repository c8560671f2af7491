"""The signed envelope that every form carries in its hidden field `_form`.

It says whose form it is, in which service, on which page and of which file, what it showed and at which
version: so that a form sent late, twice, after a lock or after somebody else's change is recognised for
what it is, and nothing typed is lost (PL-18, PL-50, PL-115, PL-118).
"""

import secrets
from dataclasses import asdict, dataclass, field

from django.core import signing

FIELD = "_form"
LASTS_SECONDS = 3 * 24 * 60 * 60


@dataclass(frozen=True)
class Envelope:
    owner: str
    service: str
    session: str
    path: str
    file: str = ""
    title: str = ""
    version: int = 0
    shown: dict = field(default_factory=dict)
    once: str = field(default_factory=lambda: secrets.token_urlsafe(16))

    def seal(self) -> str:
        return signing.dumps(asdict(self), salt="form", compress=True)


def read(request) -> Envelope | None:
    """The envelope that came with this POST; nothing when there is none, or it was altered or is too old."""
    try:
        return Envelope(**signing.loads(request.POST.get(FIELD, ""), salt="form", max_age=LASTS_SECONDS))
    except signing.BadSignature:
        return None
