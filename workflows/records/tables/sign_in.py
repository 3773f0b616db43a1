"""Who can sign in, and who is signed in? Read before there is a scope, so outside schema `app`."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, LargeBinary, PrimaryKeyConstraint, Table, text
from sqlalchemy.dialects.postgresql import JSONB

from workflows.records.tables.metadata import SIGN_IN, metadata, moment, uuid, words

identity = Table(
    "identity",
    metadata,
    uuid("id"),
    uuid("org_id"),
    uuid("person_id"),
    words("email"),
    words("password_hash", null=True),
    moment("disabled_at", null=True),
    moment("recorded_at"),
    PrimaryKeyConstraint("id"),
    CheckConstraint("email = lower(email)", name="email_lower"),
    schema=SIGN_IN,
    info={
        "update": ("password_hash", "disabled_at"),
        "auditor_reads": ("org_id", "person_id", "disabled_at"),
    },
)
Index("identity_email_key", identity.c.email, unique=True)
Index("identity_person_ix", identity.c.org_id, identity.c.person_id)
Index(
    "identity_gone_ix",
    identity.c.org_id,
    identity.c.person_id,
    postgresql_where=text("disabled_at IS NOT NULL"),
)

session = Table(
    "session",
    metadata,
    uuid("id"),
    Column("token_hash", LargeBinary, nullable=False),
    uuid("org_id"),
    uuid("actor_id"),
    moment("created_at"),
    moment("last_seen_at"),
    moment("idle_expires_at"),
    moment("expires_at"),
    moment("ended_at", null=True),
    Column("serves", JSONB, nullable=True),
    words("notice", null=True),
    words("device", default=""),
    PrimaryKeyConstraint("token_hash"),
    schema=SIGN_IN,
    info={"update": ("last_seen_at", "idle_expires_at", "ended_at", "serves", "notice")},
)
Index("session_id_key", session.c.id, unique=True)
Index("session_actor_ix", session.c.org_id, session.c.actor_id)

attempt = Table(
    "attempt",
    metadata,
    words("key"),
    moment("window_starts_at"),
    Column("tries", Integer, nullable=False),
    PrimaryKeyConstraint("key", "window_starts_at"),
    schema=SIGN_IN,
    info={"update": ("tries",), "delete": True},
)

invitation = Table(
    "invitation",
    metadata,
    Column("token_hash", LargeBinary, nullable=False),
    uuid("org_id"),
    uuid("person_id"),
    words("email"),
    uuid("invited_by", null=True),
    moment("expires_at"),
    moment("used_at", null=True),
    moment("recorded_at"),
    PrimaryKeyConstraint("token_hash"),
    schema=SIGN_IN,
    info={"update": ("used_at",)},
)
