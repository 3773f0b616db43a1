"""Does the benchmark still run, on the roads of today? It says nothing about how fast they are."""

import json

from sqlalchemy.ext.asyncio import AsyncEngine

from bench.figures import figures
from bench.ground import Sizes, ground_on
from bench.report import as_json, line, versions
from bench.rig import rig_on
from tests.conftest import Database

TINY = Sizes(quiet_cases=6, recommendations=4, rounds=1, sweeps=1, warm_up=1)


async def test_every_hot_path_is_measured_against_the_bare_driver(
    fresh_database: Database, fresh_engine: AsyncEngine
) -> None:
    ground = await ground_on(fresh_database, fresh_engine, TINY)
    async with rig_on(ground, TINY, seed=1) as rig:
        found = [one async for one in figures(rig)]
        told = json.loads(as_json(found, await versions(rig.bare), 1, TINY))
    assert [line(one).split("  ")[0] for one in found] == [
        "scoped()",
        "gather and evaluate one case",
        "sweep of 6 quiet cases",
        "worklist page of 4",
        "log_session, quiet",
        "decide with an offer",
    ]
    assert all(one["statements"] > 0 and one["ratio"] > 0 for one in told["figures"])
    assert told["versions"]["postgresql"]
    assert told["sizes"]["quiet_cases"] == 6
