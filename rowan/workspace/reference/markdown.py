"""Tables that a person can read in the file and on a page."""

import re
from collections.abc import Iterable, Sequence

MADE = "Made by `manage.py reference` from the code. Change the code, then run it again.\n"


def cell(value: object) -> str:
    return " ".join(str(value).split()).replace("|", "\\|")


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join("| " + " | ".join(map(cell, line)) + " |\n" for line in lines)


def code(value: object) -> str:
    return f"`{value}`" if value else ""


def tick(value: object) -> str:
    return "yes" if value else ""


def cells(line: str) -> list[str]:
    """What stands in one line of a table; nothing for a line that is none."""
    line = line.strip()
    if not (line.startswith("|") and line.endswith("|")):
        return []
    return [part.strip() for part in re.split(r"(?<!\\)\|", line[1:-1])]
