from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils import timezone

from rowan.common.audiences import Audience
from rowan.common.dates import Precision
from rowan.files.models import Entry, File


def add_all(file: File, lines: Iterable[tuple[str, str, Any]]) -> None:
    """Several lines of one change that happened now: the kind, the words and the row of each. One statement."""
    now = timezone.now()
    Entry.objects.bulk_create(
        Entry(file=file, kind=kind, words=words, happened_at=now, about=getattr(about, "pk", about))
        for kind, words, about in lines
    )


def add(
    file: File,
    kind: str,
    words: str,
    *,
    audience: Audience = Audience.STAFF,
    happened_at: datetime | None = None,
    precision: Precision = Precision.MINUTE,
    about=None,
) -> Entry:
    """Put one line on the file's timeline, in the transaction of the change that it tells of."""
    return Entry.objects.create(
        file=file,
        kind=kind,
        words=words,
        audience=audience,
        happened_at=happened_at or timezone.now(),
        precision=precision,
        about=getattr(about, "pk", about),
    )
