"""Which histories of escalations are not what their chain says? Somebody changed, took out or put in what nobody may."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from workflows.records.chain_rules import HASHED

BROKEN: Final = f"""
SELECT x.org_id, x.work_id FROM (
    SELECT c.org_id, c.work_id, c.digest, app.escalation_digest(
           coalesce(lag(c.digest) OVER w, app.escalation_genesis(c.org_id, c.work_id)), {HASHED.format("c")}) AS ought
      FROM {{of}} h JOIN app.escalation_change c ON (c.org_id, c.work_id) = (h.org_id, h.id)
    WINDOW w AS (PARTITION BY c.org_id, c.work_id ORDER BY c.sequence)) x
 WHERE x.digest <> x.ought
UNION SELECT h.org_id, h.id FROM {{of}} h
  LEFT JOIN app.escalation_change c ON (c.org_id, c.work_id, c.sequence) = (h.org_id, h.id, h.version)
 WHERE c.digest IS DISTINCT FROM h.history_digest
"""
"""An entry is not what its digest was made of, or the newest is not the one that the escalation names. `of`: which
escalations are asked about, a table or a query with a name."""
_ALL: Final = text(
    BROKEN.format(of="(SELECT org_id, id, version, history_digest FROM app.work WHERE kind = 'escalation')")
)


async def broken_chains(connection: AsyncConnection) -> Sequence[UUID]:
    """Every escalation of every organization, ended or not, whose history was changed: for a role that sees them all."""
    return [row.work_id for row in await connection.execute(_ALL)]
