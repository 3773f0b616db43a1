"""Is the migrated database what the tables say, and does it survive the way down and up again with people in it?"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import asyncpg
import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Table, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from care_steps.decisions import Answer, Choice
from tests.conftest import Database
from tests.world import World
from workflows.platform import migrating
from workflows.records import security
from workflows.records.names import search_name
from workflows.records.tables import metadata

SCHEMAS = ("app", "sign_in", "staging")


async def look(database: Database, question: Any) -> Any:
    """What this function of a synchronous connection returns, as the owner."""
    engine = create_async_engine(database.owner_url, poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            return await connection.run_sync(question)
    finally:
        await engine.dispose()


async def fetch(database: Database, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    root = await database.superuser()
    try:
        return [tuple(row) for row in await root.fetch(sql, *values)]
    finally:
        await root.close()


async def test_the_migrated_database_is_what_the_tables_say(database: Database) -> None:
    assert await look(database, migrating.differences) == []
    assert await look(database, migrating.is_at_head)


async def test_a_difference_would_be_told(fresh_database: Database) -> None:
    root = await fresh_database.superuser()
    try:
        await root.execute("ALTER TABLE app.person ADD COLUMN planted text")
        await root.execute("DROP INDEX app.person_search_ix")
    finally:
        await root.close()
    found = str(await look(fresh_database, migrating.differences))
    assert "planted" in found
    assert "person_search_ix" in found


# What the tables do not say to the comparison: conditions, keys, policies, grants.

STRUCTURE = """
SELECT 'constraint', c.conrelid::regclass::text, c.conname::text, pg_get_constraintdef(c.oid), c.condeferrable
  FROM pg_constraint c JOIN pg_namespace n ON n.oid = c.connamespace WHERE n.nspname = ANY ($1)
UNION ALL
SELECT 'index', indrelid::regclass::text, indexrelid::regclass::text, pg_get_indexdef(indexrelid), indisvalid
  FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = ANY ($1)
UNION ALL
SELECT 'policy', polrelid::regclass::text, polname::text,
       concat_ws(' ', polcmd::text, polpermissive::text, polroles::regrole[]::text, pg_get_expr(polqual, polrelid),
                 '/', pg_get_expr(polwithcheck, polrelid)), true
  FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = ANY ($1)
UNION ALL
SELECT 'grant', c.oid::regclass::text, '', acl.grantee::regrole::text || ' ' || acl.privilege_type, acl.is_grantable
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace CROSS JOIN LATERAL aclexplode(c.relacl) acl
 WHERE n.nspname = ANY ($1) AND acl.grantee <> c.relowner
UNION ALL
SELECT 'grant', c.oid::regclass::text, a.attname::text, acl.grantee::regrole::text || ' ' || acl.privilege_type,
       acl.is_grantable
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
  CROSS JOIN LATERAL aclexplode(a.attacl) acl
 WHERE n.nspname = ANY ($1)
UNION ALL
SELECT 'security', c.oid::regclass::text, '', c.relrowsecurity::text, c.relforcerowsecurity
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = ANY ($1) AND c.relkind IN ('r', 'p')
UNION ALL
SELECT 'column', c.oid::regclass::text, a.attname::text,
       concat_ws(' ', format_type(a.atttypid, a.atttypmod), pg_get_expr(d.adbin, d.adrelid), a.attgenerated::text,
                 a.attidentity::text), a.attnotnull
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  LEFT JOIN pg_attrdef d ON (d.adrelid, d.adnum) = (a.attrelid, a.attnum)
 WHERE n.nspname = ANY ($1) AND c.relkind IN ('r', 'p') AND a.attnum > 0 AND NOT a.attisdropped
UNION ALL
SELECT 'function', p.oid::regprocedure::text, '', pg_get_functiondef(p.oid), p.prosecdef
  FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = ANY ($1)
UNION ALL
SELECT 'trigger', t.tgrelid::regclass::text, t.tgname::text, pg_get_triggerdef(t.oid) || t.tgenabled::text, true
  FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
 WHERE n.nspname = ANY ($1) AND NOT t.tgisinternal
 ORDER BY 1, 2, 3, 4
