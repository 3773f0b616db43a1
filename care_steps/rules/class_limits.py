"""May work of this class be due as late as the row says? Read from the file of the same name."""

import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from care_steps.rules.rows import Row
from care_steps.rules.sections import Waiting


def faults_of_limit(row: Row | Waiting) -> Iterable[str]:
    """What a class forbids about limit and clock of a row or a place in the waiting list; shorter is allowed."""
    fixed = _limits().get(row.class_)
    if fixed is None:
        return
    too_long = row.limit.unit == "hours" and row.limit.amount > fixed["most_hours"]
    if row.limit.unit not in fixed["units"] or too_long:
        yield f"the limit of class {row.class_} is fixed and can only be shortened: {_said(fixed)}."
    if row.clock != fixed["clock"]:
        yield f"class {row.class_} runs on the {fixed['clock']} clock, which no calendar stops."


@cache
def _limits() -> Mapping[str, Any]:
    text = (files("care_steps") / "rules" / "class_limits.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _said(fixed: Mapping[str, Any]) -> str:
    units = [f"at most {fixed['most_hours']} hours" if unit == "hours" else unit for unit in fixed["units"]]
    return " or ".join(unit.replace("_", " ") for unit in units)
