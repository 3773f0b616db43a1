"""Can everybody around a mentee say that something worries them, and read who knows of it?"""

import re
from uuid import UUID

import pytest

from tests.pages.case_pages import Town, errors, has_every_target, is_checked, words
from tests.web import hidden_fields


@pytest.fixture
async def mentee(town: Town) -> UUID:
    """A mentee at step 1 with a mentor."""
    await town.world.mentored()
    return town.world.students[0]


@pytest.mark.parametrize("who", ["mentor", "counselor", "direct", "clinical"])
async def test_everybody_related_raises_a_worry_and_reads_who_knows(
    town: Town, mentee: UUID, who: str
) -> None:
    browser = await town.browser(getattr(town.world, who))
    path = f"/mentees/{mentee}/concerns"
    answer = await browser.send(f"{path}/new", path, {"kind": "talk_over", "said": "He sleeps in class."})
    assert answer.status_code == 303
    page = await browser.get(answer.headers["location"])
    text = words(page)
    assert "Maya Chen has it on their list" in text
    assert "Nothing has left the school" in text
    assert "He sleeps in class." in text
    assert 'href="tel:5550101"' in page.text


@pytest.mark.parametrize(
    ("kind", "first"),
    [
        ("active_statement", "Stay with Ava. Do not send Ava back to class."),
        ("weapon", "Stay with Ava. Do not send Ava back to class."),
        ("other_now", "Stay with Ava and call Ruth Okafor now."),
    ],
)
async def test_what_cannot_wait_says_to_stay_and_whom_to_call(
    town: Town, mentee: UUID, kind: str, first: str
) -> None:
    browser = await town.browser(town.world.mentor)
    path = f"/mentees/{mentee}/concerns"
    answer = await browser.send(f"{path}/new", path, {"kind": kind, "said": "Showed me pills."})
    text = words(await browser.get(answer.headers["location"]))
    assert text.startswith(f"Ava Bennett {first}")
    assert "Ruth Okafor" in text
    assert "555 0101" in text
    assert "988" in text


@pytest.mark.parametrize(
    ("kind", "waits"),
    [("talk_over", True), ("active_statement", False), ("weapon", False), ("other_now", False)],
)
async def test_only_what_can_wait_waits_for_words(town: Town, mentee: UUID, kind: str, waits: bool) -> None:
    browser = await town.browser(town.world.mentor)
    path = f"/mentees/{mentee}/concerns"
    answer = await browser.send(f"{path}/new", path, {"kind": kind, "said": ""})
    assert answer.status_code == (422 if waits else 303)
    assert await town.count("concern") == (0 if waits else 1)


async def test_the_telephones_stand_beside_the_form_before_anything_is_sent(town: Town, mentee: UUID) -> None:
    page = await (await town.browser(town.world.mentor)).get(f"/mentees/{mentee}/concerns/new")
    assert 'href="tel:5550101"' in page.text
    assert "988" in words(page)


async def test_a_worry_that_cannot_be_taken_keeps_what_was_typed(town: Town, mentee: UUID) -> None:
    browser = await town.browser(town.world.counselor)
    path = f"/mentees/{mentee}/concerns"
    answer = await browser.send(f"{path}/new", path, {"said": "He gave his things away."})
    assert answer.status_code == 422
    assert errors(answer) == ["kind"]
    assert "He gave his things away." in answer.text
    # Only what can be talked over needs words: what cannot wait is taken without them.
    answer = await browser.send(f"{path}/new", path, {"kind": "talk_over", "said": "   "})
    assert errors(answer) == ["said"]
    assert has_every_target(answer)
    assert is_checked(answer, "kind", "talk_over")
    assert await town.count("concern") == 0


async def test_the_same_form_twice_is_one_worry_and_one_answer(town: Town, mentee: UUID) -> None:
    browser = await town.browser(town.world.mentor)
    path = f"/mentees/{mentee}/concerns"
    hidden = hidden_fields((await browser.get(f"{path}/new")).text)
    sent = {**hidden, "kind": "other_now", "said": "I cannot find her."}
    first, second = await browser.post(path, sent), await browser.post(path, sent)
    assert first.headers["location"] == second.headers["location"]
    assert await town.count("concern") == 1


async def test_a_stranger_finds_nothing(town: Town, mentee: UUID) -> None:
    concern = await town.world.worry((await town.world.rows(
        "SELECT id FROM app.episode WHERE org_id = :org_id"
    ))[0][0])  # fmt: skip
    stranger = await town.browser(town.world.stranger)
    assert (await stranger.get(f"/mentees/{mentee}/concerns/new")).status_code == 404
    assert (await stranger.get(f"/concerns/{concern}")).status_code == 404


async def test_a_mentor_reads_only_worries_of_their_own(town: Town, mentee: UUID) -> None:
    ((episode,),) = await town.world.rows("SELECT id FROM app.episode WHERE org_id = :org_id")
    others, own = await town.world.worry(episode), await town.world.worry(episode, by=town.world.mentor)
    browser = await town.browser(town.world.mentor)
    assert (await browser.get(f"/concerns/{others}")).status_code == 404
    assert (await browser.get(f"/concerns/{own}")).status_code == 200


async def test_what_a_mentor_sees_of_a_worry_contains_no_score(town: Town, mentee: UUID) -> None:
    ((episode,),) = await town.world.rows("SELECT id FROM app.episode WHERE org_id = :org_id")
    await town.world.phq_a(episode, total=17, item_9=1)
    own = await town.world.worry(episode, "other_now", by=town.world.mentor)
    browser = await town.browser(town.world.mentor)
    for path in (f"/concerns/{own}", f"/mentees/{mentee}/concerns/new"):
        page = await browser.get(path)
        assert page.status_code == 200
        assert not re.search(r"PHQ|severe|\b17\b|item 9|R[0-9]\b|href=\"/work/", page.text), path
