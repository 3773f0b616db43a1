"""What stands in our own source files? Read once for the tests of the house."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = ("triage", "care_steps", "supervision", "workflows")
DECIDING = PACKAGES[:3]


@dataclass(frozen=True)
class Source:
    """One module of ours."""

    path: Path

    @property
    def name(self) -> str:
        """Its path from the root, as in `workflows/verbs/decide.py`."""
        return self.path.relative_to(ROOT).as_posix()

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    def calls(self) -> Iterator[tuple[int, str]]:
        """Line and dotted name of everything that is called."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                yield node.lineno, ast.unparse(node.func)

    def imports(self) -> Iterator[str]:
        """Every module that is imported, with the names taken from it."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from (one.name for one in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from (f"{node.module}.{one.name}" for one in node.names)

    def texts(self) -> Iterator[tuple[int, str]]:
        """Every text in the code with its line, docstrings left out."""
        docs = {id(one) for one in _docstrings(self.tree)}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
                yield node.lineno, node.value


def sources(*below: str) -> list[Source]:
    """Our modules in these folders, by path; migrations are of their day and left out."""
    found = [path for folder in below or PACKAGES for path in (ROOT / folder).rglob("*.py")]
    return [Source(path) for path in sorted(found) if "migrations" not in path.parts]


def _docstrings(tree: ast.Module) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            for one in node.body:
                # A text that stands alone says what the thing above it is.
                if isinstance(one, ast.Expr) and isinstance(one.value, ast.Constant):
                    yield one.value
