"""Under which addresses can a demo be tried?"""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncEngine

from workflows.records.personas import personas


async def addresses(engine: AsyncEngine, public_url: str) -> Sequence[tuple[str, str]]:
    """Name and role of everybody who can be tried, and the page with the button that opens their door."""
    return [
        (f"{persona.name}, {persona.roles[0].plain.lower()}", f"{public_url}/doors/{persona.slug}")
        for persona in await personas(engine)
    ]
