"""The rules, fields and lists that stand under `docs/spec/`."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ruamel.yaml import YAML

from rowan.common.audiences import Audience
from rowan.workspace.reference.markdown import cells

RULE = re.compile(r"^(PL-C|PL-|MT-|CM-|K-|T-)(\d+)$")
RANGE = re.compile(r"^(?P<first>\S+) to (?P<last>\S+)$")


@dataclass(frozen=True)
class Rule:
    """One rule, clock or transition: its id, its first sentence, and the heading it stands under."""

    id: str
    text: str
    page: str
    heading: str


@dataclass(frozen=True)
class Waiting:
    """Where a rule belongs that is not to be proved yet. `part` says what of it stands already."""

    room: str
    work: str
    part: str = ""


def rules(root: Path) -> dict[str, Rule]:
    """Every rule by its id, in the order of the pages. ValueError for an id that stands twice."""
    found: dict[str, Rule] = {}
    for page in sorted((root / "docs/spec").glob("*.md")):
        heading, title = "", ""
        for line in page.read_text(encoding="utf-8").splitlines():
            if line.startswith("# "):
                title = line[2:].split(":")[0]
            elif line.startswith("## "):
                heading = line[3:]
            elif line.startswith("### "):
                heading = line[4:]
            row = cells(line)
            if not row or not RULE.match(row[0]):
                continue
            if row[0] in found:
                raise ValueError(f"{row[0]} stands twice under docs/spec.")
            found[row[0]] = Rule(row[0], _sentence(row), page.name, f"{title}: {heading}")
    return found


def _sentence(row: list[str]) -> str:
    text = row[1]
    if row[0].startswith(("K-", "PL-C")):
        text = f"{row[1]}: {row[2]}"
    if row[0].startswith("T-"):
        text = f"{row[1]} to {row[2]}: {row[3]}"
    text = text.split(" **Decided")[0]
    return re.split(r"(?<=[^.A-Z])\. (?=[A-Z*])", text)[0].rstrip(".")


def expand(entries: Iterable[str]) -> Iterator[str]:
    """Single ids, from ids and ranges such as "PL-5 to PL-8"."""
    for entry in entries:
        if not (both := RANGE.match(entry)):
            yield entry
            continue
        first, last = RULE.match(both["first"]), RULE.match(both["last"])
        if not first or not last or first[1] != last[1]:
            raise ValueError(f"“{entry}” is not a range of rules.")
        for number in range(int(first[2]), int(last[2]) + 1):
            yield f"{first[1]}{number}"


def _read(path: Path) -> dict:
    return YAML(typ="safe").load(path.read_text(encoding="utf-8"))


def proved_here(root: Path) -> list[str]:
    """The rules that tests must prove now, whichever piece of work they came with."""
    lists = _read(root / "docs/spec/proved-here.yaml").values()
    return [rule for entries in lists for rule in expand(entries)]


def waiting(root: Path) -> dict[str, Waiting]:
    """Every rule that waits, with its room. ValueError for one listed twice or for an unknown work."""
    content = _read(root / "docs/spec/waiting.yaml")
    found: dict[str, Waiting] = {}
    for entry in content["waiting"]:
        if entry["work"] not in content["works"]:
            raise ValueError(f"waiting.yaml names no work “{entry['work']}”.")
        for rule in expand(entry["rules"]):
            if rule in found:
                raise ValueError(f"{rule} waits twice in waiting.yaml.")
            found[rule] = Waiting(entry["room"], content["works"][entry["work"]], entry.get("part", ""))
    return found


def fields(root: Path) -> dict[str, Audience]:
    """The audience of every form field that the specification names, by its id."""
    found: dict[str, Audience] = {}
    for page in sorted((root / "docs/spec").glob("support-forms*.md")):
        column = None
        for line in page.read_text(encoding="utf-8").splitlines():
            row = cells(line)
            if row and row[0] == "id":
                column = row.index("audience") if "audience" in row else None
            elif row and column is not None and len(row) > column and "." in row[0]:
                found[row[0].strip("`")] = Audience(row[column].strip("`"))
    return found
