"""Mentee and mentor, and whoever else was asked, set a goal of their match together."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from care_steps import codes
from supervision.access import Actor
from supervision.voice_access import why_not_set_goal
from workflows.records.audit import keep_audit
from workflows.records.episodes import keep_known_at, lock_case
from workflows.records.match_goals import keep_goal
from workflows.records.matches import load_match
from workflows.records.refusals import Invalid, NotAllowed, Refused
from workflows.records.scope import Transaction

OVER = "This match is over. A new goal belongs to the next one."
WITH_MENTEE = "A goal is set with the young person. Tick them when they were asked."


async def set_goal(
    tx: Transaction, *, match_id: UUID, words: str, set_with: Sequence[str], by: Actor, at: datetime
) -> UUID:
    """Returns the goal's id. Raises `Invalid` at the fields, `NotAllowed`, or `Refused` once the match is over."""
    match = await load_match(tx, match_id)
    case = await lock_case(tx, match.episode_id)
    why = why_not_set_goal(by, case.standing, mentor_id=match.mentor_id)
    if why is not None or by.person_id is None:
        raise NotAllowed(why or "Only a person may set a goal.")
    if not match.state.is_live:
        raise Refused(OVER)
    errors = {}
    if not words.strip():
        errors["words"] = "Write down what they want to reach."
    if why := codes.why_not_choose(codes.load("goal_set_with"), set_with):
        errors["set_with"] = why
    elif "mentee" not in set_with:
        errors["set_with"] = WITH_MENTEE
    if errors:
        raise Invalid(errors)
    known_at = case.knows_at(at)
    await keep_known_at(tx, case.id, known_at)
    goal_id = await keep_goal(
        tx, match_id=match.id, words=words, set_with=set_with, by=by.person_id, recorded_at=known_at
    )
    await keep_audit(tx, "set_goal", mentee_id=case.mentee_id, object_kind="match_goal", object_id=goal_id)
    return goal_id
