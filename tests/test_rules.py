"""The rules, the tests that say they prove them, and the pages made from the code.

Each test fails with the list of what is missing: an honest account of what is not proved yet.
"""

from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings

from rowan.workspace.reference import PAGES, data, marks, rules, specification

ROOT = Path(settings.ROOT)


def test_no_test_claims_more_than_three_rules():
    crowded = [f"{proof.path}::{proof.name}" for proof in marks.proofs(ROOT) if len(proof.ids) > 3]

    assert crowded == []


def test_every_rule_a_test_names_stands_in_the_specification():
    known = specification.rules(ROOT)

    unknown = {rule: proof.path for proof in marks.proofs(ROOT) for rule in proof.ids if rule not in known}

    assert unknown == {}


def test_every_rule_to_be_proved_now_is_proved():
    proved = {rule for proof in marks.proofs(ROOT) for rule in proof.ids}

    missing = [rule for rule in specification.proved_here(ROOT) if rule not in proved]

    assert missing == [], f"{len(missing)} rules without a marked test: {', '.join(missing)}"


def test_every_rule_is_to_be_proved_or_waits_for_its_room():
    listed = [*specification.proved_here(ROOT), *specification.waiting(ROOT)]
    known = specification.rules(ROOT)

    assert [rule for rule in known if rule not in listed] == []
    assert [rule for rule in listed if rule not in known] == []
    assert [rule for rule, times in Counter(listed).items() if times > 1] == []


@pytest.mark.rule("PL-72")
def test_each_field_has_the_audience_the_specification_gives_it():
    assert data.disagreements(ROOT) == []


def test_the_specification_of_fields_is_found():
    found = specification.fields(ROOT)

    assert found["referral.reason"] == "restricted"
    assert found["issp.kept-where"] == "restricted"
    assert found["issp.row[].action"] == "survivor"


@pytest.mark.parametrize("name", PAGES)
def test_the_generated_pages_are_what_the_code_says(name):
    written = (ROOT / "docs/reference" / name).read_text(encoding="utf-8")

    assert PAGES[name](ROOT) == written, "Run `manage.py reference`."


def test_a_mark_is_read_wherever_it_stands(tmp_path):
    folder = tmp_path / "tests"
    folder.mkdir()
    (folder / "test_marks.py").write_text(
        "import pytest\n"
        'pytestmark = pytest.mark.rule("PL-1")\n'
        '@pytest.mark.rule("PL-2", "PL-3")\n'
        "def test_one(): ...\n"
        "class TestMore:\n"
        '    @pytest.mark.parametrize("x", [pytest.param(1, marks=pytest.mark.rule("PL-4")), 2])\n'
        "    def test_two(self, x): ...\n"
        "def helper(): ...\n"
    )

    found = [(proof.name, proof.ids) for proof in marks.proofs(tmp_path)]

    assert found == [
        ("test_one", ("PL-1", "PL-2", "PL-3")),
        ("test_two", ("PL-1",)),
        ("test_two", ("PL-1", "PL-4")),
    ]


def test_a_mark_whose_ids_are_not_written_out_is_refused(tmp_path):
    folder = tmp_path / "tests"
    folder.mkdir()
    (folder / "test_marks.py").write_text(
        "import pytest\nIDS = ['PL-1']\n@pytest.mark.rule(*IDS)\ndef test_one(): ...\n"
    )

    with pytest.raises(ValueError, match="write the ids of the rules out"):
        marks.proofs(tmp_path)


def test_a_rule_without_test_and_without_room_is_missing(tmp_path):
    spec = tmp_path / "docs/spec"
    spec.mkdir(parents=True)
    (spec / "page.md").write_text(
        "# Platform\n\n### A. Sign-in\n\n| id | rule |\n|---|---|\n"
        "| PL-1 | One. Two |\n| PL-2 | Three |\n| PL-3 | Four |\n"
    )
    (spec / "waiting.yaml").write_text(
        "works: {later: Later work}\nwaiting:\n  - {rules: [PL-2], room: files, work: later}\n"
    )
    tests = tmp_path / "tests"
    tests.mkdir()
    (tests / "test_it.py").write_text('import pytest\n@pytest.mark.rule("PL-1")\ndef test_it(): ...\n')

    assert rules.states(tmp_path) == {"PL-1": "proved", "PL-2": "waiting", "PL-3": "missing"}
    assert "| PL-1 | One | proved | [it](../../tests/test_it.py) |" in rules.page(tmp_path)
