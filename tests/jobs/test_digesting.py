"""Is everybody with work that can wait written to once a day, with two numbers, and never about an escalation?"""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.conftest import Database
from tests.jobs.mail_server import MailServer, mail_server
from tests.world import MONDAY, World
from workflows.jobs.digesting import send_digests
from workflows.jobs.mailing import SmtpServer
from workflows.jobs.notices import Sender
from workflows.jobs.sweeping import Unfinished
from workflows.records.ids import new_id


@pytest.fixture
async def world(module_database: Database, module_engine: AsyncEngine) -> World:
    world = await World.made(module_database, module_engine, MONDAY)
    await world.can_sign_in(world.clinical, world.counselor)
    await world.mentored()
    await world.plant("DELETE FROM app.work WHERE org_id = $1 AND kind <> 'escalation'")
    return world


async def asked(world: World, owner: UUID, due_at: datetime, kind: str = "task") -> None:
    await world.plant(
        "INSERT INTO app.work (org_id, id, kind, action, cause, episode_id, owner_id, lane, class, due_at, ends, state,"
        " opened_at, recorded_at) SELECT $1::uuid, gen_random_uuid(), "
        f"'{kind}', 'review_goals', gen_random_uuid()::text, e.id, '{owner}', 'routine', 'c',"
        f" '{due_at.isoformat()}', 'by_person', 'open', now(), now() FROM app.episode e WHERE e.org_id = $1 LIMIT 1"
    )


async def write(world: World, server: MailServer, at: datetime) -> None:
    mailer = SmtpServer("127.0.0.1", server.port)
    by = Sender(mailer, "stepwise@school.test", "https://stepwise.school.test", new_id())
    await send_digests(world.engine, world.org_id, by, at)


def of(server: MailServer, person: UUID) -> list[str]:
    return [str(one.get_payload()) for one in server.taken if one["To"] == f"{person.hex}@school.test"]


async def test_one_message_says_how_much_is_due_and_how_much_is_late(world: World) -> None:
    at = MONDAY
    for due_at in (at + timedelta(hours=3), at + timedelta(hours=4), at - timedelta(days=1)):
        await asked(world, world.counselor, due_at)
    await asked(world, world.counselor, at + timedelta(days=1))
    async with mail_server() as server:
        for minutes in (0, 10, 20):
            await write(world, server, at + timedelta(minutes=minutes))
        assert server.to == [f"{world.counselor.hex}@school.test"]
    (words,) = of(server, world.counselor)
    assert "2 due, 1 late" in words


async def test_the_next_day_of_school_has_its_own(world: World) -> None:
    await asked(world, world.counselor, MONDAY)
    async with mail_server() as server:
        for days in range(7):
            await write(world, server, MONDAY + timedelta(days=days))
        assert len(server.taken) == 5
        assert len({one["Message-ID"] for one in server.taken}) == 5


async def test_nobody_is_written_to_at_night(world: World) -> None:
    await asked(world, world.counselor, MONDAY)
    async with mail_server() as server:
        for hours in (-5, 9, 12):
            await write(world, server, MONDAY + timedelta(hours=hours))
        assert server.taken == []


async def test_what_is_no_work_that_can_wait_is_not_in_it(world: World) -> None:
    """An escalation has its ladder, and whoever cannot sign in could do nothing."""
    episode, _ = await world.mentored(world.students[1])
    await world.worry(episode, "weapon")
    await asked(world, world.direct, MONDAY)
    async with mail_server() as server:
        await write(world, server, world.now)
    rows = await world.rows("SELECT due + late FROM app.digest WHERE person_id = :it", it=world.clinical)
    assert of(server, world.direct) == []
    assert rows == []


async def test_it_says_nothing_about_anybody(world: World) -> None:
    await asked(world, world.counselor, MONDAY)
    async with mail_server() as server:
        await write(world, server, MONDAY)
    names = await world.rows(
        "SELECT given_name, family_name FROM app.person UNION SELECT name, name FROM app.site"
    )
    whole = server.taken[0].as_string().lower().replace("@school.test", "")
    assert not [word for row in names for word in row if word.lower() in whole]


async def test_what_could_not_be_sent_is_sent_with_the_next_turn_as_the_same_message(world: World) -> None:
    await asked(world, world.counselor, MONDAY)
    await asked(world, world.clinical, MONDAY)
    async with mail_server("refuses") as server:
        with pytest.raises(Unfinished):
            await write(world, server, MONDAY)
        server.mood = "takes"
        await write(world, server, MONDAY + timedelta(minutes=10))
        await write(world, server, MONDAY + timedelta(minutes=20))
        assert len(server.taken) == 2
