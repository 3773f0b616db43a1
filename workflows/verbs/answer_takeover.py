"""Whoever is asked to take over a case says yes or no; with a yes it is theirs."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from supervision.access import Actor
from supervision.departure_access import why_not_answer_takeover
from workflows.records.audit import keep_audit
from workflows.records.episodes import lock_case
from workflows.records.handed_on import hand_on_case
from workflows.records.refusals import NotFound
from workflows.records.said_leaves import keep_leave_end
from workflows.records.scope import Transaction
from workflows.records.takeovers import Takeover, keep_takeover_answer, lock_takeover
from workflows.records.work import keep_end, open_work_of
from workflows.verbs.commit_roster import ACTION
from workflows.verbs.evaluate import evaluate
from workflows.verbs.settle_referrals import settle_referrals


async def answer_takeover(
    tx: Transaction,
    *,
    takeover_id: UUID,
    answer: Literal["accepted", "declined"],
    words: str = "",
    by: Actor,
    at: datetime,
) -> None:
    """The case, and what the leaving person had open of it. Raises `NotFound` for anybody who was not asked."""
    asked = await lock_takeover(tx, takeover_id)
    if why_not_answer_takeover(by, to_id=asked.to_id) is not None or by.person_id is None:
        raise NotFound
    case = await lock_case(tx, asked.episode_id)
    known_at = case.knows_at(at)
    await keep_takeover_answer(tx, asked.id, answer=answer, words=words, by=by.person_id, at=at)
    if answer == "accepted":
        from_id = case.owner_id if asked.is_of_student else asked.leaver_id
        await hand_on_case(tx, case.id, asked.what, person_id=from_id, to_id=by.person_id, at=known_at)
        await settle_referrals(tx, episode_id=case.id, taken_over_by=by.person_id)
    if answer == "accepted" and asked.is_of_student:
        await _end_leave(tx, asked, by=by.person_id, at=at, known_at=known_at)
    await keep_audit(
        tx,
        f"{answer}_takeover",
        mentee_id=case.mentee_id,
        object_kind="takeover",
        object_id=asked.id,
    )
    # Whatever fires now is for whoever looks after the case now.
    await evaluate(tx, await lock_case(tx, case.id), known_at=known_at)


async def _end_leave(tx: Transaction, asked: Takeover, *, by: UUID, at: datetime, known_at: datetime) -> None:
    """The student is looked after where they go; what the roster asked for is done."""
    await keep_leave_end(tx, asked.departure_id, by=by, at=at)
    for one in await open_work_of(tx, asked.episode_id):
        if one.action == ACTION:
            await keep_end(tx, one.id, by=by, ended_at=known_at, outcome="done")
