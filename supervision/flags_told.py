"""Was the young person told that a worry about them was passed on: what may be written down, and with which words is it said?

The words stand in `flag_words.toml`.
"""

import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Final

from care_steps import codes


class FlagTold(StrEnum):
    """Whether they were told."""

    TOLD = "told"
    NOT_YET = "not_yet"
    NOT_AT_ALL = "not_at_all"

    @property
    def plain(self) -> str:
        """The name people read."""
        return _PLAIN[self]


_PLAIN: Final = {
    FlagTold.TOLD: "They were told",
    FlagTold.NOT_YET: "Not yet",
    FlagTold.NOT_AT_ALL: "They are not told, for their safety",
}


@dataclass(frozen=True, slots=True)
class FlagWords:
    """The prompt for whoever tells them, with its version, owner and source. Sentences have a place for `%(name)s`."""

    version: int
    owner: str
    source: str
    prompts: tuple[str, ...]
    caution: str


@cache
def flag_words() -> FlagWords:
    found = tomllib.loads((files("supervision") / "flag_words.toml").read_text(encoding="utf-8"))
    return FlagWords(**{**found, "prompts": tuple(found["prompts"])})


def why_not_take(answer: str, how: str, words: str) -> dict[str, str]:
    """A sentence for each field of what was written down that cannot be taken."""
    if answer not in tuple(FlagTold):
        return {"flag_answer": "Say whether they were told."}
    if answer == FlagTold.TOLD and not codes.load("told_how").knows(how):
        return {"flag_how": "Say how they were told."}
    if answer != FlagTold.TOLD and not words.strip():
        return {"flag_words": "Say in a sentence why they were not told."}
    return {}
