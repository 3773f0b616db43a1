"""How often did somebody try to sign in? Counted in the database, so that no restart forgets it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.types import Text

# One statement counts and reads, so that fifty tries at one instant are fifty. One order: no deadlock.
_COUNT = text("""
INSERT INTO sign_in.attempt (key, window_starts_at, tries)
SELECT key, :window, 1 FROM unnest(cast(:keys AS text[])) AS key ORDER BY key
ON CONFLICT (key, window_starts_at) DO UPDATE SET tries = attempt.tries + 1
RETURNING tries
""").bindparams(bindparam("keys", type_=ARRAY(Text)))
_GIVE_BACK = text("""
UPDATE sign_in.attempt SET tries = greatest(tries - 1, 0)
 WHERE key = ANY (cast(:keys AS text[])) AND window_starts_at = :window
""").bindparams(bindparam("keys", type_=ARRAY(Text)))
_FORGET = text("DELETE FROM sign_in.attempt WHERE window_starts_at < :before")


async def count_try(connection: AsyncConnection, keys: Sequence[str], window: datetime) -> int:
    """Count one try for each key in the window that starts then; returns the highest count."""
    await connection.execute(_FORGET, {"before": window - timedelta(days=1)})
    found = await connection.execute(_COUNT, {"keys": sorted(keys), "window": window})
    highest: int = max(found.scalars())
    return highest


async def give_back_try(connection: AsyncConnection, keys: Sequence[str], window: datetime) -> None:
    """A try that succeeded does not count: a whole school signs in from one address."""
    await connection.execute(_GIVE_BACK, {"keys": sorted(keys), "window": window})
