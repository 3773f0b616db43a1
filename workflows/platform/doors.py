"""Under which addresses can a demo be tried?"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncEngine

from workflows.pages.door_stories import STORIES
from workflows.platform.engines import engine_for
from workflows.records.personas import personas


@dataclass(frozen=True, slots=True)
class Door:
    """Somebody made up, in which roles they come in, and the page with the button that opens their door."""

    name: str
    roles: tuple[str, ...]
    url: str


def one_of_each(doors: Sequence[Door]) -> Sequence[Door]:
    """One door for each role: that of the story when it has one, else the first."""
    told = {story.slug for story in STORIES}
    by_roles: dict[tuple[str, ...], Door] = {}
    for door in doors:
        if door.roles not in by_roles or door.url.rsplit("/", 1)[-1] in told:
            by_roles[door.roles] = door
    return list(by_roles.values())


async def doors(engine: AsyncEngine, public_url: str) -> Sequence[Door]:
    """The door of everybody who can be tried."""
    return [
        Door(
            persona.name,
            tuple(role.plain for role in persona.roles),
            f"{public_url}/doors/{persona.slug}",
        )
        for persona in await personas(engine)
    ]


async def doors_at(database_url: str, public_url: str) -> Sequence[Door]:
    """The same for a command, with a pool of its own."""
    async with engine_for(database_url, name="stepwise demo") as engine:
        return await doors(engine, public_url)
