"""Somebody asks why: about a decision, or about a rule that fired. The look itself is kept."""

from uuid import UUID

from supervision.access import Actor, why_not_see_scores
from workflows.records.explanations import Explanation, explained_decision, explained_firing, kind_of
from workflows.records.refusals import NotAllowed
from workflows.records.scope import Transaction
from workflows.verbs.see_case import see_case


async def explain(tx: Transaction, *, record_id: UUID, by: Actor) -> Explanation:
    """`record_id` is the id of a decision or of a firing.

    Raises `NotFound` when there is neither, or when this person has nothing to do with the mentee;
    `NotAllowed` for mentors, who see no decisions.
    """
    kind = await kind_of(tx, record_id)
    found = await (explained_decision if kind == "decision" else explained_firing)(tx, record_id)
    case = await see_case(tx, by=by, episode_id=found.episode_id, object_kind=kind, object_id=record_id)
    if (why := why_not_see_scores(by, case.standing)) is not None:
        raise NotAllowed(why)
    return found
