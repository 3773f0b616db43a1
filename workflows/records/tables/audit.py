"""Who did or read what? Append-only rows for those who investigate; the product never reads them."""

from sqlalchemy import Index

from workflows.records.tables.metadata import moment, org_table, uuid, words

audit_event = org_table(
    "audit_event",
    uuid("id"),
    moment("at"),
    uuid("actor_id", null=True),
    words("actor_kind"),
    words("action"),
    words("outcome"),
    uuid("mentee_id", null=True),
    words("object_kind", null=True),
    uuid("object_id", null=True),
    words("reason"),
    words("request_id"),
    words("payload", default="{}"),
)
"""Ids and field names only, never what a note says. `reason` names why the access was allowed."""
Index("audit_event_mentee_ix", audit_event.c.org_id, audit_event.c.mentee_id, audit_event.c.at)
