"""Every instrument Rowan knows, read once from `definitions/`.

A new version is a new file; the old file stays, because answers keep the version they were given in.
"""

from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

from rowan.instruments.schema import Definition, faults

FOLDER = Path(__file__).parent / "definitions"


class DefinitionError(Exception):
    """A definition cannot be used. The message names the file and the item."""


@cache
def all_definitions(folder: Path = FOLDER) -> dict[tuple[str, int], Definition]:
    """Every definition by its id and version. DefinitionError for the first file that does not hold."""
    found: dict[tuple[str, int], Definition] = {}
    for path in sorted(folder.glob("*.yaml")):
        definition = read(path)
        key = (definition.id, definition.version)
        if key in found:
            raise DefinitionError(f"{path.name}: {key[0]} version {key[1]} stands in another file too.")
        found[key] = definition
    return found


def get(instrument: str, version: int | None = None) -> Definition:
    """That version of an instrument, or its newest. KeyError when there is none."""
    known = all_definitions()
    newest = max((number for name, number in known if name == instrument), default=0)
    return known[instrument, newest if version is None else version]


def read(path: Path) -> Definition:
    """One definition from its file, whole and consistent. DefinitionError names every fault found."""
    try:
        raw = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else "?"
        raise DefinitionError(f"{path.name}, line {line}: {error.problem}") from error
    try:
        definition = Definition.model_validate(raw)
    except ValidationError as error:
        told = [f"{path.name}, {_where(raw, e['loc'])}: {e['msg']}" for e in error.errors()]
        raise DefinitionError("\n".join(told)) from error
    if wrong := [f"{path.name}, {item}: {sentence}" for item, sentence in faults(definition)]:
        raise DefinitionError("\n".join(wrong))
    return definition


def _where(raw: Any, location: tuple[int | str, ...]) -> str:
    """The nearest id on the way to a fault, then the field: "dash.q14.target, type"."""
    name, node = "the file", raw
    for step in location:
        try:
            node = node[step]
        except (KeyError, IndexError, TypeError):
            break
        if isinstance(node, dict) and "id" in node:
            name = str(node["id"])
    field = next((str(step) for step in reversed(location) if isinstance(step, str)), "")
    return f"{name}, {field}" if field else name
