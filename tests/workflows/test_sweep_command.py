"""Does `stepwise sweep` do for every organization what only time brings, once, and say so?"""

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
    assert row == expected | {"cases": 1, "changed": 1, "fired": 1}
    assert "Lakeside: 1 open case looked at, 1 with news" in run().stdout


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
