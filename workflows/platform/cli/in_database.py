"""How does a command do its work in the database, as the role `app`, wherever that database is?"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final, TypeVar

from sqlalchemy.ext.asyncio import AsyncEngine

from workflows.platform.database_at_hand import database_at_hand
from workflows.platform.engines import LONGEST, engine_for
from workflows.platform.readiness import insist
from workflows.platform.settings import Settings, load
from workflows.platform.unusable import Unusable

Result = TypeVar("Result")

_OWNER_MISSING: Final = (
    "This command acts as the owner of the database. Name its address in STEPWISE_OWNER_URL, "
    "as in postgresql://owner:password@host/stepwise."
)
_BACKUP_MISSING: Final = (
    "A backup is taken by the role backup, which alone sees every row. Name its address in STEPWISE_BACKUP_URL, "
    "as in postgresql://backup:password@host/stepwise."
)
_AUDITOR_MISSING: Final = (
    "The auditor looks as the role auditor. Name its address in STEPWISE_AUDITOR_URL, "
    "as in postgresql://auditor:password@host/stepwise."
)
_WORKER_MISSING: Final = (
    "Jobs are taken up by the role worker. Name its address in STEPWISE_WORKER_URL, as in "
    "postgresql://worker:password@host/stepwise."
)
_APP_MISSING: Final = (
    "STEPWISE_OWNER_URL is for `stepwise migrate` alone. Name the address for the role app in "
    "STEPWISE_DATABASE_URL, as in postgresql://app:password@host/stepwise."
)


def in_database(
    work: Callable[[AsyncEngine], Awaitable[Result]],
    *,
    settings: Settings | None = None,
    role: str = "app",
    pool_size: int = 2,
    answer: timedelta = LONGEST,
) -> Result:
    """What `work` returns, given a pool on a database that is ready for this release; raises `Unusable`.

    `role` is app, or owner for what only a command may do (then the database is STEPWISE_OWNER_URL's). `answer`: the
    longest for whatever is asked. Call it from the command itself, in the main thread and outside any event loop.
    """
    with database_at_hand(settings or load()) as ready:
        return asyncio.run(_worked(ready, work, role, pool_size, answer))


async def _worked(
    settings: Settings,
    work: Callable[[AsyncEngine], Awaitable[Result]],
    role: str,
    pool_size: int,
    answer: timedelta,
) -> Result:
    async with engine_for(address(settings, "app"), pool_size=pool_size, answer=answer) as engine:
        await insist(engine)
        if role == "app":
            return await work(engine)
    async with engine_for(address(settings, role)) as engine:
        return await work(engine)


def address(settings: Settings, role: str) -> str:
    """The database's address for `app`, `owner`, `backup`, `auditor` or `worker`; raises `Unusable` when it was not given."""
    url, missing = {
        "owner": (settings.owner_url, _OWNER_MISSING),
        "backup": (settings.backup_url, _BACKUP_MISSING),
        "auditor": (settings.auditor_url, _AUDITOR_MISSING),
        "worker": (settings.worker_url, _WORKER_MISSING),
    }.get(role, (settings.database_url, _APP_MISSING))
    if url is None:
        raise Unusable(missing)
    return url
