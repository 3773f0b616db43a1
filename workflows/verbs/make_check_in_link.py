"""Somebody who looks after a mentee gives them a link by which they say, once, how it goes."""

from datetime import datetime
from uuid import UUID

from supervision.access import Actor
from supervision.check_in_limits import LIMITS
from supervision.voice_access import why_not_ask_check_in
from workflows.records.audit import keep_audit
from workflows.records.check_ins import keep_link
from workflows.records.episodes import lock_case
from workflows.records.refusals import NotAllowed, Refused
from workflows.records.scope import Transaction
from workflows.records.sign_ins import new_token

CLOSED = "This case is closed. Reopen it before you ask how it goes."


async def make_check_in_link(tx: Transaction, *, episode_id: UUID, by: Actor, at: datetime) -> str:
    """Returns the secret of the link; it is kept nowhere. Older links of the case end. Raises `NotAllowed`, `Refused`."""
    case = await lock_case(tx, episode_id)
    if (why := why_not_ask_check_in(by, case.standing)) is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may ask how it goes.")
    if not case.step.is_open:
        raise Refused(CLOSED)
    token, token_hash = new_token()
    invitation_id = await keep_link(
        tx, episode_id=case.id, token_hash=token_hash, expires_at=at + LIMITS.link
    )
    await keep_audit(
        tx,
        "made_check_in_link",
        mentee_id=case.mentee_id,
        object_kind="check_in_invitation",
        object_id=invitation_id,
    )
    return token
