"""Does a case come onto paper whole, for those who may see it, with who printed it?"""

from tests.pages.case_pages import Town, words
from tests.web import stands_in


async def test_the_print_says_who_printed_it_and_shows_every_score_as_a_number(town: Town) -> None:
    world = town.world
    episode, match = await world.mentored()
    await world.phq_a(episode, total=16)
    await world.log_made(match, note="We talked about the band.")
    page = await (await town.browser(world.counselor)).get(f"/mentees/{world.students[0]}/print")
    text = words(page)
    assert page.status_code == 200
    for said in (
        "Ava Bennett",
        "printed by",
        "We talked about the band.",
        "Keep it locked away and shred it.",
    ):
        assert said in text
    assert '<details class="govuk-details sw-spark__values" open>' in page.text
    assert "What you can do" not in text, "Nothing can be pressed on paper."
    assert len(await world.audit("saw_case_print")) == 1


async def test_a_mentor_prints_no_score_and_no_open_work(town: Town) -> None:
    world = town.world
    episode, _ = await world.mentored()
    await world.phq_a(episode, total=18, item_9=1)
    text = words(await (await town.browser(world.mentor)).get(f"/mentees/{world.students[0]}/print"))
    for secret in ("PHQ", "severe", "Escalation", "What is open", "Scores"):
        assert secret not in text


async def test_a_stranger_finds_nothing_to_print(town: Town) -> None:
    world = town.world
    await world.mentored()
    page = await (await town.browser(world.stranger)).get(f"/mentees/{world.students[0]}/print")
    assert page.status_code == 404
    assert not stands_in("Ava", page.text)


async def test_the_case_leads_to_its_print(town: Town) -> None:
    world = town.world
    await world.mentored()
    path = f"/mentees/{world.students[0]}"
    assert f'href="{path}/print"' in (await (await town.browser(world.counselor)).get(path)).text
