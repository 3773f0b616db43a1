"""`python -m bench`: on how much, how often, and where do the figures go?"""

import argparse
import asyncio
import pickle
import random
import secrets
import time
from contextlib import AsyncExitStack
from dataclasses import fields
from importlib.util import find_spec
from pathlib import Path

import uvloop

from bench import sites
from bench.figures import DJANGO, HANDLER, PRODUCT, Figure, crowd_on
from bench.ground import Sizes, ground_on
from bench.recordings import recordings_on
from bench.report import RESULTS, as_json, keep, measured_on, told
from tests.conftest import Database
from tests.processes import empty_home
from workflows.platform import migrating
from workflows.platform.clusters import Cluster
from workflows.platform.embedded_postgres import running
from workflows.platform.engines import engine_for

# As `stepwise serve` has it when nothing is said.
POOL = 10


def main() -> None:
    asked = _asked()
    sizes = Sizes(**{one.name: getattr(asked, one.name) for one in fields(Sizes)})
    # From the main thread and before any loop: the server ends with the thread that started it.
    with (
        empty_home() as folder,
        running(Cluster(folder)) as cluster,
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        runner.run(run(Database(cluster, "stepwise"), sizes, asked.seed, asked.json))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description="What the daily requests cost, as ratios to the same SQL on the bare driver. Times differ "
        "from machine to machine; only the ratios of one run mean anything.",
    )
    parser.add_argument("--seed", type=int, default=7, help="the order of turns and cases (default 7)")
    for one in fields(Sizes):
        name = one.name.replace("_", "-")
        parser.add_argument(f"--{name}", type=int, default=one.default, help=f"default {one.default}")
    parser.add_argument("--json", type=Path, default=RESULTS, help="where the figures go as JSON")
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


if __name__ == "__main__":
    main()
