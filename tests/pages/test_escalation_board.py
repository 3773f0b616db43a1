"""Does the board say what is open, who has it, what happens next and when, and whether what was told arrived?"""

import httpx
import pytest

from tests.pages.case_pages import Town, words
from tests.pages.test_calls import HE, alarm
from triage.roles import Role


async def board(town: Town, who: str, path: str = "/escalations", **headers: str) -> httpx.Response:
    browser = await town.browser(getattr(town.world, who))
    return await browser.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})


async def test_what_nobody_has_answered_says_who_is_told_next_and_when(town: Town) -> None:
    await alarm(town, town.world.clinical, town.world.counselor)
    await town.world.plant(
        "UPDATE app.work SET next_at = clock_timestamp() + interval '4 minutes 30 seconds'"
        " WHERE org_id = $1 AND next_at IS NOT NULL"
    )
    text = words(await board(town, "clinical"))
    assert "Ava Bennett" in text
    assert "Nobody has answered" in text
    assert (
        "If nobody acts, told next: whoever it belongs to, whoever is on call for the school, in 4 minutes"
        in text
    )
    assert "Ruth Okafor · shown on this site" not in text, (
        "the page that is shown now is told with the next one"
    )
    assert "Sam Rivera · not on this site since · by e-mail: on its way" in text


async def test_what_somebody_has_says_who_and_when_everybody_is_told_again(town: Town) -> None:
    work = await alarm(town, town.world.clinical, town.world.counselor)
    await town.world.acknowledge(work)
    text = words(await board(town, "clinical"))
    assert "Ruth Okafor has it" in text
    assert (
        "If it is not ended, told again: whoever it belongs to, the counselor who looks after the case"
        in text
    )
    assert "Sam Rivera · no longer needed" in text


async def test_what_was_shown_opened_and_could_not_be_sent_is_told_of_each(town: Town) -> None:
    world = town.world
    work = await alarm(town, world.clinical, world.counselor)
    sam = await town.browser(world.counselor)
    await sam.get("/")
    assert "Sam Rivera · shown on this site" in words(await board(town, "clinical"))
    await sam.get(f"/work/{work}")
    await world.plant("UPDATE app.escalation_notice SET dead_at = due_at WHERE org_id = $1 AND way = 'mail'")
    text = words(await board(town, "clinical"))
    assert "Sam Rivera · opened" in text
    assert text.count("by e-mail: could not be sent") == 2


async def test_where_nobody_could_be_told_it_says_to_call(town: Town) -> None:
    await alarm(town)
    assert "Nobody could be reached. Call." in words(await board(town, "clinical"))


async def test_the_most_urgent_stands_first_and_of_these_the_oldest(town: Town) -> None:
    world = town.world
    for student, kind in ((0, "other_now"), (1, "weapon"), (2, "weapon")):
        await world.worry(await world.refer(world.students[student]), kind)
        world.later(minutes=5)
    text = words(await board(town, "clinical"))
    assert text.index("Noah Kim") < text.index("Mia Lopez") < text.index("Ava Bennett")


async def test_an_administrator_reads_the_same_without_a_name_and_opens_what_they_are_called_to(
    town: Town,
) -> None:
    work = await alarm(town, town.world.clinical)
    answer = await board(town, "administrator")
    text = words(answer)
    assert "Escalation at Oak Middle" in text
    assert not [one for one in HE if one in text]
    assert str(work) not in answer.text.replace(f"to-{work}", "")
    await town.world.can_sign_in(town.world.administrator)
    town.world.later(minutes=120)
    for _ in range(8):
        await town.world.turn()
        town.world.later(minutes=20)
    assert f'href="/work/{work}"' in (await board(town, "administrator")).text


async def test_a_school_is_chosen_by_its_link_and_one_s_own_school_alone_needs_none(town: Town) -> None:
    world = town.world
    await alarm(town)
    assert "Every school" not in words(await board(town, "administrator"))
    await world.plant(f"UPDATE app.episode SET site_id = '{world.other_site_id}' WHERE org_id = $1")
    await world.worry(await world.refer(world.students[1]), "weapon")
    await world.appoint(world.administrator, Role.ADMINISTRATOR, site_id=world.other_site_id)
    both = words(await board(town, "administrator"))
    assert both.count("Escalation at") == 2
    one = words(await board(town, "administrator", f"/escalations?site={world.site_id}"))
    assert one.count("Escalation at") == 1
    assert words(await board(town, "counselor")).count("Nobody could be reached") == 1


async def test_what_ended_today_stands_below_with_who_ended_it(town: Town) -> None:
    work = await alarm(town)
    await town.world.end(work, "safety_plan_made")
    text = words(await board(town, "clinical"))
    assert "No escalation is open" in text
    assert "Ended today Ava Bennett" in text
    assert "ended by Ruth Okafor" in text


async def test_it_looks_again_by_itself_and_answers_the_board_alone(town: Town) -> None:
    await alarm(town)
    page = await board(town, "clinical")
    assert 'id="board" hx-get="/escalations"' in page.text
    part = await board(town, "clinical", hx_request="true")
    assert part.text.lstrip().startswith('<div id="board"')
    assert "<main" not in part.text
    assert "Ava Bennett" in part.text


@pytest.mark.parametrize("who", ["mentor", "journey_mentor"])
async def test_a_mentor_has_no_board(town: Town, who: str) -> None:
    assert (await board(town, who)).status_code == 403


async def test_a_direct_supervisor_sees_the_escalations_of_their_own_matches_alone(town: Town) -> None:
    world = town.world
    await alarm(town)
    await world.worry(await world.refer(world.students[1]), "weapon")
    text = words(await board(town, "direct"))
    assert "Ava Bennett" in text
    assert "Noah Kim" not in text


async def test_the_homes_of_those_who_see_it_lead_to_it(town: Town) -> None:
    for who in ("clinical", "administrator", "direct", "counselor"):
        browser = await town.browser(getattr(town.world, who))
        page = await browser.get("/?list=escalations")
        assert "The board of escalations" in page.text, who


async def test_with_whom_to_talk_again_stands_below_for_those_who_look_after_them_until_it_is_written_down(
    town: Town,
) -> None:
    world = town.world
    episode = await world.refer()
    await world.phq_a(episode, total=2, item_9=1)
    (item,) = await world.work(episode, "escalation")
    for who in ("clinical", "counselor"):
        text = words(await board(town, who))
        assert "Talk with them again" in text
        assert "Follow-up after 7 days" in text
        assert "Follow-up after 30 days" not in text, "that is still far away"
    assert "Talk with them again" not in words(await board(town, "administrator"))
    again = await board(town, "clinical", HX_Request="true")
    assert "Talk with them again" not in again.text, "it changes by the day"
    clinical = await town.browser(world.clinical)
    path = f"/work/{item.id}/safety"
    await clinical.send(path, f"/work/{item.id}/safety-steps", {"done": ["self_harm.after_7"]})
    assert "Talk with them again" not in words(await board(town, "clinical"))
