"""What did a roster say? Imports, their staging rows, and which person a roster's id means."""

from sqlalchemy import BigInteger, Column, Integer, Table
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
    moment("recorded_at"),
    to("person", "person_id"),
    to("site", "site_id"),
    key=("source", "kind", "sourced_id"),
    update=("person_id", "site_id", "status"),
)
"""Identity of what a roster names: (organisation, source system, kind, sourcedId)."""

roster_row = Table(
    "roster_row",
    metadata,
    uuid("import_id"),
    words("kind"),
    Column("line", Integer, nullable=False),
    words("sourced_id"),
    Column("fields", JSONB, nullable=False),
    Column("number", BigInteger, primary_key=True, autoincrement=True),
    schema=STAGING,
    info={"staging": True},
)
"""Unscoped, since COPY into a row-secured table is refused. Emptied when the import ends."""
