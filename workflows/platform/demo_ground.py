"""Is there a demo world in this database, and may one be planted in it?

Demo mode opens doors without a password. It therefore never runs on a database that holds a real
organisation.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from workflows.platform import migrating
from workflows.platform.doors import Door, doors
from workflows.platform.engines import engine_for
from workflows.platform.readiness import insist
from workflows.platform.unusable import Unusable
from workflows.records.audit import was_done
from workflows.records.scope import scoped_as
from workflows.verbs.finish_planting import PLANTED

_ORGANISATIONS = text(
    "SELECT count(*) FILTER (WHERE NOT is_demo) AS real, "
    " array_agg(id) FILTER (WHERE is_demo) AS demos, clock_timestamp() AS at FROM sign_in.organisation"
)


async def prepare(database_url: str, owner_url: str, public_url: str) -> tuple[bool, Sequence[Door]]:
    """Bring the schema up to date and plant the demo world if there is none.

    Returns whether it was planted, and the doors of those who may be tried. Raises `Unusable` when the database
    holds an organisation that is not of the demo.
    """
    if await migrating.revision_of(owner_url) != migrating.head():
        await migrating.upgrade(owner_url)
    async with (
        engine_for(database_url, pool_size=5, name="stepwise demo") as engine,
        engine_for(owner_url, name="stepwise demo") as owner,
    ):
        await insist(engine)
        return await _planted(engine, owner), await doors(engine, public_url)


async def _planted(engine: AsyncEngine, owner: AsyncEngine) -> bool:
    async with engine.connect() as connection:
        found = (await connection.execute(_ORGANISATIONS)).mappings().one()
    if found["real"]:
        raise Unusable(
            "This database holds a real organization, and the demo opens doors without a password. Name an "
            "empty folder in STEPWISE_DATA_DIR for the demo, or start the site with `stepwise serve`."
        )
    if found["demos"]:
        await _insist_on_whole(engine, found["demos"])
        return False
    from workflows.platform.demo_world import plant

    await plant(engine, owner, found["at"])
    return True


async def _insist_on_whole(engine: AsyncEngine, demos: Sequence[UUID]) -> None:
    for org_id in demos:
        async with scoped_as(engine, org_id) as tx:
            if not await was_done(tx, PLANTED):
                raise Unusable(
                    "The demo's world was interrupted while it was planted. Remove the data folder "
                    "(`stepwise database status` names it), or name an empty one in STEPWISE_DATA_DIR."
                )
