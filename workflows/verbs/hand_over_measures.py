"""An adult hands the device over with all forms that are due for a mentee, one after the other."""

from datetime import datetime
from typing import Final
from uuid import UUID

from supervision.access import Actor
from supervision.handing_over import to_hand_over
from supervision.sign_in_limits import LIMITS
from triage import instruments
from workflows.records.asking_gate import kept_back_of
from workflows.records.audit import keep_audit
from workflows.records.episodes import load_case
from workflows.records.handovers import keep_handover
from workflows.records.placeholders import why_not_use
from workflows.records.refusals import NotAllowed, Refused
from workflows.records.scope import Transaction
from workflows.verbs.measures_due import measures_due

PLANNED: Final = "planned"


async def hand_over_measures(
    tx: Transaction, *, episode_id: UUID, by: Actor, at: datetime
) -> tuple[str, ...]:
    """Returns the forms in the order in which they are shown.

    Raises `NotAllowed` when this person may give none of them or none is due, or `Refused` when the
    sign-in ends soon or what the family agreed to covers none.
    """
    case = await load_case(tx, episode_id)
    due, today = await measures_due(tx, case), case.calendar.local_day(at)
    kept_back = await kept_back_of(tx, case, due)
    found = to_hand_over(due, by, case.standing, on=today, kept_back=kept_back)
    if found.why_not in kept_back.values():
        raise Refused(str(found.why_not))
    if found.why_not is not None or by.person_id is None or tx.sign_in_id is None:
        raise NotAllowed(found.why_not or "Only a person who is signed in may hand a device over.")
    for instrument_id in found.instrument_ids:
        if (why := await why_not_use(tx, instruments.load(instrument_id))) is not None:
            raise Refused(why)
    await keep_handover(
        tx,
        mentee_id=case.mentee_id,
        episode_id=case.id,
        instrument_ids=found.instrument_ids,
        reason_asked=PLANNED,
        until=at + LIMITS.handed_over,
    )
    await keep_audit(
        tx,
        "handed_over",
        mentee_id=case.mentee_id,
        object_kind="sign_in",
        object_id=tx.sign_in_id,
        payload={"instrument_ids": " ".join(found.instrument_ids)},
    )
    return found.instrument_ids
