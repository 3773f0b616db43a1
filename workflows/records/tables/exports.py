"""Which figures did somebody ask to have as a file, what became of it, and what stands in it?"""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    Index,
    Integer,
    LargeBinary,
    UniqueConstraint,
    text,
)

from workflows.records.tables.metadata import moment, org_table, to, uuid, words

export_order = org_table(
    "export_order",
    uuid("id"),
    words("figures"),
    uuid("asked_by"),
    moment("recorded_at"),
    moment("ended_at", null=True),
    to("person", "asked_by"),
    CheckConstraint("figures IN ('timeliness', 'notice_counts')", name="figures_known"),
    update=("ended_at",),
)
"""Somebody wants these figures of every month, once it is over."""
Index(
    "export_order_once",
    export_order.c.org_id,
    export_order.c.asked_by,
    export_order.c.figures,
    unique=True,
    postgresql_where=text("ended_at IS NULL"),
)

export = org_table(
    "export",
    uuid("id"),
    words("figures"),
    Column("first_on", Date, nullable=False),
    Column("last_on", Date, nullable=False),
    uuid("order_id", null=True),
    uuid("asked_by"),
    moment("asked_at"),
    words("outcome", null=True),
    moment("answered_at", null=True),
    Column("failures", Integer, nullable=False, server_default=text("0")),
    Column("row_count", Integer, nullable=True),
    Column("digest", LargeBinary, nullable=True),
    moment("kept_until", null=True),
    moment("forgotten_at", null=True),
    to("person", "asked_by"),
    to("export_order", "order_id"),
    UniqueConstraint("org_id", "order_id", "first_on", name="export_once_a_month"),
    UniqueConstraint("org_id", "id", "asked_by", name="export_of_whom"),
    CheckConstraint("figures IN ('timeliness', 'notice_counts')", name="figures_known"),
    CheckConstraint("first_on <= last_on", name="days_in_order"),
    CheckConstraint("outcome IN ('ready', 'not_allowed', 'failed')", name="outcome_known"),
    CheckConstraint("(outcome IS NULL) = (answered_at IS NULL)", name="answered_or_not"),
    CheckConstraint(
        "num_nonnulls(row_count, digest, kept_until) = CASE WHEN outcome = 'ready' THEN 3 ELSE 0 END",
        name="written_whole",
    ),
    CheckConstraint("forgotten_at IS NULL OR kept_until IS NOT NULL", name="forgotten_when_written"),
    CheckConstraint("failures >= 0 AND row_count >= 0", name="counted"),
    update=("outcome", "answered_at", "failures", "row_count", "digest", "kept_until", "forgotten_at"),
)
"""One file that was asked for; waits while it has no outcome. `digest` is the SHA-256 of its content."""
Index(
    "export_waits_ix",
    export.c.org_id,
    export.c.asked_at,
    postgresql_where=text("outcome IS NULL"),
)

export_file = org_table(
    "export_file",
    uuid("export_id"),
    uuid("asked_by"),
    Column("content", LargeBinary, nullable=False),
    moment("recorded_at"),
    to("export", "export_id", "asked_by", their=("id", "asked_by")),
    key=("export_id", "asked_by"),
    delete=True,
    author="asked_by",
)
"""What stands in it: counts and times. There for whoever asked alone, and thrown away after some days."""
