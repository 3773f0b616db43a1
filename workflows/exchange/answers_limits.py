"""How large may a file of filled-in forms be? Read from the file of the same name."""

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final


@dataclass(frozen=True, slots=True)
class AnswersLimits:
    """Rows, and bytes of the whole file. `late`: of what waits longer whoever looks is told that nobody takes it over."""

    most_rows: int
    most_bytes: int
    late: timedelta


def _load() -> AnswersLimits:
    found = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    late = timedelta(minutes=found["late_minutes"])
    return AnswersLimits(found["most_rows"], found["most_kilobytes"] << 10, late)


LIMITS: Final = _load()
