"""The child process that typesets. Started by its path: it knows no Django, no settings and no database.

In on stdin: four bytes of length, then JSON with `template`, `data` (JSON as text) and `made` (seconds).
Out on stdout: one letter, four bytes of length, then the PDF ("P"), nothing ("L": a letter that no font
has) or the place in the template where it failed ("E"; never the typesetter's own words, which may quote
the data). It ends when its parent does, since stdin ends then.
"""

import json
import re
import struct
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import typst


def compiler(root: str, folders: list[str]) -> typst.Compiler:
    """Fonts are read once; none but ours are used, so that a paper looks the same everywhere."""
    return typst.Compiler(root=root, font_paths=typst.Fonts(False, False, folders), ignore_system_fonts=True)


def press(typesetter: typst.Compiler, job: dict) -> tuple[bytes, bytes]:
    """The answer to one job: its letter and its body."""
    try:
        pdf = typesetter.compile(
            input=Path(job["template"]),
            format="pdf",
            sys_inputs={"data": job["data"]},
            pdf_standards=["ua-1", "a-2a"],
            timestamp=datetime.fromtimestamp(job["made"], UTC),
        )
    except typst.TypstError as error:
        if re.search(r"could not be displayed|codepoint", error.message):
            return b"L", b""
        place = re.search(r"(?m)^ *┌─ \S*?([\w-]+\.typ:\d+:\d+)$", error.diagnostic)
        return b"E", (place[1] if place else Path(job["template"]).name).encode()
    return b"P", cast(bytes, pdf)  # a list only for pictures


def main() -> None:
    typesetter = compiler(sys.argv[1], sys.argv[2:])
    source, answers = sys.stdin.buffer, sys.stdout.buffer
    while head := source.read(4):
        letter, body = press(typesetter, json.loads(source.read(struct.unpack(">I", head)[0])))
        answers.write(letter + struct.pack(">I", len(body)) + body)
        answers.flush()


if __name__ == "__main__":
    main()
