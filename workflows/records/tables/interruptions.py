"""Who was interrupted by what can wait, and what was held back from whom?"""

from sqlalchemy import CheckConstraint, Column, Integer, UniqueConstraint

from workflows.records.tables.metadata import moment, org_table, to, uuid, words

interruption = org_table(
    "interruption",
    uuid("id"),
    uuid("person_id"),
    words("kind"),
    uuid("cause_id"),
    Column("items", Integer, nullable=False),
    moment("recorded_at"),
    moment("sent_at", null=True),
    words("receipt", default=""),
    moment("held_at", null=True),
    uuid("digest_id", null=True),
    to("person", "person_id"),
    to("digest", "digest_id"),
    UniqueConstraint("org_id", "person_id", "kind", "cause_id", name="interruption_once"),
    CheckConstraint("kind IN ('cover')", name="kind_known"),
    CheckConstraint("items >= 0", name="counted"),
    CheckConstraint("sent_at IS NULL OR held_at IS NULL", name="sent_or_held"),
    CheckConstraint("digest_id IS NULL OR held_at IS NOT NULL", name="counted_when_held"),
    update=("sent_at", "receipt", "digest_id"),
)
"""One e-mail about something that can wait, decided once: it is sent, or held back and counted in a daily message."""
