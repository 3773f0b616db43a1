"""How is "so many of so many" said when few young people stand behind it?

A number under `smallest_shown` of `triage/priority.toml` is never said, and neither is one from which such a number
could be worked out by subtracting.
"""

from dataclasses import dataclass
from typing import Literal

from triage.priority import priority


@dataclass(frozen=True, slots=True)
class Count:
    """Of `counted`, so many were as they should be, and of so many nothing is on record; the rest was not."""

    met: int = 0
    missing: int = 0
    counted: int = 0

    @property
    def otherwise(self) -> int:
        return self.counted - self.met - self.missing


@dataclass(frozen=True, slots=True)
class Shown:
    """What may be said of a number. `number` stands with the last three: under it, more than it, or exactly it."""

    how: Literal["nobody", "too_few", "under", "over", "exactly"]
    number: int = 0


def met_shown(count: Count) -> Shown:
    """What may be said of how many were as they should be; "too_few" says nothing but that somebody was counted."""
    least, left = priority().smallest_shown, count.counted - count.met
    if not count.counted:
        return Shown("nobody")
    if count.counted < least:
        return Shown("too_few")
    if count.met < least:
        return Shown("under", least)
    if left < least and (left or _is_short(count)):
        return Shown("over", max(count.counted - least, least - 1))
    return Shown("exactly", count.met)


def missing_shown(count: Count) -> Shown:
    """The same of how many have nothing on record."""
    least = priority().smallest_shown
    if not count.counted or (not count.missing and not _is_short(count)):
        return Shown("nobody")
    if count.counted < least:
        return Shown("too_few")
    if count.missing < least:
        return Shown("under", least)
    if count.otherwise < least:
        return Shown("over", least - 1)
    return Shown("exactly", count.missing)


def _is_short(count: Count) -> bool:
    """So few in all that "all" and "none" are said like "nearly all" and "few": else those could only be one number."""
    least = priority().smallest_shown
    return count.counted < least + least
