"""When did the last whole turn of a job end? That its process lives says nothing about its work."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from workflows.records.doorstep import unscoped
from workflows.records.scope import Transaction

_BEAT: Final = text("""
INSERT INTO sign_in.heartbeat (name, ended_at) VALUES (:name, :at)
ON CONFLICT (name) DO UPDATE SET ended_at = excluded.ended_at
""")
_ENDED: Final = text("SELECT name, ended_at FROM sign_in.heartbeat")


async def beat(engine: AsyncEngine, name: str) -> None:
    """A whole turn of this job has ended now, by the database's clock."""
    async with unscoped(engine) as (connection, at):
        await connection.execute(_BEAT, {"name": name, "at": at})


async def ages(engine: AsyncEngine) -> Mapping[str, timedelta]:
    """Name -> how long ago; a job that never ended a turn is not there."""
    async with unscoped(engine) as (connection, at):
        return {row.name: at - row.ended_at for row in await connection.execute(_ENDED)}


async def ages_now(tx: Transaction) -> Mapping[str, timedelta]:
    """The same, in a transaction that is open anyway."""
    return {row.name: tx.at - row.ended_at for row in await tx.connection.execute(_ENDED)}
