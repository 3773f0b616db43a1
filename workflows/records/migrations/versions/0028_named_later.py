"""Somebody who works here is named in an escalation that is open already.

It goes outside of the rules then, so that its cause and how it ends change; its history says so. What was told outside and
is tied to no escalation is kept by its own id from whoever it is kept from.
"""

from typing import Final

from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_MOVES: Final = (
    "'open', 'climb', 'acknowledge', 'claim', 'hand_over', 'call_again', 'join', 'ask_downgrade', 'downgrade', 'resolve',"
    " 'reopen'"
)
_KNOWN: Final = (
    "ALTER TABLE app.escalation_change DROP CONSTRAINT escalation_change_move_known",
    "ALTER TABLE app.escalation_change ADD CONSTRAINT escalation_change_move_known CHECK (move IN ({moves})){checked}",
)
_KEPT_FROM: Final = (
    "DROP POLICY {table}_not_by_the_named ON app.{table}",
    """CREATE POLICY {table}_not_by_the_named ON app.{table} AS RESTRICTIVE FOR SELECT USING (
    coalesce({column} <> ALL (ARRAY(SELECT h.object_id FROM app.hidden_from h
        WHERE h.person_id = nullif(current_setting('app.actor_id', true), '')::uuid AND h.ended_at IS NULL)), true))""",
)

_OUTSIDE: Final = (
    """CREATE FUNCTION app.take_outside_rules(org uuid, ids uuid[]) RETURNS void LANGUAGE sql SECURITY DEFINER
SET search_path = pg_catalog AS $$
    UPDATE app.work w SET ends = 'by_person', cause = CASE
               WHEN split_part(w.cause, ':', 1) = 'unanswered' THEN 'unanswered:' || w.id
               WHEN w.kind = 'task' THEN 'named_report:' || w.id ELSE 'named:' || w.id END
     WHERE w.org_id = org AND w.id = ANY (ids) AND split_part(w.cause, ':', 1) NOT IN ('named', 'named_report')
       AND EXISTS (SELECT FROM app.hidden_from h WHERE (h.org_id, h.object_id) = (w.org_id, w.id)) $$""",
    "REVOKE ALL ON FUNCTION app.take_outside_rules(uuid, uuid[]) FROM PUBLIC",
    "GRANT EXECUTE ON FUNCTION app.take_outside_rules(uuid, uuid[]) TO app",
)


def upgrade() -> None:
    for statement in _KNOWN:
        op.execute(statement.format(moves=f"{_MOVES}, 'name', 'withdraw'", checked=""))
    for statement in _OUTSIDE:
        op.get_bind().exec_driver_sql(statement)
    _keep_from("disclosure", "coalesce(work_id, id)")
    _keep_from("disclosure_review", "coalesce(work_id, disclosure_id)")


def downgrade() -> None:
    """What was named stays named: the narrower rule holds for what is written from then on."""
    _keep_from("disclosure_review", "work_id")
    _keep_from("disclosure", "work_id")
    op.execute("DROP FUNCTION app.take_outside_rules(uuid, uuid[])")
    for statement in _KNOWN:
        op.execute(statement.format(moves=_MOVES, checked=" NOT VALID"))


def _keep_from(table: str, column: str) -> None:
    for statement in _KEPT_FROM:
        op.get_bind().exec_driver_sql(statement.format(table=table, column=column))
