"""Is everybody with work that can wait written to once a day, with two numbers, and never about an escalation?"""

from datetime import datetime, time, timedelta
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from supervision.interruptions import BUDGET
from tests.conftest import Database
from tests.jobs.mail_server import MailServer, mail_server
from tests.world import MONDAY, World
from triage.roles import Role
from workflows.jobs.digesting import send_digests
from workflows.jobs.mailing import SmtpServer
from workflows.jobs.notices import Sender
from workflows.jobs.sweeping import Unfinished
from workflows.records.ids import new_id
from workflows.records.interruptions import spent_since
from workflows.records.scope import scoped_as
from workflows.verbs.say_when_told import say_when_told


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


async def chose(world: World, person: UUID, digest_at: str | None, quiet: str = "", days: str = "") -> None:
    """The hour of the daily message, None for none; quiet hours like "17:00-10:00" on days like "034"."""
    begins, ends = (time.fromisoformat(one) for one in quiet.split("-")) if quiet else (None, None)
    async with world.acting(person) as tx:
        await say_when_told(
            tx,
            has_digest=digest_at is not None,
            digest_at=time.fromisoformat(digest_at) if digest_at else None,
            quiet_from=begins,
            quiet_until=ends,
            quiet_days=[int(day) for day in days],
            by=tx.actor,
            at=tx.at,
        )


@pytest.mark.parametrize(
    ("digest_at", "quiet", "days", "hours"),
    [
        pytest.param("07:00", "", "", 8, id="whoever wants it first thing has it before eight"),
        pytest.param("11:00", "", "", 11, id="whoever chose an hour has it at that hour"),
        pytest.param("07:00", "18:00-12:00", "06", 12, id="where it is quiet then, after the quiet hours"),
        pytest.param("07:00", "18:00-12:00", "05", 8, id="quiet hours of other nights do not matter"),
        pytest.param("07:00", "00:00-00:00", "0", None, id="none on a day that is quiet as a whole"),
        pytest.param(None, "", "", None, id="none for whoever wants none"),
    ],
)
async def test_each_has_it_at_the_hour_they_chose(
    world: World, digest_at: str | None, quiet: str, days: str, hours: int | None
) -> None:
    await asked(world, world.counselor, MONDAY)
    await asked(world, world.clinical, MONDAY)
    await chose(world, world.counselor, digest_at, quiet, days)
    eight = MONDAY - timedelta(hours=2)
    came = None
    async with mail_server() as server:
        for hour in range(8, 16):
            await write(world, server, eight + timedelta(hours=hour - 8))
            came = came or (hour if of(server, world.counselor) else None)
        assert len(of(server, world.clinical)) == 1
    assert came == hours


async def test_what_is_somebody_s_who_is_away_is_told_to_whoever_stands_in(world: World) -> None:
    second = await world.person("Ada", "Second", Role.COUNSELOR)
    await world.can_sign_in(second)
    await asked(world, world.counselor, MONDAY)
    await world.away(world.counselor, second)
    async with mail_server() as server:
        await write(world, server, MONDAY + timedelta(minutes=1))
        assert of(server, world.counselor) == []
        _, words = of(server, second)
    assert "0 due, 1 late" in words


@pytest.mark.parametrize(
    "is_cover", [False, True], ids=["of one's own", "of somebody for whom one stands in"]
)
async def test_the_message_of_an_adult_who_is_named_in_a_worry_is_the_same_as_without_it(
    module_database: Database, module_engine: AsyncEngine, is_cover: bool
) -> None:
    """Also where the task to report it would be theirs: the job reads for everybody, and the database hides nothing from
    it."""
    written = []
    for is_named in (False, True):
        world = await World.made(module_database, module_engine, MONDAY)
        named = await world.person("Ada", "Second", Role.COUNSELOR)
        await world.can_sign_in(world.clinical, world.counselor, named)
        episode, _ = await world.mentored()
        await world.plant("DELETE FROM app.work WHERE org_id = $1 AND kind <> 'escalation'")
        await asked(world, named, MONDAY)
        if is_named:
            await world.worry(episode, "abuse_or_neglect", names=named)
            if not is_cover:
                await world.plant(
                    f"UPDATE app.work SET owner_id = '{named}' WHERE org_id = $1 AND kind = 'task'"
                )
        if is_cover:
            await world.away(world.counselor, named)
        async with mail_server() as server:
            await write(world, server, MONDAY + timedelta(hours=2))
            messages = [one for one in server.taken if one["To"] == f"{named.hex}@school.test"]
        assert len(messages) == 1 + is_cover
        for message in messages:
            del message["Message-ID"], message["To"]
        written.append([message.as_bytes() for message in messages])
    assert written[0] == written[1]


