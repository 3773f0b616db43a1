"""Is anything lost or doubled when the site is killed while people write?

The real site over a real server; clients that press the button again until they are answered; and a ledger of
what they were told. With DRILL_KILLS and DRILL_CLIENTS it is as long as one likes.
"""

import asyncio
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from tests.conftest import Database
from tests.drills.form_posts import Client
from tests.drills.lengths import amount, percentile, tell
from tests.processes import Running, done, empty_home, free_port, launched, stepwise
from tests.web import Planted, token_of
from tests.world import World
from workflows.platform.clusters import Cluster
from workflows.platform.engines import engine_for

pytestmark = pytest.mark.drill("F-1")
KILLS, CLIENTS, SEED = amount("kills", 4), amount("clients", 6), amount("seed", 20260914)
UP_SECONDS = 120.0
AT_WORK_SECONDS = amount("at_work_seconds", 1)

_WRITTEN = "SELECT said FROM app.concern"
# A concern without its audit row, an audit row without its concern, or a used key without an answer.
_HALVES = """
SELECT (SELECT count(*) FROM app.concern c WHERE NOT EXISTS (
            SELECT FROM app.audit_event a WHERE a.object_id = c.id AND a.action = 'raised_concern'))
     + (SELECT count(*) FROM app.audit_event a WHERE a.action = 'raised_concern' AND NOT EXISTS (
            SELECT FROM app.concern c WHERE c.id = a.object_id))
     + (SELECT count(*) FROM app.form_key WHERE location IS NULL)
"""


@dataclass
class Place:
    """A school on a server of its own, and the site that is killed."""

    home: Path
    port: int
    world: World
    token: str

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def clients(self, number: int) -> list[Client]:
        mentees: list[UUID] = list(self.world.students)
        return [Client(self.url, self.token, mentees[n % len(mentees)]) for n in range(number)]

    def site(self) -> Running:
        return stepwise(self.home, "serve", "--port", str(self.port))

    def hasty_site(self) -> Running:
        return launched([sys.executable, "-m", "tests.drills.hasty_site", str(self.port)], self.home)


@contextmanager
def served_database() -> Iterator[Database]:
    with empty_home() as home:
        run = stepwise(home, "database", "run")
        run.await_words("postgresql+asyncpg://")
        assert done(stepwise(home, "migrate")).process.returncode == 0
        yield Database(Cluster(home), "stepwise")
        run.ask_to_end()


async def place_on(database: Database) -> Place:
    """Three mentees with cases, and a counselor who is signed in."""
    async with engine_for(database.app_url) as engine:
        world = await World.made(database, engine, datetime.now(UTC) - timedelta(hours=1))
        for student in world.students:
            await world.refer(student)
    planted = Planted(world.org_id, world.site_id, world.counselor, "")
    return Place(database.cluster.home, free_port(), world, await token_of(database, planted))


async def is_up(url: str) -> bool:
    async with httpx.AsyncClient(timeout=2) as browser:
        try:
            return (await browser.get(f"{url}/sign-ins/new")).status_code == 200
        except httpx.TransportError:
            return False


async def up(place: Place, start: Callable[[], Running]) -> Running:
    run = start()
    async with asyncio.timeout(UP_SECONDS):
        while not await is_up(place.url):
            assert run.process.poll() is None, run.complained()
            await asyncio.sleep(0.05)
    return run


async def killed_while_writing(
    place: Place, start: Callable[[], Running], clients: list[Client], kills: int
) -> Running:
    """The site that is up at the end, when every form has been answered."""
    chance, over = random.Random(SEED), asyncio.Event()
    run = await up(place, start)
    writing = [asyncio.create_task(client.write_until(over)) for client in clients]
    for _ in range(kills):
        before = sum(len(client.ledger) for client in clients)
        async with asyncio.timeout(UP_SECONDS):
            while sum(len(client.ledger) for client in clients) < before + len(clients):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        # In the middle of whatever goes on by then.
        await asyncio.sleep(chance.uniform(0, AT_WORK_SECONDS))
        run.kill()
        run = await up(place, start)
    over.set()
    async with asyncio.timeout(UP_SECONDS):
        await asyncio.gather(*writing)
    return run


async def written(database: Database) -> Counter[str]:
    root = await database.superuser()
    try:
        return Counter(row["said"] for row in await root.fetch(_WRITTEN))
    finally:
        await root.close()


async def halves(database: Database) -> int:
    root = await database.superuser()
    try:
        return int(await root.fetchval(_HALVES))
    finally:
        await root.close()


async def test_a_site_killed_under_load_loses_nothing_and_doubles_nothing() -> None:
    with served_database() as database:
        place = await place_on(database)
        clients = place.clients(CLIENTS)
        run = await killed_while_writing(place, place.site, clients, KILLS)
        sent = [form for client in clients for form in client.ledger]
        kept = await written(database)
        lost = [form for form in sent if kept[form.words] == 0]
        doubled = [form for form in sent if kept[form.words] > 1]
        different = sum([await client.send_all_again() for client in clients])
        again = [form for form in sent if form.times > 1]
        figures = {
            "acknowledged": len(sent), "kills": KILLS, "lost": len(lost), "doubled": len(doubled),
            "half-records": await halves(database), "sent again": len(again),
            "answered differently": different, "new by sending all again": (await written(database) - kept).total(),
            "p99 until answered": f"{percentile([form.took for form in again], 0.99):.1f} s", "seed": SEED,
        }  # fmt: skip
        tell("F-1 site killed under load", **figures)
        run.kill()
        assert not [surprise for client in clients for surprise in client.surprises]
        assert len(sent) >= CLIENTS * KILLS
        assert again
        for name in (
            "lost", "doubled", "half-records", "answered differently", "new by sending all again",
        ):  # fmt: skip
            assert figures[name] == 0, name


async def test_control_a_site_that_answers_before_it_commits_is_seen_to_lose() -> None:
    with served_database() as database:
        place = await place_on(database)
        clients = place.clients(CLIENTS)
        run = await killed_while_writing(place, place.hasty_site, clients, max(2, KILLS // 2))
        await asyncio.sleep(1)
        kept = await written(database)
        sent = [form for client in clients for form in client.ledger]
        lost = [form for form in sent if kept[form.words] == 0]
        tell("F-1 control, answers before it commits", acknowledged=len(sent), lost=len(lost))
        run.kill()
        assert lost
