"""The database is migrated while old code still runs: does it write nothing more, and end by itself?"""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.conftest import Database
from tests.web import Browser, Planted, hidden_fields, settings_for, token_of
from tests.world import World
from workflows.jobs.notices import Sender
from workflows.jobs.working import work_on
from workflows.platform import migrating
from workflows.platform.app import create_app
from workflows.platform.engines import engine_for
from workflows.platform.mail_address import mailer_at
from workflows.platform.unusable import Unusable
from workflows.records.doorstep import unscoped
from workflows.records.ids import new_id
from workflows.records.revisions import WRITTEN_FOR, MovedOn
from workflows.records.scope import scoped_as

_MOVES = "UPDATE public.alembic_version SET version_num = '9999'"


def test_this_code_was_written_for_the_newest_migration() -> None:
    assert migrating.head() == WRITTEN_FOR


async def test_old_code_takes_no_form_and_ends_once_the_database_was_migrated(
    fresh_database: Database, fresh_engine: AsyncEngine
) -> None:
    world = await World.made(fresh_database, fresh_engine, datetime.now(UTC) - timedelta(days=2))
    await world.refer(world.students[0])
    ended: list[bool] = []
    browser = Browser(create_app(settings_for(fresh_database), fresh_engine, ends=lambda: ended.append(True)))
    planted = Planted(world.org_id, world.site_id, world.counselor, "")
    browser.sign_in_as(await token_of(fresh_database, planted))
    path = f"/mentees/{world.students[0]}/concerns"
    hidden = hidden_fields((await browser.get(f"{path}/new")).text)
    root = await fresh_database.superuser()
    try:
        await root.execute(_MOVES)
        answer = await browser.post(path, {**hidden, "kind": "weapon", "said": "Everything"})
        assert answer.status_code == 503
        assert "Not sent. Nobody has been told." in answer.text
        assert ended == [True]
        assert await root.fetchval("SELECT count(*) FROM app.concern") == 0
        assert await root.fetchval("SELECT count(*) FROM app.form_key") == 0
        await _insist_that_nothing_goes_on(fresh_database, world.org_id)
        assert await root.fetchval("SELECT count(*) FROM sign_in.heartbeat") == 0
    finally:
        await root.close()


async def _insist_that_nothing_goes_on(database: Database, org_id: UUID) -> None:
    """Neither a worker nor a command nor who is not signed in."""
    by = Sender(mailer_at(None), "stepwise@school.test", "https://stepwise.school.test", new_id())

    async def works() -> None:
        async with engine_for(database.app_url) as engine, asyncio.timeout(10):
            await work_on(engine, by, asyncio.Event())

    with pytest.raises(Unusable, match="migrated to 9999"):
        await works()
    async with engine_for(database.app_url) as engine:
        for opened in (unscoped(engine), scoped_as(engine, org_id)):
            with pytest.raises(MovedOn):
                await opened.__aenter__()
