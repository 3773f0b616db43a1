"""`python -m bench`: which sizes and which seed, and shall it be JSON?"""

import argparse
import asyncio

from bench.figures import figures
from bench.ground import Sizes, ground_on
from bench.report import FOOT, HEAD, as_json, line, versions
from bench.rig import Figure, rig_on
from tests.conftest import Database
from tests.processes import empty_home
from workflows.platform import migrating
from workflows.platform.clusters import Cluster
from workflows.platform.embedded_postgres import running
from workflows.platform.engines import engine_for


def main() -> None:
    asked = _asked()
    # From the main thread and before any loop: the server ends with the thread that started it.
    with empty_home() as folder, running(Cluster(folder)) as cluster:
        asyncio.run(_run(cluster, asked))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m bench",
        description="Ratios of the product's hot paths to the bare driver. Times differ from machine to machine.",
    )
    parser.add_argument("--seed", type=int, default=7, help="the order of turns and cases (default 7)")
    for name, default in (("quiet-cases", Sizes().quiet_cases), ("recommendations", Sizes().recommendations)):
        parser.add_argument(f"--{name}", type=int, default=default, help=f"default {default}")
    parser.add_argument("--rounds", type=int, default=Sizes().rounds, help="turns of each way")
    parser.add_argument("--json", action="store_true", help="figures, versions and sizes as JSON")
    return parser.parse_args()


async def _run(cluster: Cluster, asked: argparse.Namespace) -> None:
    sizes = Sizes(asked.quiet_cases, asked.recommendations, asked.rounds)
    await migrating.upgrade(cluster.url("owner"))
    database = Database(cluster, "stepwise")
    async with engine_for(database.app_url, pool_size=5, name="bench") as engine:
        ground = await ground_on(database, engine, sizes)
        async with rig_on(ground, sizes, asked.seed) as rig:
            on = await versions(rig.bare)
            if not asked.json:
                print(f"seed {asked.seed}; " + ", ".join(f"{name} {one}" for name, one in on.items()))
                print(HEAD)
            found: list[Figure] = []
            async for figure in figures(rig):
                found.append(figure)
                if not asked.json:
                    print(line(figure), flush=True)
            print(as_json(found, on, asked.seed, sizes) if asked.json else FOOT)


if __name__ == "__main__":
    main()
