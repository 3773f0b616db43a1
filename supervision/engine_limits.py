"""How fast does the escalation engine turn, and how often is a notice tried? Read from the file of the same name."""

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from importlib.resources import files
from typing import Final


@dataclass(frozen=True, slots=True)
class EngineLimits:
    """`cycle`: from the beginning of one turn to that of the next; `unanswered_every`: the same for work that nobody
    answered. `healthy`: the longest since a whole turn ended.

    `waits`: after the first, second, ... failure.
    """

    cycle: timedelta
    unanswered_every: timedelta
    longest_cycle: timedelta
    healthy: timedelta
    most_at_once: int
    turning_connections: int
    sent_at_once: int
    sending_connections: int
    lease: timedelta
    send: timedelta
    dead_after: int
    waits: tuple[timedelta, ...]

    @property
    def connections(self) -> int:
        """How many one worker needs: each loop its own, one for each to say that its turn has ended, one to try channels."""
        return self.turning_connections + self.sending_connections + 3

    def wait_after(self, attempts: int) -> timedelta:
        """How long until a notice is tried again that has failed so many times; never given up."""
        return self.waits[min(max(attempts, 1), len(self.waits)) - 1]


def _load() -> EngineLimits:
    found = tomllib.loads(files(__package__).joinpath("engine_limits.toml").read_text("utf-8"))
    return EngineLimits(
        cycle=timedelta(seconds=found["cycle_seconds"]),
        unanswered_every=timedelta(seconds=found["unanswered_every_seconds"]),
        longest_cycle=timedelta(seconds=found["longest_cycle_seconds"]),
        healthy=timedelta(seconds=found["healthy_seconds"]),
        most_at_once=found["most_at_once"],
        turning_connections=found["turning_connections"],
        sent_at_once=found["sent_at_once"],
        sending_connections=found["sending_connections"],
        lease=timedelta(seconds=found["lease_seconds"]),
        send=timedelta(seconds=found["send_seconds"]),
        dead_after=found["dead_after_attempts"],
        waits=tuple(timedelta(seconds=one) for one in found["seconds_between_attempts"]),
    )


LIMITS: Final = _load()
