"""Every field that is kept, with who may receive it, and how that agrees with the specification (PL-72)."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from django.apps import apps
from django.db.models import Model

from rowan.common.audiences import Audience, fields_of
from rowan.instruments.catalogue import all_definitions
from rowan.workspace.dictionary import of_forms
from rowan.workspace.reference import specification
from rowan.workspace.reference.markdown import MADE, code, table, tick

HEAD = [
    "field",
    "audience",
    "kept for",
    "filled by",
    "in the specification",
    "may be switched off",
    "after destruction",
]
AFTER = {"erase": "gone", "keep": "may stay"}


@dataclass(frozen=True)
class Kept:
    """One field of one table, or one item of an instrument, under the id the specification gives it."""

    place: str
    id: str
    audience: Audience


def page(root: Path) -> str:
    kept = list(everything())
    count = Counter(field.audience for field in kept)
    parts = [
        "# Data, field by field\n",
        MADE,
        "Who each audience is stands in [the specification](../spec/platform.md), section 0.4.\n",
        table(["audience", "fields"], [(code(a.value), count[a]) for a in Audience if count[a]]),
    ]
    for audience in [a for a in Audience if count[a]]:
        theirs = [field for field in kept if field.audience == audience]
        named = (f.id if f.place.startswith("instrument") else f.place for f in theirs)
        places = [code(name) for name in dict.fromkeys(named)]
        parts += [f"## For `{audience.value}`\n", ", ".join(places) + ".\n"]
    for app, models in groupby(_models(), key=lambda model: model._meta.app_label):
        parts.append(f"## {app}\n")
        for model in models:
            parts += [f"### {model.__name__}\n", _about(model), table(HEAD, _rows(model))]
    for definition in all_definitions().values():
        rows = [(i.id, code(i.audience.value), i.type.value, tick(i.computed)) for i in definition.items]
        title = f"## Instrument: {definition.title}, version {definition.version}\n"
        parts += [title, table(["item", "audience", "answered as", "worked out"], rows)]
    return "\n".join([*parts, "## Against the specification\n", _against(root, kept)])


def everything() -> Iterator[Kept]:
    """Every classified field of every table, then every item of every instrument."""
    for model in _models():
        for name, (shown, _) in fields_of(model).items():
            yield Kept(f"{model.__name__}.{name}", shown.id, shown.audience)
    for definition in all_definitions().values():
        for item in definition.items:
            yield Kept(f"instrument {definition.id}", item.id, item.audience)


def _models() -> list[type[Model]]:
    ours = [m for m in apps.get_models(include_auto_created=True) if m.__module__.startswith("rowan.")]
    return sorted(ours, key=lambda model: (model._meta.app_label, model.__name__))


def _about(model: type[Model]) -> str:
    """The docstring's first sentence; not the list of fields that Django puts where none was written."""
    said = (model.__doc__ or "").strip()
    if not said or said.startswith(f"{model.__name__}("):
        return ""
    return " ".join(said.split("\n\n")[0].split()) + "\n"


def _rows(model: type[Model]) -> Iterator[list[str]]:
    classified = fields_of(model)
    for field in [*model._meta.local_fields, *model._meta.local_many_to_many]:
        shown, after = classified.get(field.name, (None, ""))
        if shown is None:
            yield [code(field.name), "**not classified**", *[""] * (len(HEAD) - 2)]
            continue
        yield [
            code(field.name),
            code(shown.audience.value),
            shown.why,
            shown.source,
            shown.id,
            tick(shown.optional),
            AFTER[after],
        ]


def disagreements(root: Path) -> list[str]:
    """Fields whose audience is not the one the specification gives their id, one sentence each."""
    kept = [field for field in everything() if field.id]
    return [
        f"{field.place} ({field.id}) is {field.audience.value}; the specification says {audience.value}."
        for id_, audience in specification.fields(root).items()
        for field in kept
        if _same(id_, field.id) and field.audience != audience
    ]


def _same(specified: str, used: str) -> bool:
    """`dash.q<n>.source` stands for the source of every item."""
    return re.fullmatch(re.escape(specified).replace("<n>", r"\d+"), used) is not None


def _against(root: Path, kept: list[Kept]) -> str:
    rows = []
    on_pages = {entry.id: entry.stored_in or f"worked out for `{entry.page}`" for entry in of_forms()}
    for id_, audience in specification.fields(root).items():
        places = dict.fromkeys(field.place for field in kept if field.id and _same(id_, field.id))
        rows.append((id_, code(audience.value), ", ".join(places) or on_pages.get(id_, "not kept yet")))
    wrong = disagreements(root)
    verdict = "Every audience agrees.\n" if not wrong else "".join(f"- **{line}**\n" for line in wrong)
    return "\n".join([verdict, table(["id", "audience", "kept in"], rows)])
