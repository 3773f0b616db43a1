"""Does what was written reach the mail server once, say nothing about anybody, and never hold the ladder up?"""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from supervision.engine_limits import LIMITS
from tests.conftest import Database
from tests.jobs.mail_server import MailServer, mail_server
from tests.world import World
from workflows.jobs.mailing import Folder, Mailer, Nowhere, SmtpServer, TooLate
from workflows.jobs.notices import Sender, send_one
from workflows.jobs.sending import Outflow, Sent, send_waiting
from workflows.jobs.turning import Turned, turn
from workflows.platform.mail_address import mailer_at
from workflows.platform.unusable import Unusable
from workflows.records.escalation_notices import keep_sent, lease_notices
from workflows.records.escalations import due_escalations
from workflows.records.ids import new_id
from workflows.records.scope import Transaction


@pytest.fixture
async def world(module_database: Database, module_engine: AsyncEngine) -> World:
    """An emergency a minute ago, by the database's clock: what runs beside the site goes by no other."""
    world = await World.made(module_database, module_engine, datetime.now(UTC) - timedelta(days=2))
    await world.can_sign_in(world.clinical, world.counselor)
    episode, _ = await world.mentored()
    world.now = datetime.now(UTC)
    await world.worry(episode, "weapon", said="Zanzibar keeps a knife in the locker.")
    return world


def sender(mailer: Mailer) -> Sender:
    return Sender(mailer, "stepwise@school.test", "https://stepwise.school.test", new_id())


def at(server: MailServer) -> Sender:
    return sender(SmtpServer("127.0.0.1", server.port))


async def send(world: World, by: Sender) -> Sent:
    return await send_waiting(world.engine, [world.org_id], by)


async def waiting(world: World) -> list[Mapping[str, object]]:
    rows = await world.rows(
        "SELECT attempts, receipt, dead_at IS NOT NULL FROM app.escalation_notice WHERE way = 'mail' AND sent_at IS NULL"
        " AND dropped_at IS NULL"
    )
    return [{"attempts": row[0], "receipt": row[1], "is_dead": row[2]} for row in rows]


async def hurried(world: World) -> None:
    """What waits to be tried again is due now, and its lease has run out."""
    root = await world.database.superuser()
    try:
        await root.execute(
            "UPDATE app.escalation_notice SET due_at = now() - interval '1 hour',"
            " lease_until = CASE WHEN lease_owner IS NULL THEN NULL ELSE now() - interval '1 second' END"
            " WHERE org_id = $1",
            world.org_id,
        )
    finally:
        await root.close()


async def test_everybody_on_the_rung_gets_one_message_and_no_second(world: World) -> None:
    async with mail_server() as server:
        assert await send(world, at(server)) == Sent(2, 0)
        assert await send(world, at(server)) == Sent(0, 0)
    assert sorted(server.to) == sorted(f"{one.hex}@school.test" for one in (world.clinical, world.counselor))
    assert await waiting(world) == []


async def test_the_message_says_nothing_about_anybody(world: World) -> None:
    async with mail_server() as server:
        await send(world, at(server))
    names = await world.rows("SELECT given_name, family_name FROM app.person")
    secret = {word.lower() for row in names for word in row} | {
        "zanzibar",
        "knife",
        "weapon",
        "oak",
        "mentee",
    }
    for message in server.taken:
        whole = message.as_string().lower().replace("@school.test", "")
        assert not [word for word in secret if word in whole]
        assert "you have an urgent item" in whole
        assert message["Auto-Submitted"] == "auto-generated"


async def test_sent_and_not_marked_it_is_sent_again_as_the_same_message(world: World) -> None:
    """Whoever died in between is followed once the lease has run out."""
    async with mail_server("hangs_up_after_taking") as server:
        await send(world, at(server))
        await hurried(world)
        server.mood = "takes"
        await send(world, at(server))
    ids = [str(one["Message-ID"]) for one in server.taken]
    assert len(ids) == 4
    assert len(set(ids)) == 2


async def test_two_workers_at_once_send_each_notice_once(world: World) -> None:
    async with mail_server() as server:
        done = await asyncio.gather(*(send(world, at(server)) for _ in range(4)))
    assert sum(one.sent for one in done) == 2
    assert len(server.taken) == 2


async def test_whoever_slept_over_the_lease_marks_nothing(world: World) -> None:
    async with world.acting(None, datetime.now(UTC)) as tx:
        leased = await lease_notices(tx, owner=new_id(), most=20, lease=LIMITS.lease)
    await hurried(world)
    async with mail_server() as server:
        assert await send(world, at(server)) == Sent(2, 0)
    async with world.acting(None, datetime.now(UTC)) as tx:
        assert [await keep_sent(tx, one, receipt="late") for one in leased] == [False, False]


