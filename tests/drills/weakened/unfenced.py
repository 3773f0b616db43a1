"""A sender without a fence: whatever it took up once it believes to be its own."""

from sqlalchemy import text

from workflows.records.escalation_notices import Leased, Sendable
from workflows.records.rows import row_of
from workflows.records.scope import Transaction

_MARK = text(
    "UPDATE app.escalation_notice SET sent_at = :at, receipt = :receipt, lease_owner = NULL, lease_until = NULL"
    " WHERE org_id = :org_id AND id = :id RETURNING id"
)


async def rechecks_nothing(tx: Transaction, one: Leased) -> Sendable | None:
    return Sendable("somebody@school.test", True)


async def marks_whatever_comes_back(tx: Transaction, one: Leased, *, receipt: str) -> bool:
    return await row_of(tx, _MARK, id=one.id, at=tx.at, receipt=receipt) is not None


def has_all_the_time_in_the_world(until: float) -> bool:
    return True
