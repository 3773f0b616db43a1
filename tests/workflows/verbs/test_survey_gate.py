"""Is a planned questionnaire asked only on a basis that is on file, and a concern about one student always?"""

from datetime import timedelta

import pytest

from care_steps.consents import ConsentKind, ConsentMove
from care_steps.plan_changes import Asking
from tests.world import World, answers
from workflows.records.refusals import Invalid, NotAllowed, Refused
from workflows.verbs.record_administration import FilledForm
from workflows.verbs.see_measuring import see_measuring

QUESTIONNAIRES = ConsentKind.QUESTIONNAIRES


async def planned_on(world: World, basis: str) -> object:
    """A mentee in care whose PHQ-A is planned on this basis."""
    episode, _ = await world.mentored()
    await world.plan_measure(episode, asking=Asking(7, "counselor", basis))
    return episode


async def ask(world: World, episode: object, reason: str = "planned") -> object:
    form = FilledForm("phq-a", answers("phq-a", 4), world.now, reason_asked=reason)
    return await world.fill_in(episode, form)  # type: ignore[arg-type]


async def test_on_written_consent_it_waits_for_the_letter_and_a_concern_does_not(world: World) -> None:
    episode = await planned_on(world, "written_consent")
    with pytest.raises(Refused, match="needs written consent"):
        await ask(world, episode)
    assert await ask(world, episode, "individual_concern")
    mother = await world.contact()
    await world.consent({QUESTIONNAIRES: ConsentMove.GIVE}, mother, how="telephone")
    with pytest.raises(Refused, match="needs written consent"):
        await ask(world, episode)
    await world.consent({QUESTIONNAIRES: ConsentMove.WITHDRAW}, mother)
    await world.letter(mother, QUESTIONNAIRES)
    await world.consent({QUESTIONNAIRES: ConsentMove.GIVE}, mother)
    assert await ask(world, episode)


async def test_on_a_notice_it_waits_until_the_days_have_passed(world: World) -> None:
    episode = await planned_on(world, "notice_optout_elapsed")
    with pytest.raises(Refused, match="not told of this questionnaire"):
        await ask(world, episode)
    await world.announce("phq-a")
    world.later(days=14)
    with pytest.raises(Refused, match="may still say no"):
        await ask(world, episode)
    world.later(days=1)
    assert await ask(world, episode)


async def test_a_family_that_said_no_after_a_notice_is_not_asked_on_any_basis(world: World) -> None:
    episode = await planned_on(world, "guardian_written")
    notice = await world.announce("phq-a")
    assert await ask(world, episode)
    await world.opt_out(notice)
    with pytest.raises(Refused, match="said no to this questionnaire"):
        await ask(world, episode)
    other = await world.refer(world.students[1])
    assert await ask(world, other), "the no of one family is not that of another"


async def test_the_list_of_the_week_says_who_may_not_be_asked_and_why(world: World) -> None:
    await planned_on(world, "written_consent")
    async with world.acting(world.counselor) as tx:
        (line,) = (await see_measuring(tx, by=tx.actor, at=tx.at)).lines
    assert set(line.kept_back) == {"phq-a"}
    assert "needs written consent" in line.kept_back["phq-a"]
    assert {one.due.planned.instrument_id for one in line.asks} == {"phq-a", "gad-7"}, "it stays on the list"


async def test_only_who_looks_after_the_school_writes_down_a_notice_and_a_no(world: World) -> None:
    notice = await world.announce()
    for person in (world.mentor, world.stranger, world.direct):
        with pytest.raises(NotAllowed):
            await world.announce(by=person)
        with pytest.raises(NotAllowed):
            await world.opt_out(notice, by=person)
    with pytest.raises(Invalid, match="No student of this school"):
        await world.opt_out(notice, "nobody")
    with pytest.raises(Invalid, match="14 days at least"):
        await world.announce(opt_out_until=world.today() + timedelta(days=3))
