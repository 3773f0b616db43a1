"""Of which escalations may a follow-up be left, of everybody whom a reader looks after, or of these owners of cases?"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import text

from supervision.follow_ups import FollowUp, follow_ups_left, oldest
from supervision.reminders import Cause, Undone
from supervision.safety_steps import StepState
from workflows.records.episodes import Case
from workflows.records.escalation_board import KNOWN, BoardReach, known_by
from workflows.records.safety_steps import GROUND, SafetyGround, ground_of, newest, steps_of
from workflows.records.scope import Transaction
from workflows.records.these_cases import these_cases


@dataclass(frozen=True, slots=True)
class Followed:
    """One escalation with a safety page, its case, and what holds of each step that somebody wrote about."""

    ground: SafetyGround
    case: Case
    states: Mapping[str, StepState]

    def left(self, at: datetime) -> tuple[FollowUp, ...]:
        """What nobody did of it."""
        ground, calendar = self.ground, self.case.calendar
        return follow_ups_left(ground.pages, self.states, since=ground.since, calendar=calendar, at=at)


_RECENT: Final = "w.opened_at >= :since AND w.episode_id IN (SELECT e.id FROM app.episode e WHERE e.org_id = w.org_id AND {})"
_KNOWN_TO: Final = text(GROUND.format(where=_RECENT.format(KNOWN)))
# A job reads for everybody: what is kept from the owner of a case is not asked of them.
_OF_OWNERS: Final = text(
    GROUND.format(
        where=_RECENT.format("e.step <> 'closed' AND e.owner_id = ANY (cast(:owner_ids AS uuid[]))")
        + """ AND NOT EXISTS (SELECT FROM app.hidden_from h
                 JOIN app.episode e ON (e.org_id, e.owner_id) = (h.org_id, h.person_id)
                WHERE (h.org_id, h.object_id, e.id) = (w.org_id, w.id, w.episode_id) AND h.ended_at IS NULL)"""
    )
)


async def followed_by(tx: Transaction, reach: BoardReach, *, at: datetime) -> tuple[Followed, ...]:
    """Those recent enough, of the mentees whom this reader looks after."""
    return await _followed(tx, _KNOWN_TO, {**known_by(tx, reach), "since": oldest(at)})


async def follow_ups_of(tx: Transaction, owner_ids: Collection[UUID]) -> tuple[Undone, ...]:
    """What is left of them in the open cases that these people own, due by now or not."""
    asked = {"org_id": tx.actor.org_id, "owner_ids": list(owner_ids), "since": oldest(tx.at)}
    return tuple(
        Undone(
            Cause.FOLLOW_UP,
            one.case.owner_id,
            one.ground.work_id,
            left.step.key,
            one.case.calendar.local_day(left.due_at),
        )
        for one in await _followed(tx, _OF_OWNERS, asked)
        for left in one.left(tx.at)
    )


async def _followed(tx: Transaction, statement: Any, asked: Mapping[str, Any]) -> tuple[Followed, ...]:
    rows = (await tx.connection.execute(statement, asked)).mappings()
    grounds: Sequence[SafetyGround] = [one for one in map(ground_of, rows) if one.pages]
    if not grounds:
        return ()
    steps = await steps_of(tx, [one.work_id for one in grounds])
    cases = await these_cases(tx, [one.episode_id for one in grounds])
    return tuple(
        Followed(
            one,
            cases[one.episode_id],
            {
                key: line.state
                for key, line in newest(each for each in steps if each.work_id == one.work_id).items()
            },
        )
        for one in grounds
    )
