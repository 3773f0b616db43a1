"""Does the database itself keep organizations apart, whatever the application asks? (T9)

Every test runs as the role `app`, as the product does, and cheats.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import Table, text
from sqlalchemy.ext.asyncio import AsyncEngine

from care_steps.decisions import Answer, Choice
from tests.conftest import Database
from tests.records import catalogue
from tests.records.planted_families import families
from tests.world import World
from workflows.platform.engines import open_engine
from workflows.records.ids import new_id
from workflows.records.scope import scoped_as
from workflows.records.tables import metadata

TABLES = sorted(
    (table for table in metadata.tables.values() if table.info.get("org")), key=lambda table: table.name
)
ROLES = ("owner", "app", "auditor", "engine", "worker", "backup")


@dataclass(frozen=True)
class Two:
    """Two organizations with a row in every table each."""

    database: Database
    ours: World
    theirs: World

    @asynccontextmanager
    async def connected(
        self, role: str = "app", org_id: UUID | None = None, actor_id: UUID | None = None
    ) -> AsyncIterator[asyncpg.Connection]:
        """This role, scoped to `org_id` or to nothing and acting for somebody, in a transaction that is taken back."""
        connection = await asyncpg.connect(
            host=str(self.database.cluster.sockets), user=role, database=self.database.name
        )
        try:
            change = connection.transaction()
            await change.start()
            if org_id is not None:
                await connection.execute("SELECT set_config('app.org_id', $1, true)", str(org_id))
            if actor_id is not None:
                await connection.execute("SELECT set_config('app.actor_id', $1, true)", str(actor_id))
            yield connection
            await change.rollback()
        finally:
            await connection.close()


async def filled(world: World) -> World:
    """A row in every table of organizations."""
    episode, match = await world.mentored()
    world.later(days=7)
    await world.log_made(match, worry="talk_over", said="Sleeps badly.")
    await world.phq_a(episode, total=16)
    (item,) = await world.work(episode, "recommendation")
    await world.decide(item.id, Choice(Answer.ACCEPT, consent_basis="guardian_written"))
    await world.can_sign_in(world.clinical)
    await world.worry(episode, "weapon")
    await world.report(await world.worry(episode, "abuse_or_neglect"))
    root = await world.database.superuser()
    try:
        await root.execute(
            "INSERT INTO app.form_key (org_id, actor_id, key, request_hash, recorded_at)"
            " VALUES ($1, $2, 'k', 'h', now())",
            world.org_id, world.counselor,
        )  # fmt: skip
        await root.execute(
            "INSERT INTO app.roster_import (org_id, id, kind, source, file_hash, state, summary, diagnostics,"
            " uploaded_at, recorded_at) VALUES ($1, $2, 'roster', 's', 'h', 'checked', '{}', '[]', now(), now())",
            world.org_id, new_id(),
        )  # fmt: skip
        await root.execute(
            "INSERT INTO app.roster_link (org_id, source, kind, sourced_id, person_id, status, fields, recorded_at)"
            " VALUES ($1, 's', 'person', 'p1', $2, 'active', '{}', now())",
            world.org_id, world.counselor,
        )  # fmt: skip
        decision = await root.fetchval("SELECT id FROM app.decision WHERE work_id = $1", item.id)
        await root.execute(
            "INSERT INTO app.watch_finding VALUES ($1, 'I3', $2, now(), now(), 1)", world.org_id, item.id
        )
        planted = (
            *_three_doors(world, episode, match, item.id),
            *_whole_road(world, episode, item.id, decision),
            *families(world, episode, match),
            *_channels(world),
            *_exports(world),
        )
        for statement, values in planted:
            await root.execute(statement, world.org_id, *values)
    finally:
        await root.close()
    return world


def _three_doors(
    world: World, episode: UUID, match: UUID, work: UUID
) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """What other verbs write, row by row: this file asks what the database allows, whoever writes."""
    yield (
        "WITH named AS (INSERT INTO app.named_adult (org_id, id, concern_id, work_id, person_id, named_by, recorded_at)"
        " SELECT $1, $2, id, $3, $4, $5, now() FROM app.concern WHERE org_id = $1 LIMIT 1 RETURNING org_id, id)"
        " INSERT INTO app.hidden_from (org_id, naming_id, object_id, person_id, recorded_at)"
        " SELECT org_id, id, $3, $4, now() FROM named",
        (new_id(), new_id(), world.stranger, world.counselor),
    )
    yield (
        "INSERT INTO app.flag_told (org_id, id, work_id, answer, how, said_by, happened_at, recorded_at)"
        " VALUES ($1, $2, $3, 'told', 'in_person', $4, now(), now())",
        (new_id(), work, world.counselor),
    )
    yield (
        "INSERT INTO app.site_state (org_id, site_id, recorded_at, state, set_by) VALUES ($1, $2, now(), 'Ohio', $3)",
        (world.site_id, world.counselor),
    )
    yield (
        "INSERT INTO app.safety_step (org_id, id, work_id, step, state, page_version, said_by, happened_at, recorded_at)"
        " VALUES ($1, $2, $3, 'threat.stay', 'done', 1, $4, now(), now())",
        (new_id(), work, world.counselor),
    )
    yield (
        "WITH list AS (INSERT INTO app.answer_import (org_id, id, instrument_id, file_hash, state, row_count, diagnostics,"
        " calling_lines, uploaded_by, uploaded_at, recorded_at)"
        " VALUES ($1, $2, 'phq-a', 'h', 'taken', 1, '[]', '{}', $4, now(), now()) RETURNING *)"
        " INSERT INTO app.answer_import_row (org_id, import_id, line, episode_id, entered_by, state, form, recorded_at)"
        " SELECT org_id, id, 2, $3, uploaded_by, 'waiting', '{}', now() FROM list",
        (new_id(), episode, world.counselor),
    )
    yield (
        "WITH told AS (INSERT INTO app.disclosure (org_id, id, mentee_id, disclosed_to, interest, basis, threat,"
        " disclosed_by, happened_at, recorded_at)"
        " VALUES ($1, $2, $3, 'd', 'i', 'emergency_disclosure', 't', $4, now(), now()) RETURNING *)"
        " INSERT INTO app.disclosure_review (org_id, disclosure_id, disclosed_by, answer, reviewed_by, happened_at,"
        " recorded_at) SELECT org_id, id, disclosed_by, 'right', $5, now(), now() FROM told",
        (new_id(), world.students[0], world.counselor, world.clinical),
    )
    yield (
        "INSERT INTO app.unanswered_work (org_id, work_id, escalation_id, recorded_at)"
        " SELECT $1, $2, id, now() FROM app.work WHERE org_id = $1 AND kind = 'escalation' LIMIT 1",
        (work,),
    )
    yield (
        "INSERT INTO app.draft (org_id, author_id, path, typed, saved_at) VALUES ($1, $2, '/x', '{}', now())",
        (world.counselor,),
    )
    yield (
        "INSERT INTO app.mentor_conflict (org_id, id, mentor_id, mentee_id, reason, declared_by, recorded_at)"
        " VALUES ($1, $2, $3, $4, 'r', $3, now())",
        (new_id(), world.mentor, world.students[1]),
    )
    yield (
        "INSERT INTO app.mentor_terms (org_id, person_id, starts_at, recorded_at, most_mentees)"
        " VALUES ($1, $2, now(), now(), 2)",
        (world.mentor,),
    )
    yield (
        "INSERT INTO app.owner_rule (org_id, id, site_id, owner_id, starts_at, set_by, recorded_at)"
        " VALUES ($1, $2, $3, $4, now(), $4, now())",
        (new_id(), world.site_id, world.counselor),
    )
    yield (
        "INSERT INTO app.reservation (org_id, id, episode_id, mentor_id, until_on, reserved_by, reserved_at,"
        " ended_by, ended_at, outcome, recorded_at) VALUES ($1, $2, $3, $4, now(), $5, now(), $5, now(), 'assigned', now())",
        (new_id(), episode, world.mentor, world.counselor),
    )
    yield (
        "INSERT INTO app.stated_view (org_id, id, episode_id, whose, words, recorded_by, happened_at, recorded_at)"
        " VALUES ($1, $2, $3, 'mentee', 'w', $4, now(), now())",
        (new_id(), episode, world.counselor),
    )
    yield (
        "INSERT INTO app.presence (org_id, id, work_id, said, said_by, happened_at, recorded_at)"
        " VALUES ($1, $2, $3, 'with_me', $4, now(), now())",
        (new_id(), work, world.counselor),
    )
    yield (
        "INSERT INTO app.planned_session_answer (org_id, match_id, number, said, planned_at, answered_by, recorded_at)"
        " VALUES ($1, $2, 1, 'stands', now(), $3, now())",
        (match, world.mentor),
    )


def _channels(world: World) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """What an organization is reached by, a test of it, and something posted there."""
    channel = new_id()
    yield (
        "INSERT INTO app.channel (org_id, id, kind, name, address, added_by, recorded_at)"
        " VALUES ($1, $2, 'slack', 'n', 'sealed', $3, now())",
        (channel, world.administrator),
    )
    yield (
        "INSERT INTO app.channel_test (org_id, id, channel_id, asked_by, asked_at) VALUES ($1, $2, $3, $4, now())",
        (new_id(), channel, world.administrator),
    )
    yield (
        "INSERT INTO app.channel_post (org_id, id, change_id, work_id, channel_id, way, class, due_at, recorded_at)"
        " SELECT $1, $2, id, work_id, $3, 'team', class, now(), now() FROM app.escalation_change WHERE org_id = $1 LIMIT 1",
        (new_id(), channel),
    )
    yield (
        "INSERT INTO app.passed_way (org_id, change_id, work_id, way, recorded_at)"
        " SELECT $1, id, work_id, 'sms', now() FROM app.escalation_change WHERE org_id = $1 LIMIT 1",
        (),
    )


def _exports(world: World) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """What is wanted of every month, and one file of it."""
    yield (
        "WITH wanted AS (INSERT INTO app.export_order (org_id, id, figures, asked_by, recorded_at)"
        " VALUES ($1, $2, 'timeliness', $4, now()) RETURNING org_id, id),"
        " asked AS (INSERT INTO app.export (org_id, id, figures, first_on, last_on, order_id, asked_by, asked_at)"
        " SELECT org_id, $3, 'timeliness', now(), now(), id, $4, now() FROM wanted RETURNING org_id, id)"
        " INSERT INTO app.export_file (org_id, export_id, asked_by, content, recorded_at)"
        " SELECT org_id, id, $4, 'c', now() FROM asked",
        (new_id(), new_id(), world.counselor),
    )


def _whole_road(
    world: World, episode: UUID, work: UUID, decision: UUID
) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """As above, for the tables of the whole road. A second episode is needed to misfile from one to the other."""
    other, opened, step, place = new_id(), new_id(), new_id(), new_id()
    yield (
        "WITH e AS (INSERT INTO app.episode (org_id, id, mentee_id, site_id, owner_id, step, version, opened_at,"
        " known_at, recorded_at) VALUES ($1, $2, $3, $4, $5, 'referred', 1, now(), now(), now())), d AS ("
        " INSERT INTO app.decision (org_id, id, episode_id, kind, actor_kind, decided_by, decided_as, credential,"
        " decided_at, effective_at, to_step, direction, evidence, chosen_step, consent_basis, told, next_due, why,"
        " as_of, known_at, recorded_at) VALUES ($1, $6, $2, 'open', 'person', $5, 'counselor', '', now(), now(),"
        " 'referred', 'in', '{}', 'referred', 'not_needed_to_open', '[]', '[]', 'w', now(), now(), now()))"
        " INSERT INTO app.step_change (org_id, id, episode_id, sequence, to_step, move, decision_id, effective_at,"
        " recorded_at) VALUES ($1, $7, $2, 1, 'referred', 'open', $6, now(), now())",
        (other, world.students[2], world.site_id, world.counselor, opened, step),
    )
    yield (
        "INSERT INTO app.misfiling (org_id, id, record_kind, record_id, from_episode_id, to_episode_id, moved_as,"
        " why, moved_by, recorded_at) VALUES ($1, $2, 'session', $2, $3, $4, $2, 'w', $5, now())",
        (new_id(), episode, other, world.counselor),
    )
    yield (
        "INSERT INTO app.assessment (org_id, id, episode_id, ratings, level, is_at_least, lane, proposed_step,"
        " sentence, model_version, assessed_by, happened_at, recorded_at)"
        " VALUES ($1, $2, $3, '{}', 1, true, 'routine', 'paraprofessional_mentor', 's', '1', $4, now(), now())",
        (new_id(), episode, world.counselor),
    )
    yield (
        "INSERT INTO app.applicant_told (org_id, id, episode_id, who, how, fit, services, limits, told_by,"
        " happened_at, recorded_at) VALUES ($1, $2, $3, '{mentee}', 'h', 'f', 's', '', $4, now(), now())",
        (new_id(), episode, world.counselor),
    )
    yield (
        "INSERT INTO app.safety_assessment (org_id, id, episode_id, work_id, tier, words, assessed_by, happened_at,"
        " recorded_at) VALUES ($1, $2, $3, $4, 'low', 'w', $5, now(), now())",
        (new_id(), episode, work, world.clinical),
    )
    yield (
        "INSERT INTO app.measure_plan (org_id, episode_id, instrument_id, starts_at, recorded_at, why, set_by)"
        " VALUES ($1, $2, 'phq-a', now(), now(), 'w', $3)",
        (episode, world.counselor),
    )
    yield (
        "INSERT INTO app.measure_attempt (org_id, id, episode_id, instrument_id, reason, attempted_by, happened_at,"
        " recorded_at) VALUES ($1, $2, $3, 'phq-a', 'r', $4, now(), now())",
        (new_id(), episode, world.counselor),
    )
    yield (
        "INSERT INTO app.break_contact (org_id, episode_id, first_on, last_on, person_id, phone, set_by, recorded_at)"
        " VALUES ($1, $2, now(), now(), $3, 'p', $3, now())",
        (episode, world.counselor),
    )
    yield (
        "INSERT INTO app.decision_review (org_id, id, decision_id, answer, words, reviewed_by, happened_at, recorded_at)"
        " VALUES ($1, $2, $3, 'agree', 'w', $4, now(), now())",
        (new_id(), decision, world.clinical),
    )
    yield (
        "INSERT INTO app.destination (org_id, id, site_id, name, for_step, named_by, recorded_at)"
        " VALUES ($1, $2, $3, 'n', 'professional_referral', $4, now())",
        (place, world.site_id, world.administrator),
    )
    yield (
        "INSERT INTO app.destination_capacity (org_id, destination_id, recorded_at, places, asked_on, recorded_by)"
        " VALUES ($1, $2, now(), 1, now(), $3)",
        (place, world.administrator),
    )
    yield (
        "INSERT INTO app.roll_over (org_id, site_id, school_year, raised, leaving, done_by, recorded_at)"
        " VALUES ($1, $2, '2027', 1, 0, $3, now())",
        (world.site_id, world.administrator),
    )


@pytest.fixture(scope="module")
async def two(module_database: Database, module_engine: AsyncEngine) -> Two:
    worlds = [await filled(await World.made(module_database, module_engine)) for _ in range(2)]
    return Two(module_database, *worlds)


# What the catalogue says.

QUERIES: Mapping[str, tuple[str, str]] = {
    "no row security": (
        catalogue.UNPROTECTED,
        "CREATE TABLE app.planted (org_id uuid NOT NULL, id uuid)",
    ),
    "row security that does not hold for the owner": (
        catalogue.UNPROTECTED,
        """CREATE TABLE app.planted (org_id uuid NOT NULL, id uuid);
           ALTER TABLE app.planted ENABLE ROW LEVEL SECURITY;
           CREATE POLICY one ON app.planted USING (true) WITH CHECK (true)""",
    ),
    "a command without a policy": (
        catalogue.UNPROTECTED,
        """CREATE TABLE app.planted (org_id uuid NOT NULL, id uuid);
           ALTER TABLE app.planted ENABLE ROW LEVEL SECURITY;
           ALTER TABLE app.planted FORCE ROW LEVEL SECURITY;
           CREATE POLICY one ON app.planted FOR SELECT USING (true);
           CREATE POLICY two ON app.planted FOR INSERT WITH CHECK (true);
           CREATE POLICY three ON app.planted FOR UPDATE USING (true)""",
    ),
    "a table without an organization": (
        catalogue.WITHOUT_AN_ORGANISATION,
        "CREATE TABLE app.planted (id uuid)",
    ),
    "an organization that may be null": (
        catalogue.WITHOUT_AN_ORGANISATION,
        "CREATE TABLE app.planted (org_id uuid, id uuid)",
    ),
    "a materialized view": (
        catalogue.WITHOUT_AN_ORGANISATION,
        "CREATE MATERIALIZED VIEW app.planted AS SELECT org_id, id FROM app.person",
    ),
    "a view with its owner's rights": (
        catalogue.VIEWS_OF_THEIR_OWNER,
        "CREATE VIEW app.planted AS SELECT * FROM app.person",
    ),
    "a function with its owner's rights": (
        catalogue.FUNCTIONS_OF_THEIR_OWNER,
        "CREATE FUNCTION app.planted() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'",
    ),
    "a foreign key without an index": (
        catalogue.UNINDEXED_KEYS,
        """CREATE TABLE app.planted (org_id uuid NOT NULL, id uuid, person_id uuid,
           FOREIGN KEY (org_id, person_id) REFERENCES app.person (org_id, id))""",
    ),
    "an index that does not begin with the organization": (
        catalogue.NOT_ORGANISATION_FIRST,
        "CREATE TABLE app.planted (org_id uuid NOT NULL, id uuid); CREATE INDEX planted_ix ON app.planted (id, org_id)",
    ),
    "a unique value across organizations": (
        catalogue.NOT_ORGANISATION_FIRST,
        "CREATE TABLE app.planted (org_id uuid NOT NULL, planted_email text UNIQUE)",
    ),
    "a trigger": (
        catalogue.TRIGGERS,
        """CREATE TABLE app.planted (org_id uuid NOT NULL, id uuid);
           CREATE TRIGGER planted BEFORE DELETE ON app.planted EXECUTE FUNCTION app.refuse_change()""",
    ),
}


@pytest.mark.parametrize("fault", QUERIES)
async def test_the_catalogue_shows_no_such_fault_and_would_show_one(two: Two, fault: str) -> None:
    query, plant = QUERIES[fault]
    async with two.connected("owner") as connection:
        assert [row[0] for row in await connection.fetch(query)] == []
        await connection.execute(plant)
        found = [row[0] for row in await connection.fetch(query)]
    assert found
    assert all("planted" in name for name in found)


async def test_a_view_that_reads_with_its_caller_s_rights_passes(two: Two) -> None:
    async with two.connected("owner") as connection:
        await connection.execute(
            "CREATE VIEW app.planted WITH (security_invoker = true) AS SELECT * FROM app.person"
        )
        assert await connection.fetch(catalogue.VIEWS_OF_THEIR_OWNER) == []


async def test_every_table_of_the_code_is_one_of_the_catalogue(two: Two) -> None:
    async with two.connected() as connection:
        found = await connection.fetch(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'app'::regnamespace"
        )
    assert sorted(row[0] for row in found) == [table.name for table in TABLES]


# Who is who.


async def test_only_the_backup_is_past_row_security_and_nobody_is_a_superuser(two: Two) -> None:
    async with two.connected() as connection:
        found = await connection.fetch(
            """SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication FROM pg_roles
                WHERE rolname = ANY ($1)""",
            list(ROLES),
        )
        members = await connection.fetchval(
            "SELECT count(*) FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member WHERE r.rolname = ANY ($1)",
            list(ROLES),
        )
        owned = await connection.fetch(
            """SELECT c.oid::regclass FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner
                WHERE r.rolname = ANY ($1) AND r.rolname <> 'owner'""",
            list(ROLES),
        )
        others = await connection.fetchval(
            "SELECT count(*) FROM pg_roles WHERE rolbypassrls AND NOT rolsuper AND rolname <> 'backup'"
        )
    assert {row["rolname"] for row in found} == set(ROLES)
    assert {row["rolname"] for row in found if row["rolbypassrls"]} == {"backup"}
    for right in ("rolsuper", "rolcreaterole", "rolcreatedb", "rolreplication"):
        assert [row["rolname"] for row in found if row[right]] == []
    assert (members, others, owned) == (0, 0, [])


@pytest.mark.parametrize("role", ["app", "engine", "worker"])
async def test_no_role_can_switch_its_row_security_off(two: Two, role: str) -> None:
    async with two.connected(role) as connection:
        await connection.execute("SET LOCAL row_security = off")
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.fetch("SELECT * FROM app.person")


async def test_no_role_can_become_another(two: Two) -> None:
    for role in ("app", "auditor", "engine", "worker", "backup"):
        for other in ("owner", "backup", "postgres"):
            if role == other:
                continue
            async with two.connected(role) as connection:
                with pytest.raises(asyncpg.InsufficientPrivilegeError):
                    await connection.execute(f"SET LOCAL ROLE {other}")


# What is seen and written, table by table.


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
async def test_without_a_scope_nothing_is_there(two: Two, table: Table) -> None:
    for role in ("app", "owner"):
        async with two.connected(role) as connection:
            assert await connection.fetchval(f"SELECT count(*) FROM app.{table.name}") == 0
    async with two.connected("backup") as connection:
        whole = await connection.fetchval(f"SELECT count(DISTINCT org_id) FROM app.{table.name}")
    assert whole >= 2, "the test would say nothing about an empty table"


@pytest.mark.parametrize("scope", ["", "not-an-id", "00000000-0000-0000-0000-000000000000"])
async def test_a_scope_that_is_none_shows_nothing(two: Two, scope: str) -> None:
    async with two.connected() as connection:
        await connection.execute("SELECT set_config('app.org_id', $1, true)", scope)
        try:
            assert await connection.fetchval("SELECT count(*) FROM app.person") == 0
        except asyncpg.DataError:
            assert scope == "not-an-id"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
async def test_one_organization_sees_and_changes_nothing_of_another(two: Two, table: Table) -> None:
    ours, theirs = two.ours.org_id, two.theirs.org_id
    async with two.connected(org_id=ours, actor_id=two.ours.counselor) as connection:
        assert await connection.fetchval(f"SELECT count(*) FROM app.{table.name}") > 0
        seen = f"SELECT count(*) FROM app.{table.name} WHERE org_id = $1"
        assert await connection.fetchval(seen, theirs) == 0
        columns = table.info["update"]
        for column in table.columns.keys() if columns == "*" else columns:
            done = await connection.execute(
                f"UPDATE app.{table.name} SET {column} = {column} WHERE org_id = $1", theirs
            )
            assert done == "UPDATE 0"
        if table.info["delete"]:
            done = await connection.execute(f"DELETE FROM app.{table.name} WHERE org_id = $1", theirs)
            assert done == "DELETE 0"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
async def test_one_organization_writes_nothing_into_another(two: Two, table: Table) -> None:
    names = [column.name for column in table.columns if column.computed is None]
    chosen = ["$1::uuid" if name == "org_id" else name for name in names]
    copied = (
        f"INSERT INTO app.{table.name} ({', '.join(names)}) SELECT {', '.join(chosen)} FROM app.{table.name}"
    )
    # What only the auditor writes is refused even before the policies are asked.
    refused = "permission denied" if table.info.get("kept_by_auditor") else "row-level security"
    async with two.connected(org_id=two.ours.org_id, actor_id=two.ours.counselor) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match=refused):
            await connection.execute(copied, two.theirs.org_id)
    async with two.connected() as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match=refused):
            await connection.execute(f"INSERT INTO app.{table.name} (org_id) VALUES ($1)", two.ours.org_id)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
async def test_no_copy_is_larger_than_what_is_seen(two: Two, table: Table, tmp_path: Any) -> None:
    async with two.connected() as connection:
        assert (
            await connection.copy_from_table(table.name, schema_name="app", output=tmp_path / "x") == "COPY 0"
        )


async def test_the_statistics_of_the_database_show_no_value(two: Two) -> None:
    root = await two.database.superuser()
    try:
        await root.execute("ANALYZE app.person")
        assert await root.fetchval("SELECT count(*) FROM pg_stats WHERE schemaname = 'app'") > 0
    finally:
        await root.close()
    async with two.connected(org_id=two.ours.org_id) as connection:
        assert await connection.fetchval("SELECT count(*) FROM pg_stats WHERE schemaname = 'app'") == 0


# What belongs to one person alone.

AUTHORED = [table for table in TABLES if table.info["author"]]


@pytest.mark.parametrize("table", AUTHORED, ids=lambda table: table.name)
async def test_what_one_person_began_is_there_for_nobody_else_of_the_organization(
    two: Two, table: Table
) -> None:
    own = f"SELECT count(*) FROM app.{table.name}"
    others = (two.ours.mentor, two.ours.direct, two.ours.clinical, two.ours.administrator, None)
    async with two.connected(org_id=two.ours.org_id, actor_id=two.ours.counselor) as connection:
        assert await connection.fetchval(own) == 1
    for person in others:
        async with two.connected(org_id=two.ours.org_id, actor_id=person) as connection:
            assert await connection.fetchval(own) == 0
            for column in table.info["update"]:
                assert (
                    await connection.execute(f"UPDATE app.{table.name} SET {column} = {column}") == "UPDATE 0"
                )
            if table.info["delete"]:
                assert await connection.execute(f"DELETE FROM app.{table.name}") == "DELETE 0"


@pytest.mark.parametrize("table", AUTHORED, ids=lambda table: table.name)
async def test_nobody_begins_something_in_the_name_of_another(two: Two, table: Table) -> None:
    author = table.info["author"]
    names = ", ".join(column.name for column in table.columns)
    chosen = names.replace(author, "$1::uuid")
    async with two.connected(org_id=two.ours.org_id, actor_id=two.ours.counselor) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
            await connection.execute(
                f"INSERT INTO app.{table.name} ({names}) SELECT {chosen} FROM app.{table.name}",
                two.ours.mentor,
            )
    async with two.connected(org_id=two.ours.org_id, actor_id=two.ours.counselor) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.execute(f"UPDATE app.{table.name} SET {author} = $1", two.ours.mentor)


@pytest.mark.parametrize("table", AUTHORED, ids=lambda table: table.name)
@pytest.mark.parametrize("role", ["auditor", "owner", "engine", "worker"])
async def test_what_one_person_began_is_there_for_no_other_role(two: Two, table: Table, role: str) -> None:
    """The owner of the tables may look and finds nothing; the others may not even look."""
    async with two.connected(role, two.ours.org_id) as connection:
        if role == "owner":
            assert await connection.fetchval(f"SELECT count(*) FROM app.{table.name}") == 0
            return
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await connection.fetch(f"SELECT * FROM app.{table.name}")


@pytest.mark.parametrize(
    "table", [one for one in AUTHORED if one.info["delete"]], ids=lambda table: table.name
)
async def test_an_author_throws_away_what_is_theirs(two: Two, table: Table) -> None:
    async with two.connected(org_id=two.ours.org_id, actor_id=two.ours.counselor) as connection:
        assert await connection.execute(f"DELETE FROM app.{table.name}") == "DELETE 1"


# What one person says of themselves, and others may read.


async def test_nobody_says_for_another_when_they_are_told(two: Two) -> None:
    say = (
        "INSERT INTO app.when_told (org_id, person_id, recorded_at, has_digest)"
        " VALUES ($1, $2, '2026-09-01T12:00Z', false)"
    )
    async with two.connected(org_id=two.ours.org_id, actor_id=two.ours.mentor) as connection:
        await connection.execute(say, two.ours.org_id, two.ours.mentor)
    for actor in (two.ours.mentor, two.ours.administrator, None):
        async with two.connected(org_id=two.ours.org_id, actor_id=actor) as connection:
            with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
                await connection.execute(say, two.ours.org_id, two.ours.counselor)


# Probing through keys.

KEYS = [
    (table, constraint)
    for table in TABLES
    for constraint in sorted(table.foreign_key_constraints, key=lambda found: str(found.name))
    if len(constraint.columns) == 2
]


@pytest.mark.parametrize(("table", "key"), KEYS, ids=[f"{table.name}-{key.name}" for table, key in KEYS])
async def test_a_key_of_another_organization_is_refused_like_one_that_never_was(
    two: Two, table: Table, key: Any
) -> None:
    """The database may not tell whether an id exists elsewhere."""
    column = next(one.name for one in key.columns if one.name != "org_id")
    (element,) = [one for one in key.elements if one.parent.name == column]
    target = element.column.table
    async with two.connected(org_id=two.theirs.org_id, actor_id=two.theirs.counselor) as connection:
        foreign = await connection.fetchval(f"SELECT {element.column.name} FROM app.{target.name} LIMIT 1")
    assert foreign is not None
    told = []
    for probe in (foreign, new_id()):
        async with two.connected(org_id=two.ours.org_id, actor_id=two.ours.counselor) as connection:
            with pytest.raises(asyncpg.PostgresError) as refusal:
                await connection.execute(*_with(table, column, probe))
        told.append((type(refusal.value), refusal.value.constraint_name, refusal.value.args[0]))
    assert told[0] == told[1]


def _with(table: Table, column: str, value: UUID) -> tuple[Any, ...]:
    """A copy of a row of ours under a new id that points at this id."""
    names = [one.name for one in table.columns if one.computed is None]
    chosen = {name: name for name in names} | {column: "$1::uuid"}
    if column != "id" and "id" in names:
        chosen["id"] = "gen_random_uuid()"
    return (
        f"INSERT INTO app.{table.name} ({', '.join(names)})"
        f" SELECT {', '.join(chosen[name] for name in names)} FROM app.{table.name} LIMIT 1",
        value,
    )


async def test_an_id_that_exists_elsewhere_can_be_used_here(two: Two) -> None:
    """A refusal would tell that it exists."""
    async with two.connected(org_id=two.ours.org_id) as connection:
        done = await connection.execute(
            "INSERT INTO app.person (org_id, id, given_name, family_name, search_name, recorded_at)"
            " VALUES ($1, $2, 'A', 'B', 'a b', now())",
            two.ours.org_id, two.theirs.counselor,
        )  # fmt: skip
    assert done == "INSERT 0 1"


# The scope of one transaction is not that of the next.


async def test_no_scope_survives_its_transaction_in_a_pool_of_one(two: Two) -> None:
    """S-62: 300 transactions of two organizations over one connection, some failing, some cancelled."""
    engine = open_engine(two.database.app_url, pool_size=1, name="tests")
    try:
        for turn in range(300):
            world = (two.ours, two.theirs)[turn % 2]
            await _one_turn(engine, world, turn)
            async with engine.connect() as connection:
                left = await connection.execute(
                    text("SELECT nullif(current_setting('app.org_id', true), ''), count(*) FROM app.person")
                )
                assert tuple(left.one()) == (None, 0)
                await connection.rollback()
    finally:
        await engine.dispose()


async def _one_turn(engine: AsyncEngine, world: World, turn: int) -> None:
    try:
        async with asyncio.timeout(0.05 if turn % 10 == 7 else 30), scoped_as(engine, world.org_id) as tx:
            orgs = (
                (await tx.connection.execute(text("SELECT DISTINCT org_id FROM app.person"))).scalars().all()
            )
            assert orgs == [world.org_id]
            if turn % 10 == 3:
                await tx.connection.execute(text("SELECT 1 / 0"))
            if turn % 10 == 7:
                await tx.connection.execute(text("SELECT pg_sleep(5)"))
    except TimeoutError:
        assert turn % 10 == 7
    except Exception:
        assert turn % 10 == 3, turn


async def test_many_at_once_over_few_connections_never_see_each_other(two: Two) -> None:
    engine = open_engine(two.database.app_url, pool_size=3, name="tests")

    async def seen(world: World) -> None:
        async with scoped_as(engine, world.org_id) as tx:
            await asyncio.sleep(0)
            orgs = (
                (await tx.connection.execute(text("SELECT DISTINCT org_id FROM app.decision")))
                .scalars()
                .all()
            )
            assert orgs == [world.org_id]

    try:
        for _ in range(10):
            await asyncio.gather(*(seen(world) for world in (two.ours, two.theirs) * 3))
    finally:
        await engine.dispose()


async def test_a_setting_of_the_session_would_survive(two: Two) -> None:
    """The control: only a setting that is local to the transaction is safe in a pool."""
    engine = open_engine(two.database.app_url, pool_size=1, name="tests")
    try:
        async with engine.begin() as connection:
            await connection.execute(
                text("SELECT set_config('app.org_id', :org_id, false)"), {"org_id": str(two.ours.org_id)}
            )
        async with engine.connect() as connection:
            assert (await connection.execute(text("SELECT count(*) FROM app.person"))).scalar_one() > 0
    finally:
        await engine.dispose()


# Who reads what else.


OF_THE_AUDITOR = {
    "app.administration": "episode_id id org_id recorded_at",
    # Whether what was to be posted into a channel lies there untried.
    "app.channel_post": "dropped_at due_at lease_until org_id sent_at work_id",
    "app.episode": "id known_at org_id",
    "app.escalation_change": "asked_class changed_by class digest from_state happened_at id is_passed lap move next_at"
    " org_id recorded_at rung sequence to_id to_state words_digest work_id",
    "app.escalation_notice": "change_id dead_at dropped_at due_at lease_until org_id person_id recorded_at sent_at way"
    " work_id",
    "app.firing": "administration_id org_id recorded_at scope work_id",
    "app.form_key": "actor_id key org_id request_hash",
    "app.hidden_from": "ended_at object_id org_id person_id recorded_at",
    "app.policy_version": "id org_id text",
    "app.watch_finding": "first_found_at last_found_at org_id promise subject_id times",
    "app.work": "acknowledged_at acknowledged_by cause class ended_by episode_id history_digest id kind ladder lap next_at"
    " opened_at org_id policy_version_id recorded_at rung state version",
    "sign_in.heartbeat": "ended_at name",
    "sign_in.identity": "disabled_at org_id person_id",
    "sign_in.organisation": "clock_shift id is_demo",
}
"""Everything the auditor may read. No name, no answer, no word of a worry; whoever adds a column here says why."""
_MAY_READ = """
SELECT c.oid::regclass::text, string_agg(a.attname, ' ' ORDER BY a.attname::text COLLATE "C") FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
 WHERE n.nspname IN ('app', 'sign_in', 'staging', 'jobs') AND c.relkind IN ('r', 'p', 'v', 'm') AND a.attnum > 0
   AND NOT a.attisdropped AND has_column_privilege('auditor', c.oid, a.attnum, 'SELECT')
 GROUP BY c.oid ORDER BY 1
