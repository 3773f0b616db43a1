"""How long is a drill, and how does it tell its figures? Short in `make test`, long in `make drill`."""

import os
import platform
from collections.abc import Sequence
from math import ceil
from typing import Final

LONG: Final = {
    "kills": 100, "clients": 50, "acknowledged": 10_000, "at_work_seconds": 3, "recovery_seconds": 10,
    "worker_kills": 100, "requests": 20_000, "forms": 1250, "crowd": 1000,
    "ordinary": 120, "ordinary_seconds": 10, "cold_seconds": 30, "overdue": 200,
    "races": 200, "racers": 50, "melees": 1000, "moments": 1000, "due": 100, "removals": 1000,
    "away_seconds": 60, "worries": 300, "collisions": 20, "beside_seconds": 300, "restart_clients": 8,
    "every_minutes": 1, "silent_days": 14, "year_days": 400, "mailless_hours": 6, "textless_hours": 6,
    "killing_seconds": 600, "life_milliseconds": 4000, "timers": 400, "spread_seconds": 240, "stopped_seconds": 90,
    "listed": 600, "jobs_kills": 30,
}  # fmt: skip
"""How many in `make drill`, which sets DRILL_LONG."""


def amount(name: str, short: int) -> int:
    """How many: DRILL_<NAME> from the environment, or the long drill's number, or the short one's."""
    usual = LONG.get(name, short) if os.environ.get("DRILL_LONG") else short
    return int(os.environ.get(f"DRILL_{name.upper()}", usual))


def percentile(times: Sequence[float], part: float) -> float:
    """The time within which this part of them stayed, in seconds."""
    return sorted(times)[ceil(part * len(times)) - 1] if times else 0.0


def tell(drill: str, **figures: object) -> None:
    """One line, for whoever watches with `pytest -s`."""
    told = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in figures.items())
    print(f"\n{drill}: {told} (Python {platform.python_version()}, {os.cpu_count()} processors)")
