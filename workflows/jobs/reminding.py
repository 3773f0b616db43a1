"""Who left something undone is reminded, for one organization. What cannot be sent is tried again with the next turn."""

from datetime import datetime
from functools import partial
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from workflows.exchange.reminder_mail import reminder_mail
from workflows.jobs.messages import is_sent
from workflows.jobs.notices import Sender
from workflows.jobs.sweeping import Unfinished
from workflows.records.interruptions import keep_interruption_sent
from workflows.records.reminders import Reminder
from workflows.records.scope import Transaction, scoped_as
from workflows.verbs.write_reminders import write_reminders


async def send_reminders(engine: AsyncEngine, org_id: UUID, by: Sender, at: datetime | None = None) -> None:
    """One after the other. Raises `Unfinished` when one could not be sent; the others were."""
    async with scoped_as(engine, org_id, at=at) as tx:
        reminders, at = await write_reminders(tx, at=tx.at), tx.at
    sent = [await _is_sent(engine, org_id, by, one, at) for one in reminders]
    if not all(sent):
        raise Unfinished


async def _is_sent(engine: AsyncEngine, org_id: UUID, by: Sender, one: Reminder, at: datetime) -> bool:
    message = partial(
        reminder_mail,
        interruption_id=one.id,
        sender=by.sender,
        to=one.address,
        address=by.site,
        undone=one.undone,
        at=at,
    )

    async def marks(tx: Transaction, receipt: str) -> None:
        await keep_interruption_sent(tx, one.id, at=tx.at, receipt=receipt)

    return await is_sent(engine, org_id, by, message, marks, at, {"interruption": str(one.id)})
