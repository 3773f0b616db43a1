"""Does the timeline of a case tell of a family's letters, answers and contacts to those who may know, and name nobody?"""

from datetime import timedelta

from care_steps.consents import ConsentKind, ConsentMove
from tests.pages.case_pages import Town, words
from tests.world import World


async def family_said(world: World) -> None:
    """A letter, a yes until a day, a no, a contact who may not be reached any more, and may again."""
    mother, father = await world.contact(), await world.contact(name="Ty Bennett", relation="father")
    await world.letter(mother, ConsentKind.QUESTIONNAIRES)
    until = world.today() + timedelta(days=40)
    await world.consent({ConsentKind.QUESTIONNAIRES: ConsentMove.GIVE}, mother, ends_on=until)
    world.later(days=1)
    await world.consent({ConsentKind.QUESTIONNAIRES: ConsentMove.WITHDRAW}, mother, how="telephone")
    await world.opt_out(await world.announce())
    await world.ban(father)


async def test_a_family_is_told_of_to_those_who_look_after_the_student_and_to_no_mentor(town: Town) -> None:
    await town.world.mentored()
    await family_said(town.world)
    page = f"/mentees/{town.world.students[0]}"
    counselor = words(await (await town.browser(town.world.counselor)).get(page))
    mentor = words(await (await town.browser(town.world.mentor)).get(page))
    for told in (
        "A letter asks for consent: Answering questionnaires",
        "Answering questionnaires: Agreed",
        "It holds until",
        "Answering questionnaires: Withdrawn",
        "The family said no to questionnaires of a notice",
        "A contact was written down: Father",
        "Nobody may contact them from",
    ):
        assert told in counselor, (told, counselor[counselor.find("consent") - 300 :][:1500])
        assert told not in mentor, told
    assert "Bennett, Ty" not in counselor
    assert "Ty Bennett" not in counselor
