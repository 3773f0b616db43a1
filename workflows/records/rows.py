"""Is there such a row in this organization?"""

from typing import Any

from sqlalchemy import Executable, RowMapping

from workflows.records.refusals import NotFound
from workflows.records.scope import Transaction


async def row_of(tx: Transaction, statement: Executable, **asked: Any) -> RowMapping | None:
    """The first row of a prebuilt statement that names `:org_id`, or None."""
    found = await tx.connection.execute(statement, {"org_id": tx.actor.org_id, **asked})
    return found.mappings().first()


async def known_row(tx: Transaction, statement: Executable, **asked: Any) -> RowMapping:
    """The row, which must be there; raises `NotFound`, the same for what is not there and what is not theirs."""
    row = await row_of(tx, statement, **asked)
    if row is None:
        raise NotFound
    return row
