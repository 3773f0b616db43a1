"""Does a match end on its page, does the next mentor start informed, and does nobody read what was not released?"""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from tests.pages.case_pages import Town, errors, has_every_target, words

ENDING = {"reason": "schedule", "whose_wish": "mentor", "no_goodbye": "by_letter"}
SECRET = "He told me about his uncle."


@pytest.fixture
async def match(town: Town) -> UUID:
    world = town.world
    _, match = await world.mentored()
    world.later(minutes=10)
    await world.log_made(match, by=world.mentor, note=SECRET)
    return match


async def test_a_match_ends_and_the_next_mentor_starts_informed(town: Town, match: UUID) -> None:
    world = town.world
    ava, path = f"/mentees/{world.students[0]}", f"/matches/{match}"

    mentor = await town.browser(world.mentor)
    page = words(await mentor.get(path))
    assert "Write what the next mentor should know" in page
    assert "End the match" not in page
    written = {"helped": "Chess after lunch.", "to_know": "He hates surprises.", "agreed": "A postcard."}
    answer = await mentor.send(f"{path}/summaries/new", f"{path}/summaries", written)
    assert answer.status_code == 303

    counselor = await town.browser(world.counselor)
    answer = await counselor.send(f"{path}/endings/new", f"{path}/endings", ENDING)
    assert answer.status_code == 303
    page = words(await counselor.get(answer.headers["location"]))
    assert "The match has ended. The case goes on, and a new mentor is needed." in page
    assert "The match ended: No time suits both any more" in page
    assert "Whose wish it was: The mentor" in page
    assert "A supervisor lets the next mentor read it, once one is assigned." in page

    assert (await mentor.get(path)).status_code == 404
    await world.refer(world.students[1])
    waiting = words(await counselor.get("/waiting"))
    assert waiting.index("Ava Bennett") < waiting.index("Noah Kim")
    assert "a new mentor" in waiting
    assert waiting.count("needs not rated yet") == 1, "said of whom no care has begun for"
    home = words(await counselor.get("/?list=waiting"))
    assert home.index("Ava Bennett") < home.index("Noah Kim")
    assert "needs a new mentor" in home

    offered = (await counselor.get(f"{ava}/matches/new")).text
    assert f'name="mentor_id" value="{world.mentor}"' not in offered, "they have just parted"
    # A page acts at the present instant, and the next mentor is assigned after it.
    world.now = datetime.now(UTC)
    other = await world.mentor_with_papers("Ines", "Soto")
    ((episode,),) = await world.rows("SELECT episode_id FROM app.match WHERE id = :id", id=match)
    following = await world.assign(episode, mentor_id=other)
    following_mentor = await town.browser(other)
    seen = await following_mentor.get(ava)
    assert "Chess after lunch." not in seen.text
    assert SECRET not in seen.text
    assert "wrote something for" not in words(await following_mentor.get("/"))

    supervisor = await town.browser(world.direct)
    waits = "Let Ines Soto read what Priya Nair wrote"
    home = words(await supervisor.get("/?list=summaries"))
    assert "Priya Nair wrote something for Ines Soto, who may not read it yet" in home
    for page in (ava, path, f"/matches/{following}"):
        assert waits in words(await supervisor.get(page))
    counselor_reads = words(await counselor.get(ava))
    assert f"{waits} Only a supervisor may release" in counselor_reads
    ((summary,),) = await world.rows("SELECT id FROM app.match_summary WHERE org_id = :org_id")
    path = f"/summaries/{summary}/releases"
    assert (await following_mentor.get(f"{path}/new")).status_code == 404
    answer = await supervisor.send(f"{path}/new", path, {"to_match_id": str(following)})
    assert answer.status_code == 303
    assert "Released to Ines Soto by Maya Chen" in words(await supervisor.get(answer.headers["location"]))
    for page in ("/", ava, path):
        assert "Let the next mentor" not in words(await supervisor.get(page))
        assert waits not in words(await supervisor.get(page)), "nothing waits any more"

    seen = await following_mentor.get(ava)
    assert "From the mentor before What helped Chess after lunch." in words(seen)
    assert SECRET not in seen.text, "notes stay hidden"
    ((session,),) = await world.rows("SELECT id FROM app.session WHERE note = :note", note=SECRET)
    assert (await following_mentor.get(f"/sessions/{session}")).status_code == 404
    assert (await supervisor.get(f"/sessions/{session}")).status_code == 200


