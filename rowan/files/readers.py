"""Who opened this file (PL-129)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from rowan.access.permissions import Permission, may
from rowan.access.roles import ROLES
from rowan.audit.verbs import VERBS
from rowan.files.models import File, known_as

# That somebody is kept away, that a manager looked at a conflict, or that nobody may, tells what was found.
# It is told to those who decide.
TOLD_TO_DECIDERS = {"file.barred", "conflict.nobody", "referral.conflict_read", "referral.cleared"}


@dataclass(frozen=True)
class Reading:
    at: datetime
    name: str
    roles: str
    what: str
    basis: str
    refused: bool


def of(file: File, user) -> list[Reading]:
    """The latest 500 events of this file, newest first, through the one gate function that may read them."""
    hidden = frozenset() if may(user, Permission.CONFLICT_DECIDE) else TOLD_TO_DECIDERS
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT at, actor, roles, verb, result, basis FROM rowan.audit_read(%s::uuid)", [file.pk]
        )
        return [
            Reading(
                at=at,
                name=known_as(actor),
                roles=", ".join(str(ROLES[r].name) for r in roles.split(",") if r in ROLES),
                what=VERBS[verb],
                basis=basis,
                refused=result == "refused",
            )
            for at, actor, roles, verb, result, basis in cursor.fetchall()
            if verb not in hidden
        ]
