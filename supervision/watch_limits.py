"""How is the escalation engine watched, and from when on is somebody alarmed? Read from the file of the same name."""

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from importlib.resources import files
from typing import Final


@dataclass(frozen=True, slots=True)
class WatchLimits:
    """`late` and `unsent`: what stands still. `healthy`: since a round ended. `alarm`: since one found all well.

    `clock`: so far apart may those of a machine and of the database be.
    """

    round: timedelta
    late: timedelta
    unsent: timedelta
    slow: timedelta
    healthy: timedelta
    alarm: timedelta
    page: timedelta
    page_old: timedelta
    banner: timedelta
    clock: timedelta

    def is_fresh(self, age: timedelta | None, most: timedelta) -> bool:
        """Whether something was kept not longer ago than that. At a time that has not come yet: a clock was set back."""
        return age is not None and -self.clock <= age <= most


def _load() -> WatchLimits:
    found = tomllib.loads(files(__package__).joinpath("watch_limits.toml").read_text("utf-8"))
    return WatchLimits(
        round=timedelta(seconds=found["round_seconds"]),
        late=timedelta(seconds=found["late_seconds"]),
        unsent=timedelta(seconds=found["unsent_seconds"]),
        slow=timedelta(seconds=found["slow_seconds"]),
        healthy=timedelta(seconds=found["healthy_seconds"]),
        alarm=timedelta(minutes=found["alarm_minutes"]),
        page=timedelta(minutes=found["page_minutes"]),
        page_old=timedelta(minutes=found["page_old_minutes"]),
        banner=timedelta(seconds=found["banner_seconds"]),
        clock=timedelta(seconds=found["clock_seconds"]),
    )


LIMITS: Final = _load()