"""


async def structure(database: Database) -> list[tuple[Any, ...]]:
    return await fetch(database, STRUCTURE, list(SCHEMAS))


async def test_tables_and_security_in_code_make_the_same_database_as_the_migration(
    database: Database, fresh_database: Database
) -> None:
    """Every constraint, index, policy, grant, column, function and trigger, as the catalogue writes them."""
    await migrating.downgrade(fresh_database.owner_url, "base")
    engine = create_async_engine(fresh_database.owner_url, poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            await _make_from_code(connection)
    finally:
        await engine.dispose()
    from_code, migrated = await structure(fresh_database), await structure(database)
    assert set(from_code) - set(migrated) == set()
    assert set(migrated) - set(from_code) == set()
    assert {row[0] for row in migrated} == {
        "column", "constraint", "function", "grant", "index", "policy", "security", "trigger"
    }  # fmt: skip


async def _make_from_code(connection: AsyncConnection) -> None:
    for schema in SCHEMAS:
        await connection.execute(text(f"CREATE SCHEMA {schema}"))
    await connection.run_sync(metadata.create_all)
    for statement in security.statements():
        await connection.execute(text(statement.replace(":", r"\:") if "\n" in statement else statement))


@dataclass(frozen=True)
class Right:
    """Somebody may do something with a table; with a column of it, when one is named."""

    role: str
    table: str
    column: str
    privilege: str


def rights_in_code(table: Table) -> Iterator[Right]:
    """What the table says about itself."""
    name = f"{table.schema}.{table.name}"
    info = table.info
    yield Right("backup", name, "", "SELECT")
    yield Right("app", name, "", "SELECT")
    if info.get("insert", True):
        yield Right("app", name, "", "INSERT")
    if info.get("staging"):
        yield Right("backup", f"{name}_number_seq", "", "SELECT")
    if info.get("delete") or info.get("staging"):
        yield Right("app", name, "", "DELETE")
    if info.get("kept_by_auditor"):
        yield Right("auditor", name, "", "SELECT")
        yield Right("auditor", name, "", "INSERT")
    for column in info.get("kept_by_auditor", ()):
        yield Right("auditor", name, column, "UPDATE")
    for column in info.get("auditor_reads", security.READ_BY_AUDITOR.get(table.name, ())):
        yield Right("auditor", name, column, "SELECT")
    for column in info.get("update", ()):
        yield Right("app", name, column, "UPDATE")


async def test_nobody_has_a_right_that_no_table_gives(database: Database) -> None:
    found = {
        Right(grant.split(" ")[0], table, column, grant.split(" ")[1])
        for kind, table, column, grant, _ in await structure(database)
        if kind == "grant"
    }
    assert found == {right for table in metadata.tables.values() for right in rights_in_code(table)}


async def test_rights_cannot_be_handed_on(database: Database) -> None:
    assert [row for row in await structure(database) if row[0] == "grant" and row[4]] == []


# Down and up again.


@pytest.fixture(scope="module")
async def lived(module_database: Database, module_engine: AsyncEngine) -> Database:
    """Two organizations with cases, forms, decisions and audit rows."""
    for _ in range(2):
        world = await World.made(module_database, module_engine)
        episode, _ = await world.mentored()
        world.later(days=7)
        await world.phq_a(episode, total=16)
        (item,) = await world.work(episode, "recommendation")
        await world.decide(item.id, Choice(Answer.ACCEPT, consent_basis="guardian_written"))
        await world.in_emergency(world.students[1])
    await module_engine.dispose()
    return module_database


async def test_down_and_up_again_with_people_in_it_gives_the_same_database(lived: Database) -> None:
    before = await structure(lived)
    revisions = await migrating.downgrade(lived.owner_url, "base")
    assert revisions == (migrating.head(), None)
    left = await fetch(lived, "SELECT nspname FROM pg_namespace WHERE nspname = ANY ($1)", list(SCHEMAS))
    assert left == []
    assert await migrating.upgrade(lived.owner_url) == (None, migrating.head())
    assert await structure(lived) == before
    assert await look(lived, migrating.differences) == []
    assert await fetch(lived, "SELECT count(*) FROM app.person") == [(0,)]


async def test_migrating_what_is_at_head_changes_nothing(lived: Database) -> None:
    before = await structure(lived)
    assert await migrating.upgrade(lived.owner_url) == (migrating.head(), migrating.head())
    assert await structure(lived) == before


async def test_a_world_can_be_lived_again_after_the_way_down_and_up(lived: Database) -> None:
    engine = create_async_engine(lived.app_url, poolclass=NullPool)
    try:
        world = await World.made(lived, engine)
        episode, _ = await world.mentored()
        assert (await world.case(episode)).version == 2
    finally:
        await engine.dispose()


async def test_a_migration_that_forgets_the_scope_changes_nothing(fresh_database: Database) -> None:
    """FORCE holds for the owner too: a data migration scopes each organization in turn, or does nothing."""
    engine = create_async_engine(fresh_database.app_url, poolclass=NullPool)
    world = await World.made(fresh_database, engine)
    await engine.dispose()
    owner = await asyncpg.connect(
        host=str(fresh_database.cluster.sockets), user="owner", database=fresh_database.name
    )
    try:
        assert await owner.execute("UPDATE app.person SET phone = '555 0199'") == "UPDATE 0"
        async with owner.transaction():
            await owner.execute("SELECT set_config('app.org_id', $1, true)", str(world.org_id))
            assert await owner.execute("UPDATE app.person SET phone = '555 0199'") == "UPDATE 10"
            assert await owner.execute("DELETE FROM app.person") == "DELETE 0"
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await owner.execute(
                "INSERT INTO app.site VALUES (gen_random_uuid(), gen_random_uuid(), 'X', 'UTC', now())"
            )
    finally:
        await owner.close()


async def test_two_that_migrate_at_once_wait_for_each_other(fresh_database: Database) -> None:
    await migrating.downgrade(fresh_database.owner_url, "base")
    results = await asyncio.gather(*(migrating.upgrade(fresh_database.owner_url) for _ in range(3)))
    assert sorted(results, key=str) == sorted(
        [
            (None, migrating.head()),
            (migrating.head(), migrating.head()),
            (migrating.head(), migrating.head()),
        ],
        key=str,
    )


def test_a_migration_has_a_way_down_and_one_parent(template: Database) -> None:
    config = Config()
    config.set_main_option("script_location", str(migrating.FOLDER))
    config.set_main_option("path_separator", "os")
    scripts = ScriptDirectory.from_config(config)
    assert len(scripts.get_heads()) == 1
    for script in scripts.walk_revisions():
        assert callable(script.module.downgrade)
        assert not script.is_merge_point


async def test_names_that_were_kept_before_are_found_as_those_that_are_kept_now(
    fresh_database: Database,
) -> None:
    """Each organization's, and nothing but the names under which people are found."""
    engine = create_async_engine(fresh_database.app_url, poolclass=NullPool)
    worlds = [await World.made(fresh_database, engine) for _ in range(2)]
    await engine.dispose()
    await migrating.downgrade(fresh_database.owner_url, "0001")
    root = await fresh_database.superuser()
    try:
        for world in worlds:
            await root.execute(
                "UPDATE app.person SET given_name = 'Łucja', family_name = 'O’Hara-Sørensen',"
                " search_name = 'łucja o’hara-sørensen łucja o’hara-sørensen łucja' WHERE id = $1",
                world.students[0],
            )
        before = await root.fetch(
            "SELECT id, search_name FROM app.person WHERE given_name <> 'Łucja' ORDER BY id"
        )
        assert await migrating.upgrade(fresh_database.owner_url) == ("0001", migrating.head())
        found = await root.fetch("SELECT search_name FROM app.person WHERE given_name = 'Łucja'")
        assert [row["search_name"] for row in found] == [search_name("Łucja", "O’Hara-Sørensen")] * 2
        after = await root.fetch(
            "SELECT id, search_name FROM app.person WHERE given_name <> 'Łucja' ORDER BY id"
        )
        assert after == before
    finally:
        await root.close()


