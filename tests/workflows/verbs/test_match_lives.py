"""Does a match live as its table says, does its case stay as it was when it ends, and is a stale click refused?"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy.exc import IntegrityError

from care_steps.match_states import MatchEnd, MatchState
from tests.world import World
from workflows.records.facts import gather_one
from workflows.records.match_lives import history_of, keep_match_change
from workflows.records.match_summaries import released_to
from workflows.records.matches import load_match
from workflows.records.refusals import Invalid, NotAllowed, Refused, Stale
from workflows.verbs.begin_ending import begin_ending
from workflows.verbs.end_match import end_match
from workflows.verbs.pause_match import pause_match
from workflows.verbs.release_summary import release_summary
from workflows.verbs.resume_match import resume_match
from workflows.verbs.write_summary import write_summary

END = MatchEnd("schedule", "mentor", no_goodbye="by_letter")


async def change(world: World, verb: Any, match: UUID, *, by: UUID | None = None, **more: Any) -> None:
    """One act on a match as its newest page shows it; `seen_sequence` may say otherwise."""
    async with world.acting(by or world.counselor) as tx:
        seen = {"seen_sequence": (await load_match(tx, match)).sequence, **more}
        await verb(tx, match_id=match, by=tx.actor, at=tx.at, **seen)


async def states(world: World, match: UUID) -> list[tuple[str, str | None]]:
    async with world.acting(None) as tx:
        return [(one.to_state.value, one.reason) for one in await history_of(tx, match)]


async def started(world: World) -> tuple[UUID, UUID]:
    """A case in care with its match."""
    episode, match = await world.mentored()
    world.later(days=1)
    return episode, match


async def test_a_match_is_proposed_when_assigned_and_started_with_the_first_session_made(
    world: World,
) -> None:
    episode = await world.refer()
    match = await world.assign(episode)
    world.later(hours=2)
    await world.log_missed(match)
    assert await states(world, match) == [("proposed", None)]
    world.later(hours=5)
    await world.log_made(match)
    world.later(hours=5)
    await world.log_made(match)
    assert await states(world, match) == [("proposed", None), ("started", None)]


async def test_a_match_is_paused_goes_on_says_goodbye_and_ends(world: World) -> None:
    _, match = await started(world)
    await change(world, pause_match, match, words="Exams.")
    world.later(days=1)
    await change(world, resume_match, match)
    day = world.today()
    await change(world, begin_ending, match, goodbye_on=day)
    await change(world, end_match, match, end=MatchEnd("planned_end", "program", goodbye_on=day))
    assert [one for one, _ in await states(world, match)] == [
        "proposed", "started", "paused", "started", "ending", "ended",
    ]  # fmt: skip
    with pytest.raises(Refused, match="This match has ended"):
        await change(world, resume_match, match)


async def kept(world: World, episode: UUID) -> Mapping[str, object]:
    """Everything about a case that no mentor's leaving may change."""
    async with world.acting(None) as tx:
        raw = await gather_one(tx, episode, world.now)
    case = await world.case(episode)
    work = [(one.id, one.state, one.owner_id, one.due_at) for one in await world.work(episode)]
    above = (case.standing.direct_supervisor_id, case.standing.clinical_supervisor_id)
    return {
        "raw": raw,
        "step": case.step,
        "version": case.version,
        "owner": case.owner_id,
        "work": work,
        "above": above,
    }


async def test_when_a_match_ends_nothing_of_the_case_changes_but_who_meets_the_mentee(world: World) -> None:
    episode, match = await started(world)
    await world.phq_a(episode, total=16)
    await world.worry(episode)
    world.later(days=2)
    async with world.acting(None) as tx:
        before_raw = await gather_one(tx, episode, world.now)
    before = await kept(world, episode)
    assert before["work"], "or nothing could be lost"
    await change(world, end_match, match, end=END)
    after = await kept(world, episode)
    assert after == before
    assert before_raw == before["raw"]
    case = await world.case(episode)
    assert case.serving_match_id is None
    assert world.mentor not in case.standing.mentor_ids


