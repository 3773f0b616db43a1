"""Does an escalation or a task say why it is there and whose it is, and can it be taken and ended once?"""

import re
import secrets
from uuid import UUID

from tests.pages.case_pages import Town, errors, has_every_target, is_checked, words
from tests.web import Browser, hidden_fields
from triage.roles import Role


async def escalation(town: Town) -> UUID:
    """The open escalation of an active statement."""
    episode, _ = await town.world.mentored()
    await town.world.worry(episode, "active_statement", said="He said it plainly.")
    (item,) = await town.world.work(episode, "escalation")
    return item.id


async def task(town: Town) -> UUID:
    """The open task of a GAD-7 that cannot be judged."""
    episode, _ = await town.world.mentored()
    await town.world.gad_7(episode, item_1=None, item_2=None, item_3=None)
    (item,) = await town.world.work(episode, "task")
    return item.id


async def press(browser: Browser, work: UUID, what: str, **fields: str) -> int:
    """Send one of the forms of the page, and answer its status."""
    return (await browser.send(f"/work/{work}", f"/work/{work}/{what}", fields)).status_code


FOUND = {"tier": "low", "found": "He has his mother, and laughed again."}


async def test_an_escalation_says_why_what_to_do_whose_it_is_and_by_when(town: Town) -> None:
    work = await escalation(town)
    page = await (await town.browser(town.world.clinical)).get(f"/work/{work}")
    text = words(page)
    assert page.status_code == 200
    assert "An active statement was made, or a weapon or other means is at hand." in text
    assert "Rule R1, policy version 3" in text
    assert "Act now" in text
    assert "Stay with the mentee until they have been assessed." in text
    assert "Owner Ruth Okafor" in text
    assert "Acknowledged Nobody yet" in text
    assert 'datetime="' in page.text
    assert "P0" not in text


async def test_an_escalation_shows_the_words_of_the_worry_and_who_raised_it(town: Town) -> None:
    work = await escalation(town)
    text = words(await (await town.browser(town.world.clinical)).get(f"/work/{work}"))
    assert "He said it plainly. Sam Rivera ·" in text


async def test_the_list_and_the_page_say_the_same_of_how_late_work_is(town: Town) -> None:
    work = await escalation(town)
    await town.world.plant(
        "UPDATE app.work SET opened_at = opened_at - interval '70 hours',"
        " due_at = due_at - interval '70 hours' WHERE org_id = $1"
    )
    clinical = await town.browser(town.world.clinical)
    listed = re.search(r"late since \w+", words(await clinical.get("/")))
    shown = re.search(r"late since \w+", words(await clinical.get(f"/work/{work}")))
    assert listed is not None
    assert shown is not None
    assert listed.group() == shown.group()


async def test_it_is_acknowledged_and_the_name_shown(town: Town) -> None:
    work = await escalation(town)
    clinical = await town.browser(town.world.clinical)
    assert await press(clinical, work, "acknowledgement") == 303
    text = words(await clinical.get(f"/work/{work}"))
    assert "Acknowledged Ruth Okafor" in text
    assert "I have seen this and I act" not in text


async def test_a_stale_acknowledgement_answers_who_has_it(town: Town) -> None:
    work = await escalation(town)
    other = await town.world.person("Ines", "Duarte", Role.CLINICAL_SUPERVISOR)
    slow = await town.browser(other)
    hidden = hidden_fields((await slow.get(f"/work/{work}")).text)
    await town.world.acknowledge(work)
    answer = await slow.post(f"/work/{work}/acknowledgement", hidden)
    assert answer.status_code == 409
    assert "Ruth Okafor has this already." in words(answer)


