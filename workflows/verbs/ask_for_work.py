"""Somebody is asked to do something that no rule asked for: one open task for each cause."""

from datetime import datetime
from uuid import UUID

from care_steps.asked_work import asked_work
from workflows.records.episodes import Case
from workflows.records.ids import new_id
from workflows.records.scope import Transaction
from workflows.records.work import has_open_work, keep_work


async def ask_for_work(
    tx: Transaction,
    case: Case,
    *,
    action: str,
    about: UUID,
    owner_id: UUID,
    at: datetime,
    recorded_at: datetime,
    due_at: datetime | None = None,
) -> None:
    """`about` is the record it is asked for; `due_at` a day of its own. Nothing while the same is open already."""
    asked, cause = asked_work(action), f"{action}:{about}"
    if await has_open_work(tx, case.id, cause):
        return
    usual = case.calendar.due_at(at, amount=asked.amount, unit=asked.unit)
    await keep_work(
        tx,
        {
            "id": new_id(),
            "kind": "task",
            "action": action,
            "cause": cause,
            "episode_id": case.id,
            "owner_id": owner_id,
            "lane": asked.lane,
            "class": asked.class_,
            "due_at": due_at if due_at is not None and due_at > at else usual,
            "ends": "by_person",
            "opened_at": at,
            "recorded_at": recorded_at,
        },
    )
