"""A worry names somebody who works here: it is kept from that person, and others are told of it at once.

It stands outside the policy: no step, no count and no refusal is made of it. Whoever is named is never told, never owns
it and never finds it, whatever they may see besides.
"""

from datetime import datetime
from typing import Any
from uuid import UUID

from supervision.abuse_reports import KIND, REPORT
from supervision.named_adults import NAMED, how_told, owner_among
from workflows.records.audit import keep_audit
from workflows.records.episodes import Case
from workflows.records.ids import new_id
from workflows.records.ladder_people import people_on_ladder
from workflows.records.named_adults import keep_naming
from workflows.records.policies import load_policy
from workflows.records.scope import Transaction
from workflows.records.work import keep_work
from workflows.verbs.open_escalation import open_escalation


async def name_adult(
    tx: Transaction, case: Case, *, concern_id: UUID, kind: str, named_id: UUID, by: UUID, at: datetime
) -> None:
    """`concern_id` was just kept. Raises `Refused` where no policy says whom to tell."""
    told = how_told(kind)
    version = await load_policy(tx, case.policy_version_id)
    work_id, task_id = new_id(), new_id()
    hidden = (concern_id, work_id, task_id)
    await keep_naming(
        tx, concern_id=concern_id, work_id=work_id, person_id=named_id, hidden=hidden, by=by, recorded_at=at
    )
    audience = await people_on_ladder(tx, case, owner_id=by, at=at)
    owner_id = owner_among(audience, {named_id}, raised_by=by)
    common = {"episode_id": case.id, "ends": "by_person", "opened_at": at, "recorded_at": case.knows_at(at)}
    values: dict[str, Any] = {
        **common,
        "id": work_id,
        "action": told.action,
        "cause": f"{NAMED}:{concern_id}",
        "owner_id": owner_id,
        "lane": told.lane,
        "class": told.class_,
        "due_at": case.calendar.due_at(at, amount=told.amount, unit=told.unit),
    }
    await open_escalation(tx, case, version, values)
    if kind == KIND:
        duty = {"kind": "task", "action": REPORT, "cause": f"{NAMED}_report:{concern_id}", "owner_id": by}
        urgency = {"lane": "none", "class": told.class_, "due_at": at}
        await keep_work(tx, {**common, **duty, **urgency, "id": task_id})
    await keep_audit(tx, "named_adult", mentee_id=case.mentee_id, object_kind="concern", object_id=concern_id)
