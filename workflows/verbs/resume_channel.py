"""An administrator lets a channel that was stopped go on."""

from uuid import UUID

from supervision.access import Actor, why_not_administrate
from workflows.records.audit import keep_audit
from workflows.records.channels import keep_resumed, kind_of_channel
from workflows.records.refusals import NotAllowed, Stale
from workflows.records.scope import Transaction


async def resume_channel(tx: Transaction, *, channel_id: UUID, by: Actor) -> None:
    """From the next rung on people are told through it again. Raises `NotAllowed`, `NotFound`, or `Stale`."""
    if why := why_not_administrate(by):
        raise NotAllowed(why)
    await kind_of_channel(tx, channel_id)
    if not await keep_resumed(tx, channel_id):
        raise Stale("This channel is not stopped.")
    await keep_audit(tx, "resume_channel", object_kind="channel", object_id=channel_id)
