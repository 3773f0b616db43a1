"""Does `stepwise sweep` do for every organization what only time brings, once, and say so?"""

import asyncio
import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.conftest import Database
from tests.world import World
from workflows.platform.cli import main

Run = Callable[..., Result]


@pytest.fixture
async def worlds(fresh_database: Database, fresh_engine: AsyncEngine) -> tuple[World, World]:
    """Two organizations, each with a mentee who was last met forty days ago."""
    found = []
    for name in ("Riverside", "Lakeside"):
        world = await World.made(fresh_database, fresh_engine, datetime.now(UTC) - timedelta(days=40))
        await world.plant(f"UPDATE sign_in.organisation SET name = '{name}' WHERE id = $1")
        await world.mentored()
        found.append(world)
    return found[0], found[1]


@pytest.fixture
def run(fresh_database: Database) -> Run:
    environment = {"STEPWISE_DATABASE_URL": fresh_database.app_url}
    return lambda *words: CliRunner().invoke(main, ["sweep", *words], prog_name="stepwise", env=environment)


def test_every_organization_is_swept_and_a_second_run_finds_nothing(
    worlds: tuple[World, World], run: Run
) -> None:
    first = run()
    assert first.exit_code == 0, first.output
    assert first.stdout.splitlines() == [
        "Lakeside: 1 open case looked at, 1 with news, 1 rule fired.",
        "Riverside: 1 open case looked at, 1 with news, 1 rule fired.",
    ]
    again = run()
    assert again.exit_code == 0
    assert again.stdout.splitlines() == [
        "Lakeside: 1 open case looked at, nothing new.",
        "Riverside: 1 open case looked at, nothing new.",
    ]


def test_one_organization_is_swept_alone_and_told_in_json(worlds: tuple[World, World], run: Run) -> None:
    found = run("--organization", "riverside", "--json")
    assert found.exit_code == 0, found.output
    (row,) = [json.loads(line) for line in found.stdout.splitlines()]
    expected: dict[str, Any] = {"organization": "Riverside", "organization_id": str(worlds[0].org_id)}
    assert row == expected | {"cases": 1, "changed": 1, "fired": 1, "failed": []}
    assert "Lakeside: 1 open case looked at, 1 with news" in run().stdout


async def _break(world: World, *statements: str) -> None:
    """Past every key and rule, as a disk or a careless hand would do it."""
    root = await world.database.superuser()
    try:
        async with root.transaction():
            await root.execute("SET LOCAL session_replication_role = replica")
            for one in statements:
                await root.execute(one)
    finally:
        await root.close()


async def _work_of(world: World) -> dict[object, str]:
    return {row[0]: row[1] for row in await world.rows("SELECT episode_id, action FROM app.work")}


async def test_a_case_that_cannot_be_read_is_named_and_stops_no_other(
    worlds: tuple[World, World], run: Run
) -> None:
    world = worlds[0]
    broken, _ = await world.mentored(world.students[1])
    await world.mentored(world.students[2])
    await _break(world, f"DELETE FROM app.step_change WHERE episode_id = '{broken}'")
    found = await asyncio.to_thread(run, "--json")
    assert found.exit_code == 1, found.output
    lakeside, riverside = [json.loads(line) for line in found.stdout.splitlines()]
    assert (lakeside["changed"], lakeside["failed"]) == (1, []), "another organization is swept as ever"
    assert (riverside["cases"], riverside["changed"], riverside["fired"]) == (3, 2, 2)
    assert [one["episode_id"] for one in riverside["failed"]] == [str(broken)]
    assert f"Case {broken} could not be swept" in found.stderr
    assert broken not in await _work_of(world)
    assert len(await _work_of(world)) == 2


async def test_a_case_that_cannot_be_written_is_left_as_it_was_and_swept_when_it_can(
    worlds: tuple[World, World], run: Run
) -> None:
    world = worlds[0]
    broken, _ = await world.mentored(world.students[1])
    # The work can be written and its firing cannot: half of it must not stay.
    await _break(
        world, f"ALTER TABLE app.firing ADD CONSTRAINT worn CHECK (episode_id <> '{broken}') NOT VALID"
    )
    found = await asyncio.to_thread(run, "--organization", "Riverside")
    assert found.exit_code == 1, found.output
    assert found.stdout == "Riverside: 2 open cases looked at, 1 failed, 1 with news, 1 rule fired.\n"
    assert f"Case {broken} could not be swept" in found.stderr
    assert broken not in await _work_of(world)
    await _break(world, "ALTER TABLE app.firing DROP CONSTRAINT worn")
    again = await asyncio.to_thread(run, "--organization", "Riverside")
    assert again.exit_code == 0, again.output
    assert (await _work_of(world))[broken] == "find_contact"


async def test_what_is_said_of_a_case_that_failed_is_its_id_and_no_name_or_value(
    worlds: tuple[World, World], run: Run
) -> None:
    world = worlds[0]
    broken = (await world.rows("SELECT id FROM app.episode"))[0][0]
    await _break(
        world, f"ALTER TABLE app.firing ADD CONSTRAINT worn CHECK (episode_id <> '{broken}') NOT VALID"
    )
    found = await asyncio.to_thread(run)
    assert found.exit_code == 1
    assert found.stderr.strip() == f"Case {broken} could not be swept (IntegrityError) and stays as it was."


def test_an_organization_nobody_knows_ends_with_1_and_names_those_there_are(
    worlds: tuple[World, World], run: Run
) -> None:
    found = run("--organization", "Hillside")
    assert found.exit_code == 1
    assert found.stdout == ""
    assert "Lakeside, Riverside" in found.stderr


def test_without_an_organization_there_is_nothing_to_sweep(fresh_database: Database, run: Run) -> None:
    found = run()
    assert (found.exit_code, found.stdout) == (1, "")
    assert "stepwise setup" in found.stderr


def test_the_help_says_when_to_run_it_and_what_the_exit_codes_mean(run: Run) -> None:
    said = run("--help").output
    assert "Exit code 0" in said
    assert "at least once on every school day" in said
