"""Which notices of an escalation wait to be sent, who sends them just now, and what became of them?

A notice is leased, never marked before it is sent: whoever dies in between is followed by another, who sends it again.
`fence` tells the leases apart: what came back too late changes nothing.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from sqlalchemy import ARRAY, Text, TextClause, bindparam, text

from workflows.records.rows import row_of
from workflows.records.scope import Transaction

NOTICES: Final = "escalation_notice"
POSTS: Final = "channel_post"


@dataclass(frozen=True, slots=True)
class Leased:
    """One notice in the hands of one worker; to a person, or into a channel that many read (`outbox` tells where it lies)."""

    id: UUID
    work_id: UUID
    way: str
    fence: int
    attempts: int
    outbox: str = NOTICES


@dataclass(frozen=True, slots=True)
class Through:
    """The channel through which something goes, its address as it is kept."""

    channel_id: UUID
    kind: str
    sealed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Sendable:
    """Where a leased notice goes now: `address` is None when the person cannot sign in any more, `phone` when none is on
    file, `through` when no such channel is set up any more.

    `is_needed`: whether the escalation is still open for somebody to answer, and nothing newer tells the same person.
    """

    address: str | None
    is_needed: bool
    phone: str | None = None
    through: Through | None = None


# Claimed by its state and never by a number it comes after: what is committed late is found as well.
_LEASE: Final = """
WITH waiting AS MATERIALIZED (
    SELECT org_id, id FROM app.{outbox}
     WHERE org_id = :org_id AND sent_at IS NULL AND dropped_at IS NULL AND due_at <= :at AND way = ANY (:ways)
       AND (lease_until IS NULL OR lease_until < :at)
     ORDER BY class, due_at, id LIMIT :most FOR UPDATE SKIP LOCKED
)
UPDATE app.{outbox} n
   SET lease_owner = :owner, lease_until = :until, fence = n.fence + 1, attempts = n.attempts + 1
  FROM waiting w WHERE (n.org_id, n.id) = (w.org_id, w.id)
RETURNING n.id, n.work_id, n.way, n.fence, n.attempts
"""
# Right before it is sent: is it still ours, still needed, and where does this person sign in? After an outage each person
# is told once: a later rung that tells the same person stands for the earlier ones. A text message goes through the
# channel that works best, and needs none once it has been stopped: then the page and the e-mail have told it. Who has been
# named in what it is about since it was written hears nothing of it.
_RECHECK_NOTICE: Final = text("""
SELECT i.email AS address, p.work_phone AS phone, c.id AS channel_id, c.kind, c.address AS sealed,
       w.state = 'open' AND (n.way <> 'sms' OR (c.id IS NOT NULL AND p.work_phone IS NOT NULL))
       AND NOT EXISTS (SELECT FROM app.escalation_notice l
                        WHERE (l.org_id, l.work_id, l.person_id, l.way)
                            = (n.org_id, n.work_id, n.person_id, n.way) AND l.id <> n.id
                          AND l.recorded_at > n.recorded_at)
       AND NOT EXISTS (SELECT FROM app.hidden_from h
                        WHERE (h.org_id, h.object_id, h.person_id) = (n.org_id, n.work_id, n.person_id)
                          AND h.ended_at IS NULL) AS is_needed
  FROM app.escalation_notice n
  JOIN app.work w ON (w.org_id, w.id) = (n.org_id, n.work_id)
  JOIN app.person p ON (p.org_id, p.id) = (n.org_id, n.person_id)
  LEFT JOIN sign_in.identity i ON (i.org_id, i.person_id) = (n.org_id, n.person_id) AND i.disabled_at IS NULL
  LEFT JOIN LATERAL (
       SELECT o.id, o.kind, o.address FROM app.channel o
        WHERE o.org_id = n.org_id AND o.kind = 'sms' AND o.stopped_at IS NULL AND n.way = 'sms'
        ORDER BY o.failures, o.recorded_at, o.id LIMIT 1) c ON true
 WHERE n.org_id = :org_id AND n.id = :id AND n.fence = :fence AND n.sent_at IS NULL AND n.dropped_at IS NULL
   AND n.lease_until > :at
 ORDER BY i.recorded_at DESC LIMIT 1
""")
# Who is named in what it is about may read along in a channel: then nothing is posted there.
_RECHECK_POST: Final = text("""
SELECT NULL AS address, NULL AS phone, c.id AS channel_id, c.kind, c.address AS sealed,
       w.state = 'open' AND c.stopped_at IS NULL
       AND NOT EXISTS (SELECT FROM app.hidden_from h
                        WHERE (h.org_id, h.object_id) = (n.org_id, n.work_id) AND h.ended_at IS NULL)
       AND NOT EXISTS (SELECT FROM app.channel_post l
                        WHERE (l.org_id, l.work_id, l.channel_id) = (n.org_id, n.work_id, n.channel_id)
                          AND l.id <> n.id AND l.recorded_at > n.recorded_at) AS is_needed
  FROM app.channel_post n
  JOIN app.work w ON (w.org_id, w.id) = (n.org_id, n.work_id)
  JOIN app.channel c ON (c.org_id, c.id) = (n.org_id, n.channel_id)
 WHERE n.org_id = :org_id AND n.id = :id AND n.fence = :fence AND n.sent_at IS NULL AND n.dropped_at IS NULL
   AND n.lease_until > :at
