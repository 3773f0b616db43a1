"""Two transactions wait for each other, and the database ends ours: does whoever sent a form ever hear of it?

A real deadlock: somebody holds a table that the form writes last, and then asks for the row that it locked first. The
database ends whoever has waited longer, which is the site.
"""

import asyncio
import secrets
from collections.abc import Iterator
from typing import Any, Final
from unittest.mock import patch
from uuid import UUID

import pytest

from supervision.connection_limits import LIMITS
from tests.conftest import Database
from tests.drills.lengths import amount, tell
from tests.drills.schools import School
from tests.web import Browser, Planted, hidden_fields, site_on, token_of

pytestmark = pytest.mark.drill("F-21")
ROUNDS: Final = amount("collisions", 1)
_WAITS: Final = """
SELECT count(*) FROM pg_stat_activity
 WHERE usename = 'app' AND datname = current_database() AND wait_event_type = 'Lock'
"""


@pytest.fixture(autouse=True)
def _silent() -> Iterator[None]:
    """The site is in this process: its log would stand among the figures."""
    with patch("workflows.platform.headers.keep_line"), patch("workflows.platform.errors.log_fault"):
        yield


async def collided(database: Database, sent: Any, *, table: str, row: str, id: UUID) -> Any:
    """The answer to a form that holds the row, waits for the table, and is then waited for."""
    root, onlooker = await database.superuser(), await database.superuser()
    try:
        await root.execute("BEGIN")
        # Of the two it is the other one that finds out.
        await root.execute("SET LOCAL deadlock_timeout = '30s'")
        await root.execute(f"LOCK TABLE app.{table} IN EXCLUSIVE MODE")
        sending = asyncio.create_task(sent)
        async with asyncio.timeout(10):
            while not await onlooker.fetchval(_WAITS):  # noqa: ASYNC110  (another process waits)
                await asyncio.sleep(0.02)
        await root.execute(f"SELECT FROM app.{row} WHERE id = $1 FOR UPDATE", id)
        await root.execute("ROLLBACK")
        return await sending
    finally:
        await root.close()
        await onlooker.close()


async def signed_in(school: School, database: Database, site: Any, person: UUID) -> Browser:
    browser = Browser(site)
    planted = Planted(school.world.org_id, school.world.site_id, person, "")
    browser.sign_in_as(await token_of(database, planted))
    return browser


async def worried(school: School, database: Database, site: Any) -> tuple[int, int]:
    """The status, and how often it stands there."""
    (episode,) = await school.episodes(1)
    ((mentee,),) = await school.world.rows("SELECT mentee_id FROM app.episode WHERE id = :id", id=episode)
    browser = await signed_in(school, database, site, school.world.counselor)
    path = f"/mentees/{mentee}/concerns"
    hidden = hidden_fields((await browser.get(f"{path}/new")).text)
    said = f"Drill {secrets.token_hex(8)}"
    sent = browser.post(path, {**hidden, "kind": "talk_over", "said": said})
    answer = await collided(database, sent, table="concern", row="episode", id=episode)
    ((times,),) = await school.world.rows("SELECT count(*) FROM app.concern WHERE said = :said", said=said)
    return answer.status_code, times


async def claimed(school: School, database: Database, site: Any) -> tuple[int, int]:
    (work,) = await school.escalations(1)
    browser = await signed_in(school, database, site, school.world.clinical)
    hidden = hidden_fields((await browser.get(f"/work/{work}")).text)
    sent = browser.post(f"/work/{work}/claim", hidden)
    answer = await collided(database, sent, table="escalation_change", row="work", id=work)
    return answer.status_code, (await school.history(work)).count("claim")


async def test_a_form_whose_transaction_was_ended_for_another_is_taken_and_counts_once(
    school: School, module_database: Database
) -> None:
    async with site_on(module_database) as site:
        done = [await act(school, module_database, site) for act in (worried, claimed) for _ in range(ROUNDS)]
    tell(
        "F-21 deadlocks", rounds=len(done), taken=sum(status == 303 for status, _ in done),
        done_once=sum(times == 1 for _, times in done), most_tries=1 + len(LIMITS.collision_waits),
    )  # fmt: skip
    assert set(done) == {(303, 1)}
    assert await school.broken() == []


async def test_control_without_another_try_the_form_is_not_taken(
    school: School, module_database: Database
) -> None:
    async def tries_once(self: Any, scope: Any, receive: Any, send: Any) -> None:
        await self._site(scope, receive, send)

    with patch("workflows.platform.second_try.SecondTry.__call__", tries_once):
        async with site_on(module_database) as site:
            done = await worried(school, module_database, site)
    tell("F-21 control, no other try", answered=done[0], stands_there=done[1])
    assert done == (503, 0)