"""


async def test_the_auditor_reads_what_promises_are_asked_of_and_nothing_else(two: Two) -> None:
    async with two.connected("owner") as connection:
        assert {row[0]: row[1] for row in await connection.fetch(_MAY_READ)} == OF_THE_AUDITOR


async def test_the_auditor_sees_every_organization_and_writes_nothing(two: Two) -> None:
    async with two.connected("auditor") as connection:
        for name in OF_THE_AUDITOR:
            if name.startswith("app."):
                assert await connection.fetchval(f"SELECT count(DISTINCT org_id) FROM {name}") >= 2, name
    for command in (
        "INSERT INTO app.site (org_id) VALUES (NULL)",
        "UPDATE app.person SET phone = ''",
        "UPDATE app.watch_finding SET subject_id = org_id",
        "DELETE FROM app.watch_finding",
        "SELECT words FROM app.escalation_change",
        "SELECT given_name FROM app.person",
        "SELECT email FROM sign_in.identity",
        "SELECT token_hash FROM sign_in.session",
    ):
        async with two.connected("auditor") as connection:
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(command)


@pytest.mark.parametrize("role", ["engine", "worker"])
async def test_roles_for_which_nothing_is_built_yet_may_nothing(two: Two, role: str) -> None:
    async with two.connected(role, two.ours.org_id) as connection:
        for table in TABLES:
            allowed = await connection.fetchval(
                "SELECT has_table_privilege($1, $2, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE')",
                role, f"app.{table.name}",
            )  # fmt: skip
            assert not allowed


async def test_nobody_but_our_roles_may_use_the_schemas(two: Two) -> None:
    async with two.connected("owner") as connection:
        found = await connection.fetch(
            """SELECT n.nspname FROM pg_namespace n, aclexplode(n.nspacl) a
                WHERE n.nspname IN ('app', 'sign_in', 'staging') AND a.grantee = 0"""
        )
        create = await connection.fetchval("SELECT has_schema_privilege('app', 'public', 'CREATE')")
    assert (found, create) == ([], False)
