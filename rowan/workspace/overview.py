"""One file at a glance (ux P2)."""

from dataclasses import dataclass

from rowan.files.models import Entry, File

LATEST = 5


@dataclass
class Glance:
    latest: list


def of(file: File, user) -> Glance:
    return Glance(latest=list(Entry.objects.filter(file=file).order_by("-happened_at", "-id")[:LATEST]))
