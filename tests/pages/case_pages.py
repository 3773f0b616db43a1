"""How does a test of a page get a site, a world in it, and browsers of its people?

The world begins two hours ago, since a page goes by the database's clock and takes nothing of tomorrow.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import httpx
from litestar import Litestar
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.conftest import Database
from tests.web import Browser, token_of
from tests.world import World
from triage.roles import Role
from workflows.verbs.answer_live_item import answer_live_item

Fields = Mapping[str, str | Sequence[str]]
ZONE = ZoneInfo("America/Chicago")
"""Of the site of every town."""


@dataclass(frozen=True, slots=True)
class Town:
    """A running site and one organization on it."""

    site: Litestar
    world: World

    async def browser(self, person_id: UUID) -> Browser:
        """A browser in which this person is signed in."""
        return await signed_in(self.site, self.world, person_id)

    async def approve(self, item: str) -> None:
        """The privacy officer says that these texts for families are approved."""
        officer = await self.world.person("Noor", "Haddad", Role.PRIVACY_OFFICER)
        async with self.world.acting(officer) as tx:
            await answer_live_item(
                tx, item=item, forms=(), is_done=True, words="Read by counsel.", by=tx.actor, at=tx.at
            )

    async def count(self, table: str) -> int:
        ((number,),) = await self.world.rows(f"SELECT count(*) FROM app.{table} WHERE org_id = :org_id")
        return int(number)


async def signed_in(site: Litestar, world: World, person_id: UUID) -> Browser:
    """A browser in which this person is signed in."""
    browser = Browser(site)
    browser.sign_in_as(await token_of(world.database, world.planted(person_id)))
    return browser


async def town_on(
    site: Litestar, database: Database, engine: AsyncEngine, ago: timedelta | None = None
) -> Town:
    """A new organization on this site, which began so long ago: two hours, or today when today is younger."""
    now = datetime.now(UTC)
    today = now.astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    began = max(now - timedelta(hours=2), today) if ago is None else now - ago
    return Town(site, await World.made(database, engine, at=began))


def words(answer: httpx.Response) -> str:
    """The text of the page's main part, without tags."""
    main = answer.text[answer.text.index("<main") : answer.text.index("</main>")]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())


def is_checked(answer: httpx.Response, name: str, value: str) -> bool:
    """Whether the radio or check box came back ticked."""
    found = [one for one in re.findall(r"<input[^>]*>", answer.text) if f'name="{name}"' in one]
    return any(f'value="{value}"' in one and "checked" in one for one in found)


def errors(answer: httpx.Response) -> list[str]:
    """Where the links of the error summary lead."""
    summary = answer.text[answer.text.index("govuk-error-summary__list") :].split("</ul>")[0]
    return re.findall(r'href="#([^"]+)"', summary)


def has_every_target(answer: httpx.Response) -> bool:
    """Whether each link of the error summary leads to something on the page."""
    return all(f'id="{name}"' in answer.text for name in errors(answer))