async def test_whoever_came_too_late_is_led_to_the_page_as_it_is_now(town: Town) -> None:
    work = await escalation(town)
    slow = await town.browser(await town.world.person("Ines", "Duarte", Role.CLINICAL_SUPERVISOR))
    page = f"/work/{work}"
    hidden = hidden_fields((await slow.get(page)).text)
    await town.world.acknowledge(work)
    came_from = {
        f"https://stepwise.test{page}": f'href="{page}"',
        "https://stepwise.test//evil.test/x": None,
        "https://evil.test/x": None,
        'https://stepwise.test/"><script>': None,
        "https://[broken": None,
        "": None,
    }
    for referer, link in came_from.items():
        again = {**hidden, "form_key": secrets.token_urlsafe(24)}
        late = await slow.post(f"{page}/acknowledgement", again, referer=referer)
        assert late.status_code == 409
        assert ("Look at the page as it is now" in late.text) == (link is not None), referer
        assert link is None or link in late.text
        assert "evil" not in late.text
        assert "<script>" not in late.text


async def test_the_same_acknowledgement_twice_answers_the_same(town: Town) -> None:
    work = await escalation(town)
    clinical = await town.browser(town.world.clinical)
    hidden = hidden_fields((await clinical.get(f"/work/{work}")).text)
    answers = [await clinical.post(f"/work/{work}/acknowledgement", hidden) for _ in range(2)]
    assert [one.status_code for one in answers] == [303, 303]


async def test_ending_asks_for_an_outcome_and_words_and_keeps_what_was_typed(town: Town) -> None:
    work = await escalation(town)
    clinical = await town.browser(town.world.clinical)
    where = (f"/work/{work}", f"/work/{work}/end")
    answer = await clinical.send(*where, {"words": "Talked with him and his mother."})
    assert answer.status_code == 422
    assert errors(answer) == ["outcome", "tier", "found"]
    assert "Talked with him and his mother." in answer.text
    answer = await clinical.send(*where, {"outcome": "safety_plan_made", "words": ""})
    assert errors(answer) == ["words", "tier", "found"]
    assert has_every_target(answer)
    assert is_checked(answer, "outcome", "safety_plan_made")


async def test_whoever_is_above_the_lowest_tier_has_a_safety_plan(town: Town) -> None:
    work = await escalation(town)
    clinical = await town.browser(town.world.clinical)
    where = (f"/work/{work}", f"/work/{work}/end")
    said = {"outcome": "safety_plan_made", "words": "Made a plan.", **FOUND, "tier": "high"}
    answer = await clinical.send(*where, said)
    assert errors(answer) == ["safety_plan"]
    assert is_checked(answer, "tier", "high")
    assert (await clinical.send(*where, {**said, "safety_plan": "His mother stays home."})).status_code == 303
    assert await town.world.rows("SELECT tier, work_id, assessed_by FROM app.safety_assessment") == [
        ("high", work, town.world.clinical)
    ]
    assert "no risk" not in answer.text.casefold()


async def test_it_ends_once_and_the_second_is_told_by_whom(town: Town) -> None:
    work = await escalation(town)
    other = await town.world.person("Ines", "Duarte", Role.CLINICAL_SUPERVISOR)
    first, slow = await town.browser(town.world.clinical), await town.browser(other)
    hidden = hidden_fields((await slow.get(f"/work/{work}")).text)
    said = {"outcome": "safety_plan_made", "words": "Made a plan with him and his mother.", **FOUND}
    assert await press(first, work, "end", **said) == 303
    answer = await slow.post(f"/work/{work}/end", {**hidden, **said})
    assert answer.status_code == 409
    assert "Ruth Okafor has ended this already." in words(answer)
    text = words(await first.get(f"/work/{work}"))
    assert "Safety plan made with the mentee" in text
    assert "Made a plan with him and his mother." in text
    assert "How did it end?" not in text


async def test_an_ended_escalation_still_says_which_tier_was_found_and_the_plan(town: Town) -> None:
    work = await escalation(town)
    clinical = await town.browser(town.world.clinical)
    said = {"outcome": "safety_plan_made", "words": "Made a plan.", **FOUND, "safety_plan": "Calls his aunt."}
    assert await press(clinical, work, "end", **said) == 303
    text = words(await clinical.get(f"/work/{work}"))
    assert re.search(r"What was found at the end Tier Low Ruth Okafor, ", text)
    assert FOUND["found"] in text
    assert "The safety plan Calls his aunt." in text
    assert (await (await town.browser(town.world.mentor)).get(f"/work/{work}")).status_code == 404


