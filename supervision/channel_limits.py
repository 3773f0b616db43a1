"""How are notices sent beyond page and e-mail, and when does a channel count as dead? From the file of the same name."""

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from importlib.resources import files
from typing import Final


@dataclass(frozen=True, slots=True)
class ChannelLimits:
    """`connect`, `read` and `send`: for a connection, for each part of an answer, and for the whole of one attempt.

    `red_after`: failures in a row. `test_waits`: how long a test waits for a worker.
    """

    sent_at_once: int
    connect: timedelta
    read: timedelta
    send: timedelta
    red_after: int
    alarm_again: timedelta
    test_waits: timedelta

    def is_red(self, failures: int) -> bool:
        """Whether a channel that failed so often in a row counts as dead."""
        return failures >= self.red_after


def _load() -> ChannelLimits:
    found = tomllib.loads(files(__package__).joinpath("channel_limits.toml").read_text("utf-8"))
    return ChannelLimits(
        sent_at_once=found["sent_at_once"],
        connect=timedelta(seconds=found["connect_seconds"]),
        read=timedelta(seconds=found["read_seconds"]),
        send=timedelta(seconds=found["send_seconds"]),
        red_after=found["red_after"],
        alarm_again=timedelta(minutes=found["alarm_again_minutes"]),
        test_waits=timedelta(seconds=found["test_waits_seconds"]),
    )


LIMITS: Final = _load()
