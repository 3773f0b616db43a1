"""Reads without a lock, and writes without asking whether it is still so."""

import asyncio
from dataclasses import replace
from typing import Any
from uuid import UUID

from sqlalchemy import text

from workflows.records import escalations
from workflows.records.escalations import Escalation, keep_change, lock_escalation
from workflows.records.rows import known_row, row_of
from workflows.records.scope import Transaction

_READ = text(escalations._ONE.format(which="id = :id"))
_READ_DUE = text(escalations._ONE.format(which="id = :id AND next_at <= :at"))
_WHILE_SECONDS = 0.02


async def read(tx: Transaction, work_id: UUID) -> Escalation:
    return escalations._escalation(await known_row(tx, _READ, id=work_id))


async def read_due(tx: Transaction, work_id: UUID) -> Escalation | None:
    row = await row_of(tx, _READ_DUE, id=work_id, at=tx.at)
    await asyncio.sleep(_WHILE_SECONDS)
    return escalations._escalation(row) if row else None


async def write(tx: Transaction, before: Escalation, after: Escalation, *asked: Any, **named: Any) -> None:
    """Over whatever stands there by now."""
    now = await lock_escalation(tx, before.id)
    await keep_change(tx, now, replace(after, version=now.version), *asked, **named)
