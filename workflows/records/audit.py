"""Who did or read what, and why was it allowed? One row in the transaction of the act itself."""

import json
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, text

from workflows.records.ids import new_id
from workflows.records.scope import Transaction
from workflows.records.tables.audit import audit_event

_KEEP = insert(audit_event)
_LAST = text("""
SELECT max(at) FROM app.audit_event
 WHERE org_id = :org_id AND (cast(:action AS text) IS NULL OR action = :action)
""")


async def keep_audit(
    tx: Transaction,
    action: str,
    *,
    outcome: str = "done",
    mentee_id: UUID | None = None,
    object_kind: str | None = None,
    object_id: UUID | None = None,
    reason: str = "",
    payload: Mapping[str, str | int] | None = None,
) -> None:
    """Keep one audit row; without it the transaction, and so the act or the page, fails.

    `payload` holds ids, codes and field names only, never what a person wrote; also for whom whoever acts stands in.
    """
    covers = {"covers": " ".join(str(one.person_id) for one in tx.actor.covers)} if tx.actor.covers else {}
    await tx.connection.later(
        _KEEP,
        {
            "org_id": tx.actor.org_id,
            "id": new_id(),
            "at": tx.at,
            "actor_id": tx.actor.person_id,
            "actor_kind": tx.actor.kind,
            "action": action,
            "outcome": outcome,
            "mentee_id": mentee_id,
            "object_kind": object_kind,
            "object_id": object_id,
            "reason": reason,
            "request_id": tx.request_id,
            "payload": json.dumps({**(payload or {}), **covers}, sort_keys=True, separators=(",", ":")),
        },
    )


async def last_done_at(tx: Transaction, action: str | None = None) -> datetime | None:
    """When this was done last, or anything at all; None when it never was."""
    found: datetime | None = (
        await tx.connection.execute(_LAST, {"org_id": tx.actor.org_id, "action": action})
    ).scalar_one()
    return found
