"""Which notices of an escalation wait to be sent, who sends them just now, and what became of them?

A notice is leased, never marked before it is sent: whoever dies in between is followed by another, who sends it again.
`fence` tells the leases apart: what came back too late changes nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import text

from workflows.records.rows import row_of
from workflows.records.scope import Transaction


@dataclass(frozen=True, slots=True)
class Leased:
    """One notice in the hands of one worker."""

    id: UUID
    work_id: UUID
    person_id: UUID
    way: str
    fence: int
    attempts: int


@dataclass(frozen=True, slots=True)
class Sendable:
    """Where a leased notice goes now: `address` is None when the person cannot sign in any more.

    `is_needed`: whether the escalation is still open for somebody to answer, and nothing newer tells the same person.
    """

    address: str | None
    is_needed: bool


# Claimed by its state and never by a number it comes after: what is committed late is found as well.
_LEASE: Final = text("""
WITH waiting AS MATERIALIZED (
    SELECT org_id, id FROM app.escalation_notice
     WHERE org_id = :org_id AND sent_at IS NULL AND dropped_at IS NULL AND due_at <= :at
       AND (lease_until IS NULL OR lease_until < :at)
     ORDER BY class, due_at, id LIMIT :most FOR UPDATE SKIP LOCKED
)
UPDATE app.escalation_notice n
   SET lease_owner = :owner, lease_until = :until, fence = n.fence + 1, attempts = n.attempts + 1
  FROM waiting w WHERE (n.org_id, n.id) = (w.org_id, w.id)
RETURNING n.id, n.work_id, n.person_id, n.way, n.fence, n.attempts
""")
# Right before it is sent: is it still ours, still needed, and where does this person sign in? After an outage each person
# is told once: a later rung that tells the same person stands for the earlier ones.
_RECHECK: Final = text("""
SELECT i.email AS address,
       w.state = 'open' AND NOT EXISTS (SELECT FROM app.escalation_notice l
                                         WHERE (l.org_id, l.work_id, l.person_id, l.way)
                                             = (n.org_id, n.work_id, n.person_id, n.way) AND l.id <> n.id
                                           AND l.recorded_at > n.recorded_at) AS is_needed
  FROM app.escalation_notice n
  JOIN app.work w ON (w.org_id, w.id) = (n.org_id, n.work_id)
  LEFT JOIN sign_in.identity i ON (i.org_id, i.person_id) = (n.org_id, n.person_id) AND i.disabled_at IS NULL
 WHERE n.org_id = :org_id AND n.id = :id AND n.fence = :fence AND n.sent_at IS NULL AND n.dropped_at IS NULL
   AND n.lease_until > :at
 ORDER BY i.recorded_at DESC LIMIT 1
""")
_SENT: Final = text("""
UPDATE app.escalation_notice SET sent_at = :at, receipt = :receipt, lease_owner = NULL, lease_until = NULL
 WHERE org_id = :org_id AND id = :id AND fence = :fence AND sent_at IS NULL AND dropped_at IS NULL RETURNING id
""")
_DROPPED: Final = text("""
UPDATE app.escalation_notice SET dropped_at = :at, lease_owner = NULL, lease_until = NULL
 WHERE org_id = :org_id AND id = :id AND fence = :fence AND sent_at IS NULL RETURNING id
""")
_FAILED: Final = text("""
UPDATE app.escalation_notice
   SET due_at = :again_at, receipt = :receipt, lease_owner = NULL, lease_until = NULL,
       dead_at = CASE WHEN :is_dead THEN coalesce(dead_at, :at) ELSE dead_at END
 WHERE org_id = :org_id AND id = :id AND fence = :fence AND sent_at IS NULL AND dropped_at IS NULL
RETURNING change_id, coalesce(dead_at = :at, false) AS has_died
""")
# Only from the rung on which it was to be told, and only while there are others to tell: where everybody is told again
# and again already, a mail server that is away for hours would make thousands of notices.
_HURRY: Final = text("""
UPDATE app.work w SET next_at = :at
 WHERE w.org_id = :org_id AND w.id = :work_id AND w.state = 'open' AND w.next_at > :at AND w.lap = 1
   AND EXISTS (SELECT FROM app.escalation_change c
                WHERE (c.org_id, c.id, c.rung, c.lap) = (w.org_id, :change_id, w.rung, w.lap))
""")


async def lease_notices(tx: Transaction, *, owner: UUID, most: int, lease: timedelta) -> Sequence[Leased]:
    """Take up what is due, the most urgent first. Attempts are counted here, so that a crash counts as one."""
    asked = {
        "org_id": tx.actor.org_id,
        "at": tx.at,
        "owner": owner,
        "most": most,
        "until": tx.at + lease,
    }
    return [Leased(*row) for row in await tx.connection.execute(_LEASE, asked)]


async def recheck(tx: Transaction, one: Leased) -> Sendable | None:
    """None when somebody else has it by now, or has sent it."""
    row = await row_of(tx, _RECHECK, id=one.id, fence=one.fence, at=tx.at)
    return Sendable(row["address"], row["is_needed"]) if row else None


async def keep_sent(tx: Transaction, one: Leased, *, receipt: str) -> bool:
    """Whether it was still ours to mark."""
    return await row_of(tx, _SENT, id=one.id, fence=one.fence, at=tx.at, receipt=receipt) is not None


async def keep_dropped(tx: Transaction, one: Leased) -> None:
    """Nobody has to hear of it any more: somebody acted before it was sent."""
    await row_of(tx, _DROPPED, id=one.id, fence=one.fence, at=tx.at)


async def keep_failed(
    tx: Transaction, one: Leased, *, again_at: datetime, receipt: str, is_dead: bool
) -> None:
    """It could not be sent. When it dies of it, the next rung is entered at once; it is tried on all the same."""
    asked = {"id": one.id, "fence": one.fence, "at": tx.at, "again_at": again_at}
    failed = await row_of(tx, _FAILED, **asked, receipt=receipt, is_dead=is_dead)
    if failed is not None and failed["has_died"]:
        hurried = {"work_id": one.work_id, "change_id": failed["change_id"], "at": tx.at}
        await tx.connection.execute(_HURRY, {"org_id": tx.actor.org_id, **hurried})
