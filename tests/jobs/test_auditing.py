"""Does the auditor find whatever stands still or contradicts itself, however old, and nothing where all is well?

What no verb and no constraint lets happen is planted past them: the constraints are taken away first, as somebody
could who signs in as the owner.
"""

import json
import os
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from supervision.watch_limits import LIMITS
from tests.conftest import Database
from tests.processes import done, stepwise, wait_until
from tests.world import World
from workflows.jobs.auditing import Audited, audit
from workflows.jobs.emergency_pages import MADE
from workflows.platform.engines import open_engine

_HELD_BY = (
    "ALTER TABLE app.work DROP CONSTRAINT work_open_escalation_has_a_next_time",
    "ALTER TABLE app.work DROP CONSTRAINT work_escalation_ends_by_a_person",
    "ALTER TABLE app.work DROP CONSTRAINT work_acknowledged_by_somebody",
    "ALTER TABLE app.form_key DROP CONSTRAINT form_key_pk",
    "DROP INDEX app.work_one_open_per_cause",
)
_ONE = "org_id = $1 AND kind = 'escalation'"
_COPIED = """INSERT INTO app.escalation_change (org_id, id, work_id, sequence, from_state, to_state, move, rung, lap,
    is_passed, class, next_at, happened_at, recorded_at)
 SELECT org_id, gen_random_uuid(), work_id, sequence + 1, to_state, 'open', 'climb', rung + 1, lap, {passed}, class, next_at,
    happened_at, recorded_at FROM app.escalation_change WHERE org_id = $1 ORDER BY sequence DESC LIMIT 1"""
_TAKEN = f"""UPDATE app.work SET state = 'acknowledged' WHERE {_ONE}"""

# What is broken -> what was done to the one escalation of an organization in which all was well.
BROKEN = {
    "I2, no next time": ("I2", [f"UPDATE app.work SET next_at = NULL WHERE {_ONE}"]),
    "I2, a later one than was said": (
        "I2",
        [f"UPDATE app.work SET next_at = next_at + interval '9 years' WHERE {_ONE}"],
    ),
    "I3, nobody went on": (
        "I3",
        [f"UPDATE app.work SET next_at = now() - interval '61 seconds' WHERE {_ONE}"],
    ),
    "I3, written at a time that has not come": (
        "I3",
        ["UPDATE app.escalation_change SET recorded_at = now() + interval '6 seconds' WHERE org_id = $1"],
    ),
    "I4, nobody was told": ("I4", ["DELETE FROM app.escalation_notice WHERE org_id = $1"]),
    "I4, a rung was passed and none entered": (
        "I4",
        [_COPIED.format(passed="true"), f"UPDATE app.work SET version = 2, rung = 2 WHERE {_ONE}"],
    ),
    "I4, nobody sends it": (
        "I4",
        [
            "UPDATE app.escalation_notice SET due_at = now() - interval '1 hour' WHERE org_id = $1 AND way = 'mail'"
        ],
    ),
    "I5, told was who cannot sign in": (
        "I5",
        ["UPDATE sign_in.identity SET disabled_at = now() - interval '1 day' WHERE org_id = $1"],
    ),
    "I5, told was who is named in it": (
        "I5",
        [
            "INSERT INTO app.hidden_from (org_id, naming_id, object_id, person_id, recorded_at) SELECT org_id,"
            " gen_random_uuid(), work_id, person_id, recorded_at - interval '1 hour' FROM app.escalation_notice"
            " WHERE org_id = $1 LIMIT 1"
        ],
    ),
    "I5, told by what is dead": (
        "I5",
        [
            "UPDATE app.escalation_notice SET dead_at = now(), due_at = now() WHERE org_id = $1 AND way = 'mail'"
        ],
    ),
    "I6, ended by nobody": (
        "I6",
        [
            f"UPDATE app.work SET state = 'ended', next_at = NULL, ended_at = now(), outcome = 'x' WHERE {_ONE}"
        ],
    ),
    "I7, taken by nobody": ("I7", [_TAKEN]),
    "I7, taken for ever": (
        "I7",
        [
            f"UPDATE app.work SET state = 'acknowledged', acknowledged_by = owner_id, acknowledged_at = now(),"
            f" next_at = next_at + interval '9 years' WHERE {_ONE}"
        ],
    ),
    "I8, not what its history says": ("I8", [f"UPDATE app.work SET lap = 7 WHERE {_ONE}"]),
    "I8, a history with a gap": (
        "I8",
        ["UPDATE app.escalation_change SET sequence = 3, from_state = 'open' WHERE org_id = $1"],
    ),
    "I9, two for one cause": (
        "I9",
        [
            """INSERT INTO app.work (org_id, id, kind, action, cause, episode_id, owner_id, lane, class, due_at, ends, state,
                opened_at, recorded_at, version, policy_version_id, ladder, rung, lap, next_at)
               SELECT org_id, gen_random_uuid(), kind, action, cause, episode_id, owner_id, lane, class, due_at, ends, state,
                opened_at, recorded_at, version, policy_version_id, ladder, rung, lap, next_at
                 FROM app.work WHERE org_id = $1 AND kind = 'escalation'"""
        ],
    ),
    "I11, one key twice": (
        "I11",
        ["INSERT INTO app.form_key SELECT $1, $1, 'k', h, NULL, now() FROM unnest(ARRAY['a', 'b']) AS h"],
    ),
    "I12, a ladder that is in no policy": ("I12", [f"UPDATE app.work SET ladder = 'gone' WHERE {_ONE}"]),
    "I12, a policy that is gone": (
        "I12",
        [f"UPDATE app.work SET policy_version_id = gen_random_uuid() WHERE {_ONE}"],
    ),
    "a step that is recorded and not made": ("unmoved", [_COPIED.format(passed="false")]),
}


