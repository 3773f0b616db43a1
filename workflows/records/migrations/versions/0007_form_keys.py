"""Keys of forms may be forgotten once they are old; until now they stayed for ever."""

from typing import Final

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_POLICY: Final = "CREATE POLICY form_key_delete ON app.form_key FOR DELETE USING ({})"
_OWN: Final = "org_id = nullif(current_setting('app.org_id', true), '')::uuid"


def upgrade() -> None:
    _replace(_OWN)
    op.execute("GRANT DELETE ON app.form_key TO app")


def downgrade() -> None:
    op.execute("REVOKE DELETE ON app.form_key FROM app")
    _replace("false")


def _replace(using: str) -> None:
    op.execute("DROP POLICY form_key_delete ON app.form_key")
    op.execute(_POLICY.format(using))
