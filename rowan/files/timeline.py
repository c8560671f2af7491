from datetime import datetime

from django.utils import timezone

from rowan.common.audiences import Audience
from rowan.common.dates import Precision
from rowan.files.models import Entry, File


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
