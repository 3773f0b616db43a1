"""Somebody takes the file that they asked for: may they, at this moment? The look itself is kept."""

from datetime import datetime
from hashlib import sha256
from uuid import UUID

from supervision.access import Actor
from supervision.export_access import why_not_export
from supervision.exports import ExportState
from workflows.records.audit import keep_audit
from workflows.records.exports import Export, content_of, export_of
from workflows.records.refusals import NotAllowed, NotFound, Refused
from workflows.records.scope import Transaction

_NOT_THERE = "This file is not there yet. Look at its state on the page of your files."
_OVER = "This file is not kept any more. Ask for the figures again."
_BROKEN = "This file is not as it was written. Ask for the figures again, and tell whoever runs Stepwise."


async def see_export(tx: Transaction, *, export_id: UUID, by: Actor, at: datetime) -> tuple[Export, bytes]:
    """What was asked for, and its content. Raises `NotFound` for anybody's but one's own, `NotAllowed` as soon as their
    rights have ended, and `Refused` when there is no such content, or not the one that was written."""
    if by.person_id is None:
        raise NotFound
    found = await export_of(tx, by.person_id, export_id)
    if (why := why_not_export(by, found.figures)) is not None:
        raise NotAllowed(why)
    state = found.state(at)
    if state is not ExportState.READY:
        raise Refused(_OVER if state is ExportState.EXPIRED else _NOT_THERE)
    content = await content_of(tx, by.person_id, export_id)
    if (digest := sha256(content)).digest() != found.digest:
        raise Refused(_BROKEN)
    about: dict[str, str | int] = {"rows": found.row_count or 0, "sha256": digest.hexdigest()}
    await keep_audit(tx, "saw_export", object_kind="export", object_id=found.id, payload=about)
    return found, content
