"""A mentee gives the device back, having said how it goes or having kept it to themselves."""

from datetime import datetime

from supervision.access import Actor
from supervision.check_ins import SaidInCheckIn
from workflows.records.audit import keep_audit
from workflows.records.handovers import handover_of, keep_given_back
from workflows.records.refusals import NotAllowed
from workflows.records.scope import Transaction
from workflows.verbs.check_in import check_in


async def check_in_on_device(
    tx: Transaction, *, said: SaidInCheckIn | None, language: str, by: Actor, at: datetime
) -> None:
    """`said` is None for a mentee who stopped: then nothing is kept. `language` of the page.

    Raises `NotAllowed`, `Invalid` at the field, or `Stale` the second time.
    """
    handover = handover_of(tx)
    if handover is None or not handover.asks_check_in or by.person_id is None:
        raise NotAllowed("No check-in was handed over on this device.")
    await keep_given_back(tx, language=language, at=at)
    if said is not None:
        await check_in(
            tx,
            episode_id=handover.episode_id,
            said=said,
            given_by="device",
            asked_by=by.person_id,
            by=by,
            at=at,
        )
    await keep_audit(
        tx,
        "gave_device_back",
        mentee_id=handover.mentee_id,
        object_kind="sign_in",
        object_id=tx.sign_in_id,
        reason="" if said is not None else "stopped",
    )
