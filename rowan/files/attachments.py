"""Papers kept with a file: checked, stored outside the web root, served as downloads (PL-139)."""

import hashlib
import io
import os
import secrets
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from rowan import audit
from rowan.access.permissions import NotNow, Permission, require
from rowan.files import timeline
from rowan.files.models import Attachment, File, ScanState

MEGABYTE = 1024 * 1024
LARGEST = 25 * MEGABYTE
MOST_PER_FILE = 200
MOST_BYTES_PER_FILE = 2 * 1024 * MEGABYTE
UNPACKED_TIMES = 10
PARTS = 200
ALLOWED = "PDF, JPEG, PNG, HEIC, WebP, TIFF, Word, Excel, ODT, plain text, e-mail, sound or MP4"

STARTS: dict[str, tuple[tuple[int, bytes], ...]] = {
    "pdf": ((0, b"%PDF-"),),
    "jpg": ((0, b"\xff\xd8\xff"),),
    "png": ((0, b"\x89PNG\r\n\x1a\n"),),
    "heic": ((4, b"ftypheic"), (4, b"ftypmif1"), (4, b"ftypheix")),
    "webp": ((8, b"WEBP"),),
    "tif": ((0, b"II*\x00"), (0, b"MM\x00*")),
    "docx": ((0, b"PK\x03\x04"),),
    "xlsx": ((0, b"PK\x03\x04"),),
    "odt": ((0, b"PK\x03\x04"),),
    "msg": ((0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"),),
    "m4a": ((4, b"ftypM4A"), (4, b"ftypmp42"), (4, b"ftypisom")),
    "mp3": ((0, b"ID3"), (0, b"\xff\xfb"), (0, b"\xff\xf3")),
    "wav": ((0, b"RIFF"),),
    "mp4": ((4, b"ftyp"),),
}
SAME_KIND = {"jpeg": "jpg", "tiff": "tif"}
INSIDE = {"docx": "word/document.xml", "xlsx": "xl/workbook.xml", "odt": "content.xml"}


class NotTaken(Exception):
    """Why this paper cannot be kept, and what to do."""


def kind_of(name: str, content: bytes) -> str:
    """The kind of paper, where its name and its content agree. Raises `NotTaken` with a sentence."""
    ending = Path(name).suffix.lower().lstrip(".")
    ending = SAME_KIND.get(ending, ending)
    if not content:
        raise NotTaken(_("The file is empty. Choose another."))
    if len(content) > LARGEST:
        raise NotTaken(_("The file is larger than 25 MB. Make it smaller, or send it in parts."))
    if ending in ("txt", "eml"):
        return text_kind(ending, content)
    if ending not in STARTS:
        raise NotTaken(_("Choose a file of one of these kinds: %(kinds)s.") % {"kinds": ALLOWED})
    if not any(content[at : at + len(mark)] == mark for at, mark in STARTS[ending]):
        raise NotTaken(_("The file's content does not fit its name. Save it again as what it is."))
    if ending in INSIDE:
        check_package(ending, content)
    return ending


def text_kind(ending: str, content: bytes) -> str:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = "\x00" if b"\x00" in content else content.decode("latin-1")
    if "\x00" in text:
        raise NotTaken(_("The file's content does not fit its name. Save it again as what it is."))
    return ending


def check_package(ending: str, content: bytes) -> None:
    """An office paper is a package: it holds what its name says, no macros, and is no bomb."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            entries = package.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as bad:
        raise NotTaken(_("The file is damaged. Save it again and choose it once more.")) from bad
    names = {entry.filename for entry in entries}
    if INSIDE[ending] not in names:
        raise NotTaken(_("The file's content does not fit its name. Save it again as what it is."))
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise NotTaken(_("The file holds a macro. Save it without macros and choose it once more."))
    unpacked = sum(entry.file_size for entry in entries)
    if len(entries) > PARTS or unpacked > max(UNPACKED_TIMES * len(content), MEGABYTE):
        raise NotTaken(_("The file unpacks to more than Rowan takes. Save it as PDF."))


def path_of(attachment) -> Path:
    """Where the bytes of a row lie that keeps them, by its `stored_as`."""
    return settings.ATTACHMENTS / attachment.stored_as[:2] / attachment.stored_as


def store(content: bytes) -> str:
    """Write the bytes under a random name and flush them to disk, before the row commits."""
    name = secrets.token_hex(32)
    path = settings.ATTACHMENTS / name[:2] / name
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(path, "xb", opener=lambda p, flags: os.open(p, flags, 0o600)) as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    return name


@dataclass(frozen=True, kw_only=True)
class Came:
    """A paper as somebody gave it to us: its name, its bytes, and what it is in words."""

    name: str
    content: bytes = field(repr=False)
    label: str


def add(*, file: File, name: str, content: bytes, label: str, by) -> Attachment:
    """Keep a paper with the file. Raises `NotTaken` with a sentence; then nothing is written."""
    return add_all(file=file, papers=[Came(name=name, content=content, label=label)], by=by)[0]


def add_sent(*, file: File, sent: UploadedFile, label: str, by) -> Attachment:
    """The same for what a page brought. Raises `NotNow` with the sentence."""
    try:
        return add(file=file, name=sent.name, content=sent.read(), label=label, by=by)
    except NotTaken as why:
        raise NotNow(str(why)) from why


def add_all(*, file: File, papers: Sequence[Came], by) -> list[Attachment]:
    """Keep papers with the file in a few statements for any number. Raises `NotTaken` before it writes any."""
    if not papers:
        return []
    require(by, Permission.ATTACHMENT_ADD)
    kinds = [kind_of(paper.name, paper.content) for paper in papers]
    held = list(Attachment.objects.filter(file=file).values_list("size", flat=True))
    if (
        len(held) + len(papers) > MOST_PER_FILE
        or sum(held) + sum(len(paper.content) for paper in papers) > MOST_BYTES_PER_FILE
    ):
        raise NotTaken(_("This file holds as many papers as it can. Ask your manager."))
    kept = Attachment.objects.bulk_create(
        Attachment(
            file=file,
            label=paper.label,
            kind=kind,
            size=len(paper.content),
            sha256=hashlib.sha256(paper.content).hexdigest(),
            stored_as=store(paper.content),
            scan=ScanState.NO_SCANNER,
        )
        for paper, kind in zip(papers, kinds, strict=True)
    )
    timeline.add_all(file, [("attachment.added", _("A paper was added"), one) for one in kept])
    audit.record_all(*[audit.Event("attachment.added", on=one, detail={"kind": one.kind}) for one in kept])
    return kept
