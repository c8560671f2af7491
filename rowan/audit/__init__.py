"""The record of everything: who, what, when, through which right (PL-120 to PL-126).

`record()` appends where it happens. `close()` links the events of this transaction into the chain of
their service, once, as the last statement before commit. There are no models here: the web role may
only call the functions below.
"""

import json
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
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
    record_all(Event(verb, on=on, file=file, result=result, who=who, named=named, detail=detail))


@dataclass(frozen=True)
class Event:
    """One event before it is on the record; what each part means stands at `record`."""

    verb: str
    on: Any = None
    file: Any = None
    result: str = "done"
    who: Any = None
    named: str = ""
    detail: dict[str, Any] = field(default_factory=dict)

    @property
    def values(self) -> list[Any]:
        """What `rowan.audit_append` is given."""
        if self.verb not in VERBS:
            raise ValueError(f"{self.verb} is not a listed event: add it to the verbs of its room.")
        on, file = self.on, self.file
        if on is not None:
            file = file or (on if on._meta.model_name == "file" else getattr(on, "file_id", None))
        here = origin.get()
        return [
            self.verb,
            self.result,
            getattr(file, "pk", file),
            "" if on is None else f"{on._meta.label_lower}:{on.pk}",
            json.dumps(self.detail, sort_keys=True, default=str) if self.detail else "",
            here.request,
            here.network,
            getattr(self.who, "pk", self.who),
            self.named,
        ]


APPEND = "rowan.audit_append(%s, %s, %s::uuid, %s, %s, %s, %s, %s::uuid, %s)"


def record_all(*events: Event) -> None:
    """Put several events of one change on the record, in this order, with one statement."""
    appends = ", ".join([APPEND] * len(events))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {appends}", [value for one in events for value in one.values])


def close() -> None:
    """Link this transaction's events. The last thing before commit (PL-126)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rowan.audit_close()")
