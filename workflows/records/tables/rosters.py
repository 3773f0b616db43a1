"""What did a roster say? Imports, their staging rows, and which person a roster's id means."""

from sqlalchemy import BigInteger, CheckConstraint, Column, Identity, Index, Integer, Table
from sqlalchemy.dialects.postgresql import JSONB

from workflows.records.tables.metadata import STAGING, metadata, moment, org_table, to, uuid, words

roster_import = org_table(
    "roster_import",
    uuid("id"),
    words("kind"),
    words("source"),
    words("file_hash"),
    words("state"),
    uuid("site_id", null=True),
    Column("summary", JSONB, nullable=False),
    Column("diagnostics", JSONB, nullable=False),
    uuid("uploaded_by", null=True),
    uuid("approved_by", null=True),
    moment("uploaded_at"),
    moment("approved_at", null=True),
    moment("ended_at", null=True),
    moment("recorded_at"),
    to("site", "site_id"),
    to("person", "uploaded_by"),
    to("person", "approved_by"),
    update=("state", "site_id", "summary", "diagnostics", "approved_by", "approved_at", "ended_at"),
)
"""One uploaded package on its way from preview to commit."""

roster_link = org_table(
    "roster_link",
    words("source"),
    words("kind"),
    words("sourced_id"),
    uuid("person_id", null=True),
    uuid("site_id", null=True),
    words("status"),
    Column("fields", JSONB, nullable=False),
    moment("modified_at", null=True),
    moment("recorded_at"),
    to("person", "person_id"),
    to("site", "site_id"),
    CheckConstraint("status IN ('active', 'tobedeleted')", name="status_known"),
    key=("source", "kind", "sourced_id"),
    update=("person_id", "site_id", "status", "fields", "modified_at"),
)
"""What a roster names, by (organisation, source system, kind, sourcedId), and what it last said about it.

`modified_at` is the source's own time of the last change, for rosters that send changes only.
"""

roster_row = Table(
    "roster_row",
    metadata,
    uuid("import_id"),
    words("kind"),
    Column("line", Integer, nullable=False),
    words("sourced_id"),
    words("status"),
    moment("modified_at", null=True),
    Column("fields", JSONB, nullable=False),
    uuid("candidate_id", null=True),
    # An identity column, unlike a serial one, needs no right on its sequence.
    Column("number", BigInteger, Identity(), primary_key=True),
    schema=STAGING,
    info={"staging": True},
)
"""Unscoped, since COPY into a row-secured table is refused. Emptied when the import ends.

A row with `status` "broken" has an error: it is present, so nobody left, and nothing of it is taken.
`candidate_id` is the identity that a person gets who is not known yet.
"""
Index("roster_row_import_ix", roster_row.c.import_id, roster_row.c.kind, roster_row.c.sourced_id)
