"""Which figures can be had as a file, what became of one that was asked for, and how long is it kept?

The limits are read from the file of the same name.
"""

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from importlib.resources import files
from typing import Final


class Figures(StrEnum):
    """Whose page they stand on, too."""

    TIMELINESS = "timeliness"
    NOTICE_COUNTS = "notice_counts"

    @property
    def plain(self) -> str:
        """The words a person reads."""
        return _PLAIN[self]


_PLAIN: Final = {
    Figures.TIMELINESS: "In time and complete",
    Figures.NOTICE_COUNTS: "Looked at or ignored",
}


class ExportState(StrEnum):
    """What became of it. The second to the fourth are kept on record; the others only time tells."""

    WAITING = "waiting"
    READY = "ready"
    NOT_ALLOWED = "not_allowed"
    FAILED = "failed"
    EXPIRED = "expired"

    @property
    def plain(self) -> str:
        """The words a person reads."""
        return _STATES[self]


_STATES: Final = {
    ExportState.WAITING: "Being written",
    ExportState.READY: "Ready",
    ExportState.NOT_ALLOWED: "Not written: you may not see these figures any more",
    ExportState.FAILED: "Could not be written",
    ExportState.EXPIRED: "Not kept any more",
}


@dataclass(frozen=True, slots=True)
class ExportLimits:
    """`monthly_kept`: for how long one of every month. `late`: whoever waits longer is told that nobody writes it. `look`:
    seconds, since that is how a browser is told."""

    kept: timedelta
    monthly_kept: timedelta
    most_waiting: int
    most_shown: int
    look: int
    late: timedelta

    def kept_for(self, *, monthly: bool) -> timedelta:
        """For how long what stands in a file is kept, from when it was written on."""
        return self.monthly_kept if monthly else self.kept


def _load() -> ExportLimits:
    found = tomllib.loads(files(__package__).joinpath("exports.toml").read_text("utf-8"))
    return ExportLimits(
        kept=timedelta(days=found["kept_days"]),
        monthly_kept=timedelta(days=found["monthly_kept_days"]),
        most_waiting=found["most_waiting"],
        most_shown=found["most_shown"],
        look=found["look_seconds"],
        late=timedelta(minutes=found["late_minutes"]),
    )


LIMITS: Final = _load()
