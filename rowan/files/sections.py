"""The sections of a file, in the side navigation of its pages. Rooms sign up what they have built (ux 2.2)."""

from dataclasses import dataclass

from django.urls import reverse

from rowan.access.permissions import Permission, may
from rowan.common.components import Section, Words
from rowan.files.models import File


@dataclass(frozen=True)
class FileSection:
    """One entry. `record` puts it below the line, with what was done to the file."""

    order: int
    label: Words
    url_name: str
    permission: Permission
    record: bool = False


sections: list[FileSection] = []


def section(order: int, label: Words, url_name: str, permission: Permission, *, record: bool = False) -> None:
    """Sign up a page whose address is made from the file's reference alone."""
    sections.append(FileSection(order, label, url_name, permission, record))
    sections.sort(key=lambda entry: entry.order)


def sections_of(file: File, user, path: str, *, record: bool) -> list[Section]:
    """What this person may open of this file. The entry with the longest address that fits is the current one."""
    urls = {s: reverse(s.url_name, args=[file.reference]) for s in sections if may(user, s.permission)}
    current = max((url for url in urls.values() if path.startswith(url)), key=len, default="")
    return [
        Section(entry.label, url, current=url == current)
        for entry, url in urls.items()
        if entry.record is record
    ]
