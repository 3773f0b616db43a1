"""Whoever is asked to take over a case says yes or no; with a yes it is theirs."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from supervision.access import Actor
from supervision.departure_access import why_not_answer_takeover
from workflows.records.audit import keep_audit
from workflows.records.departures import keep_takeover_answer, lock_takeover
from workflows.records.episodes import lock_case
from workflows.records.handed_on import hand_on_case
from workflows.records.refusals import NotFound
from workflows.records.scope import Transaction
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
        await hand_on_case(
            tx, case.id, asked.what, person_id=asked.leaver_id, to_id=by.person_id, at=known_at
        )
        await settle_referrals(tx, episode_id=case.id, taken_over_by=by.person_id)
    await keep_audit(
        tx,
        f"{answer}_takeover",
        mentee_id=case.mentee_id,
        object_kind="takeover",
        object_id=asked.id,
    )
    await evaluate(tx, case, known_at=known_at)
