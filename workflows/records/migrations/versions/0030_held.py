"""Which cases are held is found without reading every decision: the first page of each supervisor asks for it."""

from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("CREATE INDEX decision_held_ix ON app.decision (org_id, hold_until) WHERE kind = 'hold'")


def downgrade() -> None:
    op.execute("DROP INDEX app.decision_held_ix")
