"""However much is on record about one mentee, one more worry is taken.

An index held the ids of everything a firing rests on, and its rows have a greatest length: the seventy-third worry about
a mentee was refused by the database. Nothing looked anything up by them.
"""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("DROP INDEX app.firing_evidence_ix")
    op.execute("CREATE INDEX firing_row_ix ON app.firing (org_id, episode_id, row_id)")


def downgrade() -> None:
    """Fails where a mentee has so many worries that the old index cannot hold them."""
    op.execute("DROP INDEX app.firing_row_ix")
    op.execute("CREATE INDEX firing_evidence_ix ON app.firing (org_id, episode_id, row_id, evidence_key)")
