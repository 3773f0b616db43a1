"""Is whoever left something undone reminded once, again as the file says, by a message that names nobody?"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import UTC, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from bench.bare import recorded
from care_steps.consents import ConsentKind, ConsentMove
from supervision.interruptions import BUDGET
from supervision.job_schedule import Job
from supervision.safety_steps import SaidOfSteps
from tests.conftest import Database
from tests.jobs.mail_server import MailServer, mail_server
from tests.jobs.test_digesting import of, write
from tests.world import MONDAY, World
from workflows.jobs.mailing import SmtpServer
from workflows.jobs.notices import Sender
from workflows.jobs.queueing import done_by, jobs_at
from workflows.jobs.reminding import send_reminders
from workflows.jobs.sweeping import Unfinished
from workflows.platform.database_urls import driver_url
from workflows.records.deferred_jobs import heartbeat_of
from workflows.records.heartbeats import ages
from workflows.records.ids import new_id
from workflows.records.scope import scoped_as
from workflows.verbs.name_in_escalation import name_in_escalation
from workflows.verbs.record_safety_steps import record_safety_steps
from workflows.verbs.remind_letter import remind_letter
from workflows.verbs.say_when_told import say_when_told
from workflows.verbs.write_reminders import write_reminders

Change = Callable[[World], Awaitable[object]]
HOURS = (7, 9, 12, 15, 20)


@pytest.fixture
async def world(module_database: Database, module_engine: AsyncEngine) -> World:
    """The second session of the match is planned for Monday, September 21, at half past one."""
    world = await World.made(module_database, module_engine, MONDAY)
    await world.can_sign_in(world.mentor, world.counselor, world.direct, world.clinical)
    return world


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with mail_server() as found:
        yield found


def local(day: str, hour: int = 10) -> datetime:
    """An instant of 2026 at the school: "09-22"."""
    zone = ZoneInfo("America/Chicago")
    return datetime.combine(datetime.fromisoformat(f"2026-{day}"), time(hour), zone).astimezone(UTC)


async def remind(world: World, server: MailServer, at: datetime) -> None:
    by = Sender(
        SmtpServer("127.0.0.1", server.port), "stepwise@school.test", "https://stepwise.school.test", new_id()
    )
    await send_reminders(world.engine, world.org_id, by, at)


async def came(
    world: World, server: MailServer, first: str, days: int, hours: Sequence[int] = HOURS
) -> dict[UUID, list[str]]:
    """At which hours each person was written to, when it is looked twice at each of these hours."""
    found = defaultdict[UUID, list[str]](list)
    for ahead in range(days):
        for hour in hours:
            at = local(first, hour) + timedelta(days=ahead)
            before = len(server.taken)
            for again in (0, 1):
                await remind(world, server, at + timedelta(minutes=again))
            for to in server.to[before:]:
                found[UUID(to.partition("@")[0])].append(f"{at - timedelta(hours=5):%m-%dT%H}")
    return dict(found)


async def _nothing(world: World) -> None:
    return None


async def _away_on_tuesday(world: World) -> None:
    world.now = local("09-21", 8)
    await world.away(world.mentor, world.direct, first_in=1)


async def _quiet_until_noon(world: World) -> None:
    async with world.acting(world.mentor) as tx:
        await say_when_told(
            tx,
            has_digest=False,
            digest_at=None,
            quiet_from=time(6),
            quiet_until=time(12),
            quiet_days=range(7),
            by=tx.actor,
            at=tx.at,
        )


async def _closed_on_tuesday(world: World) -> None:
    await world.plant(
        "INSERT INTO app.closure SELECT $1, gen_random_uuid(), id, '2026-09-22', '2026-09-22', 'Snow', recorded_at"
        " FROM app.site WHERE org_id = $1"
    )


async def _closed_that_day(world: World) -> None:
    await world.plant(
        "INSERT INTO app.closure SELECT $1, gen_random_uuid(), id, '2026-09-21', '2026-09-21', 'Snow', recorded_at"
        " FROM app.site WHERE org_id = $1"
    )


async def _has_left(world: World) -> None:
    await world.plant(
        f"UPDATE sign_in.identity SET disabled_at = now() WHERE org_id = $1 AND person_id = '{world.mentor}'"
    )


async def _has_no_role(world: World) -> None:
    await world.plant(
        "UPDATE app.appointment SET ended_at = starts_at + interval '3 days'"
        f" WHERE org_id = $1 AND person_id = '{world.mentor}'"
    )


@pytest.mark.parametrize(
    ("change", "told"),
    [
        pytest.param(_nothing, ["09-22T07", "09-25T07"], id="on the next day of school, and three later"),
        pytest.param(_away_on_tuesday, ["09-23T07"], id="whoever is away, on coming back"),
        pytest.param(_quiet_until_noon, ["09-22T12", "09-25T12"], id="after the quiet hours"),
        pytest.param(_closed_on_tuesday, ["09-23T07"], id="not on a day on which the school is closed"),
        pytest.param(_closed_that_day, [], id="of no session on such a day"),
        pytest.param(_has_left, [], id="nobody who cannot sign in any more"),
        pytest.param(_has_no_role, [], id="nobody whose role has ended"),
    ],
)
async def test_the_mentor_is_reminded_of_a_session_without_a_log(
    world: World, server: MailServer, change: Change, told: list[str]
) -> None:
    await world.mentored()
    await change(world)
    # Until the Sunday after, a week before the next session.
    assert await came(world, server, "09-21", 7) == ({world.mentor: told} if told else {})
    assert len({one["Message-ID"] for one in server.taken}) == len(told)


async def test_what_is_logged_meanwhile_is_told_no_more(world: World, server: MailServer) -> None:
    _, match = await world.mentored()
    assert await came(world, server, "09-22", 2, [7]) == {world.mentor: ["09-22T07"]}
    world.now = local("09-24")
    await world.log_made(match, held_at=local("09-21", 13))
    assert await came(world, server, "09-25", 3, [7]) == {}


async def test_one_message_says_how_many_of_each_kind_and_where_they_stand_and_names_nobody(
    world: World, server: MailServer
) -> None:
    for student in world.students:
        await world.mentored(student)
    await world.certify(world.mentor, "clearance", local("10-31").date())
    await remind(world, server, local("09-22", 7))
    (words,) = of(server, world.mentor)
    assert "3 sessions" in words
    assert "https://stepwise.school.test/?list=mentees" in words
    assert "1 clearance, certificate or training of yours ends soon or has ended" in words
    names = await world.rows(
        "SELECT given_name, family_name FROM app.person UNION SELECT name, name FROM app.site"
        " UNION SELECT coalesce(preferred_name, 'Zanzibar'), 'Zanzibar' FROM app.person"
    )
    whole = server.taken[0].as_string().lower().replace("@school.test", "")
    assert len(names) > 8
    assert not [word for row in names for word in row if word.lower() in whole]


async def _left_alone(world: World, letter: UUID, mother: UUID) -> None:
    return None


async def _answered(world: World, letter: UUID, mother: UUID) -> None:
    await world.consent(dict.fromkeys(ConsentKind, ConsentMove.GIVE), mother)


async def _family_reminded(world: World, letter: UUID, mother: UUID) -> None:
    async with world.acting(world.clinical) as tx:
        await remind_letter(tx, letter_id=letter, how="by_mail", by=tx.actor, at=tx.at)


async def _sender_gone(world: World, letter: UUID, mother: UUID) -> None:
    await world.plant(
        f"UPDATE sign_in.identity SET disabled_at = now() WHERE org_id = $1 AND person_id = '{world.clinical}'"
    )


TWICE = ["09-29T07", "10-06T07"]


@pytest.mark.parametrize(
    ("change", "sender", "owner"),
    [
        pytest.param(_left_alone, TWICE, None, id="whoever sent it, and again a week later"),
        pytest.param(_answered, None, None, id="nobody once it is answered"),
        pytest.param(_family_reminded, None, None, id="nobody once the family was reminded"),
        pytest.param(_sender_gone, None, TWICE, id="the owner of the case in place of a sender who left"),
    ],
)
async def test_a_letter_that_waits_beyond_its_day_is_told_to_whoever_sees_to_it(
    world: World,
    server: MailServer,
    change: Callable[[World, UUID, UUID], Awaitable[None]],
    sender: list[str] | None,
    owner: list[str] | None,
) -> None:
    await world.refer()
    mother = await world.contact()
    letter = await world.letter(mother, by=world.clinical, answer_by=local("09-28").date())
    assert await came(world, server, "09-25", 4, [7, 15]) == {}
    world.now = local("09-29", 6)
    await change(world, letter, mother)
    told = await came(world, server, "09-29", 14, [7])
    assert (told.get(world.clinical), told.get(world.counselor)) == (sender, owner)
    assert all("https://stepwise.school.test/consents" in str(one.get_payload()) for one in server.taken)


@pytest.mark.parametrize(
    ("until", "renewed", "told"),
    [
        pytest.param(
            "11-20", None, ["09-21T07", "10-26T07"], id="from sixty days before, on a day of school"
        ),
        pytest.param("11-20", "12-31", ["09-21T07"], id="not once it was renewed"),
        pytest.param("09-12", None, ["09-18T07"], id="one that ended while its holder works here"),
    ],
)
async def test_the_holder_is_told_of_a_credential_that_ends(
    world: World, server: MailServer, until: str, renewed: str | None, told: list[str]
) -> None:
    """The twentieth day of school after September 21 is October 26: there is a break of a week."""
    world.now = local("09-18", 6)
    await world.certify(world.mentor, "clearance", local(until).date())
    found = (await came(world, server, "09-18", 5, [7])).get(world.mentor, [])
    if renewed:
        world.now = local("09-24")
        await world.certify(world.mentor, "clearance", local(renewed).date())
    found += (await came(world, server, "10-19", 12, [7])).get(world.mentor, [])
    assert found == told


@pytest.mark.parametrize("is_done", [False, True], ids=["still undone", "done by then"])
async def test_what_is_over_the_budget_is_counted_in_the_daily_message_unless_it_is_done(
    world: World, server: MailServer, is_done: bool
) -> None:
    _, match = await world.mentored()
    day = local("09-22", 7)
    for number in range(BUDGET.most_a_day):
        await world.plant(
            "INSERT INTO app.interruption (org_id, id, person_id, kind, cause_id, items, recorded_at, sent_at)"
            f" SELECT $1, gen_random_uuid(), '{world.mentor}', 'cover', gen_random_uuid(), {number}, '{day}', '{day}'"
        )
    await remind(world, server, day + timedelta(hours=1))
    assert of(server, world.mentor) == []
    if is_done:
        world.now = local("09-22", 9)
        await world.log_made(match, held_at=local("09-21", 13))
    for hour in (10, 11):
        await write(world, server, local("09-22", hour))
        await remind(world, server, local("09-22", hour))
    assert len(of(server, world.mentor)) == (not is_done)
    assert all("1 about what is not done yet" in one for one in of(server, world.mentor))


async def test_what_was_sent_and_could_not_be_marked_comes_again_as_the_same_message_unless_it_is_done(
    world: World, server: MailServer
) -> None:
    matches = [(await world.mentored(one))[1] for one in world.students[:2]]
    server.mood = "hangs_up_after_taking"
    for minutes in (0, 10):
        with pytest.raises(Unfinished):
            await remind(world, server, local("09-22", 7) + timedelta(minutes=minutes))
    first, second = server.taken
    assert first["Message-ID"] == second["Message-ID"]
    assert first.get_payload() == second.get_payload()
    world.now = local("09-22", 8)
    await world.log_made(matches[0], held_at=local("09-21", 13))
    with pytest.raises(Unfinished):
        await remind(world, server, local("09-22", 9))
    assert server.taken[2]["Message-ID"] == first["Message-ID"]
    assert "1 session " in str(server.taken[2].get_payload())
    await world.log_made(matches[1], held_at=local("09-21", 13))
    server.mood = "takes"
    await remind(world, server, local("09-22", 10))
    assert len(server.taken) == 3


async def test_no_organization_is_reminded_of_what_was_left_undone_in_another(
    world: World, server: MailServer
) -> None:
    other = await World.made(world.database, world.engine, MONDAY)
    await other.can_sign_in(other.mentor)
    await world.mentored()
    await remind(other, server, local("09-22"))
    assert server.to == []
    await remind(world, server, local("09-22"))
    assert server.to == [f"{world.mentor.hex}@school.test"]
    counted = "SELECT count(*) FROM app.reminder"
    assert (await world.rows(counted), await other.rows(counted)) == ([(1,)], [(0,)])


async def test_two_that_run_at_once_decide_once(world: World) -> None:
    """As after a process that nobody had heard of for a while, and that lives."""
    await world.mentored()
    root = await world.database.superuser()

    async def decided() -> int:
        async with scoped_as(world.engine, world.org_id, at=local("09-22")) as tx:
            return len(await write_reminders(tx, at=tx.at))

    async with scoped_as(world.engine, world.org_id, at=local("09-22")) as tx:
        first = await write_reminders(tx, at=tx.at)
        second = asyncio.create_task(decided())
        while not await root.fetchval("SELECT count(*) FROM pg_locks WHERE NOT granted"):
            continue
    # The same message, which has not left the house: sent twice, it is the same.
    assert (len(first), await second) == (1, 1)
    assert await world.rows("SELECT count(*), max(number) FROM app.reminder") == [(1, 1)]
    await root.close()


async def test_to_decide_for_many_takes_as_many_round_trips_as_for_one(world: World) -> None:
    await world.mentored()
    trips = []
    for at in (local("09-22"), local("09-29")):
        with recorded(world.engine) as sent:
            async with scoped_as(world.engine, world.org_id, at=at) as tx:
                await write_reminders(tx, at=tx.at)
        trips.append(len(sent))
        for student in world.students[1:]:
            mentor = await world.mentor_with_papers("Otto", "Berg")
            await world.can_sign_in(mentor)
            match = await world.assign(await world.refer(student), mentor_id=mentor)
            await world.log_made(match, by=mentor)
    assert trips[0] == trips[1] <= 13
    told = await world.rows("SELECT count(DISTINCT person_id), count(*) FROM app.reminder")
    assert told == [(3, 1 + 2 + 2 * 2)]


async def test_the_job_itself_reminds_and_is_seen_to_have_ended_well(
    fresh_database: Database, fresh_engine: AsyncEngine, server: MailServer
) -> None:
    """By its own clock, which a demo may have shifted to a morning of school."""
    world = await World.made(fresh_database, fresh_engine, MONDAY)
    await world.can_sign_in(world.mentor)
    await world.mentored()
    shift = local("09-22", 9) - datetime.now(UTC)
    await world.plant(
        "UPDATE sign_in.organisation SET is_demo = true,"
        f" clock_shift = make_interval(secs => {shift.total_seconds()}) WHERE id = $1"
    )
    by = Sender(
        SmtpServer("127.0.0.1", server.port), "stepwise@school.test", "https://stepwise.school.test", new_id()
    )
    app = jobs_at(driver_url(fresh_database.url("worker")), fresh_engine, done_by(by))
    async with app.open_async():
        for slot in (1, 2):
            await app.tasks["reminders_everywhere"].func(timestamp=slot)
            await app.run_worker_async(wait=False, delete_jobs="successful", install_signal_handlers=False)
    assert server.to == [f"{world.mentor.hex}@school.test"]
    assert heartbeat_of(Job.REMINDERS) in await ages(fresh_engine)


async def test_whoever_looks_after_the_case_is_reminded_to_talk_with_them_again_until_it_is_written_down(
    world: World, server: MailServer
) -> None:
    await after_an_answer(world)
    # On Monday, seven days later, and once more after two school days; on Wednesday it is done.
    assert (await came(world, server, "09-18", 7, hours=(9,)))[world.counselor] == ["09-21T09", "09-23T09"]
    (mail,) = [one for one in server.taken if world.counselor.hex in one["To"].replace("-", "")][:1]
    assert "It is time to talk again with 1 young person whom you look after" in str(mail.get_payload())
    assert "/escalations" in str(mail.get_payload())
    assert "Ava" not in str(mail)


async def test_what_is_written_down_is_reminded_of_no_more(world: World, server: MailServer) -> None:
    work = await after_an_answer(world)
    world.now = local("09-20")
    await done(world, work, "self_harm.after_7")
    assert world.counselor not in await came(world, server, "09-21", 4, hours=(9,))


async def test_of_what_is_kept_from_them_they_are_not_reminded(world: World, server: MailServer) -> None:
    work = await after_an_answer(world)
    async with world.acting(world.clinical) as tx:
        await name_in_escalation(
            tx, work_id=work, named_id=world.counselor, said="She told me.", by=tx.actor, at=tx.at
        )
    assert world.counselor not in await came(world, server, "09-21", 4, hours=(9,))


async def after_an_answer(world: World) -> UUID:
    """A screen of Monday, September 14, that called for an interview."""
    episode = await world.refer()
    await world.phq_a(episode, total=2, item_9=1)
    (item,) = await world.work(episode, "escalation")
    return item.id


async def done(world: World, work: UUID, step: str) -> None:
    async with world.acting(world.clinical) as tx:
        said = SaidOfSteps((step,), world.now)
        await record_safety_steps(tx, work_id=work, said=said, by=tx.actor, at=tx.at)
