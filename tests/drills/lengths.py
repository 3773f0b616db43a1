"""How long is a drill, and how does it tell its figures? Short in `make test`, long in `make drill`."""

import os
import platform
from collections.abc import Sequence
from math import ceil


def amount(name: str, short: int) -> int:
    """How many: DRILL_<NAME> from the environment, or the short drill's number."""
    return int(os.environ.get(f"DRILL_{name.upper()}", short))


def percentile(times: Sequence[float], part: float) -> float:
    """The time within which this part of them stayed, in seconds."""
    return sorted(times)[ceil(part * len(times)) - 1] if times else 0.0


def tell(drill: str, **figures: object) -> None:
    """One line, for whoever watches with `pytest -s`."""
    told = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in figures.items())
    print(f"\n{drill}: {told} (Python {platform.python_version()}, {os.cpu_count()} processors)")
