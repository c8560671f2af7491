from dataclasses import dataclass


@dataclass(frozen=True)
class Worker:
    """Somebody who is signed in: the cookie of the session, its digest, and the service it acts in."""

    cookie: str
    digest: str
    user: str
    service: str
