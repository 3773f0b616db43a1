"""The auditor reads the columns that the promises are asked of, and nothing else: no name and no word about anybody."""

from typing import Final

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_READ: Final = {
    "work": "org_id, id, kind, cause, episode_id, state, class, version, policy_version_id, ladder, rung, lap, next_at,"
    " opened_at, recorded_at, acknowledged_by, acknowledged_at, ended_by, history_digest",
    "escalation_change": "org_id, id, work_id, sequence, from_state, to_state, move, rung, lap, is_passed, class,"
    " asked_class, to_id, words_digest, changed_by, next_at, happened_at, recorded_at, digest",
    "escalation_notice": "org_id, change_id, work_id, person_id, way, due_at, lease_until, sent_at, dead_at, dropped_at,"
    " recorded_at",
    "hidden_from": "org_id, object_id, person_id, recorded_at, ended_at",
    "episode": "org_id, id, known_at",
    "administration": "org_id, id, episode_id, recorded_at",
    "firing": "org_id, work_id, administration_id, scope, recorded_at",
    "policy_version": "org_id, id, text",
    "form_key": "org_id, actor_id, key, request_hash",
}
# Whole tables, as before. What it writes itself it goes on reading.
_BEFORE: Final = """
SELECT c.relname FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid
 WHERE c.relnamespace = 'app'::regnamespace AND p.polname = c.relname || '_audit' AND c.relname <> 'watch_finding'
 ORDER BY 1
"""


def upgrade() -> None:
    for table in _tables():
        op.get_bind().exec_driver_sql(f"REVOKE SELECT ON app.{table} FROM auditor")
    for table, columns in _READ.items():
        op.get_bind().exec_driver_sql(f"GRANT SELECT ({columns}) ON app.{table} TO auditor")


def downgrade() -> None:
    for table, columns in _READ.items():
        op.get_bind().exec_driver_sql(f"REVOKE SELECT ({columns}) ON app.{table} FROM auditor")
    for table in _tables():
        op.get_bind().exec_driver_sql(f"GRANT SELECT ON app.{table} TO auditor")


def _tables() -> list[str]:
    return [row[0] for row in op.get_bind().exec_driver_sql(_BEFORE)]
