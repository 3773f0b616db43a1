"""What can wait is written and sent for one organization: to whoever stands in from today on, and the daily messages.

What cannot be sent is tried again with the next turn.
"""

from datetime import datetime
from functools import partial
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from workflows.exchange.cover_mail import cover_mail
from workflows.exchange.digest_mail import digest_mail
from workflows.jobs.messages import is_sent
from workflows.jobs.notices import Sender
from workflows.jobs.sweeping import Unfinished
from workflows.records.digests import Digest, keep_digest_sent
from workflows.records.interruptions import Unsent, keep_interruption_sent
from workflows.records.scope import Transaction, scoped_as
from workflows.verbs.tell_covers import tell_covers
from workflows.verbs.write_digests import write_digests


async def send_digests(engine: AsyncEngine, org_id: UUID, by: Sender, at: datetime | None = None) -> None:
    """One after the other: nobody waits for them, and a mail server has more urgent things to take.

    Covers first: what is held back of theirs is counted in the daily message. Raises `Unfinished` when one could not be
    sent; the others were.
    """
    async with scoped_as(engine, org_id, at=at) as tx:
        covers, digests, at = await tell_covers(tx, at=tx.at), await write_digests(tx, at=tx.at), tx.at
    sent = [await _cover_is_sent(engine, org_id, by, cover, at) for cover in covers]
    sent += [await _digest_is_sent(engine, org_id, by, digest, at) for digest in digests]
    if not all(sent):
        raise Unfinished


async def _cover_is_sent(engine: AsyncEngine, org_id: UUID, by: Sender, one: Unsent, at: datetime) -> bool:
    message = partial(
        cover_mail,
        interruption_id=one.id,
        sender=by.sender,
        to=one.address,
        address=by.site,
        items=one.items,
        at=at,
    )

    async def marks(tx: Transaction, receipt: str) -> None:
        await keep_interruption_sent(tx, one.id, at=tx.at, receipt=receipt)

    return await is_sent(engine, org_id, by, message, marks, at, {"interruption": str(one.id)})


async def _digest_is_sent(engine: AsyncEngine, org_id: UUID, by: Sender, one: Digest, at: datetime) -> bool:
    message = partial(
        digest_mail,
        digest_id=one.id,
        sender=by.sender,
        to=one.address,
        address=by.site,
        due=one.due,
        late=one.late,
        held=one.held,
        held_reminders=one.held_reminders,
        at=at,
    )

    async def marks(tx: Transaction, receipt: str) -> None:
        await keep_digest_sent(tx, one.id, at=tx.at, receipt=receipt)

    return await is_sent(engine, org_id, by, message, marks, at, {"digest": str(one.id)})
