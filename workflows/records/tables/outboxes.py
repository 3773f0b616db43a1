"""What has every row that waits to be sent out, whoever reads it?"""

from typing import Any, Final

from sqlalchemy import CheckConstraint, Column, Integer, text

from workflows.records.tables.metadata import moment, uuid, words

SENT_ON: Final = (
    "due_at", "lease_owner", "lease_until", "fence", "attempts", "sent_at", "dead_at", "dropped_at", "receipt",
)  # fmt: skip
"""The columns that change while it is sent."""


def waits() -> tuple[Any, ...]:
    """Its columns: when, who has it in hand and until when, and what came of it. `fence` counts the leases."""
    return (
        moment("due_at"),
        uuid("lease_owner", null=True),
        moment("lease_until", null=True),
        Column("fence", Integer, nullable=False, server_default=text("0")),
        Column("attempts", Integer, nullable=False, server_default=text("0")),
        moment("sent_at", null=True),
        moment("dead_at", null=True),
        moment("dropped_at", null=True),
        words("receipt", default=""),
    )


def waits_rightly() -> tuple[CheckConstraint, ...]:
    """What the database refuses of any of them."""
    return (
        CheckConstraint("sent_at IS NULL OR dropped_at IS NULL", name="sent_or_dropped"),
        CheckConstraint("(lease_owner IS NULL) = (lease_until IS NULL)", name="leased_whole"),
    )
