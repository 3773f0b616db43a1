"""Does an organization that has taken real cases go on taking them after an upgrade, and none that has not?"""

from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from tests.conftest import Database
from tests.world import World
from workflows.platform import migrating


async def test_an_upgrade_turns_nobody_away_and_makes_nobody_live_who_took_no_cases(
    fresh_database: Database,
) -> None:
    engine = create_async_engine(fresh_database.app_url, poolclass=NullPool)
    took, new = [await World.made(fresh_database, engine) for _ in range(2)]
    demo = await World.made(fresh_database, engine)
    await demo.plant("UPDATE sign_in.organisation SET is_demo = true WHERE id = $1")
    for world in (took, demo):
        await world.refer()
    await engine.dispose()
    await migrating.downgrade(fresh_database.owner_url, "0003")
    assert await migrating.upgrade(fresh_database.owner_url) == ("0003", migrating.head())
    live = "SELECT is_live, set_by FROM app.live_state WHERE org_id = :org_id"
    assert await took.rows(live) == [(True, None)]
    assert await new.rows(live) == []
    assert await demo.rows(live) == []
    await took.refer(took.students[1])
    await engine.dispose()
