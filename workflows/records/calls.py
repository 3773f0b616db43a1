"""Since when has this person been called to an escalation by its ladder, and what have they seen of it?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import text

from workflows.records.rows import row_of
from workflows.records.scope import Transaction


@dataclass(frozen=True, slots=True)
class Call:
    """`is_opened`: they have opened every notice of it that there is."""

    told_at: datetime
    is_opened: bool


# What was dropped was never said: somebody had acted, or another notice told the same person.
_CALL: Final = text("""
SELECT min(recorded_at) AS told_at, bool_and(opened_at IS NOT NULL) AS is_opened FROM app.escalation_notice
 WHERE org_id = :org_id AND work_id = :work_id AND person_id = :person_id AND dropped_at IS NULL
""")
_OPENED: Final = text("""
UPDATE app.escalation_notice SET opened_at = :at
 WHERE org_id = :org_id AND work_id = :work_id AND person_id = :person_id AND dropped_at IS NULL AND opened_at IS NULL
""")
_SHOWN: Final = text("""
UPDATE app.escalation_notice n SET shown_at = :at
  FROM app.work w
 WHERE (w.org_id, w.id) = (n.org_id, n.work_id) AND n.org_id = :org_id AND n.person_id = :person_id
   AND n.way = 'page' AND n.shown_at IS NULL AND n.dropped_at IS NULL AND w.next_at IS NOT NULL AND w.state = 'open'
""")


async def call_of(tx: Transaction, work_id: UUID, person_id: UUID | None) -> Call | None:
    """None when its ladder never told them."""
    row = await row_of(tx, _CALL, work_id=work_id, person_id=person_id)
    return Call(**row) if row and row["told_at"] else None


async def is_told(tx: Transaction, work_id: UUID, person_id: UUID | None) -> bool:
    """Whether the ladder of this escalation told them."""
    return await call_of(tx, work_id, person_id) is not None


async def keep_opened(tx: Transaction, work_id: UUID) -> None:
    """Whoever acts has opened it now: by whichever way they were told, they know."""
    asked = {"org_id": tx.actor.org_id, "work_id": work_id, "person_id": tx.actor.person_id, "at": tx.at}
    await tx.connection.later(_OPENED, asked)


async def keep_shown(tx: Transaction) -> None:
    """The banner of what waits for whoever acts stood on the page that is sent now."""
    asked = {"org_id": tx.actor.org_id, "person_id": tx.actor.person_id, "at": tx.at}
    await tx.connection.later(_SHOWN, asked)
