"""When did the last whole turn of a job end? That its process lives says nothing about its work."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

_BEAT: Final = text("""
INSERT INTO sign_in.heartbeat (name, ended_at) VALUES (:name, clock_timestamp())
ON CONFLICT (name) DO UPDATE SET ended_at = excluded.ended_at
""")
_AGES: Final = text("SELECT name, clock_timestamp() - ended_at AS age FROM sign_in.heartbeat")


async def beat(engine: AsyncEngine, name: str) -> None:
    """A whole turn of this job has ended now, by the database's clock."""
    async with engine.begin() as connection:
        await connection.execute(_BEAT, {"name": name})


async def ages(engine: AsyncEngine) -> Mapping[str, timedelta]:
    """Name -> how long ago; a job that never ended a turn is not there."""
    async with engine.connect() as connection:
        return {row.name: row.age for row in await connection.execute(_AGES)}
