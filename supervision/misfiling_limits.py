"""How soon is a decision read again that rested on somebody else's record? Read from the file of the same name."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files
from typing import Final


@dataclass(frozen=True, slots=True)
class ReviewLimit:
    """Class and lane of the task, and the time for it; `unit` as `SchoolCalendar.due_at` reads it."""

    class_: str
    lane: str
    amount: int
    unit: str


def _load() -> ReviewLimit:
    found = tomllib.loads(files(__package__).joinpath("misfiling_limits.toml").read_text("utf-8"))
    return ReviewLimit(found["class"], found["lane"], found["amount"], found["unit"])


REVIEW: Final = _load()
