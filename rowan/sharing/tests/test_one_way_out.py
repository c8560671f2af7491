"""Nothing but `sharing.release()` makes a paper, and nothing but sharing hands one over (INV-2)."""

import ast
from pathlib import Path

import pytest

import rowan

ROOMS = Path(rowan.__file__).parent
ALLOWED = {
    "typeset": {"sharing/services.py", "sharing/blanks.py"},  # a blank form has room for nobody
    "pdf_response": {"sharing/views.py", "sharing/blanks.py"},
    "application/pdf": {"documents/names.py"},
}


def code() -> list[tuple[str, ast.Module]]:
    """Every module but tests, and but the room that makes papers and knows no file."""
    return [
        (str(path.relative_to(ROOMS)), ast.parse(path.read_text()))
        for path in sorted(ROOMS.rglob("*.py"))
        if "tests" not in path.parts and "migrations" not in path.parts
    ]


def uses(tree: ast.Module, word: str) -> bool:
    """Whether a module imports, names or spells this word in its code."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom | ast.Import) and word in [a.name for a in node.names]:
            return True
        if isinstance(node, ast.Attribute) and node.attr == word:
            return True
        if isinstance(node, ast.Constant) and node.value == word:
            return True
    return False


@pytest.mark.rule("PL-105", "CM-86")
@pytest.mark.parametrize("word", ALLOWED)
def test_papers_leave_through_sharing_alone(word):
    users = {path for path, tree in code() if uses(tree, word)}

    assert users == ALLOWED[word]


@pytest.mark.parametrize(
    "source",
    [
        "from rowan.documents.typesetting import typeset as make",
        "import rowan.documents.typesetting\nrowan.documents.typesetting.typeset(paper)",
        "from rowan.documents import typesetting\ngetattr(typesetting, 'typeset')(paper)",
    ],
)
def test_the_sweep_would_notice(source):
    assert uses(ast.parse(source), "typeset")
