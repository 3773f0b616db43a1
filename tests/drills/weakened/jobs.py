"""The product's jobs with one protection taken out: `python -m tests.drills.weakened.jobs`.

A list of filled-in forms is marked as taken over at its end, and not each form in the write that puts it on record.
"""

from typing import Any
from unittest.mock import patch
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from workflows.jobs.answer_importing import take_over_lists
from workflows.platform.cli import jobs
from workflows.records.answer_imports import end_form
from workflows.records.scope import Transaction, scoped_as


async def marks_whole_lists(engine: AsyncEngine, org_id: UUID) -> None:
    marks: list[tuple[UUID, int, dict[str, Any]]] = []

    async def later(tx: Transaction, import_id: UUID, line: int, **how: Any) -> None:
        marks.append((import_id, line, how))

    with patch("workflows.verbs.take_over_form.end_form", later):
        await take_over_lists(engine, org_id)
    async with scoped_as(engine, org_id) as tx:
        for import_id, line, how in marks:
            await end_form(tx, import_id, line, **how)


if __name__ == "__main__":
    with patch("workflows.jobs.queueing.take_over_lists", marks_whole_lists):
        jobs.command()
