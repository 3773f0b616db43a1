"""Does the page of an escalation say what became of it, and does each thing that may be done with it keep what was typed?"""

from uuid import UUID

from tests.pages.case_pages import Town, errors, words
from tests.pages.test_work import escalation, press
from triage.roles import Role


async def page_of(town: Town, who: UUID, work: UUID) -> str:
    return words(await (await town.browser(who)).get(f"/work/{work}"))


async def test_taken_in_hand_the_others_read_who_has_it(town: Town) -> None:
    work = await escalation(town)
    ruth = await town.browser(town.world.clinical)
    assert await press(ruth, work, "claim") == 303
    text = await page_of(town, town.world.counselor, work)
    assert "Ruth Okafor has this in hand." in text
    assert "Taken in hand" in text
    assert await press(ruth, work, "claim") == 409


async def test_the_page_says_who_was_told_and_when_nobody_could_be(town: Town) -> None:
    work = await escalation(town)
    text = await page_of(town, town.world.clinical, work)
    assert text.count("Nobody could be reached. It is tried again in its time.") == 1
    ruth = town.world.clinical
    await town.browser(ruth)
    await town.world.can_sign_in(ruth)
    again = await town.world.refer(town.world.students[1])
    await town.world.worry(again, "weapon")
    (item,) = await town.world.work(again, "escalation")
    said = await page_of(town, ruth, item.id)
    assert "Told: Ruth Okafor (" in said
    assert "by e-mail: on its way)" in said
    await town.world.acknowledge(item.id)
    assert "by e-mail: no longer needed)" in await page_of(town, ruth, item.id), "in the words of the board"


async def test_handing_over_asks_for_a_person_and_a_sentence_and_keeps_the_sentence(town: Town) -> None:
    work = await escalation(town)
    ines = await town.world.person("Ines", "Roth", Role.CLINICAL_SUPERVISOR)
    ruth = await town.browser(town.world.clinical)
    await press(ruth, work, "claim")
    answer = await ruth.send(
        f"/work/{work}", f"/work/{work}/owners", {"how_it_stands": "His mother is here."}
    )
    assert answer.status_code == 422
    assert list(errors(answer)) == ["to_id"]
    assert "His mother is here." in answer.text
    sent = {"to_id": str(ines), "how_it_stands": "His mother is here."}
    assert await press(ruth, work, "owners", **sent) == 303
    text = await page_of(town, ines, work)
    assert "Ruth Okafor to Ines Roth" in text
    assert "His mother is here." in text


async def test_less_urgent_waits_for_a_second_person(town: Town) -> None:
    work = await escalation(town)
    ines = await town.world.person("Ines", "Roth", Role.CLINICAL_SUPERVISOR)
    ruth = await town.browser(town.world.clinical)
    empty = await ruth.send(f"/work/{work}", f"/work/{work}/downgrades", {"why_less": "It was a song."})
    assert empty.status_code == 422
    assert set(errors(empty)) == {"class"}
    assert await press(ruth, work, "downgrades", **{"class": "P1", "why_less": "It was a song."}) == 303
    assert "A second clinical supervisor decides." in await page_of(town, town.world.clinical, work)
    assert await press(ruth, work, "downgrade") == 403
    assert "Ruth Okafor asks to call it less urgent" in await page_of(town, ines, work)
    assert await press(await town.browser(ines), work, "downgrade") == 303
    assert "Made less urgent" in await page_of(town, ines, work)


async def test_what_was_ended_can_be_opened_again_with_a_sentence(town: Town) -> None:
    work = await escalation(town)
    await town.world.end(work, "safety_plan_made")
    ruth = await town.browser(town.world.clinical)
    empty = await ruth.send(f"/work/{work}", f"/work/{work}/reopening", {})
    assert empty.status_code == 422
    assert set(errors(empty)) == {"why_again"}
    assert await press(ruth, work, "reopening", why_again="The guardian was not reached.") == 303
    assert "The guardian was not reached." in await page_of(town, town.world.clinical, work)


async def test_a_counselor_reads_it_and_is_offered_nothing_they_may_not_do(town: Town) -> None:
    work = await escalation(town)
    answer = await (await town.browser(town.world.counselor)).get(f"/work/{work}")
    assert "What happened to it" in words(answer)
    for what in ("claim", "owners", "downgrades", "downgrade", "reopening"):
        assert f"/work/{work}/{what}" not in answer.text
    assert await press(await town.browser(town.world.counselor), work, "claim") == 403


async def test_only_where_somebody_heard_of_abuse_a_reporter_was_supported(town: Town) -> None:
    work = await escalation(town)
    ruth = await town.browser(town.world.clinical)
    assert "Whoever heard it was supported" not in (await ruth.get(f"/work/{work}")).text
    other = await town.world.refer(town.world.students[1])
    await town.world.worry(other, "abuse_or_neglect")
    (told,) = await town.world.work(other, "escalation")
    assert "Whoever heard it was supported" in (await ruth.get(f"/work/{told.id}")).text
