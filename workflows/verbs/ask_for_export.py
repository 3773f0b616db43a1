"""Somebody asks to have figures as a file: of a time, once, or of every month, once it is over.

The file is written by a job, which is put there in the same transaction: what is not asked for is not written.
"""

from datetime import datetime
from uuid import UUID

from supervision.access import Actor
from supervision.export_access import sites_counted, why_not_export
from supervision.exports import LIMITS, Figures
from supervision.job_schedule import Job
from supervision.periods import Period, days_of
from workflows.records.audit import keep_audit
from workflows.records.closures import first_today, site_years
from workflows.records.deferred_jobs import defer
from workflows.records.export_orders import keep_order
from workflows.records.exports import keep_export, waiting_of
from workflows.records.ids import new_id
from workflows.records.refusals import Invalid, NotAllowed, Refused
from workflows.records.scope import Transaction

_ORDERED = "You have these figures of every month already."
_TOO_MANY = "So many of your files are being written already. Wait until one of them is there."


async def ask_for_export(
    tx: Transaction, *, figures: Figures, period: Period | None, by: Actor, at: datetime
) -> UUID:
    """Without a period: of every month, the present one first. Returns the id of the file, or of the order.

    Raises `NotAllowed`, `Invalid` at `period` when these are wanted of every month already, and `Refused` when too many
    of this person's wait.
    """
    if (why := why_not_export(by, figures)) is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person can have figures as a file.")
    if period is None:
        return await _ordered(tx, figures, by.person_id, at)
    if await waiting_of(tx, by.person_id) >= LIMITS.most_waiting:
        raise Refused(_TOO_MANY)
    own = sites_counted(by, figures)
    years = [one for one in await site_years(tx) if own is None or one.site_id in own]
    export_id = new_id()
    await keep_export(tx, export_id, figures, days_of(period, first_today(years, at)), by=by.person_id, at=at)
    await defer(tx, Job.EXPORTS)
    about = {"figures": figures.value, "period": period.value}
    await keep_audit(tx, "asked_for_export", object_kind="export", object_id=export_id, payload=about)
    return export_id


async def _ordered(tx: Transaction, figures: Figures, by: UUID, at: datetime) -> UUID:
    order_id = new_id()
    if not await keep_order(tx, order_id, figures, by=by, at=at):
        raise Invalid({"period": _ORDERED})
    about = {"figures": figures.value, "period": "every_month"}
    await keep_audit(tx, "asked_for_export", object_kind="export_order", object_id=order_id, payload=about)
    return order_id
