"""How is the benchmark told? A line for each figure, or JSON; versions and seed, so that it can be repeated."""

import json
import platform
from dataclasses import asdict
from importlib.metadata import version
from typing import Any

from bench.ground import Sizes
from bench.rig import Figure

HEAD = f"{'':<32}{'ratio':>8}{'ours ms':>11}{'bare ms':>11}{'writes':>8}{'statements':>12}{'rounds':>8}   against"
FOOT = "writes: ours against the least write there can be, one bare statement that locks, changes and audits"


def line(figure: Figure) -> str:
    writes = "" if figure.writes is None else f"{figure.writes:.2f}"
    return (
        f"{figure.name:<32}{figure.ratio:>8.2f}{figure.ours:>11.2f}{figure.bare:>11.2f}{writes:>8}"
        f"{figure.statements:>12}{figure.rounds:>8}   {figure.against}"
    )


async def versions(bare: Any) -> dict[str, str]:
    """What was measured on."""
    packages = {name: version(name) for name in ("asyncpg", "SQLAlchemy", "litestar", "jinja2")}
    return {
        "postgresql": await bare.fetchval("SHOW server_version"),
        "python": platform.python_version(),
        **packages,
    }


def as_json(found: list[Figure], versions: dict[str, str], seed: int, sizes: Sizes) -> str:
    figures = [{**asdict(one), "ratio": one.ratio, "writes": one.writes} for one in found]
    return json.dumps(
        {"seed": seed, "sizes": asdict(sizes), "versions": versions, "figures": figures}, indent=2
    )
