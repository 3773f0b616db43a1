"""Can anybody who holds the application's own connection write a history that did not happen?

Each forgery is raw SQL as the role `app`, inside the organization's scope, on a case that verbs have made. The
name of what refuses it is asserted, so that a refusal for another reason does not count.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import Table
from sqlalchemy.ext.asyncio import AsyncEngine

from care_steps.decisions import Answer, Choice
from tests.conftest import Database
from tests.world import World
from workflows.records.ids import new_id
from workflows.records.tables import metadata

NOT_GRANTED = asyncpg.InsufficientPrivilegeError
APPEND_ONLY = sorted(
    (table for table in metadata.tables.values() if table.info.get("org") and not table.info.get("update")),
    key=lambda table: table.name,
)
KEPT = sorted(
    (table for table in metadata.tables.values() if table.info.get("org") and not table.info.get("delete")),
    key=lambda table: table.name,
)


@dataclass(frozen=True)
class Forger:
    """A world with one case at step 1 and a live offer of step 2, and a way to write past the verbs."""

    world: World
    episode: UUID
    match: UUID
    decision: UUID
    offer: UUID
    other_episode: UUID
    escalation: UUID

    @asynccontextmanager
    async def connected(self, role: str = "app") -> AsyncIterator[asyncpg.Connection]:
        """This role inside the organization's scope, in a transaction that is taken back."""
        cluster = self.world.database.cluster
        connection = await asyncpg.connect(
            host=str(cluster.sockets), user=role, database=self.world.database.name
        )
        try:
            change = connection.transaction()
            await change.start()
            await connection.execute("SELECT set_config('app.org_id', $1, true)", str(self.world.org_id))
            yield connection
            await change.rollback()
        finally:
            await connection.close()

    async def refused(self, by: str, sql: str, *values: Any) -> None:
        """The statement is refused by this constraint, index or policy."""
        async with self.connected() as connection:
            with pytest.raises(asyncpg.PostgresError) as refusal:
                await connection.execute(sql, *values)
        assert by in (refusal.value.constraint_name or str(refusal.value)), refusal.value

    async def done(self, sql: str, *values: Any) -> str:
        """The same statement without its fault goes through: the refusal was not about something else."""
        async with self.connected() as connection:
            return str(await connection.execute(sql, *values))


@pytest.fixture(scope="module")
async def forger(module_database: Database, module_engine: AsyncEngine) -> Forger:
    world = await World.made(module_database, module_engine)
    episode, match = await world.mentored()
    world.later(days=7)
    await world.phq_a(episode, total=16)
    (item,) = await world.work(episode, "recommendation")
    decision = await world.decide(item.id, Choice(Answer.ACCEPT, consent_basis="guardian_written"))
    other, _ = await world.mentored(world.students[1])
    await world.worry(other, "other_now", said="Cannot wait.")
    (escalation,) = await world.work(other, "escalation")
    return Forger(world, episode, match, decision, (await world.offer(episode)).id, other, escalation.id)


# A step and its record.

MOVE = """
WITH moved AS (
    UPDATE app.episode SET step = $2, version = version + $3 WHERE id = $1 RETURNING org_id, id, version
)
INSERT INTO app.step_change (org_id, id, episode_id, sequence, from_step, to_step, move, decision_id, effective_at,
                             recorded_at)
SELECT org_id, gen_random_uuid(), id, $4::int, $5, $6, 'step_up', $7, now(), now() FROM moved
"""


async def test_a_move_with_its_record_and_its_decision_is_written(forger: Forger) -> None:
    """The control of all that follows."""
    made = await forger.done(
        MOVE,
        forger.episode,
        "journey_mentor",
        1,
        3,
        "paraprofessional_mentor",
        "journey_mentor",
        forger.decision,
    )
    assert made == "INSERT 0 1"


async def test_no_step_changes_without_its_record(forger: Forger) -> None:
    await forger.refused(
        "episode_step_has_its_record",
        "UPDATE app.episode SET step = 'journey_mentor', version = version + 1 WHERE id = $1",
        forger.episode,
    )


