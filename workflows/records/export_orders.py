"""Who wants which figures of every month as a file, and which months are there already?"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ARRAY, Date, bindparam, text

from supervision.exports import Figures
from workflows.records.rows import row_of
from workflows.records.scope import Transaction


@dataclass(frozen=True, slots=True)
class ExportOrder:
    """These figures of every month. `asked_at`: the first month is the one in which that was."""

    id: UUID
    figures: Figures
    asked_by: UUID
    asked_at: datetime


_ORDERS: Final = text("""
SELECT id, figures, asked_by, recorded_at FROM app.export_order
 WHERE org_id = :org_id AND ended_at IS NULL AND (cast(:asked_by AS uuid) IS NULL OR asked_by = :asked_by)
 ORDER BY recorded_at, id
""")
_KEEP_ORDER: Final = text("""
INSERT INTO app.export_order (org_id, id, figures, asked_by, recorded_at) VALUES (:org_id, :id, :figures, :asked_by, :at)
ON CONFLICT (org_id, asked_by, figures) WHERE ended_at IS NULL DO NOTHING RETURNING id
""")
_END_ORDER: Final = text("""
UPDATE app.export_order SET ended_at = :at
 WHERE org_id = :org_id AND id = :id AND asked_by = :asked_by AND ended_at IS NULL RETURNING figures
""")
# What is there already of a month stays as it is.
_KEEP_MONTHS: Final = text("""
INSERT INTO app.export (org_id, id, figures, first_on, last_on, order_id, asked_by, asked_at)
SELECT o.org_id, gen_random_uuid(), o.figures, m.first_on, m.last_on, o.id, o.asked_by, :at
  FROM app.export_order o, unnest(:first_on, :last_on) AS m (first_on, last_on)
 WHERE o.org_id = :org_id AND o.id = :id AND o.ended_at IS NULL
ON CONFLICT (org_id, order_id, first_on) DO NOTHING RETURNING id
""").bindparams(bindparam("first_on", type_=ARRAY(Date)), bindparam("last_on", type_=ARRAY(Date)))


async def orders_of(tx: Transaction, person_id: UUID | None) -> tuple[ExportOrder, ...]:
    """What this person wants of every month; without one, what anybody wants."""
    found = await tx.connection.execute(_ORDERS, {"org_id": tx.actor.org_id, "asked_by": person_id})
    return tuple(ExportOrder(row.id, Figures(row.figures), row.asked_by, row.recorded_at) for row in found)


async def keep_order(tx: Transaction, order_id: UUID, figures: Figures, *, by: UUID, at: datetime) -> bool:
    """Whether it is new: somebody wants the same figures of every month once."""
    return await row_of(tx, _KEEP_ORDER, id=order_id, figures=figures, asked_by=by, at=at) is not None


async def keep_order_end(tx: Transaction, order_id: UUID, *, of: UUID, at: datetime) -> bool:
    """Whether there was such an order of this person, that had not ended."""
    return await row_of(tx, _END_ORDER, id=order_id, asked_by=of, at=at) is not None


async def keep_months(
    tx: Transaction, order_id: UUID, months: Collection[tuple[date, date]], *, at: datetime
) -> tuple[UUID, ...]:
    """One for each of these months that has none yet. Returns the new ones."""
    asked = {
        "org_id": tx.actor.org_id,
        "id": order_id,
        "first_on": [first_on for first_on, _ in months],
        "last_on": [last_on for _, last_on in months],
        "at": at,
    }
    return tuple((await tx.connection.execute(_KEEP_MONTHS, asked)).scalars())
