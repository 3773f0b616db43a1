"""What happened in a mentoring session? Logs are kept whole; a correction is a new row."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert

from workflows.records.scope import Transaction
from workflows.records.tables.episodes import concern, session

_KEEP_SESSION = insert(session)
_KEEP_CONCERN = insert(concern)


async def keep_session(tx: Transaction, values: Mapping[str, Any]) -> None:
    await tx.connection.execute(_KEEP_SESSION, {"org_id": tx.actor.org_id, **values})


async def keep_concern(tx: Transaction, values: Mapping[str, Any]) -> None:
    await tx.connection.execute(_KEEP_CONCERN, {"org_id": tx.actor.org_id, **values})
