"""Which cases are open? Told a part at a time, with no more than a sweep has to know of each."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import text

from workflows.records.episodes import INSTANT
from workflows.records.scope import Transaction


@dataclass(frozen=True, slots=True)
class OpenCase:
    """An open case, and up to which instant it is known."""

    id: UUID
    known_at: datetime

    def knows_at(self, at: datetime) -> datetime:
        """As `Case.knows_at`."""
        return max(at, self.known_at + INSTANT)


_BEFORE_ALL: Final = UUID(int=0)
_COUNT = text("SELECT count(*) FROM app.episode WHERE org_id = :org_id AND step <> 'closed'")
_PART = text("""
SELECT id, known_at FROM app.episode
 WHERE org_id = :org_id AND step <> 'closed' AND id > :after ORDER BY id LIMIT :most
""")


async def count_open(tx: Transaction) -> int:
    """How many cases of the organization are open."""
    found: int = (await tx.connection.execute(_COUNT, {"org_id": tx.actor.org_id})).scalar_one()
    return found


async def open_cases(tx: Transaction, *, at_a_time: int) -> AsyncIterator[Sequence[OpenCase]]:
    """Every open case of the organization in the order of the ids, so many at a time and never more in memory."""
    last = _BEFORE_ALL
    while part := await _part(tx, last, at_a_time):
        yield part
        last = part[-1].id


async def _part(tx: Transaction, after: UUID, most: int) -> list[OpenCase]:
    asked = {"org_id": tx.actor.org_id, "after": after, "most": most}
    return [OpenCase(*row) for row in await tx.connection.execute(_PART, asked)]
