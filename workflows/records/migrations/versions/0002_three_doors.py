"""What the three doors need: who looks after whom, what a mentor takes on, drafts, and who is with a young person.

The statements stand in the file beside this one, as `workflows.records.security` and the tables wrote them on
that day. A migration never reads the tables of a later day.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from alembic import op
from sqlalchemy import text

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_TABLES: Final = (
    "stated_view",
    "presence",
    "planned_session_answer",
    "reservation",
    "draft",
    "mentor_conflict",
    "mentor_terms",
    "owner_rule",
)
_COLUMNS: Final = (
    ("app.administration", "entered_how"),
    ("app.session", "concern_id"),
    ("app.session", "why_amended"),
    ("app.session", "place"),
    ("app.session", "together_id"),
    ("app.session", "is_struck"),
    ("app.student", "homeroom"),
    ("sign_in.organisation", "clock_shift"),
)
_INDEXES: Final = ("app.student_number_ix",)
# Names are found without regard to hyphens and apostrophes from now on, and to letters that are no accents.
_ORGANIZATIONS: Final = "SELECT id FROM sign_in.organisation"
_SCOPE: Final = "SELECT set_config('app.org_id', :org_id, true)"
_FOLD: Final = r"""
UPDATE app.person SET search_name = folded.name
  FROM (SELECT id, btrim(regexp_replace(replace(replace(replace(translate(search_name, E'øłđðħŧı\'’‘ʼʻ`', 'olddhti'),
               'æ', 'ae'), 'œ', 'oe'), 'þ', 'th'), '[-‐‑‒–—.,;:/()"]+|\s+', ' ', 'g')) AS name
          FROM app.person WHERE org_id = cast(:org_id AS uuid)) folded
 WHERE person.org_id = cast(:org_id AS uuid) AND person.id = folded.id AND person.search_name <> folded.name
"""
_LEFT: Final = """
SELECT count(*) FROM app.person
 WHERE org_id = cast(:org_id AS uuid) AND search_name ~ '[-øłđðħŧıæœþ’‘ʼʻ`]'
"""


def upgrade() -> None:
    for statement in _statements():
        op.get_bind().exec_driver_sql(statement)
    _fold_names()


def downgrade() -> None:
    for index in _INDEXES:
        op.get_bind().exec_driver_sql(f"DROP INDEX {index}")
    for table in _TABLES:
        op.get_bind().exec_driver_sql(f"DROP TABLE app.{table}")
    for table, column in _COLUMNS:
        op.get_bind().exec_driver_sql(f"ALTER TABLE {table} DROP COLUMN {column}")


def _fold_names() -> None:
    """One organization after the other, since row-level security holds for the owner too. Nothing folds them back."""
    bind = op.get_bind()
    for org_id in bind.execute(text(_ORGANIZATIONS)).scalars().all():
        asked = {"org_id": str(org_id)}
        bind.execute(text(_SCOPE), asked)
        bind.execute(text(_FOLD), asked)
        left = bind.execute(text(_LEFT), asked).scalar_one()
        assert left == 0, f"{left} names are not folded"


def _statements() -> Iterator[str]:
    """One at a time, since the driver prepares each. A blank line stands between two and nowhere else."""
    found = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    for statement in found.split(";\n\n"):
        yield statement.strip().removesuffix(";")
