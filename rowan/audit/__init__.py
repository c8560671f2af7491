"""The record of everything: who, what, when, through which right (PL-120 to PL-126).

`record()` appends where it happens. `close()` links the events of this transaction into the chain of
their service, once, as the last statement before commit. There are no models here: the web role may
only call the functions below.
"""

import json
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from django.db import connection

from rowan.audit.verbs import VERBS


@dataclass(frozen=True)
class Origin:
    """Which request an event came from."""

    request: str = ""
    network: str = ""


NOWHERE = Origin()
origin: ContextVar[Origin] = ContextVar("origin", default=NOWHERE)


@contextmanager
def from_request(request: str, network: str):
    token = origin.set(Origin(request, network))
    try:
        yield
    finally:
        origin.reset(token)


def record(
    verb: str,
    *,
    on: Any = None,
    file: Any = None,
    result: str = "done",
    who: Any = None,
    named: str = "",
    **detail: Any,
) -> None:
    """Put one event on the record, in the transaction that is open.

    `on` is the row it is about (its file is taken from it); `detail` holds ids, codes and field names,
    never what somebody typed. The person and the service come from the database's own context; `who`
    and `named` speak only where there is none yet (a failed sign-in). Raises `ValueError` for a verb
    that is not listed (PL-121).
    """
    if verb not in VERBS:
        raise ValueError(f"{verb} is not a listed event: add it to the verbs of its room.")
    if on is not None:
        file = file or (on if on._meta.model_name == "file" else getattr(on, "file_id", None))
    part = "" if on is None else f"{on._meta.label_lower}:{on.pk}"
    here = origin.get()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rowan.audit_append(%s, %s, %s::uuid, %s, %s, %s, %s, %s::uuid, %s)",
            [
                verb,
                result,
                getattr(file, "pk", file),
                part,
                json.dumps(detail, sort_keys=True, default=str) if detail else "",
                here.request,
                here.network,
                getattr(who, "pk", who),
                named,
            ],
        )


def close() -> None:
    """Link this transaction's events. The last thing before commit (PL-126)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rowan.audit_close()")