async def test_no_step_changes_under_the_record_of_the_present_one(forger: Forger) -> None:
    await forger.refused(
        "episode_step_has_its_record",
        "UPDATE app.episode SET step = 'closed' WHERE id = $1",
        forger.episode,
    )


async def test_no_step_differs_from_its_record(forger: Forger) -> None:
    await forger.refused(
        "episode_step_has_its_record",
        MOVE,
        forger.episode, "professional_referral", 1, 3, "paraprofessional_mentor", "journey_mentor", forger.decision,
    )  # fmt: skip


async def test_no_step_change_is_without_a_decision(forger: Forger) -> None:
    await forger.refused(
        "step_change_has_its_decision",
        MOVE,
        forger.episode, "journey_mentor", 1, 3, "paraprofessional_mentor", "journey_mentor", new_id(),
    )  # fmt: skip


async def test_no_step_change_rests_on_a_decision_about_somebody_else(forger: Forger) -> None:
    await forger.refused(
        "step_change_has_its_decision",
        MOVE,
        forger.other_episode, "journey_mentor", 1, 3, "paraprofessional_mentor", "journey_mentor", forger.decision,
    )  # fmt: skip


async def test_no_decision_moves_a_step_twice(forger: Forger) -> None:
    ((used,),) = await forger.world.rows(
        "SELECT decision_id FROM app.step_change WHERE episode_id = :id AND sequence = 2", id=forger.episode
    )
    await forger.refused(
        "step_change_decision_once",
        MOVE,
        forger.episode, "journey_mentor", 1, 3, "paraprofessional_mentor", "journey_mentor", used,
    )  # fmt: skip


async def test_no_history_skips_a_number(forger: Forger) -> None:
    await forger.refused(
        "step_change_follows_its_predecessor",
        MOVE,
        forger.episode, "journey_mentor", 2, 4, "paraprofessional_mentor", "journey_mentor", forger.decision,
    )  # fmt: skip


async def test_no_history_uses_a_number_twice(forger: Forger) -> None:
    await forger.refused(
        "step_change_sequence_once",
        MOVE,
        forger.episode, "journey_mentor", 1, 2, "referred", "journey_mentor", forger.decision,
    )  # fmt: skip


async def test_no_history_comes_from_a_step_that_the_mentee_was_not_on(forger: Forger) -> None:
    await forger.refused(
        "step_change_follows_its_predecessor",
        MOVE,
        forger.episode, "professional_referral", 1, 3, "journey_mentor", "professional_referral", forger.decision,
    )  # fmt: skip


async def test_no_history_begins_twice(forger: Forger) -> None:
    await forger.refused(
        "step_change_first_has_no_from",
        MOVE,
        forger.episode, "journey_mentor", 1, 3, None, "journey_mentor", forger.decision,
    )  # fmt: skip


async def test_no_move_stays_where_it_was(forger: Forger) -> None:
    await forger.refused(
        "step_change_moves",
        MOVE,
        forger.episode, "paraprofessional_mentor", 1, 3, "paraprofessional_mentor", "paraprofessional_mentor",
        forger.decision,
    )  # fmt: skip


async def test_no_step_is_made_up(forger: Forger) -> None:
    await forger.refused(
        "step_known",
        MOVE,
        forger.episode, "cured", 1, 3, "paraprofessional_mentor", "cured", forger.decision,
    )  # fmt: skip


async def test_no_episode_points_back_to_an_older_record(forger: Forger) -> None:
    await forger.refused(
        'policy "episode_never_back"',
        "UPDATE app.episode SET step = 'referred', version = 1 WHERE id = $1",
        forger.episode,
    )


async def test_no_offer_points_back_to_an_older_record(forger: Forger) -> None:
    async with forger.connected() as connection:
        await connection.execute(
            OFFER_MOVE, forger.offer, "accepted", 2, "offered", new_id(), forger.world.mentor
        )
        with pytest.raises(asyncpg.PostgresError, match='policy "offer_never_back"'):
            await connection.execute(
                "UPDATE app.offer SET state = 'offered', version = 1 WHERE id = $1", forger.offer
            )