async def test_whoever_stood_still_since_it_was_looked_at_begins_nothing(world: World) -> None:
    """The database still knows it as ours; how long it took to hear so, only our own clock can tell."""

    @asynccontextmanager
    async def scoped() -> AsyncIterator[Transaction]:
        async with world.acting(None, datetime.now(UTC)) as tx:
            yield tx

    async with scoped() as tx:
        one, other = await lease_notices(tx, owner=new_id(), most=20, lease=LIMITS.lease)
    async with mail_server() as server:
        now = time.monotonic()
        assert not await send_one(scoped, at(server), one, emergency="", until=now - 1)
        assert server.begun == 0
        # As late as when the server has said that it listens.
        with pytest.raises(TooLate):
            await SmtpServer("127.0.0.1", server.port).send(EmailMessage(), may_begin=lambda: False)
        assert server.begun == 0
        assert await send_one(scoped, at(server), other, emergency="", until=now + 60)
        # Nothing is lost by it: whoever comes after the lease sends it.
        await hurried(world)
        assert await send(world, at(server)) == Sent(1, 0)


async def test_what_somebody_acted_on_is_not_sent_any_more(world: World) -> None:
    ((work_id,),) = await world.rows("SELECT id FROM app.work WHERE kind = 'escalation'")
    await world.acknowledge(work_id, at=datetime.now(UTC))
    async with mail_server() as server:
        assert (await send(world, at(server))).sent == 0
    assert server.taken == []
    assert await waiting(world) == []


@pytest.mark.parametrize("mood", ["refuses", "nowhere", "no server"])
async def test_what_cannot_be_sent_is_told_climbs_at_once_and_is_tried_on(world: World, mood: str) -> None:
    async with mail_server("refuses") as server:
        mailers: Mapping[str, Mailer] = {
            "refuses": SmtpServer("127.0.0.1", server.port),
            "nowhere": Nowhere(),
            "no server": SmtpServer("127.0.0.1", 1),
        }
        for attempt in range(1, LIMITS.dead_after + 1):
            assert await turn(world.engine, [world.org_id]) == Turned(0, 0)
            assert await send(world, sender(mailers[mood])) == Sent(0, 2)
            found = await waiting(world)
            assert [one["attempts"] for one in found] == [attempt, attempt]
            assert all(one["receipt"] for one in found)
            await hurried(world)
        assert all(one["is_dead"] for one in await waiting(world))
        assert (await turn(world.engine, [world.org_id])).climbed == 1
        server.mood = "takes"
        if mood == "refuses":
            assert (await send(world, sender(mailers[mood]))).sent >= 2
            assert await waiting(world) == []


async def test_a_mail_server_that_is_away_for_hours_makes_no_flood_and_then_everybody_is_told_once(
    world: World,
) -> None:
    """Each rung once, then the last one in its own time; and after it one message for each person."""
    async with mail_server("refuses") as server:
        for _ in range(40):
            await turn(world.engine, [world.org_id])
            await send(world, at(server))
            await hurried(world)
        entered = await world.rows(
            "SELECT rung, lap FROM app.escalation_change WHERE NOT is_passed ORDER BY sequence"
        )
        assert entered == [(1, 1), (2, 1), (3, 1), (4, 1), (4, 2)]
        server.mood = "takes"
        assert (await send(world, at(server))).sent == 2
    assert sorted(server.to) == sorted(f"{one.hex}@school.test" for one in (world.clinical, world.counselor))
    assert await waiting(world) == []


async def test_nobody_is_written_to_who_cannot_sign_in_any_more(world: World) -> None:
    root = await world.database.superuser()
    try:
        await root.execute(
            "UPDATE sign_in.identity SET disabled_at = now() WHERE person_id = $1", world.counselor
        )
    finally:
        await root.close()
    async with mail_server() as server:
        assert await send(world, at(server)) == Sent(1, 1)
    assert server.to == [f"{world.clinical.hex}@school.test"]


async def test_a_server_that_is_silent_holds_no_rung_up(world: World) -> None:
    async with mail_server("is_silent") as server:
        sending = asyncio.create_task(send(world, at(server)))
        await asyncio.sleep(0.2)
        root = await world.database.superuser()
        try:
            await root.execute("UPDATE app.work SET next_at = now() WHERE kind = 'escalation'")
        finally:
            await root.close()
        assert (await turn(world.engine, [world.org_id])).climbed == 1
        sending.cancel()
        await asyncio.gather(sending, return_exceptions=True)


