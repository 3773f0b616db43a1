"""Is the safety page reached from the worry, the escalation and the case, and is what was done of it kept and shown?"""

from tests.pages.case_pages import Town, errors, has_every_target, words

LINK = "What to do now, step by step, and what of it is done"


async def test_a_mentor_ticks_what_was_done_and_a_supervisor_corrects_it(town: Town) -> None:
    world = town.world
    episode, _ = await world.mentored()
    concern = await world.worry(episode, "threat_to_others", said="Named Leo.", by=world.mentor)
    (item,) = await world.work(episode, "escalation")
    mentor, base = await town.browser(world.mentor), f"/concerns/{concern}"
    assert f'href="{base}/safety"' in (await mentor.get(base)).text
    page = await mentor.get(f"{base}/safety")
    text = words(page)
    assert (
        text.index("Now") < text.index("Keep Ava in the sight of an adult") < text.index("On this school day")
    )
    assert "Do not call home yourself." in text
    assert "Call the guardian" not in text
    assert "555 0101" not in text or "tel:" in page.text
    wrong = await mentor.send(
        f"{base}/safety", f"{base}/safety-steps", {"who": "Ms. Lee", "words": "Because."}
    )
    assert errors(wrong) == ["other"]
    assert has_every_target(wrong)
    assert "Ms. Lee" in wrong.text, "nothing that was typed is lost"
    done = {"done": ["threat.stay", "threat.call_911"], "who": "Ms. Lee"}
    assert (await mentor.send(f"{base}/safety", f"{base}/safety-steps", done)).headers[
        "location"
    ] == f"{base}/safety"
    text = words(await mentor.get(f"{base}/safety"))
    assert "Done: A weapon at hand" in text
    assert "Written down by Priya Nair" in text
    clinical, where = await town.browser(world.clinical), f"/work/{item.id}"
    assert LINK in words(await clinical.get(where))
    slip = {"other": "threat.call_911", "state": "mistake", "words": "It was not needed."}
    assert (await clinical.send(f"{where}/safety", f"{where}/safety-steps", slip)).status_code == 303
    text = words(await clinical.get(f"{where}/safety"))
    assert "Ticked by mistake: It was not needed. · Ruth Okafor" in text
    assert "Done: Keep Ava in the sight" in text
    assert "Call the guardian and ask them to come." in text
    case = await clinical.get(f"/mentees/{world.students[0]}")
    assert f'href="{where}/safety"' in case.text
    story = words(case)
    assert "Done for safety: An adult stays with the young person, 911 was called" in story
    assert "Ticked by mistake: 911 was called" in story


async def test_the_page_of_a_screen_says_when_the_follow_ups_are_due_and_never_to_call_home_after_a_worry_about_abuse(
    town: Town,
) -> None:
    world = town.world
    episode, _ = await world.mentored()
    await world.phq_a(episode, total=2, item_9=1)
    (item,) = await world.work(episode, "escalation")
    clinical, path = await town.browser(world.clinical), f"/work/{item.id}/safety"
    text = words(await clinical.get(path))
    assert "Call the guardian and ask them to come." in text
    assert text.count("Due ") == 2, "after 7 and after 30 days"
    story = words(await clinical.get(f"/mentees/{world.students[0]}"))
    assert "Follow-up after 7 days: Due" in story
    await world.worry(episode, "abuse_or_neglect", by=world.mentor)
    text = words(await clinical.get(path))
    assert "Call child protection instead" in text
    assert "Call the guardian" not in text
    (told,) = [one for one in await world.work(episode, "escalation") if one.action == "support_reporter"]
    sent = {"done": ["abuse.listen"]}
    assert (
        await clinical.send(f"/work/{told.id}/safety", f"/work/{told.id}/safety-steps", sent)
    ).status_code == 303
    assert "Listened, and promised no secret" in words(await clinical.get(f"/mentees/{world.students[0]}"))
    assert "Listened" not in words(await clinical.get(f"/mentees/{world.students[0]}/print"))
    mentor = await town.browser(world.mentor)
    assert (await mentor.get(path)).status_code == 404


async def test_a_worry_to_talk_over_has_no_safety_page(town: Town) -> None:
    world = town.world
    episode, _ = await world.mentored()
    concern = await world.worry(episode, by=world.mentor)
    mentor = await town.browser(world.mentor)
    assert LINK not in words(await mentor.get(f"/concerns/{concern}"))
    assert (await mentor.get(f"/concerns/{concern}/safety")).status_code == 404
