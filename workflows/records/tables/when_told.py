"""When does each person want to be told of what can wait?"""

from sqlalchemy import Boolean, CheckConstraint, Column, Time

from workflows.records.tables.metadata import codes, moment, org_table, to, uuid

when_told = org_table(
    "when_told",
    uuid("person_id"),
    moment("recorded_at"),
    Column("has_digest", Boolean, nullable=False),
    Column("digest_at", Time, nullable=True),
    Column("quiet_from", Time, nullable=True),
    Column("quiet_until", Time, nullable=True),
    codes("quiet_days"),
    to("person", "person_id"),
    CheckConstraint("digest_at IS NOT NULL OR NOT has_digest", name="digest_has_an_hour"),
    CheckConstraint("(quiet_from IS NULL) = (quiet_until IS NULL)", name="quiet_has_both_ends"),
    CheckConstraint("(quiet_from IS NULL) = (cardinality(quiet_days) = 0)", name="quiet_has_days"),
    CheckConstraint(
        "quiet_days <@ ARRAY['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']",
        name="days_known",
    ),
    key=("person_id", "recorded_at"),
    says="person_id",
)
"""Change points: what somebody said of themselves; the latest row holds. Times are those of the clock of their school."""