async def test_a_record_without_its_move_stops_the_case_until_somebody_looks(forger: Forger) -> None:
    """It is no forgery of the step, and `replay` names it."""
    async with forger.connected() as connection:
        await connection.execute(
            """INSERT INTO app.step_change (org_id, id, episode_id, sequence, from_step, to_step, move, decision_id,
                      effective_at, recorded_at)
               VALUES ($1, $2, $3, 3, 'paraprofessional_mentor', 'journey_mentor', 'step_up', $4, now(), now())""",
            forger.world.org_id, new_id(), forger.episode, forger.decision,
        )  # fmt: skip
        with pytest.raises(asyncpg.PostgresError, match='policy "episode_never_back"'):
            await connection.execute(
                "UPDATE app.episode SET owner_id = owner_id WHERE id = $1", forger.episode
            )


# A decision and its reasons.


async def copy_of(forger: Forger, decision: UUID, **changes: str) -> str:
    """An INSERT of the same decision under another id, with some columns changed."""
    columns = [column.name for column in metadata.tables["app.decision"].columns]
    chosen = {name: name for name in columns} | {"id": "gen_random_uuid()"} | changes
    listed = ", ".join(columns)
    return (
        f"INSERT INTO app.decision ({listed}) SELECT {', '.join(chosen[name] for name in columns)}"
        f" FROM app.decision WHERE id = '{decision}'"
    )


async def test_a_decision_as_verbs_write_it_can_be_written(forger: Forger) -> None:
    """The control of the refusals below."""
    assert await forger.done(await copy_of(forger, forger.decision)) == "INSERT 0 1"


DECISIONS = [
    pytest.param({"why": "' '"}, "decision_has_a_reason", id="without a reason"),
    pytest.param(
        {"chosen_step": "'professional_referral'"},
        "decision_override_reasons_exactly_when_chosen_differs",
        id="another step without reasons",
    ),
    pytest.param(
        {"override_reasons": "'{mentee_prefers}'"},
        "decision_override_reasons_exactly_when_chosen_differs",
        id="reasons for another step where none was chosen",
    ),
    pytest.param(
        {"kind": "'hold'"}, "decision_hold_has_reason_and_expiry", id="a hold without reason and expiry"
    ),
    pytest.param(
        {"kind": "'hold'", "hold_reason": "'awaiting_place'"},
        "decision_hold_has_reason_and_expiry",
        id="a hold without expiry",
    ),
    pytest.param(
        {"kind": "'hold'", "hold_until": "'2027-01-01'"},
        "decision_hold_has_reason_and_expiry",
        id="a hold without reason",
    ),
    pytest.param(
        {"hold_reason": "'awaiting_place'"},
        "decision_hold_has_reason_and_expiry",
        id="a reason to hold without a hold",
    ),
    pytest.param({"decided_by": "NULL"}, "decision_somebody_decided", id="by nobody"),
    pytest.param(
        {"actor_kind": "'policy'"}, "decision_somebody_decided", id="by the policy, with a person's name"
    ),
    pytest.param(
        {"actor_kind": "'machine'", "decided_by": "NULL"}, "decision_actor_known", id="by something made up"
    ),
    pytest.param(
        {"policy_version_id": "NULL"}, "decision_rule_and_policy_together", id="by a rule of no version"
    ),
    pytest.param({"rule_ids": "'{}'"}, "decision_rule_and_policy_together", id="by a version without a rule"),
    pytest.param(
        {"actor_kind": "'policy'", "decided_by": "NULL", "rule_ids": "'{}'", "policy_version_id": "NULL"},
        "decision_policy_acts_by_a_rule",
        id="by the policy without a rule",
    ),
    pytest.param({"direction": "'sideways'"}, "decision_direction_known", id="in no direction"),
    pytest.param({"to_step": "'cured'"}, "decision_step_known", id="to a step made up"),
    pytest.param({"evidence": "NULL"}, "evidence", id="without the facts it rests on"),
    pytest.param({"consent_basis": "NULL"}, "consent_basis", id="without a basis of consent"),
    pytest.param({"decided_by": "gen_random_uuid()"}, "decision_org_id_decided_by_fk", id="by a stranger"),
    pytest.param({"corrects": "gen_random_uuid()"}, "decision_org_id_corrects_fk", id="correcting nothing"),
    pytest.param({"org_id": "gen_random_uuid()"}, "row-level security", id="for another organization"),
]


