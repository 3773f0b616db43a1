"""Does a school know whom to call when everything else is away, and does the dumbest check see that nobody watches?"""

import json
import os
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
import time_machine
from litestar import Litestar
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.conftest import Database
from tests.processes import done, stepwise, wait_until
from tests.web import Browser, Planted, hidden_fields, settings_for, site_on, token_of
from tests.world import World
from workflows.jobs.auditing import ALL_WELL, AUDITOR
from workflows.jobs.clocks import CLOCKS
from workflows.jobs.emergency_pages import MADE, is_due, write_pages
from workflows.jobs.working import ENGINE, SENDER
from workflows.platform.app import create_app
from workflows.platform.database_urls import socket_url
from workflows.platform.engines import open_engine
from workflows.records.heartbeats import beat
from workflows.records.people import keep_work_phone


@pytest.fixture
async def world(module_database: Database, module_engine: AsyncEngine) -> World:
    world = await World.made(module_database, module_engine, datetime.now(UTC) - timedelta(days=2))
    await world.can_sign_in(world.clinical, world.direct, world.counselor)
    async with world.acting(world.counselor) as tx:
        await keep_work_phone(tx, world.counselor, "+15550100144")
    return world


async def page_of(world: World, folder: Path) -> str:
    await write_pages(world.engine, [world.org_id], folder)
    return (folder / str(world.org_id) / f"{world.site_id}.html").read_text()


async def names(world: World, *people: UUID) -> list[str]:
    rows = await world.rows(
        "SELECT id, given_name || ' ' || family_name FROM app.person WHERE org_id = :org_id"
    )
    by_id = {row[0]: row[1] for row in rows}
    return [by_id[one] for one in people]


async def test_the_page_names_who_is_called_first_with_every_number_and_no_student(
    world: World, tmp_path: Path
) -> None:
    html = await page_of(world, tmp_path)
    clinical, counselor, administrator = await names(
        world, world.clinical, world.counselor, world.administrator
    )
    assert html.index(clinical) < html.index(counselor) < html.index(administrator)
    assert "on call" in html
    assert 'href="tel:+15550100144">(555) 010-0144<' in html
    assert "none on file" in html
    assert 'href="tel:988"' in html
    assert "Made at" in html
    assert [one for one in await names(world, *world.students, world.mentor) if one in html] == []
    assert "<script" not in html
    assert "http" not in html


async def test_a_person_who_cannot_sign_in_any_more_is_not_called_and_the_page_stays(
    world: World, tmp_path: Path
) -> None:
    (counselor,) = await names(world, world.counselor)
    assert counselor in await page_of(world, tmp_path)
    root = await world.database.superuser()
    await root.execute(
        "UPDATE sign_in.identity SET disabled_at = now() WHERE person_id = $1", world.counselor
    )
    await root.close()
    assert counselor not in await page_of(world, tmp_path)


async def test_a_page_is_replaced_whole_and_what_is_left_over_goes(world: World, tmp_path: Path) -> None:
    await page_of(world, tmp_path)
    left = tmp_path / str(world.org_id) / f"{world.mentor}.html"
    left.write_text("a school that is gone")
    before = (tmp_path / str(world.org_id) / f"{world.site_id}.html").stat().st_ino
    await page_of(world, tmp_path)
    assert (tmp_path / str(world.org_id) / f"{world.site_id}.html").stat().st_ino != before
    assert not left.exists()
    assert [one for one in os.listdir(tmp_path / str(world.org_id)) if one.startswith(".")] == []


def test_the_pages_are_due_when_they_were_never_made_and_an_hour_later(tmp_path: Path) -> None:
    assert is_due(tmp_path)
    (tmp_path / MADE).touch()
    assert not is_due(tmp_path)
    os.utime(tmp_path / MADE, (time.time() - 3601, time.time() - 3601))
    assert is_due(tmp_path)


async def test_the_worker_writes_them_and_the_command_too(
    fresh_database: Database, fresh_engine: AsyncEngine, tmp_path: Path
) -> None:
    world = await World.made(fresh_database, fresh_engine, datetime.now(UTC) - timedelta(days=2))
    environment = {
        "STEPWISE_DATABASE_URL": fresh_database.app_url,
        "STEPWISE_EMERGENCY_DIR": str(tmp_path / "e"),
    }
    made = done(stepwise(tmp_path, "emergency-page", "--json", environment=environment))
    assert made.process.returncode == 0, made.complained()
    pages = [Path(json.loads(line)["page"]) for line in made.said().splitlines()]
    assert tmp_path / "e" / str(world.org_id) / f"{world.site_id}.html" in pages
    os.utime(tmp_path / "e" / MADE, (0, 0))
    worker = stepwise(tmp_path, "worker", environment=environment)
    assert wait_until(lambda: (tmp_path / "e" / MADE).stat().st_mtime > 0, 60), worker.complained()
    assert worker.ask_to_end() == 0


# The dumb check.


