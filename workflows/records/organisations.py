"""Which organization is meant, by a command that nobody is signed in to?"""

from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from workflows.records.refusals import Refused

_ALL = text("SELECT id, name FROM sign_in.organisation ORDER BY name, id")


async def organisation_named(engine: AsyncEngine, name: str | None) -> UUID:
    """The one of this name, or the only one there is; raises `Refused` when it is not one."""
    async with engine.connect() as connection:
        found = [(row.id, row.name) for row in await connection.execute(_ALL)]
    meant = [one for one, called in found if name is None or called.casefold() == name.casefold()]
    if len(meant) == 1:
        return UUID(str(meant[0]))
    if not found:
        raise Refused("There is no organization yet. Make one with `stepwise setup`.")
    names = ", ".join(called for _, called in found)
    raise Refused(f"Say which organization is meant with --organization: {names}.")
