"""Do machines that watch the site learn how it is, and nothing about anybody?"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from litestar import Litestar
from sqlalchemy.ext.asyncio import AsyncEngine

from supervision.job_schedule import SCHEDULE, Job
from tests.conftest import Database
from tests.web import Browser, Planted, plant, settings_for, site_on, token_of
from tests.world import World
from triage.roles import Role
from workflows.jobs.clocks import CLOCKS
from workflows.jobs.working import ENGINE, SENDER
from workflows.platform.app import create_app
from workflows.platform.settings import load
from workflows.platform.unusable import Unusable
from workflows.records.deferred_jobs import heartbeat_of
from workflows.records.heartbeats import beat
from workflows.records.ids import new_id

TOKEN = "f" * 16 + "0123456789abcdef"


@pytest.fixture
async def site(fresh_database: Database, fresh_engine: AsyncEngine) -> Litestar:
    return create_app(replace(settings_for(fresh_database), metrics_token=TOKEN), fresh_engine)


async def test_health_is_two_fixed_answers_and_turns_red_with_the_schema(
    site: Litestar, fresh_database: Database
) -> None:
    browser = Browser(site)
    live, ready = await browser.get("/health/live"), await browser.get("/health/ready")
    assert (live.status_code, live.text) == (200, "alive\n")
    assert (ready.status_code, ready.text) == (200, "ready\n")
    root = await fresh_database.superuser()
    await root.execute("UPDATE public.alembic_version SET version_num = '0001'")
    await root.close()
    ready = await browser.get("/health/ready")
    assert (ready.status_code, ready.text) == (503, "not ready\n")
    assert (await browser.get("/health/live")).status_code == 200


async def test_the_engine_is_well_only_while_whole_turns_end(
    site: Litestar, fresh_database: Database, fresh_engine: AsyncEngine
) -> None:
    browser = Browser(site)
    still = await browser.get("/health/engine")
    assert (still.status_code, still.text) == (503, "standing still\n")
    await beat(fresh_engine, ENGINE)
    assert (await browser.get("/health/engine")).status_code == 503, "nothing is sent"
    await beat(fresh_engine, SENDER)
    assert (await browser.get("/health/engine")).status_code == 503, "nobody has compared the worker's clock"
    await beat(fresh_engine, CLOCKS)
    turning = await browser.get("/health/engine")
    assert (turning.status_code, turning.text) == (200, "turning\n")
    told = await browser.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    assert 'stepwise_job_age_seconds{job="engine"}' in told.text
    root = await fresh_database.superuser()
    await root.execute(
        "UPDATE sign_in.heartbeat SET ended_at = now() - interval '16 seconds' WHERE name = $1", ENGINE
    )
    await root.close()
    assert (await browser.get("/health/engine")).status_code == 503


async def test_the_jobs_are_in_time_only_while_one_of_each_has_ended_well_lately(
    site: Litestar, fresh_database: Database, fresh_engine: AsyncEngine
) -> None:
    async def said() -> tuple[int, str]:
        seen = await Browser(site).get("/health/jobs")
        return seen.status_code, seen.text

    assert await said() == (200, "in time\n"), "there is no organization yet"
    await World.made(fresh_database, fresh_engine, datetime.now(UTC))
    late = [job for job, one in SCHEDULE.jobs.items() if one.late < timedelta(days=1)]
    assert Job.SWEEP in late
    assert await said() == (503, f"late: {', '.join(late)}\n"), "there has been one for a day"
    for job in Job:
        await beat(fresh_engine, heartbeat_of(job))
    assert await said() == (200, "in time\n")
    root = await fresh_database.superuser()
    for job, planned in SCHEDULE.jobs.items():
        for minutes, wanted in ((-1, (200, "in time\n")), (1, (503, f"late: {job}\n"))):
            ended = planned.late + timedelta(minutes=minutes)
            await root.execute(
                "UPDATE sign_in.heartbeat SET ended_at = now() - $2::interval WHERE name = $1",
                heartbeat_of(job),
                ended,
            )
            assert await said() == wanted
        await beat(fresh_engine, heartbeat_of(job))
    await root.close()


@pytest.mark.parametrize("brought", ["", "Bearer ", f"Bearer {TOKEN}x", TOKEN, f"Basic {TOKEN}"])
async def test_without_the_token_there_are_no_metrics(site: Litestar, brought: str) -> None:
    seen = await Browser(site).get("/metrics", headers={"authorization": brought} if brought else {})
    assert seen.status_code == 404
    assert "stepwise_" not in seen.text


async def test_without_a_token_that_was_set_nobody_reads_them(fresh_database: Database) -> None:
    async with site_on(fresh_database) as app:
        seen = await Browser(app).get("/metrics", headers={"authorization": "Bearer None"})
    assert seen.status_code == 404


async def test_metrics_count_what_waits_and_name_nobody(
    site: Litestar, fresh_database: Database, fresh_engine: AsyncEngine
) -> None:
    at = datetime.now(UTC) - timedelta(hours=2)
    world = await World.made(fresh_database, fresh_engine, at)
    episode, _ = await world.mentored()
    await world.phq_a(episode, total=3, item_9=1)
    browser = Browser(site)
    await browser.get(f"/mentees/{world.students[0]}?q=CNRYzq7")
    seen = await browser.get("/metrics", headers={"authorization": f"Bearer {TOKEN}"})
    assert seen.status_code == 200
    lines = seen.text.splitlines()
    assert 'stepwise_escalations_unacknowledged{minutes="60"} 1.0' in lines
    assert 'stepwise_escalations_unacknowledged{minutes="240"} 0.0' in lines
    assert [
        line
        for line in lines
        if line.startswith('stepwise_pool_connections{pool="escalations",state="most"}')
    ]
    told = [line for line in lines if line.startswith("stepwise_requests_total")]
    assert [line for line in told if 'route="/mentees/{mentee_id}"' in line]
    people = ("Ava", "Bennett", "Noah", "Okafor", "Priya", "Riverside", "Oak Middle", "phq", "CNRYzq7")
    ids = (str(world.students[0]), str(world.org_id), str(episode), str(world.mentor))
    assert [one for one in (*people, *ids) if one.casefold() in seen.text.casefold()] == []


async def test_a_token_that_can_be_guessed_is_refused() -> None:
    with pytest.raises(Unusable, match="STEPWISE_METRICS_TOKEN can be guessed"):
        load({"STEPWISE_DATABASE_URL": "postgresql://app@db/stepwise", "STEPWISE_METRICS_TOKEN": "short"})


# The banner.


async def warned(app: Litestar, database: Database, *roles: Role) -> bool:
    """Whether somebody of these roles, in an organization set up forty hours ago, is told that no backup was checked."""
    dana = await plant(database, *roles)
    root = await database.superuser()
    await root.execute(
        "UPDATE sign_in.organisation SET recorded_at = $1 WHERE id = $2",
        datetime.now(UTC) - timedelta(hours=40, minutes=5), dana.org_id,
    )  # fmt: skip
    await root.close()
    browser = Browser(app)
    browser.sign_in_as(await token_of(database, dana))
    page = await browser.get("/sign-ins")
    assert page.status_code == 200
    return "No checked backup for 40 hours." in page.text


async def keep(database: Database, hours: float, *, is_good: bool) -> None:
    taken = datetime.now(UTC) - timedelta(hours=hours)
    root = await database.superuser()
    await root.execute(
        "INSERT INTO sign_in.backup_check (id, taken_at, checked_at, is_good, found, counts, recorded_at)"
        " VALUES ($1, $2, $2, $3, '', '{}', $2)",
        new_id(), taken, is_good,
    )  # fmt: skip
    await root.close()


async def test_who_can_see_to_it_is_told_that_no_backup_was_checked_until_one_is_good(
    site: Litestar, fresh_database: Database
) -> None:
    assert await warned(site, fresh_database, Role.ADMINISTRATOR)
    assert not await warned(site, fresh_database, Role.COUNSELOR)
    assert not await warned(site, fresh_database, Role.CLINICAL_SUPERVISOR), "she is not on call"
    await keep(fresh_database, 1, is_good=False)
    await keep(fresh_database, 40.1, is_good=True)
    assert await warned(site, fresh_database, Role.ADMINISTRATOR)
    await keep(fresh_database, 25, is_good=True)
    assert not await warned(site, fresh_database, Role.ADMINISTRATOR)


async def test_the_clinical_supervisor_on_call_is_told_too(
    site: Litestar, fresh_database: Database, fresh_engine: AsyncEngine
) -> None:
    world = await World.made(fresh_database, fresh_engine, datetime.now(UTC) - timedelta(days=3))
    assert "No checked backup for" in (await world_page(site, fresh_database, world)).text


async def world_page(site: Litestar, database: Database, world: World) -> httpx.Response:
    browser = Browser(site)
    ruth = Planted(world.org_id, world.site_id, world.clinical, "")
    browser.sign_in_as(await token_of(database, ruth))
    return await browser.get("/sign-ins")


async def test_a_demo_is_not_told(fresh_database: Database) -> None:
    async with site_on(fresh_database, demo=True) as app:
        assert not await warned(app, fresh_database, Role.ADMINISTRATOR)
