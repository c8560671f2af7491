"""Definitions: what the loader refuses, and that the Dash is the form of the specification."""

import re
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from rowan.instruments import catalogue
from rowan.instruments.catalogue import DefinitionError
from rowan.instruments.schema import NOT_SAID, Type
from rowan.instruments.tests.filled import DASH

SPECIFICATION = Path(__file__).parents[3] / "docs/spec/support-forms-3.3.md"
ADDED = {"dash.main-source.name"}
CODES = {"dash.judged-level": ["high", "medium", "standard", "not-yet-assessed"]}


def specified() -> dict[str, list[str]]:
    """Every row of the field tables by its id, the companions written out for each of the 24 items."""
    found = {}
    for line in SPECIFICATION.read_text(encoding="utf-8").splitlines():
        row = [cell.strip().strip("`") for cell in line.strip("| ").split("|")]
        if len(row) != 7 or not row[0].startswith("dash."):
            continue
        for n in range(1, 25) if "<n>" in row[0] else [0]:
            found[row[0].replace("<n>", str(n))] = row
    return found


def test_every_field_of_the_form_is_there_and_none_besides():
    assert set(DASH.places) == set(specified()) | ADDED
    assert len(specified()) == 124


@pytest.mark.parametrize("item_id", sorted(specified()))
def test_a_field_has_the_type_the_options_and_the_audience_of_the_specification(item_id):
    item = DASH.item(item_id)
    _id, _prompt, kind, options, validation, _prefilled, audience = specified()[item_id]

    assert item.type == kind
    assert item.audience == audience
    assert item.computed == validation.startswith("computed")
    if item.type in {Type.CHOICE, Type.MULTI_CHOICE}:
        codes = CODES.get(item_id) or [re.sub(r"\W+", "-", words.strip()) for words in options.split(";")]
        assert [option.code for option in item.options if option.code not in {NOT_SAID, "none"}] == codes


def test_the_24_items_are_numbered_as_published_and_lie_in_the_sections_of_the_design():
    numbers = {s.id: [item.number for item in s.items if item.number] for s in DASH.sections}

    assert numbers == {
        "before": [],
        "injury-and-fear": [1, 2, 3, 4, 5],
        "separation": [6, 7, 8, 9],
        "what-happens": [10, 11, 12, 13, 14, 15, 16],
        "others": [17, 18, 19, 20],
        "about-the-person": [21, 22, 23, 24],
        "judgement": [],
        "check": [],
    }


@pytest.mark.parametrize("number", [14, 18, 21, 23, 24])
def test_items_with_parts_to_choose_offer_did_not_say_which(number):
    part = next(p for p in DASH.item(f"dash.q{number}").parts if p.type == Type.MULTI_CHOICE)

    assert [option.code for option in part.options if option.exclusive] == [NOT_SAID]


def test_no_prompt_speaks_of_him_or_her():
    spoken = " ".join(
        text.lower()
        for i in DASH.items
        for text in (i.prompt.asked, i.prompt.told, i.hint, i.guidance, i.missing)
    )

    assert not re.search(r"\b(he|him|his|she|her|hers)\b", spoken)


def test_the_newest_version_is_given_unless_another_is_asked_for():
    assert catalogue.get("dash") is catalogue.get("dash", 1)
    with pytest.raises(KeyError):
        catalogue.get("dash", 2)
    with pytest.raises(KeyError):
        catalogue.get("unknown")


def test_a_section_goes_by_its_id():
    assert DASH.section("separation").title == "Separation, contact and pregnancy"
    with pytest.raises(KeyError):
        DASH.section("weather")


WHOLE = """
id: small
version: 1
title: Small
tab: Form
source: Made up
wording: Own
purpose: To try the loader.
dated_by: small.day
sections:
  - id: one
    title: One
    short: One
    purpose: To try.
    items:
      - { id: small.day, type: date, prompt: When?, audience: staff }
      - { id: small.q1, number: 1, type: yes-no, prompt: Is it no?, audience: staff }
      - ITEM
"""
GOOD = "{ id: small.more, type: text, prompt: What?, audience: staff, when: { small.q1: no } }"


def written(folder: Path, item: str, name: str = "small.yaml") -> Path:
    path = folder / name
    path.write_text(WHOLE.replace("ITEM", item), encoding="utf-8")
    return path


