"""Are needs rated on one page, is what it comes to said in a sentence, and does nobody else read it?"""

import re
from datetime import timedelta
from html import unescape

import httpx
import pytest

from care_steps.steps import Step
from tests.pages.case_pages import Town, errors, has_every_target, is_checked, town_on, words
from tests.web import hidden_fields

FOUR = {"D1": "2", "D2": "0", "D3": "1", "D4": "0"}


def path(town: Town, student: int = 0) -> str:
    return f"/mentees/{town.world.students[student]}/assessments"


def said(answer: httpx.Response) -> str:
    return unescape(words(answer))


def questions(answer: httpx.Response) -> list[str]:
    """The domains in the order in which they are asked."""
    return list(dict.fromkeys(re.findall(r'name="(D\d)"', answer.text)))


async def test_urgent_is_asked_first_then_the_four_that_are_enough_then_the_folded_rest(town: Town) -> None:
    await town.world.refer()
    browser = await town.browser(town.world.counselor)
    page = await browser.get(f"{path(town)}/new")
    assert page.text.index("Is somebody in danger now?") < page.text.index('name="D2"')
    assert f'href="/mentees/{town.world.students[0]}/concerns/new"' in page.text
    assert questions(page) == ["D2", "D1", "D3", "D4", "D5", "D6", "D7", "D8"]
    folded = page.text[page.text.index("Four more, if you know") :]
    assert 'name="D5"' in folded
    assert 'name="D4"' not in folded
    assert "Clear distress on most days, hard to shake off." in said(page)


async def test_four_ratings_say_the_level_what_decided_what_is_unrated_the_step_and_what_would_raise_it(
    town: Town,
) -> None:
    await town.world.refer()
    browser = await town.browser(town.world.counselor)
    sent = await browser.send(
        f"{path(town)}/new", path(town), {**FOUR, "barriers": "cost", "words": "Tired."}
    )
    assert sent.status_code == 303
    page = await browser.get(sent.headers["location"])
    assert "Level of need: at least 2 of 5" in said(page)
    assert "Distress is clear on most days." in said(page)
    assert "Level 2 begins with “Supervised journey mentor”." in said(page)
    assert "Clear distress on most days, hard to shake off. This decided." in said(page)
    assert "Past help Not known yet" in said(page)
    assert "In the way Cost" in said(page)
    assert "Level 3: Safety : Passive thoughts now" in said(page)
    assert f'href="/mentees/{town.world.students[0]}/matches/new"' in page.text
    assert "no risk" not in said(page).lower()


async def test_without_a_primary_rating_it_says_that_nobody_can_judge_and_at_least_what(town: Town) -> None:
    await town.world.refer()
    browser = await town.browser(town.world.counselor)
    sent = await browser.send(f"{path(town)}/new", path(town), {"D1": "2", "D2": ""})
    page = await browser.get(sent.headers["location"])
    assert "Nobody can judge yet: at least level 2" in said(page)
    assert "not rated are Safety, Daily life, Complicating needs" in said(page)


async def test_nothing_rated_is_said_at_a_field_and_what_was_typed_is_kept(town: Town) -> None:
    await town.world.refer()
    browser = await town.browser(town.world.counselor)
    faulty = await browser.send(f"{path(town)}/new", path(town), {"barriers": "time", "words": "Busy."})
    assert faulty.status_code == 422
    assert errors(faulty) == ["D1"]
    assert has_every_target(faulty)
    assert is_checked(faulty, "barriers", "time")
    assert "Busy.</textarea>" in faulty.text
    assert (await browser.send(f"{path(town)}/new", path(town), {**FOUR, "D3": "7"})).status_code == 422
    assert await town.count("assessment") == 0


async def test_a_high_level_leads_to_a_professional_with_no_earlier_step(town: Town) -> None:
    world = town.world
    episode = await world.refer()
    await world.rate_needs(episode, D1=3, D2=0, D3=2, D4=0)
    ((rated,),) = await world.rows("SELECT id FROM app.assessment")
    browser = await town.browser(world.counselor)
    page = await browser.get(f"/assessments/{rated}")
    start = f"/mentees/{world.students[0]}/professional-starts"
    assert f'href="{start}/new"' in page.text
    form = await browser.get(f"{start}/new")
    assert "Proposed: “Referral to a professional”" in said(form)
    faulty = await browser.send(f"{start}/new", start, {})
    assert errors(faulty) == ["told_who", "consent_basis"]
    assert has_every_target(faulty)
    fields = {
        "told_who": "guardian",
        "told_how": "phone",
        "told_fit": "fits_in_part",
        "consent_basis": "guardian_written",
    }
    sent = await browser.send(f"{start}/new", start, fields)
    assert sent.status_code == 303
    offer = await world.offer(episode)
    assert sent.headers["location"] == f"/offers/{offer.id}"
    assert offer.to_step is Step.PROFESSIONAL
    again = await browser.get(f"{start}/new")
    assert again.status_code == 409


async def test_from_the_form_of_a_mentor_every_step_can_be_reached(town: Town) -> None:
    await town.world.refer()
    browser = await town.browser(town.world.counselor)
    page = await browser.get(f"/mentees/{town.world.students[0]}/matches/new")
    assert f'href="/mentees/{town.world.students[0]}/professional-starts/new"' in page.text


