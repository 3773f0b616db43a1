"""An administrator tries a channel: a message that says that it is a test goes there, and what came back is kept."""

from datetime import datetime
from uuid import UUID

from supervision.access import Actor, why_not_administrate
from supervision.channels import ChannelKind
from workflows.records.audit import keep_audit
from workflows.records.channels import keep_test, kind_of_channel
from workflows.records.people import work_phone_of
from workflows.records.refusals import NotAllowed, Refused
from workflows.records.scope import Transaction

_NO_PHONE = "A text message goes to your own telephone at work, and none is on file. Write it down under How you are reached."


async def try_channel(tx: Transaction, *, channel_id: UUID, by: Actor, at: datetime) -> None:
    """It is sent by the worker, like everything else. Raises `NotAllowed`, `NotFound`, or `Refused`."""
    if (why := why_not_administrate(by)) is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may try a channel.")
    kind, is_stopped = await kind_of_channel(tx, channel_id)
    if is_stopped:
        raise Refused("This channel is stopped. Let it go on first.")
    if kind is ChannelKind.SMS and not await work_phone_of(tx):
        raise Refused(_NO_PHONE)
    test_id = await keep_test(tx, channel_id, by=by.person_id, at=at)
    await keep_audit(tx, "try_channel", object_kind="channel_test", object_id=test_id)
