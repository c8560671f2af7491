"""Reading a made PDF back, as somebody would who looks for what is not meant for them."""

import io
from collections.abc import Iterator

from pypdf import PdfReader
from pypdf.generic import ArrayObject, ByteStringObject, DictionaryObject, StreamObject, TextStringObject


def reader(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def text(pdf: bytes) -> str:
    """The words on all pages, on one line, without the breaks put into long words."""
    pages = "\n".join(page.extract_text() for page in reader(pdf).pages)
    return " ".join(pages.replace("\N{ZERO WIDTH SPACE}", "").split())


def tags(pdf: bytes) -> set[str]:
    """The names of the structure elements: /H1, /Table, /TH, ..."""
    return {str(part["/S"]) for part in _parts(pdf) if "/S" in part and "/P" in part}


def alternatives(pdf: bytes) -> set[str]:
    """The words that stand for a picture."""
    return {str(part["/Alt"]) for part in _parts(pdf) if "/Alt" in part}


def metadata(pdf: bytes) -> dict[str, str]:
    return {name: str(value) for name, value in (reader(pdf).metadata or {}).items()}


def everything(pdf: bytes) -> str:
    """The file as it is, its words, metadata, bookmarks, tags, and each stream and string of it, decoded."""
    found = [pdf.decode("latin-1"), text(pdf), str(metadata(pdf)), str(reader(pdf).outline)]
    for part in _parts(pdf):
        if isinstance(part, StreamObject):
            found.append(part.get_data().decode("latin-1"))
        found += _strings(part)
    return "\n".join(found)


def _parts(pdf: bytes) -> Iterator[DictionaryObject]:
    opened = reader(pdf)
    for number in range(1, int(opened.trailer["/Size"])):
        part = opened.get_object(number)
        if isinstance(part, DictionaryObject):
            yield part


def _strings(part) -> Iterator[str]:
    if isinstance(part, TextStringObject):
        yield str(part)
    elif isinstance(part, ByteStringObject):
        yield bytes(part).decode("latin-1")
    elif isinstance(part, DictionaryObject):
        for value in part.values():
            yield from _strings(value)
    elif isinstance(part, ArrayObject):
        for value in part:
            yield from _strings(value)
