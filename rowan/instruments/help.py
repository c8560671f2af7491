"""Help beside an instrument: some words for each question, and a page for before, during and after."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from pydantic import BaseModel, ConfigDict, Field
from ruamel.yaml import YAML

from rowan.instruments.catalogue import FOLDER


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Theme(Part):
    """What the help says about several questions together."""

    title: str
    items: tuple[int, ...]
    words: tuple[str, ...]


class Helpline(Part):
    name: str
    phone: str
    about: str = Field(alias="for")


class Help(Part):
    purpose: tuple[str, ...]
    before: tuple[str, ...]
    during: tuple[str, ...]
    after: tuple[str, ...]
    themes: tuple[Theme, ...]
    helplines: tuple[Helpline, ...]

    def beside(self) -> Mapping[int, tuple[str, ...]]:
        """The paragraphs for each question, those of all its themes."""
        found: dict[int, tuple[str, ...]] = {}
        for theme in self.themes:
            for number in theme.items:
                found[number] = found.get(number, ()) + theme.words
        return found


@cache
def of(instrument: str) -> Help | None:
    """The help of an instrument, read once; None where it has none."""
    path = FOLDER / "help" / f"{instrument}.yaml"
    return Help.model_validate(YAML(typ="safe").load(path.read_text("utf-8"))) if path.exists() else None


@cache
def beside(instrument: str) -> Mapping[int, tuple[str, ...]]:
    found = of(instrument)
    return found.beside() if found else {}


@dataclass(frozen=True)
class Line:
    """One line of whom else to ring, as a service has it."""

    words: str
    phone: str


def helplines_of(text: str, shipped: tuple[Helpline, ...]) -> list[Line]:
    """A service's own lines, one "name: number" each; the shipped ones until it has any."""
    if not text.strip():
        return [Line(f"{line.name}, {line.about}", line.phone) for line in shipped]
    lines = [line.partition(":") for line in text.splitlines() if line.strip()]
    return [Line(words.strip(), phone.strip()) for words, _colon, phone in lines]