@pytest.mark.parametrize(("changes", "refused_by"), DECISIONS)
async def test_no_decision_is_kept(forger: Forger, changes: dict[str, str], refused_by: str) -> None:
    await forger.refused(refused_by, await copy_of(forger, forger.decision, **changes))


# Cases, offers, work.

OFFER_MOVE = """
WITH moved AS (
    UPDATE app.offer SET state = $2, version = $3 WHERE id = $1 RETURNING org_id, id
)
INSERT INTO app.offer_change (org_id, id, offer_id, sequence, from_state, to_state, by_policy, changed_by, happened_at,
                              recorded_at)
SELECT org_id, $5, id, $3, $4, $2, false, $6, now(), now() FROM moved
"""
OPEN = """
WITH opened AS (
    INSERT INTO app.episode (org_id, id, mentee_id, site_id, owner_id, step, version, opened_at, known_at, recorded_at)
    SELECT org_id, $2, mentee_id, site_id, owner_id, 'referred', 1, now(), now(), now() FROM app.episode WHERE id = $1
    RETURNING org_id, id
), decided AS (
    INSERT INTO app.decision (org_id, id, episode_id, kind, actor_kind, decided_by, decided_as, credential, decided_at,
           effective_at, to_step, direction, evidence, chosen_step, consent_basis, told, next_due, why, as_of, known_at,
           recorded_at)
    SELECT org_id, gen_random_uuid(), id, 'open', 'person', $3, 'counselor', '', now(), now(), 'referred', 'in', '{}',
           'referred', 'not_needed_to_open', '[]', '[]', 'Again.', now(), now(), now() FROM opened
    RETURNING org_id, id, episode_id
)
INSERT INTO app.step_change (org_id, id, episode_id, sequence, to_step, move, decision_id, effective_at, recorded_at)
SELECT org_id, gen_random_uuid(), episode_id, 1, 'referred', 'open', id, now(), now() FROM decided
"""


async def test_no_mentee_has_two_open_cases(forger: Forger) -> None:
    await forger.refused(
        "episode_one_open_per_mentee", OPEN, forger.episode, new_id(), forger.world.counselor
    )


async def test_no_case_opens_without_its_first_record(forger: Forger) -> None:
    await forger.refused(
        "episode_step_has_its_record",
        """INSERT INTO app.episode (org_id, id, mentee_id, site_id, owner_id, step, version, opened_at, known_at, recorded_at)
           VALUES ($1, $2, $3, $4, $5, 'referred', 1, now(), now(), now())""",
        forger.world.org_id, new_id(), forger.world.students[2], forger.world.site_id, forger.world.counselor,
    )  # fmt: skip


async def test_no_case_is_without_an_owner(forger: Forger) -> None:
    await forger.refused("owner_id", "UPDATE app.episode SET owner_id = NULL WHERE id = $1", forger.episode)


