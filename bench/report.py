"""How is the benchmark told? A line for each figure, or JSON; versions, sizes and seed, so that it can be repeated."""

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final

from bench.figures import BARE, DJANGO, HANDLER, PRODUCT, Figure
from bench.ground import Sizes
from bench.requests import DECIDE, LOG, WORKLIST
from bench.roster_cost import AGAIN, COPY, FIRST, RosterFigure
from bench.roster_cost import MOST as MOST_OF_COPY
from bench.sweep_cost import FLAT, GATHER, SWEEP, SweepFigure, SweepSizes
from bench.sweep_cost import MOST as MOST_OF_GATHERING

_KEPT: Final = Path(__file__).parent / "results"
RESULTS: Final = _KEPT / "latest.json"
ROSTER_RESULTS: Final = _KEPT / "roster.json"
SWEEP_RESULTS: Final = _KEPT / "sweep.json"
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


def roster_told(figure: RosterFigure) -> str:
    """The taking over of a roster beside COPY."""
    lines = [f"take over a roster of {figure.sizes.students:,} students ({sum(figure.rows.values()):,} rows)"]
    lines.append(f"  {'':<20}{'students/s':>12}{'of COPY':>9}{'at most':>9}")
    for way in (COPY, FIRST, AGAIN):
        most = "" if way == COPY else f"{MOST_OF_COPY:.1f}"
        lines.append(f"  {way:<20}{figure.per_second(way):>12,.0f}{figure.ratio(way):>8.2f}x{most:>9}")
    return "\n".join(lines)


def sweep_told(found: Sequence[SweepFigure]) -> str:
    """A sweep without news beside its gathering, at each size."""
    lines = ["sweep without news"]
    lines.append(
        f"  {'cases':>9}{'sessions':>11}{'us a case':>11}{'of gathering':>14}{'at most':>9}{'MB':>6}"
    )
    for one in found:
        lines.append(
            f"  {one.cases:>9,}{one.sessions:>11,}{one.microseconds:>11.0f}{one.ratio:>13.2f}x"
            f"{MOST_OF_GATHERING:>9.1f}{one.memory:>6}"
        )
    lines.append(
        f"  a case costs {grown(found):.2f} of what it did at the smaller size; within {1 + FLAT:.1f}"
    )
    return "\n".join(lines)


def grown(found: Sequence[SweepFigure]) -> float:
    """What a case costs at the largest size, as a multiple of the smallest."""
    return found[-1].microseconds / found[0].microseconds


def roster_as_json(figure: RosterFigure, on: dict[str, Any], seed: int) -> str:
    return _written(
        {
            "seed": seed,
            "sizes": asdict(figure.sizes),
            "measured_on": on,
            "rows": dict(figure.rows),
            "ways": {
                way: {
                    "seconds": [round(one, 3) for one in took],
                    "students_per_second": round(figure.per_second(way)),
                    "of_copy": round(figure.ratio(way), 3),
                    "at_most": None if way == COPY else MOST_OF_COPY,
                }
                for way, took in figure.seconds.items()
            },
        }
    )


def sweep_as_json(found: Sequence[SweepFigure], sizes: SweepSizes, on: dict[str, Any], seed: int) -> str:
    return _written(
        {
            "seed": seed,
            "sizes": asdict(sizes),
            "measured_on": on,
            "of_gathering_at_most": MOST_OF_GATHERING,
            "a_case_costs_at_most": 1 + FLAT,
            "a_case_costs": round(grown(found), 3),
            "figures": [
                {
                    "cases": one.cases,
                    "sessions": one.sessions,
                    "forms": one.forms,
                    "firings": one.firings,
                    "seconds": {
                        way: [round(took, 2) for took in one.seconds[way]] for way in (SWEEP, GATHER)
                    },
                    "of_gathering": round(one.ratio, 3),
                    "microseconds_a_case": round(one.microseconds),
                    "megabytes": one.memory,
                }
                for one in found
            ],
        }
    )


def _written(told: dict[str, Any]) -> str:
    return json.dumps(told, indent=2)


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
        "load": [round(one, 1) for one in os.getloadavg()],
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
