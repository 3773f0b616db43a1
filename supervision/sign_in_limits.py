"""How long does a sign-in last, and how often may it be tried? Read from the file of the same name."""

import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from typing import Final


@dataclass(frozen=True, slots=True)
class Limits:
    """`tries` per account, and as many per address, in one window."""

    idle: timedelta
    absolute: timedelta
    handed_over: timedelta
    tries: int
    window: timedelta
    invitation: timedelta
    shortest_password: int
    longest_password: int

    def window_of(self, at: datetime) -> datetime:
        """When the window began that `at` lies in."""
        return at - (at - datetime(2000, 1, 1, tzinfo=UTC)) % self.window


def _load() -> Limits:
    found = tomllib.loads(files(__package__).joinpath("sign_in_limits.toml").read_text("utf-8"))
    return Limits(
        idle=timedelta(minutes=found["idle_minutes"]),
        absolute=timedelta(hours=found["absolute_hours"]),
        handed_over=timedelta(minutes=found["handed_over_minutes"]),
        tries=found["tries"],
        window=timedelta(minutes=found["window_minutes"]),
        invitation=timedelta(hours=found["invitation_hours"]),
        shortest_password=found["shortest_password"],
        longest_password=found["longest_password"],
    )


LIMITS: Final = _load()