async def test_no_case_has_two_live_offers(forger: Forger) -> None:
    async with forger.connected() as connection:
        other = await connection.fetchval(
            f"WITH made AS ({await copy_of(forger, forger.decision)} RETURNING id) SELECT id FROM made"
        )
        with pytest.raises(asyncpg.UniqueViolationError) as refusal:
            await connection.execute(
                """WITH opened AS (
                       INSERT INTO app.offer (org_id, id, episode_id, decision_id, to_step, state, version, offered_at,
                              recorded_at)
                       VALUES ($1, $2, $3, $4, 'journey_mentor', 'offered', 1, now(), now()) RETURNING org_id, id)
                   INSERT INTO app.offer_change (org_id, id, offer_id, sequence, to_state, by_policy, changed_by,
                          happened_at, recorded_at)
                   SELECT org_id, gen_random_uuid(), id, 1, 'offered', false, $5, now(), now() FROM opened""",
                forger.world.org_id, new_id(), forger.episode, other, forger.world.clinical,
            )  # fmt: skip
    assert refusal.value.constraint_name == "offer_one_live_per_episode"


async def test_no_offer_changes_without_its_record(forger: Forger) -> None:
    await forger.refused(
        "offer_state_has_its_record",
        "UPDATE app.offer SET state = 'started', version = version + 1 WHERE id = $1",
        forger.offer,
    )


async def test_no_offer_history_is_skipped_or_made_up(forger: Forger) -> None:
    person = forger.world.counselor
    made = (forger.offer, "accepted", 2, "offered", new_id(), person)
    assert await forger.done(OFFER_MOVE, *made) == "INSERT 0 1"
    skipped = (forger.offer, "accepted", 3, "offered", new_id(), person)
    await forger.refused("offer_change_follows_its_predecessor", OFFER_MOVE, *skipped)
    from_nowhere = (forger.offer, "started", 2, "waiting", new_id(), person)
    await forger.refused("offer_change_follows_its_predecessor", OFFER_MOVE, *from_nowhere)
    by_nobody = (forger.offer, "accepted", 2, "offered", new_id(), None)
    await forger.refused("offer_change_somebody_changed_it", OFFER_MOVE, *by_nobody)
    without_reason = (forger.offer, "declined", 2, "offered", new_id(), person)
    await forger.refused("offer_change_declined_has_a_reason", OFFER_MOVE, *without_reason)


END_ALONE = """UPDATE app.work SET state = 'ended', ended_at = now(), outcome = $2, ended_by = $3, next_at = NULL,
       version = version + 1 WHERE id = $1"""
END = f"""WITH ended AS ({END_ALONE} RETURNING org_id, id, version, class)
INSERT INTO app.escalation_change (org_id, id, work_id, sequence, from_state, to_state, move, rung, lap, class, changed_by,
       happened_at, recorded_at)
SELECT org_id, gen_random_uuid(), id, version, 'open', 'ended', 'resolve', 1, 1, class, $4, now(), now() FROM ended"""


async def test_no_escalation_ends_without_a_person(forger: Forger) -> None:
    who = forger.world.clinical
    await forger.refused("work_escalation_ends_by_a_person", END, forger.escalation, "resolved", None, who)
    await forger.refused("escalation_change_a_person_acts", END, forger.escalation, "resolved", who, None)
    await forger.refused("escalation_state_has_its_record", END_ALONE, forger.escalation, "resolved", who)
    assert await forger.done(END, forger.escalation, "resolved", who, who) == "INSERT 0 1"


async def test_no_work_ends_without_an_outcome_or_a_time(forger: Forger) -> None:
    who = forger.world.clinical
    await forger.refused("work_ended_has_an_outcome", END, forger.escalation, None, who, who)
    await forger.refused(
        "work_ended_has_a_time",
        "UPDATE app.work SET state = 'ended', outcome = 'resolved', ended_by = $2, next_at = NULL WHERE id = $1",
        forger.escalation, who,
    )  # fmt: skip


async def test_no_work_is_without_an_owner_or_a_due_time(forger: Forger) -> None:
    for column in ("owner_id", "due_at"):
        await forger.refused(column, f"UPDATE app.work SET {column} = NULL WHERE id = $1", forger.escalation)
    await forger.refused(
        "work_org_id_owner_id_fk",
        "UPDATE app.work SET owner_id = $2 WHERE id = $1",
        forger.escalation, new_id(),
    )  # fmt: skip


