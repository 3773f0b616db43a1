"""Is an escalation lost or doubled when the site, its server or everything is killed while people raise them?

The real site over a real server; clients that press the button again until they are answered; and a ledger of
what they were told. With DRILL_KILLS, DRILL_CLIENTS and DRILL_ACKNOWLEDGED it is as long as one likes.
"""

import asyncio
import itertools
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from tests.conftest import Database
from tests.drills.form_posts import Client
from tests.drills.lengths import amount, percentile, tell
from tests.drills.schools import School, school_on
from tests.processes import Running, done, empty_home, free_port, launched, processes_of, stepwise
from tests.web import Planted, token_of
from tests.world import World
from workflows.platform.clusters import Cluster
from workflows.platform.engines import engine_for

pytestmark = pytest.mark.drill("F-1")
KILLS, CLIENTS, SEED = amount("kills", 3), amount("clients", 6), amount("seed", 20260914)
ACKNOWLEDGED = amount("acknowledged", 60)
UP_SECONDS = 120.0
AT_WORK_SECONDS = amount("at_work_seconds", 1)
VICTIMS = ("site", "server", "everything")
"""What is killed, in turn: the site; PostgreSQL itself; both and whoever looks after PostgreSQL, as by a power cut."""

_WRITTEN = "SELECT said FROM app.concern WHERE said LIKE 'Drill %'"
# A concern without its audit row, an audit row without its concern, a used key without an answer, or a concern that no
# escalation with a timer stands for.
_HALVES = """
SELECT (SELECT count(*) FROM app.concern c WHERE NOT EXISTS (
            SELECT FROM app.audit_event a WHERE a.object_id = c.id AND a.action = 'raised_concern'))
     + (SELECT count(*) FROM app.audit_event a WHERE a.action = 'raised_concern' AND NOT EXISTS (
            SELECT FROM app.concern c WHERE c.id = a.object_id))
     + (SELECT count(*) FROM app.form_key WHERE location IS NULL)
     + (SELECT count(*) FROM app.concern c WHERE NOT EXISTS (
            SELECT FROM app.work w WHERE w.episode_id = c.episode_id AND w.kind = 'escalation'
               AND w.state = 'open' AND w.next_at IS NOT NULL))
"""
_ESCALATIONS = "SELECT count(*) FROM app.work WHERE kind = 'escalation'"


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

    def clients(self, number: int, mentees: list[UUID]) -> list[Client]:
        ahead = itertools.cycle(mentees)
        return [Client(self.url, self.token, ahead) for _ in range(number)]

    def site(self) -> Running:
        return stepwise(self.home, "serve", "--port", str(self.port))

    def hasty_site(self) -> Running:
        return launched([sys.executable, "-m", "tests.drills.hasty_site", str(self.port)], self.home)


def served(home: Path) -> Running:
    """Whoever looks after the server of this data folder, once it answers."""
    run = stepwise(home, "database", "run")
    run.await_words("postgresql+asyncpg://")
    return run


@contextmanager
def served_database() -> Iterator[Database]:
    with empty_home() as home:
        run = served(home)
        assert done(stepwise(home, "migrate")).process.returncode == 0
        yield Database(Cluster(home), "stepwise")
        if run.process.poll() is None:
            run.ask_to_end()


def kill_everything(home: Path) -> None:
    """Whatever works on the data folder, in the same moment, as when the power is cut."""
    found = processes_of(home)
    # The server first: it would end in order once it heard that whoever looks after it is gone.
    for pid in sorted(found, key=lambda pid: "postgres" not in found[pid]):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


async def place_on(database: Database) -> Place:
    """A school in which people can be told, with three mentees who were referred, and a counselor who is signed in."""
    return (await raising_on(database, 0))[0]


async def raising_on(database: Database, mentees: int) -> tuple[Place, list[UUID]]:
    """A place with so many more mentees who were referred, and the ids of all of them."""
    async with engine_for(database.app_url) as engine:
        school = await school_on(database, engine)
        world = school.world
        for student in world.students:
            await world.refer(student)
        await school.episodes(mentees)
        rows = await world.rows("SELECT mentee_id FROM app.episode WHERE org_id = :org_id ORDER BY id")
    planted = Planted(world.org_id, world.site_id, world.counselor, "")
    place = Place(database.cluster.home, free_port(), world, await token_of(database, planted))
    return place, [row[0] for row in rows]


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


