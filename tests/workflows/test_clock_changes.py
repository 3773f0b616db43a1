"""Is everything due at the right instant when the clocks change under it? (T11)

Chicago leaves summer time on 2026-11-01 and returns to it on 2027-03-14.
"""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.conftest import Database
from tests.world import World
from workflows.verbs.replay import replay


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]


@pytest.fixture
async def world(fresh_database: Database, fresh_engine: AsyncEngine) -> World:
    """The Friday before the clocks go back, at ten in the morning."""
    return await World.made(fresh_database, fresh_engine, utc(2026, 10, 30, 15))


@pytest.mark.parametrize(
    ("kind", "said_at", "due_at"),
    [
        pytest.param(
            "active_statement", utc(2026, 11, 1, 6, 55), utc(2026, 11, 1, 6, 55),
            id="an emergency within the hour that comes twice is due then",
        ),
        pytest.param(
            "other_now", utc(2026, 11, 1, 5, 30), utc(2026, 11, 2, 5, 59),
            id="the day of 25 hours ends with its last minute",
        ),
        pytest.param(
            "other_now", utc(2027, 3, 14, 6, 30), utc(2027, 3, 15, 4, 59),
            id="the day of 23 hours ends with its last minute",
        ),
    ],
)  # fmt: skip
async def test_what_cannot_wait_is_due_whatever_the_clocks_do(
    world: World, kind: str, said_at: datetime, due_at: datetime
) -> None:
    episode, _ = await world.mentored()
    await world.worry(episode, kind, said="Said it plainly.", at=said_at)
    (item,) = await world.work(episode, "escalation")
    assert item.due_at == due_at


async def test_school_days_keep_the_wall_clock_and_skip_the_weekend(world: World) -> None:
    episode, _ = await world.mentored()
    await world.phq_a(episode, total=16)
    (item,) = await world.work(episode, "recommendation")
    # Two school days from Friday, ten o'clock: Tuesday, ten o'clock, which is an hour later in UTC.
    assert item.due_at == utc(2026, 11, 3, 16)


async def test_planned_sessions_keep_the_wall_clock(world: World) -> None:
    episode = await world.refer()
    match = await world.assign(episode)
    planned = await world.rows(
        "SELECT planned_at FROM app.planned_session WHERE match_id = :match ORDER BY number LIMIT 2",
        match=match,
    )
    assert [at for (at,) in planned] == [utc(2026, 10, 30, 18, 30), utc(2026, 11, 6, 19, 30)]


async def test_days_without_a_meeting_are_whole_days_of_24_hours(world: World) -> None:
    """28 local days are one hour more here: on the wall clock the row would come late."""
    episode, _ = await world.mentored()
    met, day = world.now, timedelta(days=1)
    await world.worry(episode, at=met + 28 * day - timedelta(microseconds=10))
    assert "R7" not in await rules(world)
    await world.worry(episode, said="Again.", at=met + 28 * day)
    assert "R7" in await rules(world)


async def rules(world: World) -> set[str]:
    return {rule for (rule,) in await world.rows("SELECT rule_id FROM app.firing")}


async def test_what_was_decided_across_the_change_is_derived_again(world: World) -> None:
    episode, match = await world.mentored()
    world.now = utc(2026, 11, 1, 6, 30)
    await world.log_missed(match)
    await world.phq_a(episode, total=16)
    world.later(hours=1)
    await world.log_missed(match)
    async with world.acting(None) as tx:
        found = await replay(tx, by=tx.actor)
    assert (found.differences, found.firings > 0) == ((), True)


async def test_the_database_s_own_time_zone_changes_no_fact(world: World, fresh_database: Database) -> None:
    """A server that lives in another zone says the same instants in other words."""
    episode, match = await world.mentored()
    await world.phq_a(episode, total=16)
    root = await fresh_database.superuser()
    await root.execute(f"ALTER DATABASE {fresh_database.name} SET timezone = 'Australia/Lord_Howe'")
    await root.close()
    await world.engine.dispose()
    await world.log_missed(match)
    async with world.acting(None) as tx:
        assert (await replay(tx, by=tx.actor)).differences == ()