async def test_a_match_is_paused_goes_on_and_its_goodbye_is_planned_by_buttons(
    town: Town, match: UUID
) -> None:
    path = f"/matches/{match}"
    browser = await town.browser(town.world.counselor)
    answer = await browser.send(f"{path}/pauses/new", f"{path}/pauses", {"words": "Exams."})
    page = words(await browser.get(answer.headers["location"]))
    assert "The match is paused." in page
    assert "not possible while" not in page, "the state stands above, and what it allows below"
    assert "Pause the match" not in page
    assert "Plan the goodbye" in page
    assert "Next meeting" not in page
    assert "They meet again once somebody says that they go on." in page
    assert "the match is paused" in words(await (await town.browser(town.world.mentor)).get("/"))
    ava = f"/mentees/{town.world.students[0]}"
    bar = (await browser.get(ava)).text
    assert "the match is paused" in bar
    assert "none while the match is paused" in bar
    answer = await browser.send(path, f"{path}/resumption", {})
    assert "They go on meeting" in words(await browser.get(answer.headers["location"]))
    wrong = {"goodbye_on_month": "1", "goodbye_on_day": "2", "goodbye_on_year": "2020"}
    answer = await browser.send(f"{path}/goodbyes/new", f"{path}/goodbyes", wrong)
    assert (answer.status_code, errors(answer)) == (422, ["goodbye_on"])
    day = town.world.today()
    right = {
        "goodbye_on_month": str(day.month),
        "goodbye_on_day": str(day.day),
        "goodbye_on_year": str(day.year),
    }
    await browser.send(f"{path}/goodbyes/new", f"{path}/goodbyes", right)
    assert f'value="{day.year}"' in (await browser.get(f"{path}/endings/new")).text, (
        "the planned day is offered"
    )
    shown = words(await browser.get(path))
    assert "Nothing is written for the next mentor yet." in shown
    assert "To come" not in shown, "of the days after the goodbye none is met"
    assert "they are saying goodbye" in (await browser.get(ava)).text
    mentor = words(await (await town.browser(town.world.mentor)).get(path))
    assert "The goodbye is planned for" in mentor
    assert "Exams." not in mentor


async def test_what_is_missing_at_an_end_is_said_at_its_field_and_a_stale_page_changes_nothing(
    town: Town, match: UUID
) -> None:
    path = f"/matches/{match}"
    browser = await town.browser(town.world.counselor)
    answer = await browser.send(f"{path}/endings/new", f"{path}/endings", {"words": "Kept."})
    assert answer.status_code == 422
    assert errors(answer) == ["reason", "whose_wish"]
    assert has_every_target(answer)
    assert "Kept." in answer.text
    both = {**ENDING, "no_goodbye": ""}
    answer = await browser.send(f"{path}/endings/new", f"{path}/endings", both)
    assert errors(answer) == ["no_goodbye"]
    stale = {**ENDING, "seen_version": "1"}
    answer = await browser.send(f"{path}/endings/new", f"{path}/endings", stale)
    assert answer.status_code == 409


async def test_a_new_match_says_what_is_possible_and_a_mentor_who_leaves_is_said_with_the_day(
    town: Town,
) -> None:
    world = town.world
    match = await world.assign(await world.refer())
    browser = await town.browser(world.clinical)
    page = words(await browser.get(f"/matches/{match}"))
    assert "What can be done now They have not met yet." in page
    assert "End the match" in page
    assert "Pause the match" not in page
    assert "last day of" not in page
    day = world.today()
    parts = {f"last_day_on_{part}": str(getattr(day, part)) for part in ("month", "day", "year")}
    await browser.send(
        "/departures/new", "/departures", {"person_id": str(world.mentor), "why": "Moves.", **parts}
    )
    assert "The last day of Priya Nair is" in words(await browser.get(f"/matches/{match}"))


async def test_nothing_is_asked_of_whoever_left_when_the_next_mentor_is_there_but_it_is_said(
    town: Town, match: UUID
) -> None:
    world = town.world
    counselor = await town.browser(world.counselor)
    await counselor.send(f"/matches/{match}/endings/new", f"/matches/{match}/endings", ENDING)
    assert "nothing is written for the next mentor yet." in words(await counselor.get(f"/matches/{match}"))
    world.now = datetime.now(UTC)
    other = await world.mentor_with_papers("Ines", "Soto")
    ((episode,),) = await world.rows("SELECT episode_id FROM app.match WHERE id = :id", id=match)
    await world.assign(episode, mentor_id=other)
    page = words(await counselor.get(f"/matches/{match}"))
    assert "Ines Soto follows, and nothing was written for them." in page
    assert "written for the next mentor yet" not in page
