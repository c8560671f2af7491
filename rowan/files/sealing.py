"""Who may know of a file: bars keep somebody away, a seal leaves it to those whom it names (PL-37, PL-39)."""

from collections.abc import Iterable

from rowan import audit
from rowan.files.context import ask
from rowan.files.models import Bar, File, Seal


def keep_away(file: File, user, *, reason: str) -> None:
    """From the next click on this person finds no trace of the file, also whoever wrote it."""
    if not Bar.objects.filter(file=file, user=user, until=None).exists():
        Bar.objects.create(file=file, user=user, reason=reason)
        audit.record("file.barred", on=file, user=user.pk)


def seal(file: File, users: Iterable, *, reason: str) -> None:
    """The file and every row of it are there for these people alone; the one who seals is among them."""
    named = set(Seal.objects.filter(file=file, until=None).values_list("user_id", flat=True))
    for user in users:
        if user.pk not in named:
            Seal.objects.create(file=file, user=user, reason=reason)
    ask("SELECT rowan.enter(rowan.given('rowan.session'), rowan.service(), 'web')")  # admits whoever seals
    if not file.sealed:
        file.sealed = True
        file.save(update_fields=["sealed"])
        audit.record("file.sealed", on=file)
