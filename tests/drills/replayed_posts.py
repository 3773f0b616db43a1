"""What does a ledger of forms that were taken do when all of it comes once more? (G6: nothing)

`replayed` sends each form again with the key that it had, several at the same moment, and counts before and after
every row of every table of organizations but two: the book of what was done and read, and the keys themselves.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.conftest import Database
from tests.drills.form_posts import Sent
from tests.web import Browser
from workflows.records.tables import metadata

_BESIDE = frozenset({"audit_event", "form_key"})


@dataclass(frozen=True)
class Replay:
    """How many were sent again, how many of them were answered otherwise than at first, and what was written."""

    sent: int
    different: int
    new_rows: Mapping[str, int]


async def replayed(
    browser: Browser, database: Database, ledger: Sequence[Sent], *, times: int = 2, at_once: int = 4
) -> Replay:
    """Every form of the ledger `times` more, `at_once` at the same moment."""
    before, different, turn = await rows_in(database), 0, asyncio.Semaphore(at_once)

    async def again(form: Sent) -> bool:
        async with turn:
            answer = await browser.post(form.path, form.fields)
        return bool(answer.headers.get("location") != form.location)

    sent = [form for form in ledger for _ in range(times)]
    different = sum(await asyncio.gather(*(again(form) for form in sent)))
    after = await rows_in(database)
    return Replay(
        len(sent), different, {name: after[name] - n for name, n in before.items() if after[name] != n}
    )


async def rows_in(database: Database) -> dict[str, int]:
    """How many rows each table of organizations has."""
    tables = [one for one in metadata.sorted_tables if one.info.get("org") and one.name not in _BESIDE]
    root = await database.superuser()
    try:
        return {one.name: await root.fetchval(f"SELECT count(*) FROM {one.fullname}") for one in tables}
    finally:
        await root.close()
