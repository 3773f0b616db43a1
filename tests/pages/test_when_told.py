"""Does everybody say for themselves when they are told of what can wait, and is it said that safety never waits?"""

from datetime import time

import pytest
from litestar import Litestar

from supervision.quiet_hours import QuietHours
from supervision.when_told import DEFAULT, WhenTold
from tests.pages.case_pages import errors, signed_in
from tests.world import World
from workflows.records.when_told import when_told_of

KEPT = {
    "digest": "yes",
    "digest_at": "9:30 am",
    "quiet_from": "17:00",
    "quiet_until": "07:00",
    "quiet_days": ["friday", "monday"],
}


async def chosen(world: World) -> WhenTold:
    async with world.acting(world.counselor) as tx:
        return await when_told_of(tx, world.counselor)


async def test_what_somebody_chooses_is_kept_for_them_alone_and_can_be_taken_back(
    site: Litestar, world: World
) -> None:
    browser = await signed_in(site, world, world.counselor)
    page = (await browser.get("/when-told")).text
    assert 'href="/when-told"' in (await browser.get("/")).text
    assert "What is safety never waits." in page
    assert "Between 7:00\u00a0AM and 4:00\u00a0PM" in page
    assert "is not logged: on the next school day. Again after 3 school days, 2 times in all." in page
    assert "and the family was not reminded since: on the next school day." in page
    assert "training of yours ends: from 60 days before." in page
    sent = await browser.send("/when-told", "/when-told", KEPT)
    assert (sent.status_code, sent.headers["location"]) == (303, "/when-told")
    assert await chosen(world) == WhenTold(
        True, time(9, 30), QuietHours(time(17), time(7), frozenset({0, 4}))
    )
    page = (await browser.get("/when-told")).text
    assert 'value="09:30"' in page
    assert 'value="17:00"' in page
    assert len(await world.audit("say_when_told")) == 1
    other = await signed_in(site, world, world.clinical)
    assert 'value="09:30"' not in (await other.get("/when-told")).text
    await browser.send("/when-told", "/when-told", {"digest": "no", "digest_at": ""})
    assert await chosen(world) == WhenTold(False, DEFAULT.digest_at)


@pytest.mark.parametrize(
    ("changed", "fields"),
    [
        ({"digest": ""}, ["digest"]),
        ({"digest_at": ""}, ["digest_at"]),
        ({"digest_at": "5 am"}, ["digest_at"]),
        ({"digest_at": "soon"}, ["digest_at"]),
        ({"quiet_until": ""}, ["quiet_until"]),
        ({"quiet_until": "<late>"}, ["quiet_until"]),
        ({"quiet_days": []}, ["quiet_days"]),
        ({"quiet_days": ["someday"]}, ["quiet_days"]),
    ],
)
async def test_what_cannot_be_meant_comes_back_as_it_was_typed_and_nothing_is_kept(
    site: Litestar, world: World, changed: dict[str, str | list[str]], fields: list[str]
) -> None:
    browser = await signed_in(site, world, world.counselor)
    refused = await browser.send("/when-told", "/when-told", {**KEPT, **changed})
    assert errors(refused) == fields
    assert 'value="17:00"' in refused.text
    assert await chosen(world) == DEFAULT
