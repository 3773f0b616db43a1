"""Which figures did somebody ask to have as a file, what became of it, and what stands in it?

That something was asked for is on record for the organization; what stands in a file the database shows to nobody but
whoever asked. So each is written, read and forgotten in a transaction of that person.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import insert, text

from supervision.exports import LIMITS, ExportState, Figures
from workflows.records.rows import known_row, row_of
from workflows.records.scope import Transaction
from workflows.records.tables.exports import export, export_file


@dataclass(frozen=True, slots=True)
class Export:
    """One file that was asked for; of a month when `order_id` is there. `digest`: the SHA-256 of its content."""

    id: UUID
    figures: Figures
    first_on: date
    last_on: date
    order_id: UUID | None
    asked_by: UUID
    asked_at: datetime
    outcome: ExportState | None
    failures: int
    row_count: int | None
    digest: bytes | None
    kept_until: datetime | None

    def state(self, at: datetime) -> ExportState:
        """A file is not given out any more from the instant on until which it is kept, forgotten or not."""
        if self.outcome is None:
            return ExportState.WAITING
        return ExportState.EXPIRED if self.kept_until is not None and self.kept_until <= at else self.outcome


_COLUMNS: Final = """id, figures, first_on, last_on, order_id, asked_by, asked_at, outcome, failures, row_count, digest,
       kept_until"""
_OWN: Final = text(f"""
SELECT {_COLUMNS} FROM app.export WHERE org_id = :org_id AND asked_by = :asked_by ORDER BY asked_at DESC, id DESC LIMIT :most
""")
_ONE: Final = text(
    f"SELECT {_COLUMNS} FROM app.export WHERE org_id = :org_id AND id = :id AND asked_by = :asked_by"
)
_WAITING: Final = text("""
SELECT id, asked_by FROM app.export WHERE org_id = :org_id AND outcome IS NULL ORDER BY asked_at, id
""")
_WAIT: Final = text("""
SELECT count(*) FROM app.export WHERE org_id = :org_id AND asked_by = :asked_by AND outcome IS NULL
""")
_LOCK: Final = text(
    f"SELECT {_COLUMNS} FROM app.export WHERE org_id = :org_id AND id = :id AND outcome IS NULL FOR UPDATE"
)
_KEEP: Final = insert(export)
_ANSWER: Final = text("""
UPDATE app.export SET outcome = :outcome, answered_at = :at, row_count = :row_count, digest = :digest,
                      kept_until = :kept_until
 WHERE org_id = :org_id AND id = :id AND outcome IS NULL RETURNING id
""")
_FAIL: Final = text(
    "UPDATE app.export SET failures = failures + 1 WHERE org_id = :org_id AND id = :id RETURNING failures"
)
_KEEP_FILE: Final = insert(export_file)
_FILE: Final = text("""
SELECT content FROM app.export_file WHERE org_id = :org_id AND export_id = :id AND asked_by = :asked_by
""")
_OVER: Final = text("""
SELECT DISTINCT asked_by FROM app.export WHERE org_id = :org_id AND kept_until <= :at AND forgotten_at IS NULL
""")
_FORGET: Final = text("""
WITH over AS (UPDATE app.export SET forgotten_at = :at
       WHERE org_id = :org_id AND asked_by = :asked_by AND kept_until <= :at AND forgotten_at IS NULL RETURNING org_id, id)
DELETE FROM app.export_file f USING over o WHERE (f.org_id, f.export_id) = (o.org_id, o.id) AND f.asked_by = :asked_by
""")


async def exports_of(tx: Transaction, person_id: UUID) -> tuple[Export, ...]:
    """What this person asked for, the newest first."""
    asked = {"org_id": tx.actor.org_id, "asked_by": person_id, "most": LIMITS.most_shown}
    return tuple(_export(row) for row in (await tx.connection.execute(_OWN, asked)).mappings())


async def export_of(tx: Transaction, person_id: UUID, export_id: UUID) -> Export:
    """One that this person asked for; raises `NotFound` for all others."""
    return _export(await known_row(tx, _ONE, id=export_id, asked_by=person_id))


async def content_of(tx: Transaction, person_id: UUID, export_id: UUID) -> bytes:
    """What stands in it; raises `NotFound` once it is forgotten."""
    found: bytes = (await known_row(tx, _FILE, id=export_id, asked_by=person_id))["content"]
    return found


async def waiting_exports(tx: Transaction) -> Sequence[tuple[UUID, UUID]]:
    """Each that is still to be written, with whoever asked; the oldest first."""
    return [
        (row.id, row.asked_by) for row in await tx.connection.execute(_WAITING, {"org_id": tx.actor.org_id})
    ]


async def waiting_of(tx: Transaction, person_id: UUID) -> int:
    """How many of this person wait."""
    return int((await known_row(tx, _WAIT, asked_by=person_id))["count"])


async def lock_waiting(tx: Transaction, export_id: UUID) -> Export | None:
    """The row of one that waits; None when somebody has answered it meanwhile."""
    row = await row_of(tx, _LOCK, id=export_id)
    return None if row is None else _export(row)


async def keep_export(
    tx: Transaction, export_id: UUID, figures: Figures, days: tuple[date, date], *, by: UUID, at: datetime
) -> None:
    """Somebody asks for these figures of these days, both included."""
    row: dict[str, Any] = {
        "org_id": tx.actor.org_id,
        "id": export_id,
        "figures": figures,
        "first_on": days[0],
        "last_on": days[1],
        "asked_by": by,
        "asked_at": at,
    }
    await tx.connection.execute(_KEEP, row)


async def keep_content(
    tx: Transaction, found: Export, content: bytes, *, row_count: int, digest: bytes, at: datetime
) -> None:
    """It is written. Only whoever asked for it can keep it."""
    until = at + LIMITS.kept_for(monthly=found.order_id is not None)
    written = {"row_count": row_count, "digest": digest, "kept_until": until}
    await known_row(tx, _ANSWER, id=found.id, outcome=ExportState.READY, at=at, **written)
    row = {
        "org_id": tx.actor.org_id,
        "export_id": found.id,
        "asked_by": found.asked_by,
        "content": content,
        "recorded_at": at,
    }
    await tx.connection.execute(_KEEP_FILE, row)


async def keep_not_written(tx: Transaction, export_id: UUID, outcome: ExportState, *, at: datetime) -> None:
    """Nobody will write it."""
    nothing = {"row_count": None, "digest": None, "kept_until": None}
    await known_row(tx, _ANSWER, id=export_id, outcome=outcome, at=at, **nothing)


async def keep_failure(tx: Transaction, export_id: UUID) -> int:
    """It could not be written this time. Returns how often by now."""
    return int((await known_row(tx, _FAIL, id=export_id))["failures"])


async def whose_are_over(tx: Transaction, *, at: datetime) -> tuple[UUID, ...]:
    """Of whom there are files that are not kept any more."""
    found = await tx.connection.execute(_OVER, {"org_id": tx.actor.org_id, "at": at})
    return tuple(found.scalars())


async def drop_files(tx: Transaction, person_id: UUID, *, at: datetime) -> int:
    """Forget what stands in those of this person that are not kept any more; how many there were."""
    asked = {"org_id": tx.actor.org_id, "asked_by": person_id, "at": at}
    return (await tx.connection.execute(_FORGET, asked)).rowcount


def _export(row: Any) -> Export:
    outcome = row["outcome"]
    return Export(
        **{
            **row,
            "figures": Figures(row["figures"]),
            "outcome": None if outcome is None else ExportState(outcome),
        }
    )
