"""Which mentor is kept free for a mentee, and until when?"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import insert, text

from workflows.records.ids import new_id
from workflows.records.rows import row_of
from workflows.records.scope import Transaction
from workflows.records.tables.episodes import reservation


@dataclass(frozen=True, slots=True)
class Reservation:
    """Ended by a person, or not: whether it has run out is a question of the day on which one asks."""

    id: UUID
    mentor_id: UUID
    mentor_name: str
    until_on: date
    reserved_at: datetime
    reserved_by_name: str

    def lives_on(self, day: date) -> bool:
        """The last day counts."""
        return day <= self.until_on


_OPEN = text("""
SELECT r.id, r.mentor_id, m.given_name || ' ' || m.family_name AS mentor_name, r.until_on, r.reserved_at,
       b.given_name || ' ' || b.family_name AS reserved_by_name
  FROM app.reservation r
  JOIN app.person m ON (m.org_id, m.id) = (r.org_id, r.mentor_id)
  JOIN app.person b ON (b.org_id, b.id) = (r.org_id, r.reserved_by)
 WHERE r.org_id = :org_id AND r.episode_id = :id AND r.ended_at IS NULL
""")
_KEEP = insert(reservation)
_END = text("""
UPDATE app.reservation SET ended_at = :at, ended_by = :by, outcome = :outcome
 WHERE org_id = :org_id AND id = :id AND ended_at IS NULL
""")


async def open_reservation(tx: Transaction, episode_id: UUID) -> Reservation | None:
    """The one that nobody has ended; it may have run out meanwhile."""
    row = await row_of(tx, _OPEN, id=episode_id)
    return Reservation(**row) if row else None


async def keep_reservation(
    tx: Transaction, *, episode_id: UUID, mentor_id: UUID, until_on: date, by: UUID, at: datetime
) -> UUID:
    """Returns its id. The database holds that a case has one at a time."""
    reservation_id = new_id()
    await tx.connection.execute(
        _KEEP,
        {
            "org_id": tx.actor.org_id,
            "id": reservation_id,
            "episode_id": episode_id,
            "mentor_id": mentor_id,
            "until_on": until_on,
            "reserved_by": by,
            "reserved_at": at,
            "recorded_at": at,
        },
    )
    return reservation_id


async def end_reservation(
    tx: Transaction, reservation_id: UUID, *, outcome: str, by: UUID, at: datetime
) -> None:
    """`outcome`: "assigned" or "released"."""
    ended = {"org_id": tx.actor.org_id, "id": reservation_id, "outcome": outcome, "by": by, "at": at}
    await tx.connection.execute(_END, ended)