async def test_a_step_down_of_earlier_days_says_that_its_plan_is_not_on_record(
    fresh_database: Database,
) -> None:
    """Nobody may make such a decision any more; those that were made stay, and nothing is made up for them."""
    engine = create_async_engine(fresh_database.app_url, poolclass=NullPool)
    world = await World.made(fresh_database, engine)
    await world.refer()
    await engine.dispose()
    await migrating.downgrade(fresh_database.owner_url, "0002")
    root = await fresh_database.superuser()
    try:
        await root.execute("UPDATE app.decision SET direction = 'down' WHERE org_id = $1", world.org_id)
        assert await migrating.upgrade(fresh_database.owner_url) == ("0002", migrating.head())
        (row,) = await root.fetch("SELECT safety_plan, first_check_on, decided_at FROM app.decision")
    finally:
        await root.close()
    assert row["safety_plan"].startswith("Not on record")
    assert row["first_check_on"] == row["decided_at"].date()


async def test_an_upgrade_on_data_tells_the_life_of_every_match_in_each_organization(
    fresh_database: Database,
) -> None:
    """From the release before, with people in it: proposed, started by a session, ended with the case; nobody else's."""
    engine = create_async_engine(fresh_database.app_url, poolclass=NullPool)
    lives: dict[str, list[str]] = {}
    for _ in range(2):
        world = await World.made(fresh_database, engine)
        _, started = await world.mentored(world.students[0])
        proposed = await world.assign(await world.refer(world.students[1]))
        closed, ended = await world.mentored(world.students[2])
        await world.close(closed)
        told = ["proposed", "started", "ended"]
        lives |= {str(proposed): told[:1], str(started): told[:2], str(ended): told}
    await engine.dispose()
    tables = ("person", "episode", "match", "session", "decision", "audit_event")
    counted = " UNION ALL ".join(f"SELECT '{one}', count(*) FROM app.{one}" for one in tables)
    before = await fetch(fresh_database, counted)
    await migrating.downgrade(fresh_database.owner_url, "0003")
    assert await migrating.upgrade(fresh_database.owner_url) == ("0003", migrating.head())
    assert await fetch(fresh_database, counted) == before
    found: dict[str, list[str]] = {}
    for match, state in await fetch(
        fresh_database, "SELECT match_id, to_state FROM app.match_change ORDER BY match_id, sequence"
    ):
        found.setdefault(str(match), []).append(state)
    assert found == lives
    orgs = """SELECT count(DISTINCT c.org_id), bool_and(c.org_id = m.org_id)
                FROM app.match_change c JOIN app.match m ON m.id = c.match_id"""
    assert await fetch(fresh_database, orgs) == [(2, True)]


