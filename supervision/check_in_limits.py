"""How long does a link to check in work, and how often may links be tried? Read from the file of the same name."""

import tomllib
from dataclasses import dataclass
from datetime import timedelta
from importlib.resources import files
from typing import Final


@dataclass(frozen=True, slots=True)
class CheckInLimits:
    """`link`: since it was made. `tries`: of links that do not work, from one address in one window."""

    link: timedelta
    tries: int


def _load() -> CheckInLimits:
    found = tomllib.loads(files(__package__).joinpath("check_in_limits.toml").read_text("utf-8"))
    return CheckInLimits(link=timedelta(days=found["link_days"]), tries=found["tries"])


LIMITS: Final = _load()
