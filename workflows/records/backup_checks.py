"""Which backups were taken, and was one restored elsewhere and found good? Kept by the owner of the tables alone."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert

from workflows.records.scope import Transaction
from workflows.records.tables.operation import backup_check

_KEEP = insert(backup_check).on_conflict_do_nothing(index_elements=["id"])
_CHECKED = text("""
UPDATE sign_in.backup_check SET checked_at = :at, is_good = :is_good, found = :found WHERE id = :id
""")
_LAST_GOOD = text("SELECT max(taken_at) FROM sign_in.backup_check WHERE is_good")


async def keep_backup(
    tx: Transaction, *, backup_id: UUID, taken_at: datetime, counts: Mapping[str, int], at: datetime
) -> None:
    """That a backup was taken, with its rows in each table; once, however often it is said."""
    row = {"id": backup_id, "taken_at": taken_at, "found": "", "counts": dict(counts), "recorded_at": at}
    await tx.connection.execute(_KEEP, row)


async def keep_check(tx: Transaction, *, backup_id: UUID, is_good: bool, found: str, at: datetime) -> None:
    """What restoring this backup elsewhere showed; the last look counts."""
    await tx.connection.execute(_CHECKED, {"id": backup_id, "is_good": is_good, "found": found, "at": at})


async def last_good_backup(tx: Transaction) -> datetime | None:
    """When the newest backup was taken that was restored elsewhere and found good."""
    found: datetime | None = (await tx.connection.execute(_LAST_GOOD)).scalar_one()
    return found
