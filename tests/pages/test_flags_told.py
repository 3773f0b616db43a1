"""Does each escalation say whether, when and how the young person was told, and does the story of the case?"""

from tests.pages.case_pages import Town, errors, words
from tests.web import hidden_fields


async def test_a_mentor_reads_words_to_tell_it_with_and_writes_down_that_it_was_told(town: Town) -> None:
    world = town.world
    episode, _ = await world.mentored()
    concern = await world.worry(episode, "weapon", said="Showed me pills.", by=world.mentor)
    mentor, where = await town.browser(world.mentor), f"/concerns/{concern}"
    page = words(await mentor.get(where))
    assert "Nobody has written it down yet." in page
    assert "I have told somebody here whose work it is to help." in page
    assert errors(await mentor.send(where, f"{where}/flags-told", {"flag_answer": "told"}))
    form = {"flag_answer": "told", "flag_how": "in_person", "flag_words": "On the way to the office."}
    assert (await mentor.send(where, f"{where}/flags-told", form)).status_code == 303
    (item,) = await world.work(episode, "escalation")
    clinical = await town.browser(world.clinical)
    for path in (where, f"/work/{item.id}"):
        shown = words(await clinical.get(path))
        assert "They were told: In person On the way to the office." in shown
        assert "Priya Nair" in shown
    story = words(await clinical.get(f"/mentees/{world.students[0]}"))
    assert "Was the mentee told of the escalation? They were told" in story


async def test_on_the_page_of_the_escalation_a_no_needs_a_reason_and_the_newest_answer_comes_first(
    town: Town,
) -> None:
    world = town.world
    episode, _ = await world.in_emergency()
    (item,) = await world.work(episode, "escalation")
    clinical, where = await town.browser(world.clinical), f"/work/{item.id}"
    assert errors(await clinical.send(where, f"{where}/flags-told", {"flag_answer": "not_yet"}))
    not_yet = {"flag_answer": "not_yet", "flag_words": "Her father picks her up."}
    assert (await clinical.send(where, f"{where}/flags-told", not_yet)).status_code == 303
    told = {"flag_answer": "told", "flag_how": "phone"}
    assert (await clinical.send(where, f"{where}/flags-told", told)).status_code == 303
    shown = words(await clinical.get(where))
    assert shown.index("They were told: By telephone") < shown.index("Not yet Her father picks her up.")


async def test_nobody_else_writes_it_down(town: Town) -> None:
    world = town.world
    episode, _ = await world.in_emergency()
    (item,) = await world.work(episode, "escalation")
    mentor = await town.browser(world.mentor)
    hidden = hidden_fields((await mentor.get(f"/mentees/{world.students[0]}/concerns/new")).text)
    form = {**hidden, "flag_answer": "told", "flag_how": "phone"}
    assert (await mentor.post(f"/work/{item.id}/flags-told", form)).status_code == 404
    assert await world.rows("SELECT 1 FROM app.flag_told") == []