async def risen(place: Place, start: Callable[[], Running], victim: str, run: Running) -> Running:
    """The site that serves after the kill of this victim."""
    if victim == "server":
        os.kill(int(Cluster(place.home).postmaster()[0]), signal.SIGKILL)
        return run
    if victim == "everything":
        kill_everything(place.home)
        await asyncio.to_thread(run.process.wait)
        await asyncio.to_thread(served, place.home)
    else:
        run.kill()
    return await up(place, start)


async def killed_while_writing(
    place: Place,
    start: Callable[[], Running],
    clients: list[Client],
    kills: int,
    acknowledged: int,
    victims: tuple[str, ...] = VICTIMS,
) -> Running:
    """The site that is up at the end, when every form has been answered; so many are in each of its lives."""
    chance, over = random.Random(SEED), asyncio.Event()
    run = await up(place, start)
    writing = [asyncio.create_task(client.write_until(over)) for client in clients]
    for number in range(kills):
        before = answered(clients)
        async with asyncio.timeout(UP_SECONDS):
            while answered(clients) < before + acknowledged // kills:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        # In the middle of whatever goes on by then.
        await asyncio.sleep(chance.uniform(0, AT_WORK_SECONDS))
        run = await risen(place, start, victims[number % len(victims)], run)
    over.set()
    async with asyncio.timeout(UP_SECONDS):
        await asyncio.gather(*writing)
    return run


def answered(clients: list[Client]) -> int:
    return sum(form.location is not None for client in clients for form in client.ledger)


async def written(database: Database) -> Counter[str]:
    root = await database.superuser()
    try:
        return Counter(row["said"] for row in await root.fetch(_WRITTEN))
    finally:
        await root.close()


async def counted(database: Database, sql: str) -> int:
    root = await database.superuser()
    try:
        return int(await root.fetchval(sql))
    finally:
        await root.close()


async def planned_anew(database: Database) -> None:
    """A server that is killed every few seconds never comes to count its rows, and plans for many as for none."""
    root = await database.superuser()
    try:
        await root.execute("ANALYZE")
    finally:
        await root.close()


async def test_whatever_is_killed_under_load_no_escalation_is_lost_and_none_doubled() -> None:
    began = time.monotonic()
    with served_database() as database:
        place, mentees = await raising_on(database, ACKNOWLEDGED)
        clients = place.clients(CLIENTS, mentees)
        run = await killed_while_writing(place, place.site, clients, KILLS, ACKNOWLEDGED)
        sent = [form for client in clients for form in client.ledger]
        kept = await written(database)
        lost = [form for form in sent if kept[form.words] == 0]
        doubled = [form for form in sent if kept[form.words] > 1]
        await planned_anew(database)
        halves, escalations = await counted(database, _HALVES), await counted(database, _ESCALATIONS)
        broken = await School(place.world, place.world.clinical).broken()
        different = sum([await client.send_all_again() for client in clients])
        again = [form for form in sent if form.times > 1]
        figures = {
            "acknowledged": len(sent), "escalations": escalations, "kills": KILLS, "lost": len(lost),
            "doubled": len(doubled), "half-records": halves, "broken promises": len(broken),
            "sent again": len(again), "told to try again": sum(client.told_later for client in clients),
            "answered differently": different, "new by sending all again": (await written(database) - kept).total(),
            "p99 until answered": f"{percentile([form.took for form in again], 0.99):.1f} s",
            "seed": SEED, "took": f"{time.monotonic() - began:.0f} s",
        }  # fmt: skip
        tell("F-1 site, server and everything killed under load", **figures)
        run.kill()
        assert not [surprise for client in clients for surprise in client.surprises]
        assert len(sent) >= ACKNOWLEDGED
        assert again
        for name in (
            "lost", "doubled", "half-records", "broken promises", "answered differently", "new by sending all again",
        ):  # fmt: skip
            assert figures[name] == 0, name


async def test_control_a_site_that_answers_before_it_commits_is_seen_to_lose() -> None:
    kills = min(max(2, KILLS // 2), 10)
    with served_database() as database:
        place, mentees = await raising_on(database, CLIENTS)
        clients = place.clients(CLIENTS, mentees)
        run = await killed_while_writing(
            place, place.hasty_site, clients, kills, kills * CLIENTS, victims=("site",)
        )
        await asyncio.sleep(1)
        kept = await written(database)
        sent = [form for client in clients for form in client.ledger]
        lost = [form for form in sent if kept[form.words] == 0]
        tell("F-1 control, answers before it commits", acknowledged=len(sent), kills=kills, lost=len(lost))
        run.kill()
        assert lost
