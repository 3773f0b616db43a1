"""Since when has this person been called to an escalation by its ladder?"""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import text

from workflows.records.rows import row_of
from workflows.records.scope import Transaction

# What was dropped was never said: somebody had acted, or another notice told the same person.
_FIRST: Final = text("""
SELECT min(recorded_at) AS told_at FROM app.escalation_notice
 WHERE org_id = :org_id AND work_id = :work_id AND person_id = :person_id AND dropped_at IS NULL
""")


async def told_at(tx: Transaction, work_id: UUID, person_id: UUID | None) -> datetime | None:
    """When the ladder of this escalation told them first; None when it never did."""
    row = await row_of(tx, _FIRST, work_id=work_id, person_id=person_id)
    found: datetime | None = row["told_at"] if row else None
    return found


async def is_told(tx: Transaction, work_id: UUID, person_id: UUID | None) -> bool:
    """Whether the ladder of this escalation told them."""
    return await told_at(tx, work_id, person_id) is not None