async def test_an_upgrade_on_data_gives_every_escalation_its_ladder_and_its_history(
    fresh_database: Database,
) -> None:
    """From the release before: one that is open is told again at once, one that has ended stays so."""
    engine = create_async_engine(fresh_database.app_url, poolclass=NullPool)
    expected: dict[str, list[str]] = {}
    for _ in range(2):
        world = await World.made(fresh_database, engine)
        for number, student in enumerate(world.students):
            episode, _ = await world.in_emergency(student)
            (item,) = await world.work(episode, "escalation")
            if number > 0:
                await (world.claim(item.id) if number == 1 else world.end(item.id, "safety_plan_made"))
            expected[str(item.id)] = (["open"], ["open", "acknowledged"], ["open", "ended"])[number]
    await engine.dispose()
    await migrating.downgrade(fresh_database.owner_url, "0004")
    states = "SELECT state, count(*) FROM app.work GROUP BY state ORDER BY state"
    assert await fetch(fresh_database, states) == [("acknowledged", 2), ("ended", 2), ("open", 2)]
    assert await migrating.upgrade(fresh_database.owner_url) == ("0004", migrating.head())
    found: dict[str, list[str]] = {}
    for work, state in await fetch(
        fresh_database, "SELECT work_id, to_state FROM app.escalation_change ORDER BY work_id, sequence"
    ):
        found.setdefault(str(work), []).append(state)
    assert found == expected
    waiting = "SELECT count(*), bool_and(next_at <= now()), min(ladder) FROM app.work WHERE state <> 'ended'"
    assert await fetch(fresh_database, waiting) == [(4, True, "emergency")]
