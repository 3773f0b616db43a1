"""Is what cannot wait on somebody's list before the rest of the log is asked, and linked to that log later?"""

from typing import Any
from uuid import UUID

import pytest

from tests.world import World
from workflows.records.drafts import draft_at
from workflows.records.refusals import Invalid, NotAllowed, NotFound
from workflows.verbs.send_worry_first import send_worry_first


async def send(
    world: World, *matches: UUID, kind: str = "other_now", said: str = "", by: UUID | None = None
) -> tuple[UUID, ...]:
    async with world.acting(by or world.mentor) as tx:
        return await send_worry_first(
            tx,
            match_ids=matches,
            kind=kind,
            said=said,
            path=f"/matches/{matches[0]}/sessions/new",
            typed={"met": "yes", "topics": ("friends", "family")},
            by=tx.actor,
            at=tx.at,
        )


async def test_it_opens_an_escalation_before_anything_is_logged(world: World) -> None:
    episode = await world.refer()
    match = await world.assign(episode)
    (concern,) = await send(world, match)
    assert [one.kind for one in await world.work(episode)] == ["escalation"]
    assert await world.rows("SELECT count(*) FROM app.session") == [(0,)]
    assert await world.rows("SELECT id, said, raised_by FROM app.concern") == [(concern, "", world.mentor)]


async def test_what_was_typed_so_far_is_its_authors_draft(world: World) -> None:
    match = await world.assign(await world.refer())
    (concern,) = await send(world, match)
    async with world.acting(world.mentor) as tx:
        draft = await draft_at(tx, f"/matches/{match}/sessions/new", after=world.later(days=-1))
    assert draft is not None
    assert draft.typed == {"met": "yes", "topics": ("friends", "family"), "sent": (f"{match}:{concern}",)}


async def test_the_log_that_follows_names_it_and_raises_no_second_one(world: World) -> None:
    episode = await world.refer()
    match = await world.assign(episode)
    (concern,) = await send(world, match)
    world.later(minutes=5)
    await world.log_made(match, by=world.mentor, worry="now", now_kind="other_now", concern_id=concern)
    assert await world.rows("SELECT concern_id FROM app.session") == [(concern,)]
    assert await world.rows("SELECT count(*) FROM app.concern") == [(1,)]
    assert await world.fired(episode) == ["R9.cannot_wait"]


@pytest.mark.parametrize(
    "change",
    [
        pytest.param({"worry": "no", "now_kind": None}, id="a log that says that nothing worries"),
        pytest.param({"now_kind": "weapon"}, id="a log that says something else is happening"),
        pytest.param({"by": "direct"}, id="a log of somebody who did not send it"),
    ],
)
async def test_a_log_that_does_not_follow_from_it_is_refused(world: World, change: dict[str, str]) -> None:
    match = await world.assign(await world.refer())
    await world.log_made(match, by=world.mentor)
    world.later(days=7)
    (concern,) = await send(world, match)
    log: dict[str, Any] = {
        "worry": "now",
        "now_kind": "other_now",
        **{k: v for k, v in change.items() if k != "by"},
    }
    by = getattr(world, change.get("by", "mentor"))
    with pytest.raises(Invalid) as no:
        await world.log_made(match, by=by, concern_id=concern, **log)
    assert list(no.value.errors) == ["worry"]


async def test_it_is_sent_about_each_of_several(world: World) -> None:
    first = await world.assign(await world.refer())
    second = await world.assign(await world.refer(world.students[1]))
    assert len(await send(world, first, second, said="They fought.")) == 2
    assert await world.rows("SELECT count(DISTINCT episode_id) FROM app.concern") == [(2,)]


async def test_only_for_what_cannot_wait_and_only_by_who_may_log(world: World) -> None:
    match = await world.assign(await world.refer())
    with pytest.raises(Invalid) as no:
        await send(world, match, kind="talk_over")
    assert list(no.value.errors) == ["now_kind"]
    for who in (world.stranger, world.journey_mentor, world.counselor):
        with pytest.raises((NotAllowed, NotFound)):
            await send(world, match, by=who)
    assert await world.rows("SELECT count(*) FROM app.concern") == [(0,)]
