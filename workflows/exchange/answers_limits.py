"""How large may a file of filled-in forms be? Read from the file of the same name."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final


@dataclass(frozen=True, slots=True)
class AnswersLimits:
    """Rows, and bytes of the whole file."""

    most_rows: int
    most_bytes: int


def _load() -> AnswersLimits:
    found = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
    return AnswersLimits(found["most_rows"], found["most_kilobytes"] << 10)


LIMITS: Final = _load()
