"""Every model: what it says of each field, and which way its keys point."""

import tomllib
from pathlib import Path

import pytest
from django.apps import apps

from rowan.common.audiences import Shown, fields_of

ROOT = Path(__file__).resolve().parents[1]
MODELS = [m for m in apps.get_models() if m.__module__.startswith("rowan.")]


def layers() -> dict[str, int]:
    """Which layer each room is in, from the same list that the import linter reads; 0 is the top."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        contracts = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    lines = next(c["layers"] for c in contracts if c["type"] == "layers")
    return {
        room.strip().strip("()"): depth
        for depth, line in enumerate(lines)
        for room in line.replace(":", "|").split("|")
    }


@pytest.mark.rule("PL-72")
@pytest.mark.parametrize("model", MODELS, ids=lambda m: m.__name__)
def test_every_field_says_who_may_receive_it_and_why(model):
    said = fields_of(model)

    assert set(said) == {f.name for f in model._meta.local_fields}
    for name, (shown, fate) in said.items():
        assert isinstance(shown, Shown) and shown.why.strip() and fate in ("erase", "keep"), name


@pytest.mark.parametrize("model", MODELS, ids=lambda m: m.__name__)
def test_keys_point_down_the_house(model):
    rooms = layers()
    here = rooms[model._meta.app_label]
    for field in model._meta.local_fields:
        if field.is_relation and field.remote_field.model is not model:
            there = field.remote_field.model._meta.app_label
            assert there == model._meta.app_label or rooms[there] > here, f"{field.name} points up to {there}"


@pytest.mark.rule("PL-68")
@pytest.mark.parametrize("model", MODELS, ids=lambda m: m.__name__)
def test_people_are_not_reached_backwards_by_accident(model):
    for field in model._meta.local_fields:
        if field.is_relation and field.remote_field.model._meta.model_name == "user":
            named = field.remote_field.related_name
            assert named and (named.endswith("+") or model._meta.app_label == "accounts"), field.name
