"""T24: is every threshold data, and z written down exactly once?"""

import ast
from collections.abc import Iterator
from pathlib import Path

import triage

FOLDER = Path(triage.__file__).parent
Z = {1.96, 1.959964, 1.95996, 1.645, 2.576}
THRESHOLDS = {5, 6, 8, 10, 11, 15, 20}
# The calendar counts days and minutes; the check digit of LOINC halves a ten.
NO_SCORES = {"calendar.py", "loinc.py"}


def numbers(path: Path) -> Iterator[ast.Constant]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and type(node.value) in (int, float):
            yield node


def test_t24_z_is_written_once_as_the_default_of_reliable_change() -> None:
    found = [
        (path.name, one.value) for path in FOLDER.rglob("*.py") for one in numbers(path) if one.value in Z
    ]
    assert found == [("change.py", 1.96)]
    tree = ast.parse((FOLDER / "change.py").read_text(encoding="utf-8"))
    function = next(
        one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef) and one.name == "reliable_change"
    )
    defaults = [one.value for one in function.args.kw_defaults if isinstance(one, ast.Constant)]
    assert 1.96 in defaults


def test_t24_no_threshold_stands_in_the_code() -> None:
    found = [
        (path.name, one.lineno, one.value)
        for path in FOLDER.rglob("*.py")
        if path.name not in NO_SCORES
        for one in numbers(path)
        if one.value in THRESHOLDS
    ]
    assert found == []


def test_modules_stay_small_enough_to_read() -> None:
    long = {
        path.name for path in FOLDER.rglob("*.py") if len(path.read_text(encoding="utf-8").splitlines()) > 200
    }
    assert long == set()