async def test_a_correction_names_what_it_corrects_and_begins_with_it(town: Town) -> None:
    world = town.world
    episode = await world.refer()
    first = await world.rate_needs(episode, D1=3, D2=1, D3=0, D4=0, barriers=("distrust",))
    browser = await town.browser(world.counselor)
    form = f"{path(town)}/new?amends={first}"
    page = await browser.get(form)
    assert is_checked(page, "D1", "3")
    assert is_checked(page, "barriers", "distrust")
    sent = await browser.send(form, path(town), {**FOUR, "amends": str(first)})
    old = await browser.get(f"/assessments/{first}")
    assert f'href="{sent.headers["location"]}"' in old.text
    assert "Corrected since" in said(old)
    other = await world.rate_needs(await world.refer(world.students[1]))
    assert (await browser.get(f"{path(town)}/new?amends={other}")).status_code == 404
    assert (await browser.get(f"{path(town)}/new?amends=x")).status_code == 404


async def test_the_case_says_what_was_rated_until_when_it_is_good_and_what_was_told(town: Town) -> None:
    world = town.world
    episode = await world.refer()
    browser = await town.browser(world.counselor)
    case = f"/mentees/{world.students[0]}"
    assert "Not rated yet. Four questions say with which step help could begin." in said(
        await browser.get(case)
    )
    await world.rate_needs(episode, D1=2, D2=0, D3=1, D4=0)
    await world.tell(episode)
    page = said(await browser.get(case))
    assert "The level of need is at least 2. Distress is clear on most days." in page
    assert "Rate again: due" in page
    assert "A mentor every week, from next week on." in page


async def test_an_old_rating_is_marked_as_overdue_in_words(town: Town) -> None:
    town = await town_on(town.site, town.world.database, town.world.engine, ago=timedelta(days=200))
    world = town.world
    episode = await world.refer()
    await world.rate_needs(episode)
    page = said(await (await town.browser(world.counselor)).get(f"/mentees/{world.students[0]}"))
    assert "Rate again: late since" in page


async def test_when_something_came_up_since_it_is_rated_again_now(town: Town) -> None:
    world = town.world
    episode, _ = await world.mentored()
    await world.rate_needs(episode, D1=1, D2=0, D3=0, D4=0)
    world.later(minutes=30)
    await world.phq_a(episode, total=16)
    page = said(await (await town.browser(world.counselor)).get(f"/mentees/{world.students[0]}"))
    assert "Something has come up since: rate again now" in page


@pytest.mark.parametrize(("who", "status"), [("mentor", 403), ("stranger", 404), ("administrator", 404)])
async def test_mentors_and_strangers_read_and_rate_nothing(town: Town, who: str, status: int) -> None:
    world = town.world
    episode, _ = await world.mentored()
    rated = await world.rate_needs(episode, words="Only for carers.")
    browser = await town.browser(getattr(world, who))
    told = f"/mentees/{world.students[0]}/told"
    for address in (f"/assessments/{rated}", f"{path(town)}/new", f"{told}/new"):
        page = await browser.get(address)
        assert page.status_code == status
        assert "Only for carers." not in page.text
    theirs = hidden_fields((await (await town.browser(world.counselor)).get(f"{path(town)}/new")).text)
    own = hidden_fields((await browser.get("/help")).text)
    assert (await browser.post(path(town), {**theirs, **own, **FOUR})).status_code == status
    assert await town.count("assessment") == 1
    if who == "mentor":
        case = await browser.get(f"/mentees/{world.students[0]}")
        assert "level of need" not in said(case)
        assert "Only for carers." not in case.text


async def test_the_look_at_a_rating_is_kept(town: Town) -> None:
    world = town.world
    rated = await world.rate_needs(await world.refer())
    await (await town.browser(world.counselor)).get(f"/assessments/{rated}")
    ((actor, mentee, kind, found, _),) = await world.audit("saw_assessment")
    assert (actor, mentee, kind, found) == (world.counselor, world.students[0], "assessment", rated)


async def test_what_they_were_told_is_written_down_and_stands_on_the_page_afterwards(town: Town) -> None:
    world = town.world
    await world.refer()
    told = f"/mentees/{world.students[0]}/told"
    browser = await town.browser(world.counselor)
    page = await browser.get(f"{told}/new")
    assert "No mentor is matched before they know" in said(page)
    assert is_checked(page, "told_how", "in_person")
    faulty = await browser.send(
        f"{told}/new", told, {"told_how": "phone", "told_fit": "fits", "told_limits": "Ten."}
    )
    assert errors(faulty) == ["told_who", "told_services"]
    assert has_every_target(faulty)
    assert "Ten.</textarea>" in faulty.text
    fields = {
        "told_who": "guardian",
        "told_how": "phone",
        "told_fit": "fits",
        "told_services": "100% <b>soon</b>",
    }
    sent = await browser.send(f"{told}/new", told, fields)
    assert sent.headers["location"] == f"/mentees/{world.students[0]}"
    page = await browser.get(f"{told}/new")
    assert "100% &lt;b&gt;soon&lt;/b&gt;" in page.text
    assert "by Sam Rivera" in said(page)


async def test_what_was_rated_and_what_was_told_stand_in_what_happened(town: Town) -> None:
    world = town.world
    episode = await world.refer()
    first = await world.rate_needs(episode, D1=3, D2=0, D3=0, D4=0)
    await world.rate_needs(episode, D1=2, D2=0, D3=0, D4=0, amends=first)
    await world.tell(episode)
    page = await (await town.browser(world.counselor)).get(f"/mentees/{world.students[0]}")
    text = said(page)
    assert "Told: The young person, A guardian (In person)" in text
    assert f'href="/assessments/{first}"' in page.text
    assert re.search(r"<s>The level of need is at least 3", page.text), "what was corrected is struck out"
    mentored, _ = await world.mentored(world.students[1])
    await world.rate_needs(mentored)
    theirs = await (await town.browser(world.mentor)).get(f"/mentees/{world.students[1]}")
    assert "level of need" not in said(theirs)
    assert "Told:" not in said(theirs)