async def told_many(world: World, person: UUID, many: int) -> None:
    """So many more notices wait for this person, each of an escalation of its own."""
    root = await world.database.superuser()
    try:
        await root.execute(
            """
WITH copied AS (
    INSERT INTO app.work (org_id, id, kind, action, cause, episode_id, owner_id, lane, class, due_at, ends, state,
           opened_at, recorded_at, version, policy_version_id, ladder, rung, lap, next_at)
    SELECT org_id, gen_random_uuid(), kind, action, 'copy ' || n, episode_id, owner_id, lane, class, due_at, ends, state,
           opened_at, recorded_at, version, policy_version_id, ladder, rung, lap, next_at
      FROM app.work, generate_series(1, $3) n WHERE org_id = $1 AND kind = 'escalation' RETURNING *
), changed AS (
    INSERT INTO app.escalation_change (org_id, id, work_id, sequence, to_state, move, rung, lap, class, next_at,
           happened_at, recorded_at)
    SELECT org_id, gen_random_uuid(), id, 1, 'open', 'open', 1, 1, class, next_at, opened_at, recorded_at FROM copied
    RETURNING *
)
INSERT INTO app.escalation_notice (org_id, id, change_id, work_id, person_id, way, class, due_at, recorded_at)
SELECT org_id, gen_random_uuid(), id, work_id, $2, 'mail', class, happened_at, recorded_at FROM changed""",
            world.org_id,
            person,
            many,
        )
    finally:
        await root.close()


async def test_however_many_wait_all_leave_in_one_go(world: World) -> None:
    await told_many(world, world.clinical, 3 * LIMITS.sent_at_once)
    async with mail_server() as server:
        assert await send(world, at(server)) == Sent(3 * LIMITS.sent_at_once + 2, 0)
        assert server.most_at_once <= LIMITS.sent_at_once
    assert len({one["Message-ID"] for one in server.taken}) == len(server.taken)


async def test_one_address_that_hangs_holds_up_no_other(world: World) -> None:
    """Not even what is written while it hangs, to the same people."""
    async with mail_server() as server:
        server.silent_to = f"{world.counselor.hex}@school.test"
        outflow = Outflow(world.engine, at(server))
        await outflow.take_up([world.org_id])
        await told_many(world, world.clinical, 50)
        await outflow.take_up([world.org_id])
        async with asyncio.timeout(15):
            while len(server.taken) < 51:
                server.came.clear()
                await server.came.wait()
        outflow.give_up()
        assert (await outflow.ended()).failed == 0


async def test_an_address_that_cannot_be_written_to_fails_alone_and_is_told(world: World) -> None:
    await world.plant(
        "UPDATE sign_in.identity SET email = E'two\\nlines@school.test' WHERE org_id = $1 AND person_id = "
        f"'{world.counselor}'"
    )
    async with mail_server() as server:
        assert await send(world, at(server)) == Sent(1, 1)
    assert [one["receipt"] for one in await waiting(world)] == ["ValueError"]


async def test_an_escalation_that_was_looked_at_hides_no_other(world: World) -> None:
    await told_many(world, world.clinical, 2)
    late = datetime.now(UTC) + timedelta(days=1)
    seen: list[UUID] = []
    async with world.acting(None, late) as tx:
        for _ in range(3):
            seen += await due_escalations(tx, most=1, besides=seen)
        assert await due_escalations(tx, most=1, besides=seen) == ()
    assert len(set(seen)) == 3
    assert (await turn(world.engine, [world.org_id])).failed == 0


async def test_in_a_demo_they_stay_in_a_folder(world: World, tmp_path: Path) -> None:
    assert await send(world, sender(Folder(tmp_path / "mail"))) == Sent(2, 0)
    assert len(list((tmp_path / "mail" / "new").iterdir())) == 2


@pytest.mark.parametrize(
    ("url", "mailer"),
    [
        (None, Nowhere()),
        ("", Nowhere()),
        ("folder:///var/mail/out", Folder(Path("/var/mail/out"))),
        ("smtp://mail.example.org", SmtpServer("mail.example.org", 587)),
        (
            "smtps://a%40b:p%2Fw@mail.example.org:4650",
            SmtpServer("mail.example.org", 4650, "a@b", "p/w", is_private=True),
        ),
    ],
)
def test_the_address_of_a_mail_server_is_read(url: str | None, mailer: Mailer) -> None:
    assert mailer_at(url) == mailer


@pytest.mark.parametrize(
    "url", ["mail.example.org", "http://mail.example.org", "smtp://", "smtp://a:b@c:port", "folder:"]
)
def test_another_address_is_refused_with_an_example(url: str) -> None:
    with pytest.raises(Unusable, match="STEPWISE_MAIL_URL is like"):
        mailer_at(url)


def test_a_password_is_never_written_out() -> None:
    assert "secret" not in repr(mailer_at("smtps://a:secret@mail.example.org"))
