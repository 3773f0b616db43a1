"""Somebody opens an escalation to which its ladder called them, and does not look after the mentee. The look is kept."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from supervision.access import Actor
from supervision.relations import is_called
from supervision.worklist import ESCALATION
from workflows.records.audit import keep_audit
from workflows.records.calls import call_of
from workflows.records.episodes import Case, load_case
from workflows.records.refusals import NotFound
from workflows.records.scope import Transaction
from workflows.records.work import Work, load_work


@dataclass(frozen=True, slots=True)
class Called:
    """The escalation, the case it is about, and since when this person is called to it."""

    work: Work
    case: Case
    since: datetime


async def see_call(tx: Transaction, *, by: Actor, work_id: UUID) -> Called:
    """Raises `NotFound` for whoever was not told, or no longer holds what they were told for."""
    work = await load_work(tx, work_id)
    call = await call_of(tx, work_id, by.person_id) if work.kind == ESCALATION else None
    if call is None:
        raise NotFound
    case = await load_case(tx, work.episode_id)
    if not is_called(by, case.standing, is_told=True):
        raise NotFound
    await keep_audit(
        tx, "saw_call", mentee_id=case.mentee_id, object_kind="work", object_id=work_id, reason="told"
    )
    return Called(work, case, call.told_at)
