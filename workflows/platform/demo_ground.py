"""Is there a demo world in this database, is it still today's, and may one be planted in it?

Demo mode opens doors without a password. It therefore never runs on a database that holds a real
organisation, and what it clears away is only ever a demo.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from workflows.platform import migrating
from workflows.platform.demo_clock import goes_on_from, now, set_to
from workflows.platform.demo_organisation import grounds
from workflows.platform.demo_world import Told, plant
from workflows.platform.engines import engine_for
from workflows.platform.readiness import insist
from workflows.platform.unusable import Unusable

_THERE = text("SELECT to_regclass('sign_in.organisation') IS NOT NULL")
_ORGANISATIONS = text("SELECT id, name, is_demo FROM sign_in.organisation")


@dataclass(frozen=True, slots=True)
class Pools:
    """The same database as the role `app` and as the owner of its tables."""

    app: AsyncEngine
    owner: AsyncEngine


@asynccontextmanager
async def pools(database_url: str, owner_url: str) -> AsyncIterator[Pools]:
    """Both, for the length of a command."""
    async with (
        engine_for(database_url, pool_size=7, name="stepwise demo") as app,
        engine_for(owner_url, name="stepwise demo") as owner,
    ):
        yield Pools(app, owner)


async def prepare(database_url: str, owner_url: str, told: Told = lambda _done, _all: None) -> bool:
    """The world of today in this database: the one that stands there, or one that is planted anew.

    Returns whether it was planted. Raises `Unusable` when the database holds an organisation that is not of the
    demo.
    """
    async with pools(database_url, owner_url) as both:
        found = await organisations(both)
        is_current = await migrating.revision_of(owner_url) == migrating.head()
        if is_current and await goes_on(both):
            return False
    if found:
        await migrating.downgrade(owner_url, "base")
    await plant_in(database_url, owner_url, told)
    return True


async def plant_in(database_url: str, owner_url: str, told: Told) -> None:
    """Plant it in a database that holds no organization; its schema is brought up to date."""
    if await migrating.revision_of(owner_url) != migrating.head():
        await migrating.upgrade(owner_url)
    async with pools(database_url, owner_url) as both:
        await insist(both.app)
        await plant(both.app, both.owner, await now(both.app), told)


async def organisations(both: Pools) -> dict[str, UUID]:
    """Name -> id of the demo's organizations; raises `Unusable` when there is one that is not of a demo."""
    async with both.owner.connect() as connection:
        if not (await connection.execute(_THERE)).scalar_one():
            return {}
        found = (await connection.execute(_ORGANISATIONS)).all()
    if not all(one.is_demo for one in found):
        raise Unusable(
            "This database holds a real organization, and the demo opens doors without a password. Name an "
            "empty folder in STEPWISE_DATA_DIR for the demo, or start the site with `stepwise serve`."
        )
    return {one.name: one.id for one in found}


async def goes_on(both: Pools) -> bool:
    """Let the clocks go on from the last thing on record, when this is a whole world and of today; else False."""
    last = await last_things(both)
    for org_id, at in last.items():
        await set_to(both.owner, org_id, at)
    return bool(last)


async def last_things(both: Pools) -> dict[UUID, datetime]:
    """When the last thing was recorded in each organization; empty when this is no whole world, or not today's."""
    found, today = await organisations(both), grounds(await now(both.app))
    if found.keys() != {ground.name for ground in today}:
        return {}
    last = {found[one.name]: await goes_on_from(both.app, found[one.name], one.days) for one in today}
    known = {org_id: at for org_id, at in last.items() if at is not None}
    return known if len(known) == len(last) else {}