@pytest.fixture(scope="module")
async def bare(module_database: Database) -> Database:
    """Nothing of this database holds what the tests plant."""
    root = await module_database.superuser()
    for statement in _HELD_BY:
        await root.execute(statement)
    await root.close()
    return module_database


@pytest.fixture(scope="module")
async def auditor(bare: Database) -> AsyncIterator[AsyncEngine]:
    engine = open_engine(bare.url("auditor"), pool_size=1)
    yield engine
    await engine.dispose()


@pytest.fixture
async def world(bare: Database, module_engine: AsyncEngine) -> World:
    return await in_danger(bare, module_engine)


async def in_danger(database: Database, engine: AsyncEngine, ago: timedelta = timedelta(0)) -> World:
    """One escalation, opened so long ago, and everybody there who has to hear of it."""
    world = await World.made(database, engine, datetime.now(UTC) - timedelta(days=2))
    await world.can_sign_in(world.clinical, world.direct, world.counselor)
    episode, _ = await world.mentored()
    world.now = datetime.now(UTC) - ago
    await world.worry(episode, "weapon")
    return world


async def planted(world: World, *statements: str) -> None:
    """Past every key and every trigger."""
    root = await world.database.superuser()
    await root.execute("SET session_replication_role = replica")
    for statement in statements:
        await root.execute(statement, world.org_id)
    await root.close()


async def of(world: World, auditor: AsyncEngine, deadman: Path) -> tuple[Audited, set[str]]:
    """One round, and what it found in this organization."""
    audited = await audit(auditor, deadman)
    return audited, {one.promise for one in audited.found if one.org_id == world.org_id}


async def test_where_all_is_well_nothing_is_found(world: World, auditor: AsyncEngine, tmp_path: Path) -> None:
    assert (await of(world, auditor, tmp_path / "well"))[1] == set()


async def test_what_people_and_the_engine_do_breaks_nothing(
    bare: Database, module_engine: AsyncEngine, auditor: AsyncEngine, tmp_path: Path
) -> None:
    """Told again and again, taken, and resolved."""
    world = await in_danger(bare, module_engine, timedelta(minutes=90))
    ((work_id, due),) = await world.rows("SELECT id, next_at FROM app.work WHERE kind = 'escalation'")
    climbed = 0
    while due < datetime.now(UTC):
        world.now = due
        climbed += await world.turn()
        ((due,),) = await world.rows("SELECT next_at FROM app.work WHERE id = :id", id=work_id)
    assert climbed > 3
    await planted(world, "UPDATE app.escalation_notice SET sent_at = due_at WHERE org_id = $1")
    assert await of_here(world, auditor, tmp_path) == set()
    await world.claim(work_id)
    await world.end(work_id, "safety_plan_made")
    assert await of_here(world, auditor, tmp_path) == set()


async def of_here(world: World, auditor: AsyncEngine, folder: Path) -> set[str]:
    return (await of(world, auditor, folder / "well"))[1]


@pytest.mark.parametrize("what", BROKEN)
async def test_each_broken_promise_is_found(
    world: World, auditor: AsyncEngine, tmp_path: Path, what: str
) -> None:
    promise, statements = BROKEN[what]
    await planted(world, *statements)
    audited, found = await of(world, auditor, tmp_path / "well")
    assert promise in found
    assert not audited.is_well
    assert not (tmp_path / "well").exists()


