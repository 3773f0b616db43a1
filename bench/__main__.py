"""`python -m bench`: on how much, how often, and where do the figures go?"""

import argparse
import asyncio
import pickle
import random
import secrets
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import fields
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TypeVar

import uvloop

from bench import sites
from bench.figures import DJANGO, HANDLER, PRODUCT, Figure, crowd_on
from bench.ground import Sizes, ground_on
from bench.recordings import recordings_on
from bench.report import (
    RESULTS,
    ROSTER_RESULTS,
    SWEEP_RESULTS,
    as_json,
    keep,
    measured_on,
    roster_as_json,
    roster_told,
    sweep_as_json,
    sweep_told,
    told,
)
from bench.roster_cost import RosterFigure, RosterSizes, roster_figure
from bench.sweep_cost import SweepFigure, SweepSizes, sweep_figures
from tests.conftest import Database
from tests.processes import empty_home
from workflows.platform import migrating
from workflows.platform.clusters import Cluster
from workflows.platform.embedded_postgres import running
from workflows.platform.engines import engine_for

# As `stepwise serve` has it when nothing is said.
POOL = 10
REQUESTS, ROSTER, SWEEP = PARTS = ("requests", "roster", "sweep")
Chosen = TypeVar("Chosen", Sizes, RosterSizes, SweepSizes)


def main() -> None:
    asked = _asked()
    # From the main thread and before any loop: the server ends with the thread that started it. Each part has an empty
    # server of its own.
    for part in asked.only:
        with (
            empty_home() as folder,
            running(Cluster(folder)) as cluster,
            asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
        ):
            runner.run(_part(part, Database(cluster, "stepwise"), asked))


async def _part(part: str, database: Database, asked: argparse.Namespace) -> None:
    if part == REQUESTS:
        await run(database, _sizes(Sizes, asked), asked.seed, asked.json)
    elif part == ROSTER:
        await run_roster(database, _sizes(RosterSizes, asked), asked.seed, ROSTER_RESULTS)
    else:
        await run_sweep(database, _sizes(SweepSizes, asked), asked.seed, SWEEP_RESULTS)


def _sizes(kind: type[Chosen], asked: argparse.Namespace) -> Chosen:
    return kind(**{one.name: getattr(asked, one.name) for one in fields(kind)})


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description="What the daily requests cost, as ratios to the same SQL on the bare driver; what it costs to take a "
        "roster over, beside COPY; and a sweep, beside its gathering. Times differ from machine to machine; only the "
        "ratios of one run mean anything.",
    )
    parser.add_argument("--only", nargs="+", choices=PARTS, default=PARTS, help="only these parts")
    parser.add_argument("--seed", type=int, default=7, help="the order of turns and cases (default 7)")
    for one in (*fields(Sizes), *fields(RosterSizes), *fields(SweepSizes)):
        name = one.name.replace("_", "-")
        parser.add_argument(f"--{name}", type=int, default=one.default, help=f"default {one.default}")
    parser.add_argument("--json", type=Path, default=RESULTS, help="where the figures of the requests go")
    return parser.parse_args()


async def run(database: Database, sizes: Sizes, seed: int, results: Path) -> list[Figure]:
    """Prepare, measure, tell."""
    began, order, secret = time.monotonic(), random.Random(seed), secrets.token_bytes(32)
    await migrating.upgrade(database.owner_url)
    found: list[Figure] = []
    async with AsyncExitStack() as stack:
        engine = await stack.enter_async_context(engine_for(database.app_url, pool_size=5, name="bench"))
        ground = await ground_on(database, engine, sizes)
        recordings = await recordings_on(ground)
        kept = database.cluster.home / "recordings"
        kept.write_bytes(pickle.dumps(recordings))
        print(
            f"{sizes.cases} cases in {sizes.schools} schools after {time.monotonic() - began:.0f} s; seed {seed}"
        )
        ports = {
            PRODUCT: await stack.enter_async_context(sites.product(database, secret, POOL)),
            HANDLER: await stack.enter_async_context(sites.bare_site(database, kept, POOL)),
        }
        if find_spec("django") and find_spec("gunicorn"):
            ports[DJANGO] = await stack.enter_async_context(sites.django_site(database, sizes.clients))
        crowd = await stack.enter_async_context(crowd_on(ground, recordings, secret, ports, order))
        on = await measured_on(crowd.bare[0])
        async for figure in crowd.figures(order):
            found.append(figure)
            print(told(figure), flush=True)
    keep(results, as_json(found, on, seed, sizes))
    print(f"{time.monotonic() - began:.0f} s; figures in {results}")
    return found


async def run_roster(database: Database, sizes: RosterSizes, seed: int, results: Path) -> RosterFigure:
    """The taking over of a roster: prepare, measure, tell."""
    await migrating.upgrade(database.owner_url)
    found = await roster_figure(database, sizes, random.Random(seed))
    print(roster_told(found), flush=True)
    keep(results, roster_as_json(found, await _on(database), seed))
    return found


async def run_sweep(database: Database, sizes: SweepSizes, seed: int, results: Path) -> Sequence[SweepFigure]:
    """A sweep without news: prepare, measure, tell."""
    await migrating.upgrade(database.owner_url)
    found = await sweep_figures(database, sizes, random.Random(seed))
    print(sweep_told(found), flush=True)
    keep(results, sweep_as_json(found, sizes, await _on(database), seed))
    return found


async def _on(database: Database) -> dict[str, Any]:
    root = await database.superuser()
    try:
        return await measured_on(root)
    finally:
        await root.close()


if __name__ == "__main__":
    main()
