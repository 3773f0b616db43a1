"""Who was interrupted by what can wait, and what was held back from whom?"""

from sqlalchemy import CheckConstraint, Column, Date, Integer, UniqueConstraint

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
    CheckConstraint("kind IN ('cover', 'reminder')", name="kind_known"),
    CheckConstraint("items >= 0", name="counted"),
    CheckConstraint("sent_at IS NULL OR held_at IS NULL", name="sent_or_held"),
    CheckConstraint("digest_id IS NULL OR held_at IS NOT NULL", name="counted_when_held"),
    update=("sent_at", "receipt", "digest_id"),
)
"""One e-mail about something that can wait, decided once: it is sent, or held back and counted in a daily message."""

reminder = org_table(
    "reminder",
    uuid("person_id"),
    words("cause"),
    uuid("about_id"),
    words("which"),
    Column("day", Date, nullable=False),
    Column("number", Integer, nullable=False),
    uuid("interruption_id"),
    moment("recorded_at"),
    to("person", "person_id"),
    to("interruption", "interruption_id"),
    CheckConstraint(
        "cause IN ('unlogged_session', 'unanswered_letter', 'ending_credential', 'follow_up')",
        name="cause_known",
    ),
    CheckConstraint("number >= 1", name="numbered_from_one"),
    key=("person_id", "cause", "about_id", "which", "day", "number"),
)
"""Somebody was reminded of one thing that they left undone, for the first, second, ... time, in that message.

`about_id`, `which` and `day` say which thing: the match, number and day of a session; the letter and its last day; the
holder, kind and last day of a credential; the escalation, step and day of a follow-up. Moved to another day or renewed, it
is another one.
"""
