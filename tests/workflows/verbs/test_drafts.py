"""Is what somebody types kept for them alone, and does it vanish when it is sent, discarded or old?"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from care_steps.steps import Step
from supervision.draft_limits import LIMITS
from tests.web import token_of
from tests.world import World
from triage.roles import Role
from workflows.records.drafts import Draft, Typed, draft_at
from workflows.records.form_keys import keep_answer
from workflows.records.refusals import NotFound, Stale
from workflows.records.scope import FormKey, Transaction, scoped
from workflows.records.sign_ins import hash_of
from workflows.verbs.begin_sign_in import begin_sign_in
from workflows.verbs.discard_draft import discard_draft
from workflows.verbs.save_draft import save_draft

KEY, OTHER_KEY = "k" * 22, "o" * 22
TYPED: Typed = {"said": "She sits alone.", "topics": ("friends", "family")}


async def save(
    world: World,
    path: str,
    by: UUID,
    *,
    typed: Typed | None = None,
    key: str = KEY,
    seen_at: datetime | None = None,
    is_last: bool = False,
) -> None:
    async with world.acting(by) as tx:
        await save_draft(
            tx,
            path=path,
            typed=TYPED if typed is None else typed,
            form_key=key,
            seen_at=seen_at,
            is_last=is_last,
            by=tx.actor,
            at=tx.at,
        )


async def draft(world: World, path: str, by: UUID) -> Draft | None:
    async with world.acting(by) as tx:
        return await draft_at(tx, path, after=tx.at - LIMITS.kept)


async def test_what_was_typed_comes_back_as_it_was_typed(world: World) -> None:
    await world.mentored()
    path = f"/mentees/{world.students[0]}/concerns/new"
    await save(world, path, world.mentor)
    found = await draft(world, path, world.mentor)
    assert found is not None
    assert found.typed == TYPED
    assert found.saved_at == world.now


async def test_typing_on_replaces_what_was_there(world: World) -> None:
    await world.mentored()
    path = f"/mentees/{world.students[0]}/concerns/new"
    await save(world, path, world.mentor)
    world.later(seconds=3)
    await save(world, path, world.mentor, typed={"said": "She sits alone. Since August."})
    found = await draft(world, path, world.mentor)
    assert found is not None
    assert found.typed == {"said": "She sits alone. Since August."}


async def test_nobody_else_finds_it(world: World) -> None:
    await world.mentored()
    path = f"/mentees/{world.students[0]}/concerns/new"
    await save(world, path, world.mentor)
    for person in (world.counselor, world.direct, world.clinical, world.administrator):
        assert await draft(world, path, person) is None


async def test_it_is_audited_when_it_is_begun_and_not_at_every_key(world: World) -> None:
    await world.mentored()
    path = f"/mentees/{world.students[0]}/concerns/new"
    for _ in range(3):
        await save(world, path, world.mentor)
        world.later(seconds=2)
    assert await world.audit("began_draft") == [
        (world.mentor, world.students[0], "concern", world.students[0], "done")
    ]


# Whose form it is.


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/sign-ins/new",
        "/drafts",
        "/mentees/{mentee}/administrations/phq-a/new",
        "/mentees/{mentee}/concerns",
        "/mentees/{mentee}/concerns/new/",
        "/mentees/{mentee}/concerns/new?x=1",
        "/mentees/{nobody}/concerns/new",
        "/matches/{nobody}/sessions/new",
    ],
)
async def test_only_a_form_that_has_drafts_and_is_there_can_be_kept(world: World, path: str) -> None:
    await world.mentored()
    with pytest.raises(NotFound):
        await save(world, path.format(mentee=world.students[0], nobody=uuid4()), world.mentor)
    assert await world.rows("SELECT count(*) FROM app.draft") == [(0,)]


async def test_a_draft_is_only_for_whoever_may_open_the_form(world: World) -> None:
    episode, match = await world.mentored()
    await world.log_made(match, worry="talk_over", said="Sleeps badly.")
    await world.phq_a(episode, total=16)
    (item,) = await world.work(episode, "recommendation")
    other = await world.person("Ines", "Sol", Role.MENTOR)
    mentee = world.students[0]
    may = {
        f"/matches/{match}/sessions/new": {world.mentor, world.direct, world.clinical},
        f"/mentees/{mentee}/concerns/new": {world.mentor, world.counselor, world.direct, world.clinical},
        f"/mentees/{mentee}/undoings/new": {world.clinical},
        f"/mentees/{mentee}/assessments/new": {world.counselor, world.direct, world.clinical},
        f"/mentees/{mentee}/told/new": {world.counselor, world.direct, world.clinical},
        f"/work/{item.id}/decisions/new": {world.direct, world.clinical},
    }
    everybody = {world.mentor, world.counselor, world.direct, world.clinical, world.stranger, other}
    for path, allowed in may.items():
        for person in everybody:
            if person in allowed:
                await save(world, path, person, key=person.hex)
            else:
                with pytest.raises(NotFound):
                    await save(world, path, person, key=person.hex)


async def test_a_counselor_keeps_a_referral_of_a_student_without_a_case(world: World) -> None:
    path = f"/mentees/{world.students[1]}/cases/new"
    await save(world, path, world.counselor)
    with pytest.raises(NotFound):
        await save(world, path, world.stranger)
    assert await draft(world, path, world.counselor) is not None


async def test_who_no_longer_looks_after_the_mentee_can_write_it_no_more(world: World) -> None:
    episode, match = await world.mentored()
    path = f"/matches/{match}/sessions/new"
    await save(world, path, world.mentor)
    world.later(days=1)
    await world.plant(
        "INSERT INTO app.match_change_point (org_id, episode_id, starts_at, recorded_at, gap_reason)"
        f" VALUES ($1, '{episode}', '{world.now}', '{world.now}', 'left')"
    )
    world.later(days=1)
    with pytest.raises(NotFound):
        await save(world, path, world.mentor)


# Open twice.


async def test_a_page_that_saw_nothing_of_the_newer_one_writes_over_nothing(world: World) -> None:
    await world.mentored()
    path = f"/mentees/{world.students[0]}/concerns/new"
    await save(world, path, world.mentor, typed={"said": "On the laptop."})
    with pytest.raises(Stale, match="open elsewhere"):
        await save(world, path, world.mentor, typed={"said": "On the phone."}, key=OTHER_KEY)
    found = await draft(world, path, world.mentor)
    assert found is not None
    assert found.typed == {"said": "On the laptop."}


async def test_a_page_that_was_filled_from_the_draft_goes_on_with_it(world: World) -> None:
    await world.mentored()
    path = f"/mentees/{world.students[0]}/concerns/new"
    await save(world, path, world.mentor, typed={"said": "On the laptop."})
    seen_at = world.now
    world.later(minutes=5)
    await save(world, path, world.mentor, typed={"said": "On the phone."}, key=OTHER_KEY, seen_at=seen_at)
    world.later(minutes=5)
    with pytest.raises(Stale):
        await save(world, path, world.mentor, typed={"said": "The laptop again."})
    found = await draft(world, path, world.mentor)
    assert found is not None
    assert found.typed == {"said": "On the phone."}


async def test_what_is_put_aside_by_a_button_is_kept_all_the_same(world: World) -> None:
    await world.mentored()
    path = f"/mentees/{world.students[0]}/concerns/new"
    await save(world, path, world.mentor, typed={"said": "On the laptop."})
    await save(world, path, world.mentor, typed={"said": "On the phone."}, key=OTHER_KEY, is_last=True)
    found = await draft(world, path, world.mentor)
    assert found is not None
    assert found.typed == {"said": "On the phone."}


# Sent, discarded, old.


@asynccontextmanager
async def sending(world: World, author: UUID, key: str) -> AsyncIterator[Transaction]:
    """The request of somebody who sends a form with this key."""
    token = hash_of(await token_of(world.database, world.planted(author)))
    async with scoped(world.engine, token, form=FormKey(key, "hash")) as tx:
        assert not tx.is_twin
        yield tx


async def test_a_form_that_was_sent_leaves_no_draft_even_when_its_last_autosave_comes_late(
    world: World,
) -> None:
    await world.mentored()
    path = f"/mentees/{world.students[0]}/concerns/new"
    await save(world, path, world.mentor)
    async with sending(world, world.mentor, f"{KEY}:0123456789abcdef") as tx:
        await keep_answer(
            tx,
            key=f"{KEY}:0123456789abcdef",
            location="/",
            sign_in_hash=b"",
            notice=None,
            draft_path=path,
        )
    assert await draft(world, path, world.mentor) is None
    await save(world, path, world.mentor)
    assert await draft(world, path, world.mentor) is None


async def test_what_another_person_sends_leaves_ones_own_draft_alone(world: World) -> None:
    await world.mentored()
    path = f"/mentees/{world.students[0]}/concerns/new"
    await save(world, path, world.mentor)
    async with sending(world, world.counselor, f"{OTHER_KEY}:0") as tx:
        await keep_answer(
            tx, key=f"{OTHER_KEY}:0", location="/", sign_in_hash=b"", notice=None, draft_path=path
        )
    assert await draft(world, path, world.mentor) is not None


async def test_what_is_discarded_is_erased(world: World) -> None:
    await world.mentored()
    path = f"/mentees/{world.students[0]}/concerns/new"
    await save(world, path, world.mentor)
    async with world.acting(world.counselor) as tx:
        await discard_draft(tx, path=path, by=tx.actor, at=tx.at)
    assert await draft(world, path, world.mentor) is not None
    async with world.acting(world.mentor) as tx:
        await discard_draft(tx, path=path, by=tx.actor, at=tx.at)
    assert await draft(world, path, world.mentor) is None
    assert len(await world.audit("discarded_draft")) == 1


async def test_an_old_draft_is_not_shown_and_goes_with_the_next_sign_in(world: World) -> None:
    await world.mentored()
    path = f"/mentees/{world.students[0]}/concerns/new"
    await save(world, path, world.mentor)
    began = world.now
    world.now = began + LIMITS.kept - timedelta(seconds=1)
    await sign_in(world)
    assert await draft(world, path, world.mentor) is not None
    world.now = began + LIMITS.kept
    assert await draft(world, path, world.mentor) is None
    await sign_in(world)
    async with world.acting(world.mentor) as tx:
        assert await draft_at(tx, path, after=began - timedelta(days=1)) is None


async def sign_in(world: World) -> None:
    async with world.acting(world.mentor) as tx:
        await begin_sign_in(tx, device="Firefox", held=None, reason="password", by=tx.actor, at=tx.at)


async def test_a_draft_is_no_fact_and_moves_nothing(world: World) -> None:
    episode, match = await world.mentored()
    before = await world.fired(episode)
    await save(world, f"/matches/{match}/sessions/new", world.mentor, typed={"worry": "now"})
    swept = await world.sweep()
    assert (swept.fired, await world.fired(episode)) == (0, before)
    assert (await world.case(episode)).step is Step.MENTOR
