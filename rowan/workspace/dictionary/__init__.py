"""One row for every field of every form: what it is called, who may receive it, where it is kept, on which page.

Fields of ordinary forms stand in `fields.csv`, those of questionnaires in their definitions.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.db.models import Field

from rowan.agencies.lists import offered
from rowan.assessments.models import How
from rowan.instruments.catalogue import all_definitions
from rowan.instruments.schema import Blank, Item

TABLE = Path(__file__).with_name("fields.csv")
COMPUTED = "computed"
FORM_PAGE = "form"
LISTS = {
    "gender-identity": "genders",
    "ethnicity": "ethnicities",
    "religion": "religions",
    "orientation": "orientations",
}
OWN = {  # where the choices do not stand in the column
    "intake.child[].gender": ["male", "female", "other", "not-known"],
    "intake.done.explained-how": list(How.values),
    "intake.client.safe-text-email": ["text", "email", "neither"],
}


@dataclass(frozen=True)
class Entry:
    """One field. `stored_in` names tables and columns, or the questionnaire; nothing where it is worked out."""

    id: str
    form: str
    type: str
    options: list[str]
    required: str
    audience: str
    stored_in: str
    page: str


def entries() -> Iterator[Entry]:
    yield from of_forms()
    for definition in all_definitions().values():
        for item in definition.items:
            yield of_item(definition.id, item)


def of_forms() -> Iterator[Entry]:
    with TABLE.open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            columns = [column(place) for place in row["stored_in"].split()]
            yield Entry(
                id=row["id"],
                form=row["id"].split(".")[0],
                type=row["type"],
                options=options(row["id"], row["type"], columns),
                required=row["required"],
                audience=row["audience"],
                stored_in=", ".join(place_of(found) for found in columns) or COMPUTED,
                page=row["page"],
            )


def column(place: str) -> Field:
    """The field behind `app.Model.field`. LookupError or FieldDoesNotExist where there is none."""
    app, model, name = place.split(".")
    return apps.get_model(app, model)._meta.get_field(name)


def place_of(field: Field) -> str:
    return f"{field.model._meta.db_table}.{field.column}"


def options(id: str, type: str, columns: list[Field]) -> list[str]:
    """The codes that can be chosen; for a list that a service words, what it usually proposes."""
    last = id.split(".")[-1]
    if id in OWN:
        return OWN[id]
    if id.startswith("intake.") and last in LISTS:
        return offered(None, LISTS[last])
    if type not in ("choice", "multi-choice", "yes-no"):
        return []
    found = next((field.choices for field in columns if field.choices), None)
    return [str(code) for code, _words in found if code] if found else ["yes", "no"] * (type == "yes-no")


def of_item(instrument: str, item: Item) -> Entry:
    return Entry(
        id=item.id,
        form=instrument,
        type=item.type.value,
        options=[option.code for option in item.choices],
        required=COMPUTED if item.computed else "no" if item.blank == Blank.FINE else "before complete",
        audience=item.audience.value,
        stored_in=f"instrument {instrument}",
        page=FORM_PAGE,
    )
