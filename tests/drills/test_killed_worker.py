"""Is anything lost when the worker is killed while somebody is being told?

The real worker as a process, a real mail server, and SIGKILL. Leases that its death leaves behind are let run out at once:
a minute of waiting for each kill would show nothing more.
"""

import asyncio
import sys
import time
from collections import Counter
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.conftest import Database
from tests.drills.lengths import amount, tell
from tests.drills.schools import School, school_on
from tests.jobs.mail_server import MailServer, mail_server
from tests.processes import Running, launched, stepwise

pytestmark = pytest.mark.drill
KILLS, IN_HAND, PATIENCE = amount("worker_kills", 2), 20, 60.0
_UNSENT = (
    "SELECT count(*) FROM app.escalation_notice WHERE org_id = :org_id AND way = 'mail' AND sent_at IS NULL"
    " AND dropped_at IS NULL"
)


def started(database: Database, home: Path, server: MailServer | None, weakened: str = "") -> Running:
    environment = {"STEPWISE_DATABASE_URL": database.app_url}
    if server is not None:
        environment["STEPWISE_MAIL_URL"] = f"smtp://127.0.0.1:{server.port}"
    if weakened:
        command = [sys.executable, "-m", "tests.drills.weakened.worker", weakened]
        return launched(command, home, environment)
    return stepwise(home, "worker", environment=environment)


async def until(is_so: Any, seconds: float = PATIENCE) -> bool:
    """Whether it came to be so in time."""
    end = time.monotonic() + seconds
    while not await is_so():
        if time.monotonic() > end:
            return False
        await asyncio.sleep(0.1)
    return True


class Taken(list[Message]):
    """Kills the worker in the moment in which a message was taken, before it can hear so."""

    worker: Running | None = None

    def append(self, message: Message) -> None:
        super().append(message)
        if self.worker is not None:
            self.worker.kill()
            self.worker = None


async def killed_after_taking(
    school: School, database: Database, home: Path, weakened: str = "", escalations: int = KILLS
) -> tuple[Counter[str], set[str]]:
    """How often each message came, and the numbers of those that were written."""
    world = school.world
    works = await school.escalations(escalations)

    async def all_sent() -> bool:
        return bool((await world.rows(_UNSENT))[0][0] == 0)

    async with mail_server() as server:
        server.taken = taken = Taken()
        for _ in range(KILLS):
            before = len(taken)
            taken.worker = worker = started(database, home, server, weakened)

            async def came(number: int = before, run: Running = worker) -> bool:
                return len(taken) > number or run.process.poll() is not None or await all_sent()

            await until(came, 25)
            worker.kill()
            # One that marks first has nothing left to send by now.
            if await all_sent():
                break
            await hurried(school)
        last = started(database, home, server, weakened)
        await until(all_sent)
        last.kill()
    rows = await world.rows(
        "SELECT id FROM app.escalation_notice WHERE way = 'mail' AND work_id = ANY(:works) AND dropped_at IS NULL",
        works=works,
    )
    return Counter(str(one["Message-ID"]) for one in taken), {str(row[0]) for row in rows}


async def hurried(school: School) -> None:
    await school.world.plant(
        "UPDATE app.escalation_notice SET due_at = least(due_at, now()), lease_until = CASE WHEN lease_owner IS NULL"
        " THEN NULL ELSE now() - interval '1 second' END WHERE org_id = $1 AND sent_at IS NULL"
    )


def missing_of(came: Counter[str], written: set[str]) -> int:
    return sum(not any(one in message for message in came) for one in written)


@pytest.fixture
async def killable(fresh_database: Database, fresh_engine: AsyncEngine) -> School:
    return await school_on(fresh_database, fresh_engine)


@pytest.mark.drill("F-4")
async def test_a_worker_killed_after_the_server_took_it_loses_no_message(
    killable: School, fresh_database: Database, tmp_path: Path
) -> None:
    came, written = await killed_after_taking(killable, fresh_database, tmp_path)
    missing, extra = missing_of(came, written), came.total() - len(came)
    tell(
        "F-4 worker killed between taken and marked",
        kills=KILLS,
        messages=len(written),
        missing=missing,
        extra=extra,
    )
    assert written
    assert missing == 0
    # What was in its hands when it died may come once more, and is the same message.
    assert max(came.values()) <= 1 + KILLS
    assert await killable.broken() == []


@pytest.mark.drill("F-4")
async def test_control_a_worker_that_marks_first_loses_some(
    killable: School, fresh_database: Database, tmp_path: Path
) -> None:
    # More than can be on their way when the first is taken.
    many = max(KILLS, IN_HAND)
    came, written = await killed_after_taking(killable, fresh_database, tmp_path, "marks_first", many)
    missing = missing_of(came, written)
    tell("F-4 control, marked before it is sent", kills=KILLS, messages=len(written), missing=missing)
    assert missing
