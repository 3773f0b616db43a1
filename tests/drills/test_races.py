"""When many act in the same moment: does one statement decide, and does nobody hear a falsehood?

Real transactions beside each other on a real PostgreSQL.
"""

import asyncio
import random
from collections import Counter
from collections.abc import Coroutine
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest.mock import patch
from uuid import UUID

import pytest
from sqlalchemy import ARRAY, Text, bindparam, text

from tests.drills.lengths import amount, tell
from tests.drills.schools import School
from tests.drills.weakened import unlocked
from tests.jobs.mail_server import MailServer, mail_server
from workflows.jobs.mailing import SmtpServer
from workflows.jobs.notices import Sender
from workflows.jobs.sending import send_waiting
from workflows.jobs.turning import turn
from workflows.records import escalation_notices
from workflows.records.episodes import load_case
from workflows.records.ids import new_id
from workflows.records.refusals import Refused
from workflows.verbs.acknowledge import acknowledge
from workflows.verbs.claim import claim
from workflows.verbs.climb import climb
from workflows.verbs.hand_over_escalation import hand_over_escalation
from workflows.verbs.raise_concern import raise_concern

pytestmark = pytest.mark.drill
SEED = amount("seed", 20260914)


async def tried(act: Coroutine[Any, Any, Any]) -> bool:
    """Whether it was done; a refusal is an answer."""
    try:
        return bool(await act) or True
    except Refused:
        return False


async def claimed(school: School, work_id: UUID, by: UUID) -> None:
    async with school.world.acting(by) as tx:
        await claim(tx, work_id=work_id, by=tx.actor, at=tx.at)


