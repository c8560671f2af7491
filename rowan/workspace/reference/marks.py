"""Which tests say that they prove which rules. The files are read, not run."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Proof:
    """One test and the rules its marks name."""

    path: str
    name: str
    ids: tuple[str, ...]

    @property
    def sentence(self) -> str:
        return self.name.removeprefix("test_").replace("_", " ")


def proofs(root: Path) -> list[Proof]:
    """Every test that carries a mark. ValueError for a mark whose ids are not written out."""
    found: list[Proof] = []
    files = [*root.glob("rowan/*/tests/**/test_*.py"), *root.glob("tests/**/test_*.py")]
    for file in sorted(files):
        where = file.relative_to(root).as_posix()
        tree = ast.parse(file.read_text(encoding="utf-8"), where)
        found += _in_body(tree.body, where, tuple(_module_marks(tree, where)))
    return found


def _in_body(body: list[ast.stmt], where: str, above: tuple[str, ...]) -> Iterator[Proof]:
    for node in body:
        if isinstance(node, ast.ClassDef):
            yield from _in_body(node.body, where, above + tuple(_own(node, where)))
        elif isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            own = above + tuple(_own(node, where))
            if own:
                yield Proof(where, node.name, own)
            for case in _cases(node, where):
                yield Proof(where, node.name, own + case)


def _own(node: ast.FunctionDef | ast.ClassDef, where: str) -> Iterator[str]:
    for decorator in node.decorator_list:
        if _is_mark(decorator):
            yield from _ids(decorator, where)


def _cases(node: ast.FunctionDef, where: str) -> Iterator[tuple[str, ...]]:
    """The marks that stand on single cases of a parametrized test."""
    for decorator in node.decorator_list:
        if _is_mark(decorator):
            continue
        for call in ast.walk(decorator):
            if _is_mark(call):
                yield tuple(_ids(call, where))


def _module_marks(tree: ast.Module, where: str) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.Assign) and any(
            isinstance(target, ast.Name) and target.id == "pytestmark" for target in node.targets
        ):
            for call in ast.walk(node.value):
                if _is_mark(call):
                    yield from _ids(call, where)


def _is_mark(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func) == "pytest.mark.rule"


def _ids(call: ast.AST, where: str) -> Iterator[str]:
    assert isinstance(call, ast.Call)
    for argument in call.args:
        if not (isinstance(argument, ast.Constant) and isinstance(argument.value, str)):
            raise ValueError(f"{where}, line {call.lineno}: write the ids of the rules out.")
        yield argument.value
