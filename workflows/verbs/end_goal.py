"""A goal of a match was reached, reached in part, or is no goal any more."""

from datetime import datetime
from uuid import UUID

from care_steps import codes
from supervision.access import Actor
from supervision.voice_access import why_not_set_goal
from workflows.records.audit import keep_audit
from workflows.records.episodes import keep_known_at, lock_case
from workflows.records.match_goals import keep_goal_end, load_goal
from workflows.records.matches import load_match
from workflows.records.refusals import Invalid, NotAllowed, Stale
from workflows.records.scope import Transaction


async def end_goal(tx: Transaction, *, goal_id: UUID, outcome: str, by: Actor, at: datetime) -> None:
    """`outcome` is a code of the list `goal_outcomes`. Raises `Invalid`, `NotAllowed`, or `Stale` the second time."""
    match = await load_match(tx, (await load_goal(tx, goal_id)).match_id)
    case = await lock_case(tx, match.episode_id)
    why = why_not_set_goal(by, case.standing, mentor_id=match.mentor_id)
    if why is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may say what became of a goal.")
    if not codes.load("goal_outcomes").knows(outcome):
        raise Invalid({"outcome": "Say what became of the goal."})
    if not await keep_goal_end(tx, goal_id, outcome=outcome, by=by.person_id):
        raise Stale("Somebody has said a moment ago what became of this goal.")
    await keep_known_at(tx, case.id, case.knows_at(at))
    await keep_audit(
        tx,
        "ended_goal",
        mentee_id=case.mentee_id,
        object_kind="match_goal",
        object_id=goal_id,
        reason=outcome,
    )
