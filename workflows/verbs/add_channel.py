"""An administrator says by what else people are told: a service for text messages, a channel of a team, a push service."""

from datetime import datetime
from uuid import UUID

from supervision.access import Actor, why_not_administrate
from supervision.channels import ChannelKind
from workflows.exchange.channel_addresses import AddressBook, NotAnAddress
from workflows.records.audit import keep_audit
from workflows.records.channels import has_name, keep_channel
from workflows.records.ids import new_id
from workflows.records.refusals import Invalid, NotAllowed
from workflows.records.scope import Transaction

_NAME_TAKEN = "Another channel is called so already. Give it a name by which it can be told apart."


async def add_channel(
    tx: Transaction, *, kind: ChannelKind, name: str, address: str, book: AddressBook, by: Actor, at: datetime
) -> UUID:
    """Returns its id. The address is sealed here and never read again but to send. Raises `NotAllowed`, `Invalid`."""
    if (why := why_not_administrate(by)) is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may add a channel.")
    errors = {"name": _NAME_TAKEN} if await has_name(tx, name) else {}
    channel_id, sealed = new_id(), b""
    try:
        sealed = book.kept(kind, address, org_id=by.org_id, row_id=channel_id)
    except NotAnAddress as wrong:
        errors["secret_address"] = wrong.sentence
    if errors:
        raise Invalid(errors)
    await keep_channel(tx, channel_id, kind=kind, name=name, sealed=sealed, by=by.person_id, at=at)
    await keep_audit(tx, "add_channel", object_kind="channel", object_id=channel_id)
    return channel_id
