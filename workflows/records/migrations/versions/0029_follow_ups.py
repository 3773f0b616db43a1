"""Somebody is reminded of a follow-up, some days after something about safety."""

from typing import Final

from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_BEFORE: Final = "'unlogged_session', 'unanswered_letter', 'ending_credential'"


def upgrade() -> None:
    _allow(f"{_BEFORE}, 'follow_up'")
    op.execute("ALTER TABLE app.reminder VALIDATE CONSTRAINT reminder_cause_known")


def downgrade() -> None:
    # What was reminded of stays on record: the narrower rule holds for what is written from then on.
    _allow(_BEFORE)


def _allow(causes: str) -> None:
    op.execute("ALTER TABLE app.reminder DROP CONSTRAINT reminder_cause_known")
    op.execute(
        f"ALTER TABLE app.reminder ADD CONSTRAINT reminder_cause_known CHECK (cause IN ({causes})) NOT VALID"
    )
