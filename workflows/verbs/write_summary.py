"""Somebody writes down what the next mentor should know: what helped, what to know, what was agreed."""

from datetime import datetime
from uuid import UUID

from care_steps.match_states import MatchState
from supervision.access import Actor
from supervision.match_access import why_not_write_summary
from workflows.records.audit import keep_audit
from workflows.records.episodes import lock_case
from workflows.records.match_summaries import keep_summary
from workflows.records.matches import load_match
from workflows.records.refusals import Invalid, NotAllowed, Refused
from workflows.records.scope import Transaction


async def write_summary(
    tx: Transaction, *, match_id: UUID, helped: str, to_know: str, agreed: str, by: Actor, at: datetime
) -> UUID:
    """Returns its id. Written again, the newest holds; nobody new reads it before it is released.

    Raises `Invalid` at the fields, `NotAllowed`, or `Refused` before the two have met.
    """
    match = await load_match(tx, match_id)
    case = await lock_case(tx, match.episode_id)
    why = why_not_write_summary(by, case.standing, mentor_id=match.mentor_id)
    if why is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may write this.")
    if match.state is MatchState.PROPOSED:
        raise Refused("They have not met yet, so that there is nothing to hand over.")
    errors = {} if helped.strip() else {"helped": "Say what helped."}
    if not to_know.strip():
        errors["to_know"] = "Say what the next mentor should know."
    if errors:
        raise Invalid(errors)
    summary_id = await keep_summary(
        tx, match.id, helped=helped, to_know=to_know, agreed=agreed, by=by.person_id, at=at
    )
    await keep_audit(
        tx, "wrote_summary", mentee_id=case.mentee_id, object_kind="match_summary", object_id=summary_id
    )
    return summary_id