async def test_a_form_that_the_rules_never_read_is_found(
    world: World, auditor: AsyncEngine, tmp_path: Path
) -> None:
    ((episode,),) = await world.rows("SELECT episode_id FROM app.work WHERE org_id = :org_id LIMIT 1")
    await world.phq_a(episode, total=16)
    assert "I10" not in await of_here(world, auditor, tmp_path)
    await planted(
        world, "UPDATE app.administration SET recorded_at = recorded_at + interval '1 day' WHERE org_id = $1"
    )
    assert "I10" in await of_here(world, auditor, tmp_path)


@pytest.mark.parametrize("days", [10, 400])
async def test_what_stands_still_is_found_however_old_it_is(
    world: World, auditor: AsyncEngine, tmp_path: Path, days: int
) -> None:
    back = f"interval '{days} days'"
    await planted(
        world,
        f"UPDATE app.work SET opened_at = opened_at - {back}, recorded_at = recorded_at - {back},"
        f" next_at = next_at - {back} WHERE {_ONE}",
        f"UPDATE app.escalation_change SET happened_at = happened_at - {back}, recorded_at = recorded_at - {back},"
        f" next_at = next_at - {back} WHERE org_id = $1",
        f"UPDATE app.escalation_notice SET sent_at = due_at - {back} WHERE org_id = $1",
    )
    # Nobody but somebody past every right dates a history back: its chain says so.
    assert await of_here(world, auditor, tmp_path) == {"I3", "I8 chain"}


async def test_a_finding_is_kept_as_ids_and_counted(
    world: World, auditor: AsyncEngine, tmp_path: Path
) -> None:
    await planted(world, *BROKEN["I3, nobody went on"][1])
    for _ in range(2):
        await audit(auditor, tmp_path / "well")
    kept = await world.rows(
        "SELECT f.promise, f.subject_id = w.id, f.times, f.first_found_at < f.last_found_at FROM app.watch_finding f"
        " JOIN app.work w ON w.org_id = f.org_id AND w.kind = 'escalation' WHERE f.org_id = :org_id"
    )
    assert kept == [("I3", True, 2, True)]


def looking(database: Database, home: Path) -> tuple[Path, dict[str, str]]:
    return home / "well", {
        "STEPWISE_AUDITOR_URL": database.url("auditor"),
        "STEPWISE_DEADMAN_FILE": str(home / "well"),
    }


async def test_the_command_ends_with_1_when_something_is_found_and_touches_the_file_when_nothing_is(
    fresh_database: Database, fresh_engine: AsyncEngine, tmp_path: Path
) -> None:
    world = await in_danger(fresh_database, fresh_engine)
    deadman, environment = looking(fresh_database, tmp_path)
    well = done(stepwise(tmp_path, "auditor", "--once", "--json", environment=environment))
    assert well.process.returncode == 0, well.complained()
    assert json.loads(well.said().splitlines()[-1])["is_well"] is True
    assert time.time() - deadman.stat().st_mtime < 60
    os.utime(deadman, (0, 0))
    await planted(
        world,
        "UPDATE app.work SET next_at = now() - interval '400 days' WHERE org_id = $1 AND next_at > now()",
    )
    found = done(stepwise(tmp_path, "auditor", "--once", "--json", environment=environment))
    assert found.process.returncode == 1, found.complained()
    first = json.loads(found.said().splitlines()[0])
    assert (first["promise"], first["organization_id"]) == ("I3", str(world.org_id))
    assert UUID(first["subject_id"])
    assert deadman.stat().st_mtime == 0


async def test_an_auditor_that_was_killed_touches_nothing_and_the_dumb_check_is_red(
    fresh_database: Database, tmp_path: Path
) -> None:
    deadman, environment = looking(fresh_database, tmp_path)
    (tmp_path / "emergency").mkdir()
    (tmp_path / "emergency" / MADE).touch()
    auditor = stepwise(tmp_path, "auditor", "--json", environment=environment)
    assert wait_until(deadman.exists, 60), auditor.complained()
    assert done(stepwise(tmp_path, "watch", environment=environment)).process.returncode == 0
    auditor.kill()
    past = time.time() - LIMITS.alarm.total_seconds() - 1
    os.utime(deadman, (past, past))
    red = done(stepwise(tmp_path, "watch", environment=environment))
    assert red.process.returncode == 1
    assert "Nobody has found all well" in red.said()