async def test_a_new_mentor_follows_at_the_same_step_and_the_case_goes_on(world: World) -> None:
    episode, match = await started(world)
    step = (await world.case(episode)).step
    await change(world, end_match, match, end=END)
    world.later(days=1)
    other = await world.mentor_with_papers("Ines", "Soto")
    following = await world.assign(episode, mentor_id=other)
    case = await world.case(episode)
    assert (case.step, case.serving_match_id) == (step, following)
    world.later(days=1)
    await world.log_made(following)
    assert [one for one, _ in await states(world, following)] == ["proposed", "started"]
    assert (await world.case(episode)).step is step


async def test_whoever_takes_over_ends_the_match_before_in_the_same_write(world: World) -> None:
    episode, match = await started(world)
    other = await world.mentor_with_papers("Ines", "Soto")
    await world.assign(episode, mentor_id=other)
    assert (await states(world, match))[-1] == ("ended", "replaced")


async def test_closing_a_case_ends_its_matches(world: World) -> None:
    episode, match = await started(world)
    await world.close(episode, world.closing(no_measure="declined", last_contact_on=world.today()))
    assert (await states(world, match))[-1] == ("ended", "case_closed")


async def test_a_stale_click_changes_nothing(world: World) -> None:
    _, match = await started(world)
    await change(world, pause_match, match, words="Exams.")
    with pytest.raises(Stale):
        await change(world, end_match, match, end=END, seen_sequence=2)
    assert (await states(world, match))[-1] == ("paused", None)


async def test_the_database_refuses_a_second_entry_of_the_same_number_and_one_that_skips(
    world: World,
) -> None:
    _, match = await started(world)

    async def keep(after: tuple[int, MatchState]) -> None:
        async with world.acting(world.counselor) as tx:
            await keep_match_change(
                tx,
                match,
                MatchState.PAUSED,
                after=after,
                by=world.counselor,
                happened_at=tx.at,
                recorded_at=tx.at,
            )
            await tx.connection.send()

    for after in ((1, MatchState.PROPOSED), (3, MatchState.STARTED), (2, MatchState.PAUSED)):
        with pytest.raises(IntegrityError):
            await keep(after)


@pytest.mark.parametrize("who", ["mentor", "stranger"])
async def test_neither_a_mentor_nor_a_stranger_ends_a_match(world: World, who: str) -> None:
    _, match = await started(world)
    with pytest.raises(NotAllowed):
        await change(world, end_match, match, by=getattr(world, who), end=END)


async def test_an_end_without_a_goodbye_or_a_reason_is_refused_at_its_field(world: World) -> None:
    _, match = await started(world)
    with pytest.raises(Invalid) as wrong:
        await change(world, end_match, match, end=MatchEnd("", "mentor"))
    assert list(wrong.value.errors) == ["reason", "no_goodbye"]


async def test_a_session_held_before_the_end_is_logged_after_it_and_begins_nothing(world: World) -> None:
    episode, match = await started(world)
    held_at = world.now - timedelta(hours=2)
    await change(world, end_match, match, end=END)
    world.later(days=1)
    await world.log(match, world.made_log(held_at))
    assert (await states(world, match))[-1][0] == "ended"
    assert (await world.case(episode)).serving_match_id is None


async def test_the_next_mentor_reads_what_was_released_to_them_and_nothing_before(world: World) -> None:
    episode, match = await started(world)
    async with world.acting(world.mentor) as tx:
        summary = await write_summary(
            tx, match_id=match, helped="Chess.", to_know="Hates surprises.", agreed="", by=tx.actor, at=tx.at
        )
    await change(world, end_match, match, end=END)
    other = await world.mentor_with_papers("Ines", "Soto")
    following = await world.assign(episode, mentor_id=other)

    async def seen() -> list[str]:
        async with world.acting(other) as tx:
            return [one.helped for one in await released_to(tx, episode, other)]

    async def release(by: UUID) -> None:
        async with world.acting(by) as tx:
            await release_summary(tx, summary_id=summary, to_match_id=following, by=tx.actor, at=tx.at)

    assert await seen() == []
    with pytest.raises(NotAllowed):
        await release(world.counselor)
    await release(world.direct)
    assert await seen() == ["Chess."]
    with pytest.raises(Refused, match="already"):
        await release(world.clinical)
    ((actor, mentee, kind, object_id, _),) = await world.audit("released_summary")
    assert (actor, mentee, kind, object_id) == (world.direct, world.students[0], "match_summary", summary)