@pytest.mark.parametrize(
    ("first_in", "quiet", "days", "came_at"),
    [
        pytest.param(0, "", "", "2026-09-14T10", id="at once, in the hours of school"),
        pytest.param(
            1, "", "", "2026-09-15T07", id="before the first lesson of the first day, not at midnight"
        ),
        pytest.param(
            5, "", "", "2026-09-21T07", id="on the next day of school, where it begins on a Saturday"
        ),
        pytest.param(0, "09:00-12:00", "0", "2026-09-14T12", id="after the quiet hours of the cover"),
    ],
)
async def test_whoever_stands_in_is_told_once_how_much_is_open_and_nothing_else(
    world: World, first_in: int, quiet: str, days: str, came_at: str
) -> None:
    second = await world.person("Ada", "Second", Role.COUNSELOR)
    await world.can_sign_in(second)
    for due_in in (30, 40):
        await asked(world, world.counselor, MONDAY + timedelta(days=due_in))
    if quiet:
        await chose(world, second, None, quiet, days)
    await world.away(world.counselor, second, first_in=first_in, days=10)
    times = []
    async with mail_server() as server:
        for hours in (*range(3), *range(3, 8 * 24, 3)):
            before, at = len(of(server, second)), MONDAY + timedelta(hours=hours, seconds=1)
            await write(world, server, at)
            if len(of(server, second)) > before:
                times.append((at - timedelta(hours=5)).isoformat()[:13])
        assert times == [came_at]
    (words,) = of(server, second)
    assert "You stand in for 2 items from today." in words
    names = await world.rows("SELECT given_name, family_name FROM app.person")
    assert not [word for row in names for word in row if word.lower() in words.lower()]


async def test_an_absence_that_ended_before_anybody_could_be_told_is_told_to_nobody(world: World) -> None:
    second = await world.person("Ada", "Second", Role.COUNSELOR)
    await world.can_sign_in(second)
    await chose(world, second, "07:00", "09:00-12:00", "0")
    absence = await world.away(world.counselor, second)
    world.later(hours=1)
    await world.back(absence, by=world.counselor)
    async with mail_server() as server:
        for hours in range(2, 6):
            await write(world, server, MONDAY + timedelta(hours=hours))
        assert of(server, second) == []


async def test_what_is_over_the_budget_is_held_back_and_counted_once_in_the_next_daily_message(
    world: World,
) -> None:
    """Four a day, of which the daily one has its place. An escalation counts too, and is not held back."""
    second = await world.person("Ada", "Second", Role.COUNSELOR)
    await world.can_sign_in(second)
    for number in range(4):
        other = await world.person(f"Gone{number}", "Away", Role.COUNSELOR)
        await world.can_sign_in(other)
        await world.away(other, second, days=3)
    async with mail_server() as server:
        for hours in range(5):
            await write(world, server, MONDAY + timedelta(hours=hours, seconds=1))
        first = of(server, second)
        for hours in range(21, 72, 6):
            await write(world, server, MONDAY + timedelta(hours=hours, seconds=1))
        later = of(server, second)[len(first) :]
    assert len(first) == BUDGET.most_a_day
    assert len([one for one in first if "You stand in for" in one]) == BUDGET.most_a_day - 1
    (daily,) = [one for one in first if "Held back" in one]
    assert "1 about standing in" in daily
    assert later == []
    assert await world.rows(
        "SELECT count(*) FROM app.interruption WHERE held_at IS NOT NULL AND digest_id IS NULL"
    ) == [(0,)]


async def test_an_escalation_that_was_told_takes_a_place_in_the_budget(world: World) -> None:
    episode, _ = await world.mentored(world.students[1])
    await world.worry(episode, "weapon")
    told = "SELECT count(*) FROM app.escalation_notice WHERE person_id = :it AND way = 'mail'"
    ((number,),) = await world.rows(told, it=world.clinical)
    await world.plant(
        "UPDATE app.escalation_notice SET sent_at = recorded_at WHERE org_id = $1 AND way = 'mail'"
    )
    assert number > 0
    async with scoped_as(world.engine, world.org_id, at=MONDAY + timedelta(hours=1)) as tx:
        assert await spent_since(tx, {world.clinical: MONDAY - timedelta(hours=10)}) == {
            world.clinical: number
        }
        assert await spent_since(tx, {world.clinical: MONDAY + timedelta(hours=1)}) == {world.clinical: 0}
