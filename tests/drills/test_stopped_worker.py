"""A worker is stopped while it sends, its lease runs out, another sends, and it wakes: what does it do then?

Real workers as processes, SIGSTOP and SIGCONT, and a mail server each, so that it is known who began what. In the short
drill a lease takes a few seconds, by the same code.
"""

import asyncio
import os
import signal
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import Message
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from supervision.engine_limits import LIMITS
from tests.conftest import Database
from tests.drills.lengths import amount, tell
from tests.drills.schools import School, school_on
from tests.drills.test_killed_worker import started, until
from tests.jobs.mail_server import mail_server
from tests.processes import Running

pytestmark = pytest.mark.drill("F-9")
STOPPED_SECONDS = amount("stopped_seconds", 3)
# Fewer than are sent at once, and more than are begun when the first is taken.
ESCALATIONS = 12
IS_SHORT = timedelta(seconds=STOPPED_SECONDS) < LIMITS.lease
_NOTICES = """
SELECT id, sent_at, receipt, fence, lease_owner, dropped_at FROM app.escalation_notice
 WHERE org_id = :org_id AND way = 'mail' AND work_id = ANY(:works)
"""
_SENT_A_ROUND = "SELECT ended_at FROM sign_in.heartbeat WHERE name = 'sender' AND ended_at > $1"


class Taken(list[Message]):
    """Stops the worker in the moment in which its first message was taken, before it can hear so."""

    worker: Running | None = None
    stopped: asyncio.Event

    def append(self, message: Message) -> None:
        super().append(message)
        if self.worker is not None:
            os.kill(self.worker.pid, signal.SIGSTOP)
            self.worker = None
            self.stopped.set()


class Notice(NamedTuple):
    """How a message stands in the outbox."""

    id: UUID
    sent_at: datetime | None
    receipt: str | None
    fence: int
    lease_owner: UUID | None
    dropped_at: datetime | None


@dataclass(frozen=True, slots=True)
class Found:
    """`leased`: how many messages the stopped one had in its hands. `begun_late`, `marked_late`: how many it began to send
    after it woke, and how many marks were other ones then. `extra`: for each message how often it came too much.
    """

    leased: int
    begun: int
    sent: int
    unmarked: int
    begun_late: int
    marked_late: int
    extra: tuple[int, ...]


async def stopped_while_it_sends(school: School, database: Database, home: Path, weakened: str = "") -> Found:
    works, root = await school.escalations(ESCALATIONS), await database.superuser()
    async with mail_server() as first, mail_server() as second:
        first.held, first.taken = asyncio.Event(), (taken := Taken())
        taken.stopped = asyncio.Event()
        taken.worker = sleeper = started(
            database, home, first, ",".join(["short_lease"] * IS_SHORT + [weakened] * bool(weakened))
        )
        await asyncio.wait_for(taken.stopped.wait(), 60)
        leased = sum(one.lease_owner is not None for one in await notices(school, works))
        other = started(database, home, second)
        await asyncio.sleep(STOPPED_SECONDS)

        async def all_sent() -> bool:
            return all(one.sent_at or one.dropped_at for one in await notices(school, works))

        await until(all_sent)
        other.ask_to_end()
        before = {one.id: one for one in await notices(school, works)}
        begun = first.begun
        woke_at: datetime = await root.fetchval("SELECT clock_timestamp()")
        os.kill(sleeper.pid, signal.SIGCONT)
        first.held.set()

        async def sent_a_round() -> bool:
            return await root.fetchval(_SENT_A_ROUND, woke_at) is not None

        await until(sent_a_round)
        # It ends whatever it has in its hands first.
        assert await asyncio.to_thread(sleeper.ask_to_end) == 0, sleeper.complained()
    await root.close()
    after = {one.id: one for one in await notices(school, works)}
    came = Counter(str(one["Message-ID"]) for one in (*first.taken, *second.taken))
    return Found(
        leased=leased,
        begun=begun,
        sent=len(before),
        unmarked=sum(one.sent_at is None for one in before.values()),
        begun_late=first.begun - begun,
        marked_late=sum(one != before[id] for id, one in after.items()),
        extra=tuple(number - 1 for number in came.values() if number > 1),
    )


async def notices(school: School, works: list[UUID]) -> list[Notice]:
    return [Notice(*row) for row in await school.world.rows(_NOTICES, works=works)]


@pytest.fixture
async def stoppable(fresh_database: Database, fresh_engine: AsyncEngine) -> School:
    return await school_on(fresh_database, fresh_engine)


async def test_whoever_was_stopped_over_the_lease_begins_nothing_and_marks_nothing(
    stoppable: School, fresh_database: Database, tmp_path: Path
) -> None:
    found = await stopped_while_it_sends(stoppable, fresh_database, tmp_path)
    tell(
        "F-9 worker stopped over the lease", stopped=f"{STOPPED_SECONDS} s", in_its_hands=found.leased,
        begun_before=found.begun, sent_by_the_other=found.sent, begun_on_waking=found.begun_late,
        marked_on_waking=found.marked_late, came_twice=len(found.extra),
    )  # fmt: skip
    assert found.leased > found.begun
    assert found.unmarked == 0
    assert (found.begun_late, found.marked_late) == (0, 0)
    # What was on its way when it was stopped may come once more.
    assert all(one == 1 for one in found.extra)
    assert len(found.extra) <= found.begun
    assert await stoppable.broken() == []


async def test_control_without_a_fence_it_sends_again_and_marks_again(
    stoppable: School, fresh_database: Database, tmp_path: Path
) -> None:
    found = await stopped_while_it_sends(stoppable, fresh_database, tmp_path, "unfenced")
    tell(
        "F-9 control, no fence", stopped=f"{STOPPED_SECONDS} s", in_its_hands=found.leased, begun_before=found.begun,
        sent_by_the_other=found.sent, begun_on_waking=found.begun_late, marked_on_waking=found.marked_late,
        came_twice=len(found.extra),
    )  # fmt: skip
    assert found.begun_late
    assert found.marked_late
