"""From a table of words in another language (.po) to the file that Django reads (.mo), without other tools.

    python -m rowan.common.catalogues

makes each .mo in `locale/` again from the .po beside it, and lists what the frame says and a table lacks: that
stays in English. Both files are kept, and a test compares them byte for byte, so that nobody has to trust one that
cannot be read.
"""

import re
import struct
import sys
from ast import literal_eval
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOMS = Path(__file__).resolve().parents[1]
LOCALE = ROOMS.parent / "locale"
FRAME = ("base", "header", "place", "dock", "sidenav", "section")
SAID = re.compile(r'{% translate "([^"]+)"(?: context "([^"]+)")? %}')
SIGNED_UP = re.compile(r'\b(?:place|section)\(\s*\d+,\s*_\("([^"]+)"\)')
MAGIC = 0x950412DE
HEAD = 28  # bytes before the two tables of lengths and places

CONTEXT, PLURAL = "\x04", "\x00"


@dataclass
class Entry:
    """One text and what it is in the other language; several where numbers differ. `notes` are a translator's."""

    msgctxt: str = ""
    msgid: str = ""
    msgid_plural: str = ""
    msgstr: dict[int, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        context = self.msgctxt + CONTEXT if self.msgctxt else ""
        return context + self.msgid + (PLURAL + self.msgid_plural if self.msgid_plural else "")

    @property
    def value(self) -> str:
        return PLURAL.join(self.msgstr[number] for number in sorted(self.msgstr))


def entries(text: str) -> Iterator[Entry]:
    """The entries of a .po file, its head (with an empty `msgid`) first."""
    for block in re.split(r"\n\s*\n", text.strip()):
        entry, said = Entry(), ("", 0)
        for line in block.splitlines():
            if line.startswith("#"):
                entry.notes.append(line.lstrip("#").strip())
                continue
            found = re.fullmatch(r'(?:(msg\w+)(?:\[(\d)\])? )?(".*")', line.strip())
            if found is None:
                raise ValueError(f"This line of the table cannot be read: {line!r}.")
            if found[1]:
                said = (found[1], int(found[2] or 0))
            _add(entry, *said, literal_eval(found[3]))
        yield entry


def _add(entry: Entry, name: str, number: int, words: str) -> None:
    if name == "msgstr":
        entry.msgstr[number] = entry.msgstr.get(number, "") + words
    else:
        setattr(entry, name, getattr(entry, name) + words)


def compiled(text: str) -> bytes:
    """The .mo of a .po: every entry that has words, in the order of its keys."""
    pairs = sorted((e.key.encode(), e.value.encode()) for e in entries(text) if e.value)
    count, words, tables = len(pairs), b"", []
    start = HEAD + 16 * count
    for column in (0, 1):
        table = b""
        for pair in pairs:
            table += struct.pack("<II", len(pair[column]), start + len(words))
            words += pair[column] + b"\0"
        tables.append(table)
    head = struct.pack("<7I", MAGIC, 0, count, HEAD, HEAD + 8 * count, 0, 0)
    return head + b"".join(tables) + words


def tables() -> list[Path]:
    return sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))


def of_the_frame() -> set[str]:
    """The keys of everything the frame says: its templates, and the places and sections of the rooms."""
    shown = [ROOMS / f"common/templates/common/{name}.html" for name in FRAME]
    said = {
        words if not context else context + CONTEXT + words
        for path in shown
        for words, context in SAID.findall(path.read_text(encoding="utf-8"))
    }
    for path in ROOMS.glob("*/apps.py"):
        said |= set(SIGNED_UP.findall(path.read_text(encoding="utf-8")))
    return said - {"Error:"}  # stands in the title, which is the page's


def missing(text: str) -> list[str]:
    """What the frame says and a table does not."""
    return sorted(of_the_frame() - {entry.key for entry in entries(text) if entry.value})


if __name__ == "__main__":
    for path in tables():
        text = path.read_text(encoding="utf-8")
        path.with_suffix(".mo").write_bytes(compiled(text))
        for key in missing(text):
            sys.stdout.write(f"{path.parts[-3]}: {key.replace(CONTEXT, ': ')}\n")
