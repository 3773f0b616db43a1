"""Where the jobs of procrastinate wait: a schema of its own, outside of every organization.

The tables and functions are those of procrastinate 3.10.0 as it ships them; they find one another wherever they are
called from. `app` may put a job there and look at how jobs stand, and `worker` takes them; what a job is about stands in
ids alone.
"""

import re
from pathlib import Path
from typing import Final

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_FUNCTIONS: Final = """
SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.pronamespace = 'jobs'::regnamespace ORDER BY 1
"""
# Only what begins a line begins a statement: the bodies of functions are indented.
_BETWEEN: Final = re.compile(r";\n\n(?=[A-Z])")


def upgrade() -> None:
    bind = op.get_bind()
    before = bind.exec_driver_sql("SHOW search_path").scalar_one()
    for statement in _BETWEEN.split(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")):
        bind.exec_driver_sql(statement.strip().removesuffix(";"))
    bind.exec_driver_sql(f"SET LOCAL search_path = {before}")
    for function in bind.exec_driver_sql(_FUNCTIONS).scalars().all():
        bind.exec_driver_sql(f"ALTER FUNCTION {function} SET search_path = jobs, pg_catalog")


def downgrade() -> None:
    op.get_bind().exec_driver_sql("DROP SCHEMA jobs CASCADE")
