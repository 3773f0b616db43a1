"""Two transactions stood in each other's way, and the database ended one of them: is it begun again?

A few times, after a pause that is never the same for both, and only as a whole: what it had written is taken back, its
form's one-time key included, so that the second try does what the first would have done.
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Final, TypeVar

from sqlalchemy.exc import DBAPIError

from supervision.connection_limits import LIMITS

Result = TypeVar("Result")
# Could not be put in order with another one (40001), or each waited for what the other had locked (40P01).
_STATES: Final = frozenset({"40001", "40P01"})


def is_collision(fault: BaseException) -> bool:
    """Whether the database ended the transaction for the sake of another."""
    return isinstance(fault, DBAPIError) and getattr(fault.orig, "sqlstate", None) in _STATES


async def pause(wait: timedelta) -> None:
    """About so long: two that began again after the same time would meet again."""
    await asyncio.sleep(wait.total_seconds() * random.uniform(0.5, 1.5))


async def tried_again(do: Callable[[], Awaitable[Result]]) -> Result:
    """What `do` returns, which opens a transaction, ends it, and does nothing else that stays."""
    for wait in LIMITS.collision_waits:
        try:
            return await do()
        except DBAPIError as fault:
            if not is_collision(fault):
                raise
        await pause(wait)
    return await do()