""")
_SENT: Final = """
UPDATE app.{outbox} SET sent_at = :at, receipt = :receipt, lease_owner = NULL, lease_until = NULL
 WHERE org_id = :org_id AND id = :id AND fence = :fence AND sent_at IS NULL AND dropped_at IS NULL RETURNING id
"""
_DROPPED: Final = """
UPDATE app.{outbox} SET dropped_at = :at, lease_owner = NULL, lease_until = NULL
 WHERE org_id = :org_id AND id = :id AND fence = :fence AND sent_at IS NULL RETURNING id
"""
_FAILED: Final = """
UPDATE app.{outbox}
   SET due_at = :again_at, receipt = :receipt, lease_owner = NULL, lease_until = NULL,
       dead_at = CASE WHEN :is_dead THEN coalesce(dead_at, :at) ELSE dead_at END
 WHERE org_id = :org_id AND id = :id AND fence = :fence AND sent_at IS NULL AND dropped_at IS NULL
RETURNING change_id, coalesce(dead_at = :at, false) AS has_died
"""


def _each(sql: str) -> dict[str, TextClause]:
    """The same statement for both outboxes."""
    types = [bindparam("ways", type_=ARRAY(Text))] if ":ways" in sql else []
    return {one: text(sql.format(outbox=one)).bindparams(*types) for one in (NOTICES, POSTS)}


_LEASES, _SENTS, _DROPS, _FAILS = _each(_LEASE), _each(_SENT), _each(_DROPPED), _each(_FAILED)
_RECHECKS: Final = {NOTICES: _RECHECK_NOTICE, POSTS: _RECHECK_POST}
# Only from the rung on which it was to be told, and only while there are others to tell: where everybody is told again
# and again already, a mail server that is away for hours would make thousands of notices.
_HURRY: Final = text("""
UPDATE app.work w SET next_at = :at
 WHERE w.org_id = :org_id AND w.id = :work_id AND w.state = 'open' AND w.next_at > :at AND w.lap = 1
   AND EXISTS (SELECT FROM app.escalation_change c
                WHERE (c.org_id, c.id, c.rung, c.lap) = (w.org_id, :change_id, w.rung, w.lap))
""")


async def lease_notices(
    tx: Transaction,
    *,
    owner: UUID,
    most: int,
    lease: timedelta,
    ways: Collection[str] = ("mail",),
    outbox: str = NOTICES,
) -> Sequence[Leased]:
    """Take up what is due by these ways, the most urgent first. Attempts are counted here, so that a crash counts as one."""
    asked = {
        "org_id": tx.actor.org_id,
        "at": tx.at,
        "owner": owner,
        "most": most,
        "until": tx.at + lease,
        "ways": list(ways),
    }
    return [
        Leased(**row, outbox=outbox)
        for row in (await tx.connection.execute(_LEASES[outbox], asked)).mappings()
    ]


async def recheck(tx: Transaction, one: Leased) -> Sendable | None:
    """None when somebody else has it by now, or has sent it."""
    row = await row_of(tx, _RECHECKS[one.outbox], id=one.id, fence=one.fence, at=tx.at)
    if row is None:
        return None
    through = Through(row["channel_id"], row["kind"], row["sealed"]) if row["channel_id"] else None
    return Sendable(row["address"], row["is_needed"], row["phone"], through)


async def keep_sent(tx: Transaction, one: Leased, *, receipt: str) -> bool:
    """Whether it was still ours to mark."""
    asked = {"id": one.id, "fence": one.fence, "at": tx.at}
    return await row_of(tx, _SENTS[one.outbox], **asked, receipt=receipt) is not None


async def keep_dropped(tx: Transaction, one: Leased) -> None:
    """Nobody has to hear of it any more: somebody acted before it was sent."""
    await row_of(tx, _DROPS[one.outbox], id=one.id, fence=one.fence, at=tx.at)


async def keep_failed(
    tx: Transaction, one: Leased, *, again_at: datetime, receipt: str, is_dead: bool
) -> None:
    """It could not be sent. When it dies of it, the next rung is entered at once; it is tried on all the same."""
    asked = {"id": one.id, "fence": one.fence, "at": tx.at, "again_at": again_at}
    failed = await row_of(tx, _FAILS[one.outbox], **asked, receipt=receipt, is_dead=is_dead)
    if failed is not None and failed["has_died"]:
        hurried = {"work_id": one.work_id, "change_id": failed["change_id"], "at": tx.at}
        await tx.connection.execute(_HURRY, {"org_id": tx.actor.org_id, **hurried})
