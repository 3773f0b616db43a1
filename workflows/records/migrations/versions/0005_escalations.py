"""What the escalation engine needs: a history, a ladder and a next time for every escalation, and who was told; and
what is reported of abuse and neglect.

The statements stand in the files beside this one, as the tables and `workflows.records.security` wrote them on that
day; what an escalation of earlier days has to have first is held back in the second file. Its history is told from what
is on record. One that is open is told again right away: nobody was, while there was no engine.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from alembic import op
from sqlalchemy import text

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_TABLES: Final = ("escalation_notice", "escalation_change", "abuse_report")
_COLUMNS: Final = ("next_at", "lap", "rung", "ladder", "policy_version_id", "version")
_ORGANIZATIONS: Final = "SELECT id FROM sign_in.organisation"
_SCOPE: Final = "SELECT set_config('app.org_id', :org_id, true)"
# A policy of before has the ladders of the lanes; what is in no lane is told like the routine.
_LADDERS: Final = """
UPDATE app.work w
   SET version = 1 + (w.acknowledged_at IS NOT NULL)::int + (w.state = 'ended')::int, rung = 1, lap = 1,
       ladder = CASE w.lane WHEN 'none' THEN 'routine' ELSE w.lane END,
       next_at = CASE WHEN w.state <> 'ended' THEN transaction_timestamp() END,
       policy_version_id = coalesce(
           (SELECT f.policy_version_id FROM app.firing f WHERE (f.org_id, f.work_id) = (w.org_id, w.id)
             ORDER BY f.recorded_at, f.id LIMIT 1),
           (SELECT v.id FROM app.policy_version v WHERE v.org_id = w.org_id AND v.policy_id = 'escalation'
             ORDER BY v.effective_at LIMIT 1))
 WHERE w.org_id = cast(:org_id AS uuid) AND w.kind = 'escalation'
"""
_HISTORIES: Final = """
WITH happened AS (
    SELECT org_id, id, class, 'open' AS to_state, 'open' AS move, cast(NULL AS uuid) AS by, opened_at AS at, 1 AS place,
           next_at, '' AS words FROM app.work WHERE kind = 'escalation'
    UNION ALL
    SELECT org_id, id, class, 'acknowledged', 'acknowledge', acknowledged_by, acknowledged_at, 2, next_at, ''
      FROM app.work WHERE kind = 'escalation' AND acknowledged_at IS NOT NULL
    UNION ALL
    SELECT org_id, id, class, 'ended', 'resolve', ended_by, ended_at, 3, NULL, coalesce(outcome_words, '')
      FROM app.work WHERE kind = 'escalation' AND state = 'ended'
)
INSERT INTO app.escalation_change (org_id, id, work_id, sequence, from_state, to_state, move, rung, lap, class, words,
       changed_by, next_at, happened_at, recorded_at)
SELECT org_id, gen_random_uuid(), id, row_number() OVER w, lag(to_state) OVER w, to_state, move, 1, 1, class, words, by,
       CASE WHEN to_state <> 'ended' THEN coalesce(next_at, at) END, at, transaction_timestamp()
  FROM happened WHERE org_id = cast(:org_id AS uuid) WINDOW w AS (PARTITION BY id ORDER BY place) ORDER BY id, place
"""
_LEFT: Final = """
SELECT count(*) FROM app.work w
 WHERE w.org_id = cast(:org_id AS uuid) AND w.kind = 'escalation'
   AND NOT EXISTS (SELECT FROM app.escalation_change c
                    WHERE (c.org_id, c.work_id, c.sequence, c.to_state) = (w.org_id, w.id, w.version, w.state))
"""
_TAKEN_BACK: Final = """
UPDATE app.work SET state = 'acknowledged' WHERE org_id = cast(:org_id AS uuid) AND state = 'in_hand'
"""
# What was heard stays with the case and stays urgent, though the kind has no name in the earlier version.
_KINDS_BEFORE: Final = """
UPDATE app.concern SET kind = 'other_now' WHERE org_id = cast(:org_id AS uuid) AND kind = 'abuse_or_neglect'
"""
_KNOWN_BEFORE: Final = (
    "ALTER TABLE app.concern DROP CONSTRAINT concern_kind_known",
    "ALTER TABLE app.concern ADD CONSTRAINT concern_kind_known"
    " CHECK (kind IN ('talk_over', 'active_statement', 'weapon', 'other_now'))",
)
_STATES_BEFORE: Final = (
    "ALTER TABLE app.work ADD CONSTRAINT work_state_known CHECK (state IN ('open', 'acknowledged', 'ended'))"
)


def upgrade() -> None:
    _run("")
    _in_each(_LADDERS, _HISTORIES, left=_LEFT)
    _run("_held")


def downgrade() -> None:
    bind = op.get_bind()
    bind.exec_driver_sql("DROP POLICY work_never_back ON app.work")
    bind.exec_driver_sql("ALTER TABLE app.work DROP CONSTRAINT escalation_state_has_its_record")
    _in_each(_TAKEN_BACK, _KINDS_BEFORE)
    bind.exec_driver_sql("ALTER TABLE app.work DROP CONSTRAINT work_only_an_escalation_is_in_hand")
    bind.exec_driver_sql("ALTER TABLE app.work DROP CONSTRAINT work_state_known")
    bind.exec_driver_sql("DROP TABLE sign_in.heartbeat")
    for table in _TABLES:
        bind.exec_driver_sql(f"DROP TABLE app.{table} CASCADE")
    for column in _COLUMNS:
        bind.exec_driver_sql(f"ALTER TABLE app.work DROP COLUMN {column} CASCADE")
    for statement in (_STATES_BEFORE, *_KNOWN_BEFORE):
        bind.exec_driver_sql(statement)


def _in_each(*statements: str, left: str | None = None) -> None:
    """One organization after the other, since row-level security holds for the owner too."""
    bind = op.get_bind()
    for org_id in bind.execute(text(_ORGANIZATIONS)).scalars().all():
        asked = {"org_id": str(org_id)}
        bind.execute(text(_SCOPE), asked)
        for statement in statements:
            bind.execute(text(statement), asked)
        if left is not None:
            found = bind.execute(text(left), asked).scalar_one()
            assert found == 0, f"{found} escalations have no history"


def _run(which: str) -> None:
    for statement in _statements(which):
        op.get_bind().exec_driver_sql(statement)


def _statements(which: str) -> Iterator[str]:
    """One at a time, since the driver prepares each. A blank line stands between two and nowhere else."""
    here = Path(__file__)
    found = here.with_name(f"{here.stem}{which}.sql").read_text(encoding="utf-8")
    for statement in found.split(";\n\n"):
        yield statement.strip().removesuffix(";")