def watch(home: Path, *words: str) -> tuple[int, str]:
    ended = done(
        stepwise(
            home,
            "watch",
            "--json",
            *words,
            environment={"STEPWISE_DATABASE_URL": "postgresql://app@nowhere/x"},
        )
    )
    assert "Traceback" not in ended.complained(), ended.complained()
    return ended.process.returncode, ended.said()


def test_it_is_red_without_a_fresh_file_and_well_with_one_and_its_alarm_reaches_somebody(
    tmp_path: Path,
) -> None:
    (tmp_path / "emergency").mkdir()
    code, said = watch(tmp_path, "--alarm", f"cat > {tmp_path / 'told'}")
    assert (code, "Nobody has found all well" in said) == (1, True)
    assert "No emergency page was made" in (tmp_path / "told").read_text()
    (tmp_path / "all-well").touch()
    (tmp_path / "emergency" / MADE).touch()
    assert watch(tmp_path)[0] == 0
    old = time.time() - 301
    os.utime(tmp_path / "all-well", (old, old))
    assert watch(tmp_path)[0] == 1
    (tmp_path / "all-well").touch()
    assert watch(tmp_path, "--site", "http://127.0.0.1:9")[0] == 1


# The site itself.


@pytest.fixture(scope="module")
async def site(module_database: Database) -> AsyncIterator[Litestar]:
    async with site_on(module_database) as app:
        yield app


async def come_in(site: Litestar, world: World, person: UUID) -> Browser:
    browser = Browser(site)
    browser.sign_in_as(await token_of(world.database, Planted(world.org_id, world.site_id, person, "")))
    return browser


def forget(site: Litestar) -> None:
    """As if some seconds had passed."""
    site.state["ground"].watched._until = 0.0


async def test_supervisors_and_administrators_read_what_is_red_until_all_of_it_turns(
    site: Litestar, world: World
) -> None:
    supervisor = await come_in(site, world, world.clinical)
    counselor = await come_in(site, world, world.counselor)
    forget(site)
    assert "Nobody is being told of escalations right now." in (await supervisor.get("/")).text
    assert "Do not rely on messages" not in (await counselor.get("/")).text
    for name in (ENGINE, SENDER):
        await beat(world.engine, name)
    forget(site)
    assert "A clock of this site is wrong" in (await supervisor.get("/")).text
    assert (await supervisor.get("/health/engine")).text == "the clocks differ\n"
    await beat(world.engine, CLOCKS)
    assert (await supervisor.get("/health/engine")).text == "turning\n"
    # The worker's agrees, and this machine's does not.
    for wrong_by in (timedelta(minutes=-1), timedelta(minutes=1)):
        forget(site)
        with time_machine.travel(datetime.now(UTC) + wrong_by, tick=True):
            assert "A clock of this site is wrong" in (await supervisor.get("/")).text
            assert (await supervisor.get("/health/engine")).text == "the clocks differ\n"
    forget(site)
    assert "Nobody is checking right now" in (await supervisor.get("/")).text
    assert (await supervisor.get("/health/auditor")).status_code == 503
    await beat(world.engine, AUDITOR)
    forget(site)
    assert "An escalation may be standing still." in (await supervisor.get("/")).text
    assert (await supervisor.get("/health/auditor")).text == "something was found\n"
    await beat(world.engine, ALL_WELL)
    forget(site)
    assert "Do not rely on messages" not in (await supervisor.get("/")).text
    assert (await supervisor.get("/health/auditor")).status_code == 200


async def test_a_concern_that_cannot_be_kept_is_answered_with_whom_to_call_and_what_was_written(
    fresh_database: Database, fresh_engine: AsyncEngine, tmp_path: Path
) -> None:
    world = await World.made(fresh_database, fresh_engine, datetime.now(UTC) - timedelta(days=2))
    await world.mentored()
    await write_pages(fresh_engine, [world.org_id], tmp_path)
    way = tmp_path / "way"
    way.symlink_to(fresh_database.cluster.sockets)
    engine = open_engine(socket_url(way, "app", fresh_database.name), pool_size=2)
    app = create_app(replace(settings_for(fresh_database), emergency=tmp_path), engine)
    browser = await come_in(app, world, world.counselor)
    path = f"/mentees/{world.students[0]}/concerns"
    hidden = hidden_fields((await browser.get(f"{path}/new")).text)
    await engine.dispose()
    way.unlink()
    refused = await browser.post(
        path, {**hidden, "kind": "weapon", "said": "Everything <here>", "other": "Alone"}
    )
    stranger = await Browser(app).post(path, {**hidden, "said": "Everything"})
    ((phone,),) = await world.rows("SELECT phone FROM app.on_call WHERE org_id = :org_id LIMIT 1")
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "2")
    assert "Not sent. Nobody has been told." in refused.text
    assert phone in refused.text
    assert "Everything &lt;here&gt;" in refused.text
    assert "Alone" in refused.text
    assert "weapon" not in refused.text
    assert phone not in stranger.text
    assert await world.rows("SELECT id FROM app.concern WHERE org_id = :org_id") == []
