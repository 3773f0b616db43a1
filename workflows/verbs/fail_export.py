"""A file could not be written: it is tried again for as often as its job is, and then given up and said."""

from datetime import datetime
from uuid import UUID

from supervision.exports import ExportState
from supervision.job_schedule import SCHEDULE
from workflows.records.audit import keep_audit
from workflows.records.exports import keep_failure, keep_not_written, lock_waiting
from workflows.records.scope import Transaction


async def fail_export(tx: Transaction, *, export_id: UUID, at: datetime) -> None:
    """What was answered meanwhile stays as it is."""
    if await lock_waiting(tx, export_id) is None:
        return
    failures = await keep_failure(tx, export_id)
    if SCHEDULE.wait_after(failures) is None:
        await keep_not_written(tx, export_id, ExportState.FAILED, at=at)
        await keep_audit(tx, "wrote_export", outcome="failed", object_kind="export", object_id=export_id)
