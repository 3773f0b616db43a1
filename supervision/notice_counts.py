"""What became of the notices of escalations: which rules and which ways of telling are looked at, and which ignored?

Counted over notices, never over people who were told. How soon is soon is read from the file of the same name.
"""

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from importlib.resources import files
from typing import Final

from supervision.small_counts import Count, Shown, met_shown
from triage.priority import priority


@dataclass(frozen=True, slots=True)
class NoticeLimits:
    """Within `acted_within` of being told, whoever acted did so in time."""

    acted_within: timedelta

    @property
    def minutes(self) -> int:
        return self.acted_within // timedelta(minutes=1)


def _load() -> NoticeLimits:
    found = tomllib.loads(files(__package__).joinpath("notice_counts.toml").read_text("utf-8"))
    return NoticeLimits(timedelta(minutes=found["acted_within_minutes"]))


LIMITS: Final = _load()


@dataclass(frozen=True, slots=True)
class Counted:
    """Of the notices of one rule that went one way, `told` in all, about `mentees` young people.

    `shown`: the banner stood on a page of theirs; nobody can tell it of an e-mail. `acted`: in time. `ignored`: somebody
    else had acted, or the ladder had climbed, before it was opened or acted on. `minutes`: the median until it was
    opened, over those that were.
    """

    told: int
    mentees: int
    shown: int = 0
    opened: int = 0
    acted: int = 0
    ignored: int = 0
    minutes: float | None = None

    @property
    def is_too_few(self) -> bool:
        """So few young people stand behind it that nothing is said but that somebody was told."""
        return self.mentees < priority().smallest_shown

    def of_told(self, number: int) -> Shown:
        """What may be said of one of its numbers."""
        return met_shown(Count(number, 0, self.told))

    @property
    def minutes_shown(self) -> int | None:
        """None where too few were opened to say how long it took."""
        return (
            None if self.minutes is None or self.opened < priority().smallest_shown else round(self.minutes)
        )
