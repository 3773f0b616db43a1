"""An administrator stops a channel: nobody is told through it any more, and nothing is lost by it."""

from datetime import datetime
from uuid import UUID

from supervision.access import Actor, why_not_administrate
from workflows.records.audit import keep_audit
from workflows.records.channels import keep_stopped, kind_of_channel
from workflows.records.refusals import NotAllowed, Stale
from workflows.records.scope import Transaction


async def stop_channel(tx: Transaction, *, channel_id: UUID, by: Actor, at: datetime) -> None:
    """What waits for it is dropped; page and e-mail go on. Raises `NotAllowed`, `NotFound`, or `Stale`."""
    if (why := why_not_administrate(by)) is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may stop a channel.")
    await kind_of_channel(tx, channel_id)
    if not await keep_stopped(tx, channel_id, by=by.person_id, at=at):
        raise Stale("Somebody has stopped this channel already.")
    await keep_audit(tx, "stop_channel", object_kind="channel", object_id=channel_id)
