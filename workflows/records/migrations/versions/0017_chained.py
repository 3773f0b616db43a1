"""The history of an escalation is chained: whoever changes an entry, takes one out or puts one in leaves a trace.

The statements stand in the file beside this one, as `workflows.records.chain_rules` wrote them on that day. What is on
record from before is chained as it stands: of what was done to it earlier, the chain knows nothing.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from alembic import op
from sqlalchemy import text

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_ORGANIZATIONS: Final = "SELECT id FROM sign_in.organisation"
_SCOPE: Final = "SELECT set_config('app.org_id', :org_id, true)"
_HASHED: Final = """c.org_id, c.id, c.work_id, c.sequence, c.from_state, c.to_state, c.move, c.rung, c.lap, c.is_passed,
    c.class, c.asked_class, c.to_id, c.words_digest, c.changed_by, c.next_at, c.happened_at, c.recorded_at"""
_CHAINED: Final = f"""
WITH RECURSIVE chain AS (
    SELECT c.org_id, c.id, c.work_id, c.sequence,
           app.escalation_digest(app.escalation_genesis(c.org_id, c.work_id), {_HASHED}) AS digest
      FROM app.escalation_change c WHERE c.org_id = cast(:org_id AS uuid) AND c.sequence = 1
    UNION ALL
    SELECT c.org_id, c.id, c.work_id, c.sequence, app.escalation_digest(b.digest, {_HASHED})
      FROM chain b JOIN app.escalation_change c
        ON c.org_id = b.org_id AND c.work_id = b.work_id AND c.sequence = b.sequence + 1
)
UPDATE app.escalation_change e SET digest = chain.digest
  FROM chain WHERE e.org_id = chain.org_id AND e.id = chain.id
"""
_HEADS: Final = """
UPDATE app.work w SET history_digest = c.digest FROM app.escalation_change c
 WHERE w.org_id = cast(:org_id AS uuid)
   AND c.org_id = w.org_id AND c.work_id = w.id AND c.sequence = w.version
"""
_LEFT: Final = """
SELECT (SELECT count(*) FROM app.escalation_change WHERE org_id = cast(:org_id AS uuid) AND digest IS NULL)
     + (SELECT count(*) FROM app.work
         WHERE org_id = cast(:org_id AS uuid) AND kind = 'escalation' AND history_digest IS NULL)
"""
_BACK: Final = (
    "ALTER TABLE app.escalation_change DROP COLUMN digest",
    "ALTER TABLE app.escalation_change DROP COLUMN words_digest",
    "ALTER TABLE app.work DROP COLUMN history_digest",
)
_FUNCTIONS: Final = (
    "chain_escalation_change", "keep_escalation_head", "escalation_digest", "escalation_genesis", "digest_field",
)  # fmt: skip


def upgrade() -> None:
    before, after = (
        _statements(until="-- Now every entry has one."),
        _statements(since="-- Now every entry has one."),
    )
    for statement in before:
        op.get_bind().exec_driver_sql(statement)
    _chain_what_is_there()
    for statement in after:
        op.get_bind().exec_driver_sql(statement)


def downgrade() -> None:
    for trigger in ("escalation_change_chained", "escalation_change_is_head"):
        op.get_bind().exec_driver_sql(f"DROP TRIGGER {trigger} ON app.escalation_change")
    for function in _FUNCTIONS:
        op.get_bind().exec_driver_sql(f"DROP FUNCTION app.{function}")
    for statement in _BACK:
        op.get_bind().exec_driver_sql(statement)


def _chain_what_is_there() -> None:
    """One organization after the other, since row-level security holds for the owner too."""
    bind = op.get_bind()
    for org_id in bind.execute(text(_ORGANIZATIONS)).scalars().all():
        asked = {"org_id": str(org_id)}
        for statement in (_SCOPE, _CHAINED, _HEADS):
            bind.execute(text(statement), asked)
        left = bind.execute(text(_LEFT), asked).scalar_one()
        assert left == 0, f"{left} entries or escalations have no digest"


def _statements(*, since: str | None = None, until: str | None = None) -> Iterator[str]:
    """One at a time, since the driver prepares each. A blank line stands between two and nowhere else."""
    found = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    if since is not None:
        found = found.split(since)[1]
    if until is not None:
        found = found.split(until)[0]
    for statement in found.strip().split(";\n\n"):
        yield statement.strip().removesuffix(";")
