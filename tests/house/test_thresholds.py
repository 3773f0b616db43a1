"""Does every threshold stand in a policy, with its source, and none in the code?"""

import ast

from care_steps.policy import default_text, load
from tests.house.sources import sources
from triage import instruments

COUNTED_ANYWHERE = {0, 1, 2, 3}
# What reads facts and judges them; elsewhere a number is the length of a password or the rows of a page.
ROOMS = ("care_steps", "supervision")


def thresholds() -> set[int]:
    """Every number that a cell of the shipped policy compares with, and every cut-off of an instrument."""
    cells = [cell.value for row in load(default_text()).rows for cell in row.cells]
    compared = {value for value in cells if type(value) is int}
    cut_offs = {int(instruments.load(one).caseness or 0) for one in ("phq-a", "gad-7")}
    return (compared | cut_offs) - COUNTED_ANYWHERE


def test_the_thresholds_are_those_of_the_policy() -> None:
    """The control: were this empty, the next test would say nothing."""
    assert thresholds() >= {4, 6, 15, 28}


def test_no_threshold_stands_in_the_code() -> None:
    known = thresholds()
    for source in sources(*ROOMS):
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Constant) and type(node.value) is int:
                assert node.value not in known, (source.name, node.lineno, node.value)


def test_no_statement_compares_a_score_with_a_number() -> None:
    for source in sources("workflows"):
        for line, text in source.texts():
            words = text.lower()
            if "select" in words or "where" in words:
                for column in ("total", "missed", "days_since"):
                    assert f"{column} >" not in words, (source.name, line)
                    assert f"{column} <" not in words.replace(f"{column} <>", ""), (source.name, line)
