"""What the auditor of the escalation engine has found, and what it may read to find it.

The statements stand in the file beside this one, as the tables and `workflows.records.security` wrote them on that day.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_TAKEN_BACK: Final = (
    "DROP TABLE app.watch_finding",
    "REVOKE SELECT, INSERT, UPDATE (ended_at) ON sign_in.heartbeat FROM auditor",
    "REVOKE SELECT (id, is_demo, clock_shift) ON sign_in.organisation FROM auditor",
    "REVOKE SELECT (org_id, person_id, disabled_at) ON sign_in.identity FROM auditor",
)


def upgrade() -> None:
    _run(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8").split(";\n\n"))


def downgrade() -> None:
    _run(_TAKEN_BACK)


def _run(statements: Iterable[str]) -> None:
    for statement in statements:
        op.get_bind().exec_driver_sql(statement.strip().removesuffix(";"))
