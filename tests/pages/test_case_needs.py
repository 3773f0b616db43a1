"""Does a case say at once what is missing before its step can start, who can do it, and that urgent never waits?"""

import re
from uuid import UUID

import httpx

from care_steps.decisions import Answer, Choice
from care_steps.offers import OfferMove
from tests.pages.case_pages import Town, words
from triage.roles import Role


async def seen(town: Town, who: UUID, student: int = 0) -> httpx.Response:
    browser = await town.browser(who)
    return await browser.get(f"/mentees/{town.world.students[student]}")


def lines(answer: httpx.Response) -> dict[str, str]:
    """Each need with what is said beside it; empty when there is no list."""
    if 'id="needs"' not in answer.text:
        return {}
    box = answer.text.split('class="sw-needs__list"')[1].split("</ul>")[0]
    found = {}
    for line in box.split("<li")[1:]:
        name = re.findall(r"<strong>(.*?)</strong>", line)[0]
        found[name] = " ".join(re.sub(r"<[^>]+>", " ", line.split(">", 1)[1]).split())
    return found


async def test_everything_missing_is_said_at_once_each_with_its_button(town: Town) -> None:
    await town.world.refer()
    answer = await seen(town, town.world.counselor)
    said = lines(answer)
    path = f"/mentees/{town.world.students[0]}"
    assert "Before care can start" in words(answer)
    assert "4 things are needed." in words(answer)
    assert said["Somebody on call"].startswith("Done")
    assert said["A direct supervisor with a clinical supervisor above"].startswith("Done")
    assert said["A first questionnaire"].startswith("Advised")
    assert said["A rating of needs"].startswith("Advised")
    for need in (
        "Telling them what we offer",
        "The basis of consent",
        "A mentor",
        "A day for the first session",
    ):
        assert said[need].startswith("Needed")
    assert f'href="{path}/matches/new"' in answer.text
    assert f'href="{path}/administrations/phq-a/new"' in answer.text


async def test_a_mentor_kept_free_is_named_with_the_last_day(town: Town) -> None:
    episode = await town.world.refer()
    await town.world.reserve(episode)
    said = lines(await seen(town, town.world.counselor))
    assert "Priya Nair is kept free until" in said["The basis of consent"]
    assert said["The basis of consent"].startswith("Needed")


async def test_once_assigned_and_planned_nothing_that_is_needed_is_missing(town: Town) -> None:
    world = town.world
    episode = await world.refer()
    await world.assign(episode)
    answer = await seen(town, world.counselor)
    said = lines(answer)
    assert "Before “Paraprofessional mentor” can start" in words(answer)
    assert "Nothing that is needed is missing." in words(answer)
    assert [need for need, text in said.items() if not text.startswith("Done")] == [
        "A first questionnaire",
        "A rating of needs",
    ]


async def test_the_list_goes_with_the_first_session_made(town: Town) -> None:
    await town.world.mentored()
    assert lines(await seen(town, town.world.counselor)) == {}


async def test_a_first_questionnaire_is_done_once_it_was_given(town: Town) -> None:
    episode = await town.world.refer()
    await town.world.phq_a(episode, total=3)
    assert lines(await seen(town, town.world.counselor))["A first questionnaire"].startswith("Done")


async def test_where_nobody_is_on_call_it_says_who_can_name_somebody(town: Town) -> None:
    await town.world.plant("DELETE FROM app.on_call WHERE org_id = $1")
    await town.world.refer()
    answer = await seen(town, town.world.counselor)
    said = lines(answer)["Somebody on call"]
    assert said.startswith("Advised")
    assert "Only a program administrator may do this." in said
    both = await town.world.person("Ines", "Pohl", Role.COUNSELOR, Role.ADMINISTRATOR)
    assert 'href="/people-imports"' in (await seen(town, both)).text.split('id="needs"')[1]


async def test_without_a_chain_the_supervisors_are_what_is_needed(town: Town) -> None:
    world = town.world
    await world.supervise(world.direct, None)
    await world.refer()
    said = lines(await seen(town, world.counselor))
    need = said["A direct supervisor with a clinical supervisor above"]
    assert need.startswith("Needed")
    assert "Only a program administrator may do this." in need


async def test_an_open_escalation_stands_above_and_is_said_not_to_wait(town: Town) -> None:
    await town.world.refer(how_soon="now")
    answer = await seen(town, town.world.counselor)
    assert "An escalation is open and does not wait for this list." in words(answer)
    assert answer.text.index('id="open"') < answer.text.index('id="needs"')


async def test_without_one_the_list_says_where_what_is_urgent_goes(town: Town) -> None:
    await town.world.refer()
    answer = await seen(town, town.world.counselor)
    assert "What is urgent never waits for this list:" in words(answer)
    box = answer.text.split('id="needs"')[1].split("</section>")[0]
    assert f'href="/mentees/{town.world.students[0]}/concerns/new"' in box


async def test_a_step_up_wants_its_answer_first(town: Town) -> None:
    world = town.world
    episode, _ = await world.mentored()
    world.later(minutes=30)
    await world.phq_a(episode, total=16)
    (item,) = await world.work(episode, "recommendation")
    await world.decide(item.id, Choice(Answer.ACCEPT, consent_basis="guardian_written"))
    answer = await seen(town, world.counselor)
    offer = await world.offer(episode)
    assert lines(answer)["The answer to the offer"].startswith("Needed")
    assert f'href="/offers/{offer.id}"' in answer.text.split('id="needs"')[1]
    await world.answer(offer, OfferMove.ACCEPT)
    said = lines(await seen(town, world.counselor))
    assert said["The answer to the offer"].startswith("Done")
    assert said["A mentor"].startswith("Needed")
    assert "A first questionnaire" not in said


async def test_a_mentor_sees_no_list(town: Town) -> None:
    episode = await town.world.refer()
    await town.world.assign(episode)
    answer = await seen(town, town.world.mentor)
    assert answer.status_code == 200
    assert lines(answer) == {}
    assert "consent" not in words(answer).lower()
