"""Which work has nobody answered, and which was answered since somebody else heard of it? One look at every organization.

As in a turn of the engine each one is a transaction of its own: one that fails is told, and comes again.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final
from uuid import UUID

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from workflows.records.collisions import tried_again
from workflows.records.policies import policy_at
from workflows.records.refusals import Refused
from workflows.records.scope import Transaction, scoped_as
from workflows.records.unanswered import answered_escalations, overdue_work
from workflows.verbs.escalate_unanswered import escalate_unanswered, is_time
from workflows.verbs.resolve_answered import resolve_answered

_FAULTS: Final = (SQLAlchemyError, OSError, Refused, LookupError)


@dataclass(frozen=True, slots=True)
class Looked:
    """How much work came onto a ladder, how many such escalations were answered, and what could not be looked at."""

    escalated: int
    answered: int
    failed: int


async def look_for_unanswered(engine: AsyncEngine, org_ids: Sequence[UUID]) -> Looked:
    escalated = answered = failed = 0
    for org_id in org_ids:
        async with scoped_as(engine, org_id) as tx:
            ended, left = await answered_escalations(tx), await _left(tx)
        for escalation_id in ended:
            try:
                answered += await tried_again(partial(_resolved, engine, org_id, escalation_id))
            except _FAULTS as fault:
                failed += _told(escalation_id, fault)
        for work_id in left:
            try:
                escalated += await tried_again(partial(_escalated, engine, org_id, work_id))
            except _FAULTS as fault:
                failed += _told(work_id, fault)
    return Looked(escalated, answered, failed)


async def _resolved(engine: AsyncEngine, org_id: UUID, escalation_id: UUID) -> bool:
    async with scoped_as(engine, org_id) as tx:
        return await resolve_answered(tx, escalation_id=escalation_id, at=tx.at)


async def _escalated(engine: AsyncEngine, org_id: UUID, work_id: UUID) -> bool:
    async with scoped_as(engine, org_id) as tx:
        return await escalate_unanswered(tx, work_id=work_id, at=tx.at)


async def _left(tx: Transaction) -> tuple[UUID, ...]:
    """For each of these it is time, the most urgent first; none without a policy that says when."""
    version = await policy_at(tx, tx.at)
    if version is None:
        return ()
    return tuple(one.id for one in await overdue_work(tx) if is_time(version.policy, one, tx.at))


def _told(work_id: UUID, fault: Exception) -> int:
    structlog.get_logger().error("unanswered_not_looked_at", work=str(work_id), fault=type(fault).__name__)
    return 1
