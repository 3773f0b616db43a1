"""Read a list of staff and mentors, and say what it would change. Nothing live changes."""

import hashlib
import json
from dataclasses import asdict
from datetime import datetime
from uuid import UUID

from supervision.access import Actor, why_not_administrate
from workflows.exchange.diagnostics import Severity
from workflows.exchange.people_csv import read_people
from workflows.exchange.people_plan import plan_people
from workflows.exchange.people_staging import summary_of, words_of
from workflows.records.audit import keep_audit
from workflows.records.ids import new_id
from workflows.records.import_states import after_check
from workflows.records.imports import keep_import, stage
from workflows.records.refusals import NotAllowed
from workflows.records.scope import Transaction
from workflows.records.staff import SOURCE


async def check_people(
    tx: Transaction, *, uploaded: bytes, encoding: str = "utf-8", by: Actor, at: datetime
) -> UUID:
    """Returns the import's id, ready for review or invalid. Raises `NotAllowed`."""
    if why := why_not_administrate(by):
        raise NotAllowed(why)
    people, import_id = read_people(uploaded, encoding=encoding), new_id()
    plan = await plan_people(tx, people.persons)
    diagnostics = (*people.diagnostics, *plan.diagnostics)
    state = after_check(is_refused=people.refused)
    if not people.refused:
        staged = [
            ("person", one.row, one.email, "active", None, json.dumps(words_of(one)), None)
            for one in people.persons
        ]
        await stage(tx, import_id, staged)
    errors = sum(one.severity is Severity.ERROR for one in diagnostics)
    await keep_import(
        tx,
        {
            "id": import_id,
            "kind": "people",
            "source": SOURCE,
            "file_hash": hashlib.sha256(uploaded).hexdigest(),
            "state": state.value,
            "summary": asdict(summary_of(plan, errors=errors)),
            "diagnostics": [{**asdict(one), "severity": one.severity.value} for one in diagnostics],
            "uploaded_by": by.person_id,
            "uploaded_at": at,
            "recorded_at": at,
        },
    )
    await keep_audit(
        tx,
        "checked_people",
        object_kind="roster_import",
        object_id=import_id,
        payload={"state": state.value, "errors": errors},
    )
    return import_id
