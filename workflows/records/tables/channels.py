"""By what else than its site and its e-mail is an organization reached, does it work, and what is to be posted there?"""

from sqlalchemy import CheckConstraint, Column, Index, Integer, LargeBinary, text

from workflows.records.tables.metadata import moment, org_table, to, uuid, words
from workflows.records.tables.outboxes import SENT_ON, waits, waits_rightly

channel = org_table(
    "channel",
    uuid("id"),
    words("kind"),
    words("name"),
    Column("address", LargeBinary, nullable=False),
    uuid("added_by"),
    moment("recorded_at"),
    uuid("stopped_by", null=True),
    moment("stopped_at", null=True),
    moment("last_worked_at", null=True),
    moment("last_failed_at", null=True),
    Column("failures", Integer, nullable=False, server_default=text("0")),
    words("fault", default=""),
    moment("alarm_due_at", null=True),
    moment("alarmed_at", null=True),
    to("person", "added_by"),
    to("person", "stopped_by"),
    CheckConstraint("kind IN ('sms', 'teams', 'slack', 'push')", name="kind_known"),
    CheckConstraint("btrim(name) <> ''", name="has_a_name"),
    CheckConstraint("(stopped_by IS NULL) = (stopped_at IS NULL)", name="stopped_by_somebody"),
    CheckConstraint("failures >= 0", name="counted"),
    update=(
        "stopped_by",
        "stopped_at",
        "last_worked_at",
        "last_failed_at",
        "failures",
        "fault",
        "alarm_due_at",
        "alarmed_at",
    ),
)
"""A service through which people are told. `address` is sealed (`workflows/exchange/sealing.py`), is never changed and
never shown. `failures` in a row since it last worked; `alarmed_at`: administrators were told of them."""

channel_test = org_table(
    "channel_test",
    uuid("id"),
    uuid("channel_id"),
    uuid("asked_by"),
    moment("asked_at"),
    moment("taken_at", null=True),
    moment("ended_at", null=True),
    words("fault", default=""),
    to("channel", "channel_id"),
    to("person", "asked_by"),
    CheckConstraint("ended_at IS NULL OR taken_at IS NOT NULL", name="taken_before_it_ends"),
    update=("taken_at", "ended_at", "fault"),
)
"""Somebody asked for a test message, and what came back: `fault` is empty when the service took it."""
Index(
    "channel_test_waits_ix",
    channel_test.c.org_id,
    channel_test.c.asked_at,
    postgresql_where=text("taken_at IS NULL"),
)

channel_post = org_table(
    "channel_post",
    uuid("id"),
    uuid("change_id"),
    uuid("work_id"),
    uuid("channel_id"),
    words("way"),
    words("class"),
    *waits(),
    moment("recorded_at"),
    to("escalation_change", "change_id"),
    to("work", "work_id"),
    to("channel", "channel_id"),
    CheckConstraint("way IN ('team', 'push')", name="way_known"),
    *waits_rightly(),
    update=SENT_ON,
)
"""One message into a channel that many read, written with the rung; like `escalation_notice`, and to no one person."""
Index(
    "channel_post_once",
    channel_post.c.org_id,
    channel_post.c.change_id,
    channel_post.c.channel_id,
    unique=True,
)
Index(
    "channel_post_waits_ix",
    channel_post.c.org_id,
    channel_post.c["class"],
    channel_post.c.due_at,
    postgresql_where=text("sent_at IS NULL AND dropped_at IS NULL"),
)

passed_way = org_table(
    "passed_way",
    uuid("change_id"),
    uuid("work_id"),
    words("way"),
    moment("recorded_at"),
    to("escalation_change", "change_id"),
    to("work", "work_id"),
    CheckConstraint("way IN ('mail', 'sms', 'team', 'push')", name="way_known"),
    key=("change_id", "way"),
)
"""By this way nobody was told on a rung although the policy says so: nothing is set up for it, or it may not be used.
Append-only."""
