"""From a paper to a tagged PDF (PDF/UA-1 and PDF/A-2a), made in a child process.

The child is started with the first paper, kept for the next, and started again if it died: what typesetting
needs in memory is never in the web process.
"""

import atexit
import json
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from rowan.common import dates
from rowan.documents.letters import FONT_FOLDERS, MARK, basic, printable
from rowan.documents.papers import KINDS, ROOMS, Paper, check, content_of

SECONDS = 30
# Run by its path, never imported: the typesetter must not be loaded into a web process.
PRESS = Path(__file__).with_name("press.py")


class NotTypeset(RuntimeError):
    """The typesetter could not make the paper. Says where in the template, and nothing of what it held."""


def typeset(paper: Paper) -> bytes:
    """The paper as PDF. The same paper gives the same bytes; nothing in it but the paper says for whom it is.

    Letters that no font has are shown as a mark, and the paper says so (`has_marks` tells beforehand).
    NotFit when the paper may not be made as it stands; NotTypeset when the typesetter fails or takes longer
    than 30 seconds.
    """
    check(paper)
    for letters in (printable, basic):
        answer, body = _child.press(_job(paper, letters))
        if answer == b"P":
            return body
        if answer == b"E":
            raise NotTypeset(f"{paper.kind} could not be typeset: {body.decode()}")
    raise NotTypeset(f"{paper.kind} holds letters that cannot be printed.")


def has_marks(paper: Paper) -> bool:
    """Whether letters of this paper cannot be printed and will show as a mark: say so before it is made."""
    return MARK in json.dumps(_data(paper, printable)["paper"], ensure_ascii=False)


def _job(paper: Paper, letters: Callable[[str], str]) -> dict[str, Any]:
    return {
        "template": str(KINDS[paper.kind].path),
        "data": json.dumps(_data(paper, letters)),
        "made": int(datetime.combine(paper.made_on, time.min, UTC).timestamp()),
    }


def _data(paper: Paper, letters: Callable[[str], str]) -> dict[str, Any]:
    """What the template reads: the paper, its fixed words and its day, all in the paper's language."""
    language, _hyphen, region = paper.language.partition("-")
    with translation.override(paper.language):
        content = _printed(content_of(paper), letters)
        fixed = {
            "words": {**KINDS[paper.kind].words, "page": _("Page %(n)s of %(m)s")},
            "made": {
                "full": paper.made_on,
                "day": dates.plain_day(paper.made_on),
                "short": dates.short_day(paper.made_on),
            },
        }
        return {
            "paper": content,
            **_printed(fixed, letters),
            "marks": _("Some letters could not be printed here. Each is shown as %(mark)s.") % {"mark": MARK},
            "marked": MARK in json.dumps(content, ensure_ascii=False),
            "language": language,
            "region": region if len(region) == 2 else None,
            "rtl": get_language_bidi(),
        }


def _printed(value: Any, letters: Callable[[str], str]) -> Any:
    if isinstance(value, Mapping):
        return {name: _printed(part, letters) for name, part in value.items()}
    if isinstance(value, list):
        return [_printed(part, letters) for part in value]
    if isinstance(value, datetime):
        return dates.long_moment(value)
    if isinstance(value, date):
        return dates.long_day(value)
    return None if value is None else letters(str(value))


class _Child:
    """The typesetting process of this web process. One paper at a time."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None

    def press(self, job: dict[str, Any]) -> tuple[bytes, bytes]:
        message = json.dumps(job).encode()
        with self._turn:
            fresh = self._process is None
            try:
                return self._ask(message)
            except (EOFError, OSError):
                self._stop()
                if fresh:
                    raise NotTypeset("The typesetter stopped.") from None
            try:
                # It had died since the last paper; a new one has another try.
                return self._ask(message)
            except (EOFError, OSError):
                self._stop()
                raise NotTypeset("The typesetter stopped.") from None

    def _ask(self, message: bytes) -> tuple[bytes, bytes]:
        process = self._process or self._start()
        watch = threading.Timer(SECONDS, process.kill)
        watch.start()
        try:
            process.stdin.write(struct.pack(">I", len(message)) + message)  # type: ignore[union-attr]
            process.stdin.flush()  # type: ignore[union-attr]
            head = self._read(process, 5)
            return head[:1], self._read(process, struct.unpack(">I", head[1:])[0])
        finally:
            watch.cancel()

    def _start(self) -> subprocess.Popen[bytes]:
        # Isolated and with an empty environment: nothing of our configuration is in its memory.
        self._process = subprocess.Popen(
            [sys.executable, "-I", str(PRESS), str(ROOMS), *map(str, FONT_FOLDERS)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
        )
        return self._process

    @staticmethod
    def _read(process: subprocess.Popen[bytes], size: int) -> bytes:
        data = process.stdout.read(size)  # type: ignore[union-attr]
        if len(data) < size:
            raise EOFError
        return data

    def _stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()
            self._process = None

    def close(self) -> None:
        with self._turn:
            self._stop()


_child = _Child()
atexit.register(_child.close)
