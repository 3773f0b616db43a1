"""Whom does something that can wait concern of which they were not told, and what was sent to whom today?

Each e-mail is decided once: it is sent, or held back until a daily message counts it. The job reads for everybody, so what
is kept from somebody who is named in a worry is left out here, by name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ARRAY, TIMESTAMP, Uuid, bindparam, insert, text

from supervision.interruptions import Kind
from workflows.records.ids import new_id
from workflows.records.rows import row_of
from workflows.records.scope import Transaction
from workflows.records.tables.interruptions import interruption


@dataclass(frozen=True, slots=True)
class CoverBegins:
    """Somebody stands in for whoever is away, and has not been told: so much of it is open."""

    absence_id: UUID
    person_id: UUID
    items: int


@dataclass(frozen=True, slots=True)
class Unsent:
    """What was decided to be sent and has not left the house."""

    id: UUID
    address: str
    items: int


_COVERS: Final = text("""
SELECT b.id, g.cover_id,
       (SELECT count(*) FROM app.work w
         WHERE w.org_id = b.org_id AND w.owner_id = b.person_id AND w.state <> 'ended'
           AND NOT EXISTS (SELECT FROM app.hidden_from h
                WHERE (h.org_id, h.object_id, h.person_id) = (w.org_id, w.id, g.cover_id) AND h.ended_at IS NULL))
  FROM app.absence b
  JOIN unnest(:away_ids, :cover_ids) AS g (away_id, cover_id) ON g.away_id = b.person_id
 WHERE b.org_id = :org_id AND b.starts_at <= :at AND b.ends_at > :at AND g.cover_id <> b.person_id
   AND NOT EXISTS (SELECT FROM app.interruption i
        WHERE (i.org_id, i.person_id, i.kind, i.cause_id) = (b.org_id, g.cover_id, 'cover', b.id))
 ORDER BY b.starts_at, b.id
""").bindparams(*(bindparam(name, type_=ARRAY(Uuid)) for name in ("away_ids", "cover_ids")))
# Covers and reminders are decided by two jobs: what one counts, the other must not be about to write.
_ALONE: Final = text("SELECT pg_advisory_xact_lock(hashtextextended(:org_id || ' interruption', 0))")
# Whatever went by mail, about an escalation or not; the daily message has a place of its own.
_SPENT: Final = text("""
SELECT r.person_id,
       (SELECT count(*) FROM app.interruption i
         WHERE (i.org_id, i.person_id) = (:org_id, r.person_id) AND i.held_at IS NULL
           AND coalesce(i.sent_at, i.recorded_at) >= r.since)
     + (SELECT count(*) FROM app.escalation_notice n
         WHERE (n.org_id, n.person_id) = (:org_id, r.person_id) AND n.way <> 'page' AND n.sent_at >= r.since)
  FROM unnest(:person_ids, :since) AS r (person_id, since)
""").bindparams(
    bindparam("person_ids", type_=ARRAY(Uuid)), bindparam("since", type_=ARRAY(TIMESTAMP(timezone=True)))
)
# One of an absence that is over concerns nobody any more.
_UNSENT: Final = text("""
SELECT DISTINCT ON (i.id) i.id, s.email AS address, i.items
  FROM app.interruption i
  JOIN sign_in.identity s ON (s.org_id, s.person_id) = (i.org_id, i.person_id) AND s.disabled_at IS NULL
  JOIN app.absence b ON (b.org_id, b.id) = (i.org_id, i.cause_id) AND b.ends_at > :at
 WHERE i.org_id = :org_id AND i.kind = 'cover' AND i.sent_at IS NULL AND i.held_at IS NULL AND i.person_id = ANY (:person_ids)
 ORDER BY i.id, s.recorded_at DESC
""").bindparams(bindparam("person_ids", type_=ARRAY(Uuid)))
_SENT: Final = text("""
UPDATE app.interruption SET sent_at = :at, receipt = :receipt
 WHERE org_id = :org_id AND id = :id AND sent_at IS NULL AND held_at IS NULL RETURNING id
""")
_KEEP: Final = insert(interruption)


async def covers_begun(tx: Transaction) -> Sequence[CoverBegins]:
    """Of every absence that goes on: whoever stands in at this moment, where they were not told."""
    covers = {one: tx.stand_ins.whom(one) for one in tx.stand_ins.away}
    if not covers:
        return ()
    asked = {
        "org_id": tx.actor.org_id,
        "at": tx.at,
        "away_ids": list(covers),
        "cover_ids": list(covers.values()),
    }
    return [CoverBegins(*row) for row in await tx.connection.execute(_COVERS, asked)]


async def spent_since(tx: Transaction, begins: Mapping[UUID, datetime]) -> Mapping[UUID, int]:
    """How many e-mails each of these people had since the beginning of their day, without the daily message.

    Until the transaction ends, nobody else decides whom to write to.
    """
    await tx.connection.execute(_ALONE, {"org_id": str(tx.actor.org_id)})
    asked = {"org_id": tx.actor.org_id, "person_ids": list(begins), "since": list(begins.values())}
    return {row.person_id: row[1] for row in await tx.connection.execute(_SPENT, asked)}


async def keep_cover_told(tx: Transaction, one: CoverBegins, *, is_held: bool, at: datetime) -> None:
    """It is decided: it is sent, or held back."""
    row = {"id": new_id(), "person_id": one.person_id, "kind": Kind.COVER.value, "cause_id": one.absence_id}
    decided = {"items": one.items, "recorded_at": at, "held_at": at if is_held else None}
    await tx.connection.execute(_KEEP, {"org_id": tx.actor.org_id, **row, **decided})


async def unsent_covers(tx: Transaction, person_ids: Sequence[UUID]) -> Sequence[Unsent]:
    """Those of these people that have not left the house and still concern them."""
    asked = {"org_id": tx.actor.org_id, "at": tx.at, "person_ids": list(person_ids)}
    return [Unsent(*row) for row in await tx.connection.execute(_UNSENT, asked)]


async def keep_interruption_sent(
    tx: Transaction, interruption_id: UUID, *, at: datetime, receipt: str
) -> None:
    """It has left the house."""
    await row_of(tx, _SENT, id=interruption_id, at=at, receipt=receipt)
