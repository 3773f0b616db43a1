"""Was the young person told of an escalation, when and how? Nothing is taken back: the newest answer holds."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, text

from supervision.flags_told import FlagTold
from workflows.records.ids import new_id
from workflows.records.scope import Transaction
from workflows.records.tables.escalations import flag_told


@dataclass(frozen=True, slots=True)
class FlagLine:
    """What one person wrote down. `how`: a code of the list `told_how`, None when they were not told."""

    answer: FlagTold
    how: str | None
    words: str
    said_by_name: str
    happened_at: datetime


_KEEP = insert(flag_told)
_OF_WORK = text("""
SELECT t.answer, t.how, t.words, p.given_name || ' ' || p.family_name AS said_by_name, t.happened_at
  FROM app.flag_told t JOIN app.person p ON (p.org_id, p.id) = (t.org_id, t.said_by)
 WHERE t.org_id = :org_id AND t.work_id = :work_id ORDER BY t.happened_at DESC, t.recorded_at DESC, t.id DESC
""")


async def flags_told_of(tx: Transaction, work_id: UUID) -> tuple[FlagLine, ...]:
    """Every answer, the newest first."""
    found = await tx.connection.execute(_OF_WORK, {"org_id": tx.actor.org_id, "work_id": work_id})
    return tuple(FlagLine(**{**row, "answer": FlagTold(row["answer"])}) for row in found.mappings())


async def keep_flag_told(
    tx: Transaction,
    work_id: UUID,
    *,
    answer: FlagTold,
    how: str | None,
    words: str,
    by: UUID,
    happened_at: datetime,
    recorded_at: datetime,
) -> None:
    row = {"work_id": work_id, "answer": answer.value, "how": how, "words": words, "said_by": by}
    times = {"happened_at": happened_at, "recorded_at": recorded_at}
    await tx.connection.execute(_KEEP, {"org_id": tx.actor.org_id, "id": new_id(), **row, **times})
