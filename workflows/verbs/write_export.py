"""The figures that somebody asked for are counted and kept as a file, with their rights at this moment."""

from datetime import datetime
from hashlib import sha256
from uuid import UUID

from supervision.access import Actor
from supervision.export_access import sites_counted, why_not_export
from supervision.exports import ExportState, Figures
from supervision.periods import span_between
from workflows.exchange.figures_csv import Counting, FiguresFile, notice_counts_csv, timeliness_csv
from workflows.records.audit import keep_audit
from workflows.records.closures import site_years
from workflows.records.export_orders import keep_order_end
from workflows.records.exports import Export, keep_content, keep_not_written, lock_waiting
from workflows.records.notice_counts import notice_counts
from workflows.records.refusals import NotFound
from workflows.records.scope import Transaction
from workflows.records.timeliness import school_counts


async def write_export(tx: Transaction, *, export_id: UUID, by: Actor, at: datetime) -> ExportState | None:
    """What became of it; None when it was answered before. Raises `NotFound` when somebody else asked for it.

    Whoever may not see the figures any more has none written, and nothing of the months to come.
    """
    found = await lock_waiting(tx, export_id)
    if found is None:
        return None
    if found.asked_by != by.person_id:
        raise NotFound
    if why_not_export(by, found.figures) is not None:
        await keep_not_written(tx, found.id, ExportState.NOT_ALLOWED, at=at)
        if found.order_id is not None:
            await keep_order_end(tx, found.order_id, of=found.asked_by, at=at)
        await keep_audit(
            tx,
            "wrote_export",
            outcome="refused",
            object_kind="export",
            object_id=found.id,
            reason="NotAllowed",
        )
        return ExportState.NOT_ALLOWED
    made = await _counted(tx, found, by, at)
    digest = sha256(made.content)
    await keep_content(tx, found, made.content, row_count=made.row_count, digest=digest.digest(), at=at)
    about: dict[str, str | int] = {"rows": made.row_count, "sha256": digest.hexdigest()}
    await keep_audit(tx, "wrote_export", object_kind="export", object_id=found.id, payload=about)
    return ExportState.READY


async def _counted(tx: Transaction, found: Export, by: Actor, at: datetime) -> FiguresFile:
    own = sites_counted(by, found.figures)
    years = [one for one in await site_years(tx) if own is None or one.site_id in own]
    spans = {one.site_id: span_between(found.first_on, found.last_on, one.calendar) for one in years}
    counting = Counting(found.first_on, found.last_on, at)
    if found.figures is Figures.NOTICE_COUNTS:
        return notice_counts_csv(await notice_counts(tx, spans), counting)
    schools = await school_counts(tx, years, spans)
    return timeliness_csv(((one.name, counted) for one, counted in schools), counting)