async def race(school: School, rounds: int, clients: int) -> Counter[int]:
    """How many rounds had how many winners."""
    winners: Counter[int] = Counter()
    for work_id in await school.escalations(rounds):
        people = [school.world.clinical, school.second] * (clients // 2)
        done = await asyncio.gather(*(tried(claimed(school, work_id, one)) for one in people))
        winners[sum(done)] += 1
    return winners


@pytest.mark.drill("F-24")
async def test_of_many_who_claim_one_has_it(school: School) -> None:
    rounds, clients = amount("races", 6), amount("racers", 20)
    winners = await race(school, rounds, clients)
    tell("F-24 claim race", rounds=rounds, clients=clients, one_winner=winners[1], seed=SEED)
    assert winners == {1: rounds}
    assert await school.broken() == []


@pytest.mark.drill("F-24")
async def test_control_whoever_reads_and_then_writes_makes_many_winners(school: School) -> None:
    with (
        patch("workflows.verbs.claim.lock_case", load_case),
        patch("workflows.verbs.claim.lock_escalation", unlocked.read),
        patch("workflows.verbs.claim.keep_change", unlocked.write),
    ):
        winners = await race(school, 2, 10)
    tell("F-24 control, read then write", rounds=2, winners_in_each=sorted(winners))
    assert max(winners) > 1


@pytest.mark.drill("F-24")
async def test_claim_hand_over_end_and_timer_at_once_leave_one_legal_state(school: School) -> None:
    rounds, world, chance = amount("melees", 12), school.world, random.Random(SEED)
    faults: Counter[str] = Counter()
    for work_id in await school.escalations(rounds, at=world.now - timedelta(minutes=6)):
        await world.acknowledge(work_id, by=world.clinical, at=world.now - timedelta(minutes=70))

        async def engine(work: UUID = work_id) -> None:
            async with world.acting(None) as tx:
                await climb(tx, work_id=work)

        async def given(work: UUID = work_id) -> None:
            async with world.acting(world.clinical) as tx:
                await hand_over_escalation(
                    tx, work_id=work, to_id=school.second, words="I leave.", by=tx.actor, at=tx.at
                )

        acts = {
            "claim": claimed(school, work_id, world.clinical),
            "hand_over": given(),
            "resolve": world.end(work_id, "assessed_safe_for_now"),
            "": engine(),
        }
        names = list(acts)
        chance.shuffle(names)
        told = dict(zip(names, await asyncio.gather(*(tried(acts[name]) for name in names)), strict=True))
        history = await school.history(work_id)
        # Whoever was told that it is done finds it in the history, and whoever was refused does not.
        faults["told falsely"] += sum(told[name] != (name in history) for name in names if name)
        faults["after its end"] += "resolve" in history[:-1]
    broken = await school.broken()
    tell("F-24 four at once", rounds=rounds, illegal=len(broken), told_falsely=faults.total(), seed=SEED)
    assert not broken
    assert not faults.total()


async def answered_in_time(school: School, rounds: int) -> tuple[int, int]:
    """Acknowledgements around the moment at which the timer runs out: how many were lost, how many told after it."""
    world, chance = school.world, random.Random(SEED)
    lost = late = 0
    for work_id in await school.escalations(rounds):
        due = world.now + timedelta(minutes=5)
        at = [due + timedelta(milliseconds=chance.uniform(-50, 50)) for _ in range(2)]

        async def acked(work: UUID = work_id, when: datetime = at[0]) -> None:
            async with world.acting(world.clinical, when) as tx:
                await acknowledge(tx, work_id=work, by=tx.actor, at=tx.at)

        async def turned(work: UUID = work_id, when: datetime = at[1]) -> None:
            async with world.acting(None, when) as tx:
                await climb(tx, work_id=work)

        acts = [acked(), turned()]
        chance.shuffle(acts)
        await asyncio.gather(*acts)
        history = await school.history(work_id)
        lost += "acknowledge" not in history
        late += history[-1] != "acknowledge"
    return lost, late


@pytest.mark.drill("F-25")
async def test_an_acknowledgement_in_the_moment_of_the_timer_holds(school: School) -> None:
    rounds = amount("moments", 40)
    lost, late = await answered_in_time(school, rounds)
    tell("F-25 acknowledged at due ± 50 ms", rounds=rounds, lost=lost, told_after_it=late, seed=SEED)
    assert (lost, late) == (0, 0)
    assert await school.broken() == []


@pytest.mark.drill("F-25")
async def test_control_a_timer_without_a_lock_tells_others_after_it(school: School) -> None:
    with (
        patch("workflows.verbs.climb.lock_due", unlocked.read_due),
        patch("workflows.verbs.climb.keep_change", unlocked.write),
    ):
        lost, late = await answered_in_time(school, 20)
    tell("F-25 control, a timer without a lock", rounds=20, lost=lost, told_after_it=late)
    assert late


def sender(server: MailServer) -> Sender:
    return Sender(
        SmtpServer("127.0.0.1", server.port), "stepwise@school.test", "https://school.test", new_id()
    )


async def engines(school: School, number: int) -> tuple[int, Counter[str]]:
    """So many engines and senders at once: rungs entered twice, and how often each message came."""
    works = await school.escalations(amount("due", 10), at=school.world.now - timedelta(minutes=6))
    org_ids = [school.world.org_id]
    async with mail_server() as server:
        await asyncio.gather(
            *(turn(school.world.engine, org_ids) for _ in range(number)),
            *(send_waiting(school.world.engine, org_ids, sender(server)) for _ in range(number)),
        )
        for _ in range(len(works)):
            await send_waiting(school.world.engine, org_ids, sender(server))
    twice = [work for work in works if (await school.history(work)).count("climb") != 1]
    return len(twice), Counter(str(one["Message-ID"]) for one in server.taken)


@pytest.mark.drill("F-26")
@pytest.mark.parametrize("number", [2, 5])
async def test_many_engines_enter_each_rung_once_and_send_each_message_once(
    school: School, number: int
) -> None:
    twice, came = await engines(school, number)
    tell(
        "F-26 engines at once", engines=number, rungs_not_once=twice, messages=len(came),
        doubled=came.total() - len(came),
    )  # fmt: skip
    assert twice == 0
    assert came
    assert came.total() == len(came)
    assert await school.broken() == []


@pytest.mark.drill("F-26")
async def test_control_without_leases_messages_come_twice(school: School) -> None:
    mail, leases = escalation_notices.NOTICES, escalation_notices._LEASES
    unleased = leases[mail].text.replace("(lease_until IS NULL OR lease_until < :at)", "true")
    with ExitStack() as weakened:
        typed = bindparam("ways", type_=ARRAY(Text))
        sql = text(unleased.replace("FOR UPDATE SKIP LOCKED", "")).bindparams(typed)
        weakened.enter_context(patch.dict(leases, {mail: sql}))
        rechecks = escalation_notices._RECHECKS
        fences = rechecks[mail].text.replace("AND n.fence = :fence", "AND :fence > 0")
        weakened.enter_context(patch.dict(rechecks, {mail: text(fences)}))
        _, came = await engines(school, 5)
    tell("F-26 control, no lease", messages=len(came), doubled=came.total() - len(came))
    assert came.total() > len(came)


async def late_commit(school: School, cursor: bool) -> int:
    """The notices of one who wrote first and commits last: how many of the two escalations reach anybody?"""
    world = school.world
    first, second = await school.episodes(2)
    written, may_commit = asyncio.Event(), asyncio.Event()

    async def slow() -> None:
        async with world.acting(world.counselor) as tx:
            asked: dict[str, Any] = {
                "kind": "weapon",
                "reason_code": None,
                "said": "",
                "by": tx.actor,
                "at": tx.at,
            }
            await raise_concern(tx, episode_id=first, **asked)
            await tx.connection.send()
            written.set()
            await may_commit.wait()

    waiting = asyncio.create_task(slow())
    await written.wait()
    await world.worry(second, "weapon")
    last = UUID(int=0)
    async with mail_server() as server:
        for _ in range(2):
            if cursor:
                last = await read_by_cursor(school, last)
            else:
                await send_waiting(world.engine, [world.org_id], sender(server))
            may_commit.set()
            await waiting
    reached = await world.rows(
        "SELECT DISTINCT w.episode_id FROM app.escalation_notice n JOIN app.work w ON w.id = n.work_id"
        " WHERE n.way = 'mail' AND n.sent_at IS NOT NULL AND w.episode_id = ANY(:both)",
        both=[first, second],
    )
    return len(reached)


async def read_by_cursor(school: School, last: UUID) -> UUID:
    """Takes whatever has a higher number than what it took last, as sent."""
    root = await school.world.database.superuser()
    try:
        rows = await root.fetch(
            "UPDATE app.escalation_notice SET sent_at = now() WHERE org_id = $1 AND id > $2 AND sent_at IS NULL"
            " RETURNING id",
            school.world.org_id,
            last,
        )
    finally:
        await root.close()
    highest: UUID = max([last, *(row["id"] for row in rows)])
    return highest


@pytest.mark.drill("F-22")
async def test_whoever_writes_first_and_commits_last_is_sent_as_well(school: School) -> None:
    sent = await late_commit(school, cursor=False)
    tell("F-22 low id commits late", sent=f"{sent}/2")
    assert sent == 2


@pytest.mark.drill("F-22")
async def test_control_a_cursor_misses_what_commits_late(school: School) -> None:
    sent = await late_commit(school, cursor=True)
    tell("F-22 control, id > last", sent=f"{sent}/2")
    assert sent == 1


async def claims_after_removal(school: School, rounds: int, *, checked_before: bool) -> int:
    """Somebody's role ends while they are about to claim: how many claims came through after it had ended?"""
    world, through = school.world, 0
    for work_id in await school.escalations(rounds):
        async with world.acting(school.second, datetime.now(UTC)) as tx:
            before = tx.actor
        await world.plant(
            "UPDATE app.appointment SET ended_at = clock_timestamp() WHERE org_id = $1"
            f" AND person_id = '{school.second}'"
        )

        async def late(work: UUID = work_id, actor: Any = before) -> None:
            async with world.acting(school.second, datetime.now(UTC)) as tx:
                await claim(tx, work_id=work, by=actor if checked_before else tx.actor, at=tx.at)

        through += await tried(late())
        await world.plant(
            f"UPDATE app.appointment SET ended_at = NULL WHERE org_id = $1 AND person_id = '{school.second}'"
        )
    return through


@pytest.mark.drill("F-28")
async def test_whoever_lost_the_role_before_the_write_began_is_refused(school: School) -> None:
    rounds = amount("removals", 10)
    through = await claims_after_removal(school, rounds, checked_before=False)
    tell("F-28 role ends during a claim", rounds=rounds, came_through=through)
    assert through == 0


@pytest.mark.drill("F-28")
async def test_control_rights_that_are_checked_before_the_transaction_come_through(school: School) -> None:
    through = await claims_after_removal(school, 3, checked_before=True)
    tell("F-28 control, checked before", rounds=3, came_through=through)
    assert through == 3
