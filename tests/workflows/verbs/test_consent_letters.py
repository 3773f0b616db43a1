"""Does a letter go only to whom it may, wait until it is answered, and stop waiting when it is?"""

from datetime import date, timedelta

import pytest

from care_steps.consents import ConsentKind, ConsentMove, ConsentState
from tests.world import World
from workflows.records.consent_letters import letters_out, load_letter
from workflows.records.consents import consent_history, newest_of
from workflows.records.refusals import Invalid, NotAllowed, NotFound, Refused
from workflows.verbs.remind_letter import remind_letter
from workflows.verbs.see_letters_out import see_letters_out
from workflows.verbs.set_home_facts import set_home_facts

MENTORING, QUESTIONNAIRES, SHARING = ConsentKind
GIVE, REFUSE, WITHDRAW = ConsentMove.GIVE, ConsentMove.REFUSE, ConsentMove.WITHDRAW


async def remind(world: World, letter: object, how: str = "by_telephone") -> None:
    async with world.acting(world.counselor) as tx:
        await remind_letter(tx, letter_id=letter, how=how, by=tx.actor, at=tx.at)  # type: ignore[arg-type]


async def states(world: World) -> list[ConsentState]:
    async with world.acting(world.counselor) as tx:
        found = newest_of(await consent_history(tx, world.students[0], on=world.today()))
    return [found[kind].state for kind in ConsentKind]


async def test_a_letter_waits_until_each_kind_is_answered(world: World) -> None:
    await world.refer()
    mother = await world.contact()
    letter = await world.letter(mother)
    assert await states(world) == [ConsentState.OUT] * 3
    await world.consent({MENTORING: GIVE, QUESTIONNAIRES: REFUSE}, mother)
    async with world.acting(world.counselor) as tx:
        (out,) = await letters_out(tx)
        assert (out.id, out.waits_for) == (letter, (SHARING,))
    await world.consent({SHARING: GIVE}, mother)
    async with world.acting(world.counselor) as tx:
        assert await letters_out(tx) == ()
        assert (await load_letter(tx, letter)).kinds == (MENTORING, QUESTIONNAIRES, SHARING)


async def test_a_second_letter_after_a_no_waits_and_the_first_does_not(world: World) -> None:
    await world.refer()
    mother = await world.contact()
    first = await world.letter(mother, MENTORING)
    await world.consent({MENTORING: REFUSE}, mother)
    second = await world.letter(mother, MENTORING)
    async with world.acting(world.counselor) as tx:
        assert [one.id for one in await letters_out(tx)] == [second] != [first]
    assert (await states(world))[0] is ConsentState.OUT


async def test_a_letter_goes_to_nobody_who_may_not_be_contacted_or_does_not_answer(world: World) -> None:
    await world.refer()
    father, aunt = await world.contact(name="Ty Bennett"), await world.contact(holds_rights=False)
    await world.ban(father)
    with pytest.raises(NotFound):
        await world.letter(father)
    with pytest.raises(Invalid, match="Choose somebody who holds the rights"):
        await world.letter(aunt)


async def test_nobody_asks_again_for_what_was_agreed_to(world: World) -> None:
    await world.refer()
    mother = await world.contact()
    await world.consent({MENTORING: GIVE}, mother)
    with pytest.raises(Invalid, match="Meeting a mentor"):
        await world.letter(mother)
    assert await world.letter(mother, QUESTIONNAIRES)


async def test_a_reminder_is_kept_and_refused_once_the_answer_is_back_or_its_reader_banned(
    world: World,
) -> None:
    await world.refer()
    mother = await world.contact()
    letter = await world.letter(mother, MENTORING)
    await remind(world, letter)
    with pytest.raises(Invalid):
        await remind(world, letter, "by_pigeon")
    await world.ban(mother)
    with pytest.raises(Refused, match="may not be contacted"):
        await remind(world, letter)
    async with world.acting(world.counselor) as tx:
        (out,) = await see_letters_out(tx, by=tx.actor)
    assert (out.to_name, out.is_cut_off, out.letter.reminders) == (None, True, 1)


async def test_the_letters_out_are_of_ones_own_school_and_say_what_is_overdue(world: World) -> None:
    await world.refer()
    mother = await world.contact()
    await world.letter(mother, MENTORING, answer_by=world.today())
    await world.letter(mother, SHARING, answer_by=world.today() + timedelta(days=9))
    world.later(days=1)
    async with world.acting(world.counselor) as tx:
        assert [one.is_overdue for one in await see_letters_out(tx, by=tx.actor)] == [True, False]
    async with world.acting(world.stranger) as tx:
        assert await see_letters_out(tx, by=tx.actor) == ()
    async with world.acting(world.mentor) as tx:
        with pytest.raises(NotAllowed):
            await see_letters_out(tx, by=tx.actor)


async def test_at_eighteen_the_letter_is_the_students_own_and_what_the_family_said_stands_until_then(
    world: World,
) -> None:
    await world.refer()
    mother = await world.contact()
    await world.consent({MENTORING: REFUSE}, mother)
    async with world.acting(world.counselor) as tx:
        await set_home_facts(
            tx, mentee_id=world.students[0], home_name="", born_on=date(2008, 9, 14), by=tx.actor, at=tx.at
        )
    with pytest.raises(Invalid, match="passed to the student"):
        await world.letter(mother, MENTORING)
    assert (await states(world))[0] is ConsentState.REFUSED
    await world.letter(None, MENTORING)
    await world.consent({MENTORING: GIVE}, None)
    assert (await states(world))[0] is ConsentState.GIVEN
