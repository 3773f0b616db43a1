"""What were mentee and guardian told before a match: the fit, which services come when, time limits, by whom?"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, text

from supervision.telling import Told
from workflows.records.ids import new_id
from workflows.records.scope import Transaction
from workflows.records.tables.episodes import applicant_told


@dataclass(frozen=True, slots=True)
class ToldRecord:
    """One time at which they were told."""

    told: Told
    by_name: str
    happened_at: datetime


_KEEP = insert(applicant_told)
_ALL = text("""
SELECT t.who, t.how, t.fit, t.services, t.limits, t.happened_at, p.given_name || ' ' || p.family_name AS by_name
  FROM app.applicant_told t JOIN app.person p ON (p.org_id, p.id) = (t.org_id, t.told_by)
 WHERE t.org_id = :org_id AND t.episode_id = :episode_id ORDER BY t.happened_at DESC, t.id DESC
""")


async def keep_told(
    tx: Transaction, told: Told, *, episode_id: UUID, by: UUID, happened_at: datetime, recorded_at: datetime
) -> UUID:
    told_id = new_id()
    values: dict[str, Any] = {
        "org_id": tx.actor.org_id,
        "id": told_id,
        "episode_id": episode_id,
        "who": list(told.who),
        "how": told.how,
        "fit": told.fit,
        "services": told.services,
        "limits": told.limits,
        "told_by": by,
        "happened_at": happened_at,
        "recorded_at": recorded_at,
    }
    await tx.connection.execute(_KEEP, values)
    return told_id


async def told_records(tx: Transaction, episode_id: UUID) -> tuple[ToldRecord, ...]:
    """Every time they were told, the newest first."""
    found = await tx.connection.execute(_ALL, {"org_id": tx.actor.org_id, "episode_id": episode_id})
    return tuple(
        ToldRecord(
            Told(tuple(row.who), row.how, row.fit, row.services, row.limits), row.by_name, row.happened_at
        )
        for row in found
    )
