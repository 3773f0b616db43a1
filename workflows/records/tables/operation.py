"""Is this organization ready for real cases, and is what it keeps backed up?"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    Table,
)
from sqlalchemy.dialects.postgresql import JSONB

from workflows.records.tables.metadata import SIGN_IN, metadata, moment, org_table, to, uuid, words

live_state = org_table(
    "live_state",
    moment("recorded_at"),
    Column("is_live", Boolean, nullable=False),
    words("why"),
    uuid("set_by", null=True),
    to("person", "set_by"),
    CheckConstraint("btrim(why) <> ''", name="has_a_reason"),
    key=("recorded_at",),
)
"""Change points: whether the organization takes real cases. Without a row it does not."""

live_answer = org_table(
    "live_answer",
    words("item"),
    moment("recorded_at"),
    Column("is_done", Boolean, nullable=False),
    words("words"),
    uuid("answered_by", null=True),
    to("person", "answered_by"),
    CheckConstraint("btrim(words) <> ''", name="words_given"),
    key=("item", "recorded_at"),
)
"""Change points: what only a person can say about being ready, for instance that the wording of the forms was verified."""

reporting_duty = org_table(
    "reporting_duty",
    words("state"),
    moment("recorded_at"),
    words("agency"),
    words("phone"),
    words("duty"),
    Column("spoken_within_hours", Integer, nullable=True),
    Column("written_within_hours", Integer, nullable=True),
    words("written_excludes", default="none"),
    words("source"),
    Column("checked_on", Date, nullable=False),
    words("checked_by"),
    uuid("recorded_by"),
    to("person", "recorded_by"),
    CheckConstraint("btrim(agency) <> '' AND btrim(phone) <> '' AND btrim(source) <> ''", name="words_given"),
    CheckConstraint("spoken_within_hours >= 0 AND written_within_hours >= 0", name="counted"),
    CheckConstraint("written_excludes IN ('none', 'weekends_and_holidays')", name="excludes_known"),
    key=("state", "recorded_at"),
)
"""Change points: the state's duty to report, with the lawyer who checked it and the day. Hours are real hours; none
means at once. `written_excludes`: which of the hours for a report in writing do not count."""

site_state = org_table(
    "site_state",
    uuid("site_id"),
    moment("recorded_at"),
    words("state"),
    uuid("set_by"),
    to("site", "site_id"),
    to("person", "set_by"),
    CheckConstraint("btrim(state) <> ''", name="says_which"),
    key=("site_id", "recorded_at"),
)
"""Change points: in which state a school lies, whose law says to whom abuse and neglect is reported."""

test_notice = org_table(
    "test_notice",
    uuid("id"),
    uuid("site_id"),
    uuid("to_id"),
    uuid("sent_by"),
    moment("sent_at"),
    moment("received_at", null=True),
    moment("recorded_at"),
    to("site", "site_id"),
    to("person", "to_id"),
    to("person", "sent_by"),
    update=("received_at",),
)
"""A notice without a cause, sent to whoever is on call, who says that it has come."""

backup_check = Table(
    "backup_check",
    metadata,
    uuid("id"),
    moment("taken_at"),
    moment("checked_at", null=True),
    Column("is_good", Boolean, nullable=True),
    words("found", default=""),
    Column("counts", JSONB, nullable=False),
    moment("recorded_at"),
    PrimaryKeyConstraint("id"),
    CheckConstraint("(checked_at IS NULL) = (is_good IS NULL)", name="checked_or_not"),
    schema=SIGN_IN,
    info={"insert": False},
)
"""One backup and what restoring it elsewhere showed. Global; `stepwise backup` and `restore --check` write it as owner."""

check_in_link = Table(
    "check_in_link",
    metadata,
    Column("token_hash", LargeBinary, nullable=False),
    uuid("org_id"),
    uuid("invitation_id"),
    moment("expires_at"),
    moment("used_at", null=True),
    moment("recorded_at"),
    PrimaryKeyConstraint("token_hash"),
    schema=SIGN_IN,
    info={"update": ("used_at",)},
)
"""The link by which a mentee checks in: it finds the organization and the invitation, and serves one form once."""
