"""A link that a mentee was given to say how it goes is taken back: it went to somebody else, or nobody needs it now."""

from datetime import datetime
from uuid import UUID

from supervision.access import Actor
from supervision.voice_access import why_not_ask_check_in
from workflows.records.audit import keep_audit
from workflows.records.check_ins import end_open_link
from workflows.records.episodes import lock_case
from workflows.records.refusals import NotAllowed, Refused
from workflows.records.scope import Transaction

NONE_OUT = "No link is out for this mentee: it was answered, has run out, or was taken back."


async def take_back_check_in_link(tx: Transaction, *, episode_id: UUID, by: Actor, at: datetime) -> None:
    """Whoever opens it afterwards reads that. Raises `NotAllowed`, or `Refused` when none is out."""
    case = await lock_case(tx, episode_id)
    if (why := why_not_ask_check_in(by, case.standing)) is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may take a link back.")
    invitation_id = await end_open_link(tx, case.id)
    if invitation_id is None:
        raise Refused(NONE_OUT)
    await keep_audit(
        tx,
        "took_back_check_in_link",
        mentee_id=case.mentee_id,
        object_kind="check_in_invitation",
        object_id=invitation_id,
    )
