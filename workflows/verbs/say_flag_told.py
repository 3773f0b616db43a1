"""Somebody writes down whether and how the young person was told that a worry about them was passed on."""

from datetime import datetime
from uuid import UUID

from supervision.access import Actor, why_not_say_presence
from supervision.flags_told import FlagTold, why_not_take
from workflows.records.audit import keep_audit
from workflows.records.episodes import lock_case
from workflows.records.flags_told import keep_flag_told
from workflows.records.presences import has_raised
from workflows.records.refusals import Invalid, NotAllowed, Refused
from workflows.records.scope import Transaction
from workflows.records.work import load_work


async def say_flag_told(
    tx: Transaction, *, work_id: UUID, answer: str, how: str, words: str, by: Actor, at: datetime
) -> None:
    """`answer` is a value of `FlagTold`; `how` a code of the list `told_how`, kept only when they were told.

    Also once it is resolved: then they may be told still. Raises `Invalid` at the fields, `NotAllowed`, or `Refused` for
    work that is no escalation.
    """
    work = await load_work(tx, work_id)
    case = await lock_case(tx, work.episode_id)
    raised_it = await has_raised(tx, work_id, by.person_id)
    why = why_not_say_presence(by, case.standing, raised_it=raised_it)
    if why is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may write this down.")
    if work.kind != "escalation":
        raise Refused("What the mentee was told of this stands in the decision.")
    if errors := why_not_take(answer, how, words):
        raise Invalid(errors)
    said = FlagTold(answer)
    await keep_flag_told(
        tx,
        work_id,
        answer=said,
        how=how if said is FlagTold.TOLD else None,
        words=words.strip(),
        by=by.person_id,
        happened_at=at,
        recorded_at=case.knows_at(at),
    )
    await keep_audit(tx, "said_flag_told", mentee_id=case.mentee_id, object_kind="work", object_id=work_id)
