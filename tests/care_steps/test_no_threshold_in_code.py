"""T24: do the packages that decide keep every threshold in a policy, and none in the code?"""

import ast
from pathlib import Path

import pytest

import care_steps
import supervision

THRESHOLDS = {4, 5, 6, 8, 10, 11, 15, 20, 28, 1.96}
FILES = [
    path
    for package in (care_steps, supervision)
    for path in sorted(Path(str(package.__file__)).parent.rglob("*.py"))
]


@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_t24_no_threshold_stands_in_the_code(path: Path) -> None:
    found = [
        (node.lineno, node.value)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and type(node.value) in (int, float) and node.value in THRESHOLDS
    ]
    assert found == []


@pytest.mark.parametrize("path", FILES, ids=[path.name for path in FILES])
def test_modules_stay_small_enough_to_read(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 200
