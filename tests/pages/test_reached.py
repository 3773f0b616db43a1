"""Does everybody say for themselves by which telephone they are reached, and for nobody else?"""

from uuid import UUID

import pytest
from litestar import Litestar
from sqlalchemy.exc import IntegrityError

from tests.pages.case_pages import errors, signed_in
from tests.world import World
from workflows.records.people import keep_work_phone


async def numbers(world: World) -> dict[UUID, str]:
    found = await world.rows("SELECT id, work_phone FROM app.person WHERE org_id = :org_id")
    return {row[0]: row[1] for row in found if row[1]}


async def test_a_number_is_kept_for_whoever_said_it_and_written_as_they_know_it(
    site: Litestar, world: World
) -> None:
    browser = await signed_in(site, world, world.counselor)
    assert 'href="/reached"' in (await browser.get("/")).text
    sent = await browser.send("/reached", "/reached", {"work_phone": "555 010 0144"})
    assert (sent.status_code, sent.headers["location"]) == (303, "/reached")
    assert await numbers(world) == {world.counselor: "+15550100144"}
    assert 'value="(555) 010-0144"' in (await browser.get("/reached")).text
    assert len(await world.audit("say_how_reached")) == 1
    other = await signed_in(site, world, world.clinical)
    assert "010-0144" not in (await other.get("/reached")).text


async def test_what_cannot_be_dialed_comes_back_as_it_was_typed_and_nothing_is_kept(
    site: Litestar, world: World
) -> None:
    browser = await signed_in(site, world, world.counselor)
    await browser.send("/reached", "/reached", {"work_phone": "555 010 0144"})
    refused = await browser.send("/reached", "/reached", {"work_phone": "ask <the> office"})
    assert errors(refused) == ["work_phone"]
    assert 'value="ask &lt;the&gt; office"' in refused.text
    assert await numbers(world) == {world.counselor: "+15550100144"}


async def test_a_number_is_taken_away_by_leaving_the_field_empty(site: Litestar, world: World) -> None:
    browser = await signed_in(site, world, world.counselor)
    await browser.send("/reached", "/reached", {"work_phone": "555 010 0144"})
    await browser.send("/reached", "/reached", {"work_phone": " "})
    assert await numbers(world) == {}


async def test_the_database_takes_no_number_that_cannot_be_dialed(world: World) -> None:
    with pytest.raises(IntegrityError, match="work_phone_can_be_dialed"):
        async with world.acting(world.counselor) as tx:
            await keep_work_phone(tx, world.counselor, "555 010 0144")