async def test_nobody_can_say_that_an_emergency_was_undone_by_ending_it(town: Town) -> None:
    work = await escalation(town)
    clinical = await town.browser(town.world.clinical)
    assert "emergency_undone" not in (await clinical.get(f"/work/{work}")).text
    assert await press(clinical, work, "end", outcome="emergency_undone", words="Undone.") == 422


async def test_an_escalation_is_not_ended_by_the_counselor_who_reads_why_not(town: Town) -> None:
    work = await escalation(town)
    counselor = await town.browser(town.world.counselor)
    assert "Only a clinical supervisor may resolve an escalation." in words(
        await counselor.get(f"/work/{work}")
    )
    said = {"outcome": "safety_plan_made", "words": "Talked."}
    hidden = hidden_fields((await counselor.get(f"/mentees/{town.world.students[0]}/concerns/new")).text)
    assert (await counselor.post(f"/work/{work}/end", {**hidden, **said})).status_code == 403


async def test_a_task_is_ended_by_its_owner_with_an_outcome_of_tasks(town: Town) -> None:
    work = await task(town)
    direct = await town.browser(town.world.direct)
    page = await direct.get(f"/work/{work}")
    assert "Ask again: the form cannot be judged." in words(page)
    assert "Task" in words(page)
    assert "became_silent" not in page.text
    assert f'href="/mentees/{town.world.students[0]}/administrations/gad-7/new"' in page.text
    assert await press(direct, work, "end", outcome="safety_plan_made", words="x") == 422
    assert await press(direct, work, "end", outcome="passed_on", words="Sam asks again.") == 303


async def test_a_recommendation_leads_to_its_decision(town: Town) -> None:
    episode, _ = await town.world.mentored()
    await town.world.phq_a(episode, total=16)
    (item,) = await town.world.work(episode, "recommendation")
    answer = await (await town.browser(town.world.clinical)).get(f"/work/{item.id}")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/work/{item.id}/decisions/new"


async def test_strangers_and_mentors_find_no_work(town: Town) -> None:
    work = await escalation(town)
    for person in (town.world.stranger, town.world.mentor, town.world.administrator):
        browser = await town.browser(person)
        assert (await browser.get(f"/work/{work}")).status_code == 404
    mentor = await town.browser(town.world.mentor)
    hidden = hidden_fields((await mentor.get(f"/mentees/{town.world.students[0]}/concerns/new")).text)
    assert (await mentor.post(f"/work/{work}/acknowledgement", hidden)).status_code == 404
    said = {"outcome": "safety_plan_made", "words": "Talked."}
    assert (await mentor.post(f"/work/{work}/end", {**hidden, **said})).status_code == 404
    assert await town.world.rows(
        "SELECT state FROM app.work WHERE org_id = :org_id AND id = :id", id=work
    ) == [("open",)]


async def test_work_that_is_not_there_is_not_found(town: Town) -> None:
    browser = await town.browser(town.world.clinical)
    assert (await browser.get(f"/work/{town.world.org_id}")).status_code == 404


async def test_a_recommendation_is_not_ended_by_hand_and_the_page_says_what_answers_it(town: Town) -> None:
    episode, _ = await town.world.mentored()
    await town.world.phq_a(episode, total=16)
    (item,) = await town.world.work(episode, "recommendation")
    browser = await town.browser(town.world.clinical)
    typed = {"outcome": "done", "words": "Talked it over."}
    answer = await browser.send(f"/work/{item.id}/decisions/new", f"/work/{item.id}/end", typed)
    assert answer.status_code == 409
    assert "A recommendation is answered by a decision." in words(answer)
    assert await town.world.work(episode, "recommendation") == (item,)
