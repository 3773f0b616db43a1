"""Can a family, or somebody in their place and for a reason, say how the match goes, and is nobody named who must not?"""

import re

import pytest

from tests.pages.case_pages import Town, errors, has_every_target, words
from tests.web import hidden_fields

SAID = "He <b>likes</b> the walks. Mondays are hard."
GOOD = {"how_it_goes": "good", "words": SAID}
INSTEAD = {"who": "somebody_else", "informant": "Ms. Lee, homeroom teacher", "why_instead": "not_reached"}


def path_of(town: Town) -> str:
    return f"/mentees/{town.world.students[0]}/guardian-inputs"


async def test_a_guardian_says_how_it_goes_and_carers_read_it_in_the_timeline(town: Town) -> None:
    await town.world.mentored()
    contact, path = await town.world.contact(), path_of(town)
    counselor = await town.browser(town.world.counselor)
    assert "Rosa Bennett" in words(await counselor.get(f"{path}/new"))
    sent = await counselor.send(f"{path}/new", path, {**GOOD, "who": str(contact)})
    assert (sent.status_code, sent.headers["location"]) == (303, f"/mentees/{town.world.students[0]}")
    page = await counselor.get(sent.headers["location"])
    assert "A guardian says of the match: Good" in words(page)
    assert "He &lt;b&gt;likes&lt;/b&gt; the walks." in page.text


async def test_somebody_else_speaks_only_for_a_reason_that_is_kept(town: Town) -> None:
    await town.world.mentored()
    counselor, path = await town.browser(town.world.counselor), path_of(town)
    for missing in ("informant", "why_instead"):
        faulty = await counselor.send(f"{path}/new", path, {**GOOD, **INSTEAD, missing: ""})
        assert faulty.status_code == 422
        assert errors(faulty) == [missing]
        assert has_every_target(faulty)
        assert "Mondays are hard.</textarea>" in faulty.text
    assert (await counselor.send(f"{path}/new", path, {**GOOD, **INSTEAD})).status_code == 303
    said = words(await counselor.get(f"/mentees/{town.world.students[0]}"))
    assert "Ms. Lee, homeroom teacher says, in place of a guardian: Good" in said
    assert "A guardian was tried several times and not reached" in said


async def test_whoever_may_not_be_reached_is_neither_offered_nor_taken_nor_named(town: Town) -> None:
    await town.world.mentored()
    contact, path = await town.world.contact(), path_of(town)
    counselor = await town.browser(town.world.counselor)
    hidden = hidden_fields((await counselor.get(f"{path}/new")).text)
    await town.world.ban(contact)
    page = await counselor.get(f"{path}/new")
    assert "Rosa" not in page.text
    assert "Nobody of the family is on file who may be reached." in words(page)
    refused = await counselor.post(path, {**hidden, **GOOD, "who": str(contact)})
    assert (refused.status_code, errors(refused)) == (422, ["who"])
    await town.world.refer(town.world.students[1])
    other = await town.world.contact(town.world.students[1], "Bo Kim")
    refused = await counselor.send(f"{path}/new", path, {**GOOD, "who": str(other)})
    assert refused.status_code == 422
    assert await town.count("guardian_input") == 0


@pytest.mark.parametrize("who", ["mentor", "stranger", "administrator"])
async def test_mentors_and_strangers_neither_write_nor_read_it(town: Town, who: str) -> None:
    await town.world.mentored()
    counselor, path = await town.browser(town.world.counselor), path_of(town)
    await counselor.send(f"{path}/new", path, {**GOOD, **INSTEAD})
    browser = await town.browser(getattr(town.world, who))
    assert (await browser.get(f"{path}/new")).status_code == 404
    own = hidden_fields((await browser.get("/help")).text)
    assert (await browser.post(path, {**own, "form_key": "a" * 22, **GOOD, **INSTEAD})).status_code == 404
    seen = await browser.get(f"/mentees/{town.world.students[0]}")
    assert not re.search("Mondays|Ms. Lee|what the family says", seen.text)
    assert await town.count("guardian_input") == 1


async def test_a_danger_of_which_a_guardian_tells_is_an_escalation_in_the_same_write(town: Town) -> None:
    episode, _ = await town.world.mentored()
    counselor, path = await town.browser(town.world.counselor), path_of(town)
    sent = await counselor.send(f"{path}/new", path, {**GOOD, **INSTEAD, "danger": "weapon"})
    assert sent.status_code == 303
    assert sent.headers["location"].startswith("/concerns/")
    assert await town.count("guardian_input") == 1
    ((kept, concern),) = await town.world.rows(
        "SELECT g.recorded_at, c.recorded_at FROM app.guardian_input g, app.concern c WHERE c.said = g.words"
    )
    assert concern >= kept
    (escalation,) = await town.world.work(episode, "escalation")
    assert escalation.class_ == "P0"


async def test_a_danger_is_not_held_up_by_what_is_missing_beside_it(town: Town) -> None:
    episode, _ = await town.world.mentored()
    counselor, path = await town.browser(town.world.counselor), path_of(town)
    sent = await counselor.send(
        f"{path}/new", path, {"danger": "active_statement", "words": "He wrote a letter."}
    )
    assert sent.status_code == 303
    assert "What else they said is not written down yet." in words(
        await counselor.get(sent.headers["location"])
    )
    assert await town.count("guardian_input") == 0
    assert len(await town.world.work(episode, "escalation")) == 1
    refused = await counselor.send(f"{path}/new", path, {**GOOD, **INSTEAD, "danger": "talk_over"})
    assert errors(refused) == ["danger"]