async def test_no_work_becomes_another_kind_of_work(forger: Forger) -> None:
    for column in ("kind", "cause", "ends", "episode_id", "opened_at", "recorded_at"):
        with pytest.raises(NOT_GRANTED):
            await forger.done(f"UPDATE app.work SET {column} = {column} WHERE id = $1", forger.escalation)


async def test_nothing_leaves_the_rules_in_which_nobody_is_named(forger: Forger) -> None:
    before = await forger.world.rows("SELECT id, cause, ends FROM app.work ORDER BY id")
    ids = [forger.escalation]
    await forger.done("SELECT app.take_outside_rules($1, $2)", forger.world.org_id, ids)
    assert await forger.world.rows("SELECT id, cause, ends FROM app.work ORDER BY id") == before


# What is written is written.


def test_what_may_never_change_is_what_the_domain_says() -> None:
    """Written down here a second time: loosening a table is seen."""
    assert {table.name for table in APPEND_ONLY} >= {
        "administration", "audit_event", "concern", "credential", "decision", "decision_firing", "firing", "match",
        "match_change_point", "match_supervision", "offer_change", "on_call", "person_supervision",
        "planned_session", "policy_version", "referral_in", "session", "step_change",
    }  # fmt: skip


@pytest.mark.parametrize("table", APPEND_ONLY, ids=lambda table: table.name)
async def test_a_row_that_is_kept_is_never_changed(forger: Forger, table: Table) -> None:
    for column in table.columns:
        if column.computed is not None:
            continue
        with pytest.raises(NOT_GRANTED):
            await forger.done(f"UPDATE app.{table.name} SET {column.name} = {column.name}")


@pytest.mark.parametrize("table", KEPT, ids=lambda table: table.name)
async def test_a_row_that_is_kept_is_never_deleted(forger: Forger, table: Table) -> None:
    for command in (f"DELETE FROM app.{table.name}", f"TRUNCATE app.{table.name} CASCADE"):
        with pytest.raises(NOT_GRANTED):
            await forger.done(command)


@pytest.mark.parametrize("table", KEPT, ids=lambda table: table.name)
async def test_the_identity_of_a_row_is_never_changed(forger: Forger, table: Table) -> None:
    for column in table.primary_key.columns:
        with pytest.raises(NOT_GRANTED):
            await forger.done(f"UPDATE app.{table.name} SET {column.name} = {column.name}")


# The audit trail, also against those who own or run the database (T10).

CHANGES = (
    "UPDATE app.audit_event SET action = 'nothing'",
    "DELETE FROM app.audit_event",
    "TRUNCATE app.audit_event",
)


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("role", ["app", "auditor", "engine", "worker", "backup"])
async def test_no_role_may_change_the_audit_trail(forger: Forger, role: str, change: str) -> None:
    async with forger.connected(role) as connection:
        with pytest.raises(NOT_GRANTED, match="permission denied"):
            await connection.execute(change)


@pytest.mark.parametrize("change", CHANGES)
async def test_the_owner_of_the_audit_trail_cannot_change_it(forger: Forger, change: str) -> None:
    async with forger.connected("owner") as connection:
        with pytest.raises(NOT_GRANTED, match="audit rows are never changed"):
            await connection.execute(change)


@pytest.mark.parametrize("change", CHANGES)
async def test_a_superuser_who_skips_triggers_does_not_skip_this_one(forger: Forger, change: str) -> None:
    async with forger.connected("postgres") as connection:
        await connection.execute("SET LOCAL session_replication_role = replica")
        with pytest.raises(NOT_GRANTED, match="audit rows are never changed"):
            await connection.execute(change)


async def test_an_ordinary_trigger_would_have_been_skipped(forger: Forger) -> None:
    """The control: ALWAYS is what holds."""
    async with forger.connected("postgres") as connection:
        await connection.execute("ALTER TABLE app.audit_event ENABLE TRIGGER audit_event_stays")
        await connection.execute("SET LOCAL session_replication_role = replica")
        assert await connection.execute("DELETE FROM app.audit_event") != "DELETE 0"
