"""What families, matches that end, referrals that arrive and an operator need.

The statements stand in the file beside this one, as `workflows.records.security` and the tables wrote them on
that day. A migration never reads the tables of a later day. Matches of earlier days get the history that can be
told from what is on record: proposed, started with the first session made, ended by a later match or a closed case.
An organization that has taken real cases goes on taking them: nobody may be turned away by an upgrade.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from alembic import op
from sqlalchemy import text

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_TABLES: Final = (
    "summary_release",
    "referral_package",
    "referral_note",
    "referral_change",
    "match_summary",
    "match_goal",
    "match_change",
    "disclosure",
    "referral",
    "consent_reminder",
    "consent",
    "check_in_invitation",
    "takeover",
    "survey_opt_out",
    "provider_detail",
    "guardian_input",
    "contact_detail",
    "contact_ban",
    "consent_letter",
    "check_in",
    "test_notice",
    "survey_notice",
    "reporting_duty",
    "live_state",
    "live_answer",
    "departure",
    "contact",
    "check_in_link",
    "backup_check",
)
_COLUMNS: Final = (
    ("app.stated_view", "offer_id"),
    ("app.student", "born_on"),
    ("app.person", "home_name"),
)
_GLOBAL: Final = ("backup_check", "check_in_link")
_ORGANIZATIONS: Final = "SELECT id FROM sign_in.organisation"
_SCOPE: Final = "SELECT set_config('app.org_id', :org_id, true)"
_LIVES: Final = """
WITH life AS (
    SELECT m.org_id, m.id, m.assigned_by, m.assigned_at, m.recorded_at,
           (SELECT min(s.held_at) FROM app.session s WHERE (s.org_id, s.match_id) = (m.org_id, m.id) AND s.was_made)
               AS started_at,
           CASE WHEN e.step = 'closed' THEN e.known_at
                ELSE (SELECT min(n.assigned_at) FROM app.match n
                       WHERE (n.org_id, n.episode_id) = (m.org_id, m.episode_id) AND n.assigned_at > m.assigned_at
                         AND EXISTS (SELECT FROM app.session s WHERE (s.org_id, s.match_id) = (n.org_id, n.id)
                                        AND s.was_made)) END AS ended_at
      FROM app.match m JOIN app.episode e ON (e.org_id, e.id) = (m.org_id, m.episode_id)
     WHERE m.org_id = cast(:org_id AS uuid)
), changed AS (
    SELECT org_id, id, assigned_by, recorded_at, 'proposed' AS to_state, assigned_at AS happened_at, 1 AS place FROM life
    UNION ALL
    SELECT org_id, id, assigned_by, recorded_at, 'started', greatest(started_at, assigned_at), 2 FROM life
     WHERE started_at IS NOT NULL
    UNION ALL
    SELECT org_id, id, assigned_by, recorded_at, 'ended', greatest(ended_at, started_at, assigned_at), 3 FROM life
     WHERE ended_at IS NOT NULL
)
INSERT INTO app.match_change
       (org_id, id, match_id, sequence, from_state, to_state, reason, whose_wish, words, changed_by, happened_at, recorded_at)
SELECT org_id, gen_random_uuid(), id,
       row_number() OVER w, lag(to_state) OVER w, to_state,
       CASE to_state WHEN 'ended' THEN 'not_on_record' END, CASE to_state WHEN 'ended' THEN 'not_on_record' END,
       CASE to_state WHEN 'ended' THEN 'Told from what is on record, when this history was first kept.' ELSE '' END,
       assigned_by, happened_at, greatest(happened_at, recorded_at)
  FROM changed WINDOW w AS (PARTITION BY id ORDER BY place) ORDER BY id, place
"""
_LEFT: Final = """
SELECT count(*) FROM app.match m
 WHERE m.org_id = cast(:org_id AS uuid)
   AND NOT EXISTS (SELECT FROM app.match_change c WHERE (c.org_id, c.match_id) = (m.org_id, m.id))
"""
_GO_ON: Final = """
INSERT INTO app.live_state (org_id, recorded_at, is_live, why)
SELECT o.id, clock_timestamp(), true, 'Real cases were taken before this was asked.'
  FROM sign_in.organisation o
 WHERE o.id = cast(:org_id AS uuid) AND NOT o.is_demo AND EXISTS (SELECT FROM app.episode e WHERE e.org_id = o.id)
"""


def upgrade() -> None:
    for statement in _statements():
        op.get_bind().exec_driver_sql(statement)
    _tell_what_was()


def downgrade() -> None:
    op.get_bind().exec_driver_sql("REVOKE SELECT ON SEQUENCE staging.roster_row_number_seq FROM backup")
    for table, column in _COLUMNS:
        op.get_bind().exec_driver_sql(f"ALTER TABLE {table} DROP COLUMN {column}")
    for table in _TABLES:
        schema = "sign_in" if table in _GLOBAL else "app"
        op.get_bind().exec_driver_sql(f"DROP TABLE {schema}.{table} CASCADE")


def _tell_what_was() -> None:
    """One organization after the other, since row-level security holds for the owner too."""
    bind = op.get_bind()
    for org_id in bind.execute(text(_ORGANIZATIONS)).scalars().all():
        asked = {"org_id": str(org_id)}
        bind.execute(text(_SCOPE), asked)
        bind.execute(text(_LIVES), asked)
        left = bind.execute(text(_LEFT), asked).scalar_one()
        assert left == 0, f"{left} matches have no history"
        bind.execute(text(_GO_ON), asked)


def _statements() -> Iterator[str]:
    """One at a time, since the driver prepares each. A blank line stands between two and nowhere else."""
    found = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    for statement in found.split(";\n\n"):
        yield statement.strip().removesuffix(";")
