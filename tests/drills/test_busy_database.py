"""While everything else waits for the database, do escalations go on, and is the rest told so soon?

Thirty connections hold tables that lists read and an escalation does not. The site is the product's own, with its own
pools; the readers come as fast as they are answered.
"""

import asyncio
import re
import secrets
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from unittest.mock import patch

import asyncpg
import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.conftest import Database
from tests.drills.lengths import amount, percentile, tell
from tests.drills.schools import School
from tests.web import Browser, Planted, hidden_fields, site_on, token_of
from workflows.platform.engines import for_pages

pytestmark = pytest.mark.drill("F-20")
HOLDERS, READERS, WORRIES = 30, amount("readers", 30), amount("worries", 20)
_LISTS: Final = ("/", "/waiting", "/students", "/consents", "/referrals", "/destinations")
_PAUSE_SECONDS: Final = 0.1
_HEALED_SECONDS: Final = 30
_TABLE: Final = re.compile(r"\bapp\.(\w+)")
_TABLES: Final = (
    "SELECT relname FROM pg_class WHERE relnamespace = 'app'::regnamespace AND relkind = 'r' ORDER BY 1"
)


@dataclass
class Answers:
    """What came back of one kind of request: how soon, and with which status."""

    taken: list[float] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    silent: int = 0

    async def keep(self, asked: Any) -> None:
        began = time.monotonic()
        answer = await asked
        self.taken.append(time.monotonic() - began)
        self.statuses.append(answer.status_code)
        self.silent += (
            answer.status_code == 503 and not 0 <= int(answer.headers.get("retry-after", "99")) <= 2
        )

    def count(self, status: int) -> int:
        return self.statuses.count(status)

    @property
    def p99(self) -> float:
        return percentile(self.taken, 0.99)


async def worry(browser: Browser, path: str) -> Any:
    """The form as a person sends it: opened first, then sent."""
    page = await browser.get(f"{path}/new")
    if page.status_code != 200:
        return page
    fields = {"kind": "talk_over", "said": f"Drill {secrets.token_hex(8)}"}
    return await browser.post(path, {**hidden_fields(page.text), **fields})


@contextmanager
def touching(engine: AsyncEngine) -> Iterator[set[str]]:
    """The tables that are named by what is asked meanwhile."""
    touched: set[str] = set()

    def asked(_: Any, __: Any, statement: str, *___: Any) -> None:
        touched.update(_TABLE.findall(statement))

    event.listen(engine.sync_engine, "before_cursor_execute", asked)
    yield touched
    event.remove(engine.sync_engine, "before_cursor_execute", asked)


async def beside(database: Database, site: Any, browser: Browser, path: str) -> list[str]:
    """Tables with which a worry, from its form to what is read afterwards, has nothing to do: first those of lists."""
    ground = site.state["ground"]
    with touching(ground.escalations) as by_worries:
        answer = await worry(browser, path)
        assert (await browser.get(answer.headers["location"])).status_code == 200
    with touching(ground.engine) as by_lists:
        for one in _LISTS:
            assert (await browser.get(one)).status_code == 200
    root = await database.superuser()
    try:
        others = {row["relname"] for row in await root.fetch(_TABLES)} - by_worries
    finally:
        await root.close()
    return sorted(others, key=lambda name: (name not in by_lists, name))


@asynccontextmanager
async def held(database: Database, tables: list[str]) -> AsyncIterator[None]:
    """Each by a connection of its own, as long as the block lasts."""
    holders: list[asyncpg.Connection] = []
    try:
        for table in tables:
            root = await database.superuser()
            holders.append(root)
            await root.execute("BEGIN")
            await root.execute(f"LOCK TABLE app.{table} IN ACCESS EXCLUSIVE MODE")
        yield
    finally:
        for root in holders:
            await root.close()


@pytest.fixture(autouse=True)
def _silent() -> Iterator[None]:
    """The site is in this process: its log would stand among the figures."""
    with patch("workflows.platform.headers.keep_line"), patch("workflows.platform.errors.log_fault"):
        yield


async def busy(school: School, database: Database, engine: AsyncEngine | None) -> Mapping[str, Any]:
    """What worries and lists were answered meanwhile, and how soon lists were there again."""
    mentee, lists, worries, over = school.world.students[0], Answers(), Answers(), asyncio.Event()
    if not await school.world.rows("SELECT 1 FROM app.episode WHERE mentee_id = :id", id=mentee):
        await school.world.refer(mentee)
    planted = Planted(school.world.org_id, school.world.site_id, school.world.counselor, "")
    async with site_on(database, engine) as site:
        browser = Browser(site)
        browser.sign_in_as(await token_of(database, planted))
        path = f"/mentees/{mentee}/concerns"
        tables = await beside(database, site, browser, path)
        assert len(tables) >= HOLDERS

        async def reads(number: int) -> None:
            while not over.is_set():
                await lists.keep(browser.get(_LISTS[number % len(_LISTS)]))
                await asyncio.sleep(_PAUSE_SECONDS)

        async with held(database, tables[:HOLDERS]):
            reading = [asyncio.create_task(reads(number)) for number in range(READERS)]
            await asyncio.sleep(0.5)
            for _ in range(WORRIES):
                await worries.keep(worry(browser, path))
                await asyncio.sleep(_PAUSE_SECONDS)
            over.set()
            await asyncio.gather(*reading)
        began = time.monotonic()
        async with asyncio.timeout(_HEALED_SECONDS):
            while (await browser.get(_LISTS[0])).status_code != 200:  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        return {"lists": lists, "worries": worries, "heals": time.monotonic() - began}


async def test_escalations_go_on_while_lists_wait_for_tables_and_are_put_off(
    school: School, module_database: Database
) -> None:
    found = await busy(school, module_database, None)
    lists, worries = found["lists"], found["worries"]
    tell(
        "F-20 tables are held", holders=HOLDERS, readers=READERS,
        worries=f"{worries.count(303)} of {WORRIES} taken, p99 {worries.p99:.2f} s",
        lists=f"{lists.count(503)} of {len(lists.statuses)} put off, p99 {lists.p99:.2f} s",
        heals=f"{found['heals']:.2f} s",
    )  # fmt: skip
    assert worries.count(303) == WORRIES
    assert worries.p99 <= 2
    assert lists.count(503)
    assert lists.silent == 0
    assert set(lists.statuses) <= {200, 503}
    assert found["heals"] <= 5


async def test_control_with_one_pool_for_all_escalations_are_put_off_too(
    school: School, module_database: Database
) -> None:
    engine = for_pages(module_database.app_url, pool_size=5)
    found = await busy(school, module_database, engine)
    await engine.dispose()
    worries = found["worries"]
    tell(
        "F-20 control, one pool for all", worries=f"{worries.count(303)} of {WORRIES} taken, p99 {worries.p99:.2f} s"
    )  # fmt: skip
    assert worries.count(303) < WORRIES or worries.p99 > 2