def test_a_whole_definition_is_read_and_no_stays_a_word(tmp_path):
    definition = catalogue.read(written(tmp_path, GOOD))

    assert definition.item("small.more").when == {"small.q1": ("no",)}
    assert [item.id for item in definition.items] == ["small.day", "small.q1", "small.more"]


@pytest.mark.parametrize(
    ("item", "sentence"),
    [
        ("{ id: small.x, type: colour, prompt: A, audience: staff }", "small.x, type: Input should be"),
        ("{ id: small.x, type: text, prompt: A, audience: client }", "small.x, audience: Input should be"),
        ("{ id: small.x, type: text, prompt: A }", "small.x, audience: Field required"),
        ("{ id: small.x, type: text, prompt: A, audience: staff, colour: red }", "small.x, colour: Extra"),
        ("{ id: small.q1, type: text, prompt: A, audience: staff }", "small.q1: this id stands twice"),
        ("{ id: small.x, type: text, prompt: A, audience: staff, when: small.q1 }", "small.x, when: Input"),
        (
            "{ id: small.x, number: 1, type: yes-no, prompt: A, audience: staff }",
            "small.x: number 1 stands twice",
        ),
        ("{ id: small.x, type: choice, prompt: A, audience: staff }", "small.x: a choice needs options"),
        (
            "{ id: small.x, type: text, prompt: A, audience: staff, options: [{ code: a, words: A }] }",
            "small.x: text takes no options",
        ),
        (
            "{ id: small.x, type: choice, prompt: A, audience: staff,"
            " options: [{ code: a, words: A }, { code: a, words: B }] }",
            "small.x: an option stands twice",
        ),
        ("{ id: small.x, type: table, prompt: A, audience: staff }", "small.x: a table, and only a table"),
        (
            "{ id: small.x, type: text, prompt: A, audience: staff, blank: refuse }",
            "small.x: say in `missing` what to do",
        ),
        (
            "{ id: small.x, type: text, prompt: A, audience: staff, not_applicable: No }",
            "small.x: only a yes or no answer",
        ),
        (
            "{ id: small.x, type: yes-no, prompt: A, audience: staff, none: No }",
            "small.x: only words can be none",
        ),
        (
            "{ id: small.x, type: text, prompt: 'Is {name} in?', audience: staff }",
            "small.x: the only placeholders",
        ),
        (
            "{ id: small.x, type: text, prompt: A, audience: staff, when: { small.y: a } }",
            "small.x: its condition names small.y, which does not come before it",
        ),
        (
            "{ id: small.x, type: text, prompt: A, audience: staff, when: { small.q1: perhaps } }",
            "small.x: its condition names the answer perhaps, which small.q1 does not have",
        ),
    ],
)
def test_a_fault_names_the_file_and_the_item(tmp_path, item, sentence):
    with pytest.raises(DefinitionError) as refused:
        catalogue.read(written(tmp_path, item))

    assert str(refused.value).startswith("small.yaml, ")
    assert sentence in str(refused.value)


def test_a_file_that_names_a_missing_item_for_its_day_is_refused(tmp_path):
    path = written(tmp_path, GOOD)
    path.write_text(path.read_text().replace("dated_by: small.day", "dated_by: small.night"))

    with pytest.raises(DefinitionError, match=r"small.yaml, small.night: the file names this item"):
        catalogue.read(path)


def test_a_file_that_is_no_yaml_is_refused_with_its_line(tmp_path):
    with pytest.raises(DefinitionError, match=r"small.yaml, line \d+"):
        catalogue.read(written(tmp_path, "{ id: [ }"))


def test_the_same_version_in_two_files_is_refused(tmp_path):
    written(tmp_path, GOOD)
    written(tmp_path, GOOD, "small-again.yaml")

    with pytest.raises(DefinitionError, match=r"small version 1 stands in another file too"):
        catalogue.all_definitions(tmp_path)


def test_the_dash_file_holds_no_option_twice_and_yes_is_a_word():
    raw = YAML(typ="safe").load((catalogue.FOLDER / "dash.yaml").read_text(encoding="utf-8"))

    assert raw["sections"][1]["items"][0]["parts"][0]["when"] == {"dash.q1": "yes"}
