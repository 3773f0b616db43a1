"""One form of a list that came in waits no longer: it is on record, or the list says why not."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from supervision.access import Actor
from workflows.records.answer_imports import end_form, take_form
from workflows.records.audit import keep_audit
from workflows.records.refusals import Refused
from workflows.records.scope import Transaction, part_of
from workflows.verbs.record_administration import FilledForm, record_administration


async def take_over_form(tx: Transaction, *, import_id: UUID, line: int, by: Actor, at: datetime) -> bool:
    """`by`: whoever brought the list, with the rights of this moment. False when it does not wait any more."""
    found = await take_form(tx, import_id, line)
    if found is None:
        return False
    episode_id, held = found
    kept_id, why = None, ""
    try:
        async with part_of(tx):
            kept_id = await record_administration(tx, episode_id=episode_id, form=_form(held), by=by, at=at)
    except Refused as refused:
        why = str(refused)
    await end_form(tx, import_id, line, administration_id=kept_id, why=why, at=at)
    if kept_id is None:
        await keep_audit(
            tx,
            "refused_form",
            object_kind="answer_import",
            object_id=import_id,
            payload={"line": line},
        )
    return True


def _form(held: Mapping[str, Any]) -> FilledForm:
    return FilledForm(**{**held, "completed_at": datetime.fromisoformat(held["completed_at"])})
