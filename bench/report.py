"""How is the benchmark told? A line for each request, or JSON; versions, sizes and seed, so that it can be repeated."""

import json
import os
import platform
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

from bench.figures import BARE, DJANGO, HANDLER, PRODUCT, Figure
from bench.ground import Sizes
from bench.requests import DECIDE, LOG, WORKLIST

RESULTS: Final = Path(__file__).parent / "results" / "latest.json"
WAYS: Final = (PRODUCT, BARE, HANDLER, DJANGO)
TO_REACH: Final = {
    (LOG, BARE): 0.35, (DECIDE, BARE): 0.35, (DECIDE, DJANGO): 2.0, (WORKLIST, HANDLER): 0.6, (WORKLIST, DJANGO): 5.0,
}  # fmt: skip
"""The least share of the other way's rate. Ours."""
MOST_ROUND_TRIPS: Final = 5
_PACKAGES: Final = (
    "litestar", "uvicorn", "uvloop", "SQLAlchemy", "asyncpg", "Jinja2", "Django", "psycopg", "gunicorn",
)  # fmt: skip


def told(figure: Figure) -> str:
    """A table of one request."""
    lines = [f"{figure.what}, {figure.round_trips} round trips with BEGIN and COMMIT"]
    lines.append(f"  {'':<14}{'a second':>10}{'p50 ms':>9}{'p99 ms':>9}{'ours is':>9}{'to reach':>10}")
    for way in WAYS:
        if (found := figure.measured.get(way)) is not None:
            reach = TO_REACH.get((figure.what, way))
            ratio = "" if way == PRODUCT else f"{figure.ratio(way):.2f} x"
            wanted = "" if reach is None else f"{reach:.2f}"
            lines.append(
                f"  {way:<14}{found.rate:>10.0f}{found.p50:>9.1f}{found.p99:>9.1f}{ratio:>9}{wanted:>10}"
            )
    return "\n".join(lines)


def as_json(found: list[Figure], on: dict[str, Any], seed: int, sizes: Sizes) -> str:
    return json.dumps(
        {"seed": seed, "sizes": asdict(sizes), "measured_on": on, "figures": [_figure(one) for one in found]},
        indent=2,
    )


def keep(results: Path, told: str) -> None:
    results.parent.mkdir(exist_ok=True)
    results.write_text(told + "\n")


def _figure(one: Figure) -> dict[str, Any]:
    return {
        "what": one.what,
        "round_trips": one.round_trips,
        "most_round_trips": None if one.what == WORKLIST else MOST_ROUND_TRIPS,
        "ways": {
            way: {
                "per_second": round(found.rate, 1),
                "rounds": [round(rate, 1) for rate in found.per_second],
                "p50_ms": round(found.p50, 2),
                "p99_ms": round(found.p99, 2),
                "ours_is": None if way == PRODUCT else round(one.ratio(way) or 0, 3),
                "to_reach": TO_REACH.get((one.what, way)),
            }
            for way, found in one.measured.items()
        },
    }


async def measured_on(connection: Any) -> dict[str, Any]:
    """Machine, versions, and the settings of the server that make a write durable."""
    settings = ("server_version", "fsync", "synchronous_commit", "full_page_writes", "shared_buffers")
    return {
        "cores": os.cpu_count(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "packages": {name: found for name in _PACKAGES if (found := _version(name))},
        "postgresql": {name: await connection.fetchval(f"SHOW {name}") for name in settings},
    }


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
