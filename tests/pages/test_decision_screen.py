"""Has whoever decides the dose, the last notes and what each of them thinks on the same page?"""

import re

from litestar import Litestar

from care_steps.decisions import Answer, Choice
from care_steps.offers import OfferMove
from supervision.stated_views import Whose
from tests.pages.case_pages import signed_in, words
from tests.pages.deciding import answer, form_of, path_of, worsened
from tests.world import CONSENT, World


async def test_of_what_was_missed_it_says_whose_cause_it_was(site: Litestar, world: World) -> None:
    episode, match = await world.mentored()
    for cause in ("mentor", "illness", "mentor"):
        world.later(days=3)
        await world.log_missed(match, whose_cause=cause)
    await world.phq_a(episode, total=16)
    (item,) = await world.work(episode, "recommendation")
    page = await (await signed_in(site, world, world.clinical)).get(f"{path_of(item.id)}/new")
    text = words(page)
    assert "2 missed: The mentor could not come" in text
    assert "1 missed: Illness" in text
    assert re.search(r"In this step 1 of \d sessions held", text)


async def test_the_last_three_notes_say_who_when_and_what(site: Litestar, world: World) -> None:
    episode, match = await world.mentored()
    for number in range(1, 5):
        world.later(days=2)
        await world.log_made(match, note=f"Note {number}, with <care>.")
    world.later(days=1)
    await world.log_made(match)
    await world.worry(episode)
    (item,) = await world.work(episode, "recommendation")
    page = await (await signed_in(site, world, world.clinical)).get(f"{path_of(item.id)}/new")
    notes = page.text.split('id="notes"', 1)[1].split("</section>")[0]
    assert [one in notes for one in ("Says little since Monday.", "Note 4", "Note 3", "Note 2", "Note 1")] == [
        True, True, True, False, False,
    ]  # fmt: skip
    assert "Note 4, with &lt;care&gt;." in notes
    assert "Maya Chen" in notes
    assert re.search(r'href="/mentees/[0-9a-f-]{36}#session-[0-9a-f-]{36}"', notes)


async def test_of_each_rule_it_says_what_it_said_last_and_all_that_fired_is_answered(
    site: Litestar, world: World
) -> None:
    episode, work_id = await worsened(world)
    before = await world.rows("SELECT sentence FROM app.firing WHERE row_id = 'R4.phq_a'")
    world.later(days=2)
    await world.phq_a(episode, total=24)
    page = await (await signed_in(site, world, world.clinical)).get(f"{path_of(work_id)}/new")
    shown = re.findall(r'class="sw-why__sentence"[^>]*>([^<]+)<', page.text)
    assert [one for one in shown if "PHQ-A total rose" in one] == [
        "The PHQ-A total rose by 18 points in this step, to 24: beyond chance, by published points."
    ]
    assert page.text.count(before[0][0]) == 1
    assert page.text.index("It had fired before") < page.text.index(before[0][0]), "older words stand apart"
    fired = await world.rows("SELECT id FROM app.firing WHERE rule_id IN ('R4', 'R5')")
    assert all(str(one) in page.text for (one,) in fired)


async def test_who_was_not_asked_yet_is_said_with_the_way_to_write_it_down(
    site: Litestar, world: World
) -> None:
    _, work_id = await worsened(world)
    clinical = await (await signed_in(site, world, world.clinical)).get(f"{path_of(work_id)}/new")
    views = clinical.text.split('id="views"', 1)[1].split("</section>")[0]
    assert views.count("not asked yet") == 3
    assert re.findall(r'views/new\?whose=([a-z_]+)"', views) == ["mentee", "guardian"]
    direct = await (await signed_in(site, world, world.direct)).get(f"{path_of(work_id)}/new")
    assert re.findall(r'views/new\?whose=([a-z_]+)"', direct.text) == [
        "direct_supervisor",
        "mentee",
        "guardian",
    ]


async def test_before_anybody_is_assigned_no_direct_supervisor_is_missed(
    site: Litestar, world: World
) -> None:
    episode = await world.refer()
    await world.worry(episode)
    (item,) = await world.work(episode, "recommendation")
    page = await (await signed_in(site, world, world.clinical)).get(f"{path_of(item.id)}/new")
    views = page.text.split('id="views"', 1)[1].split("</section>")[0]
    assert "Direct supervisor" not in views
    assert views.count("not asked yet") == 2


async def test_what_they_said_last_is_shown_and_kept_with_the_decision(site: Litestar, world: World) -> None:
    episode, work_id = await worsened(world)
    await world.state(episode, Whose.MENTEE, "No.")
    await world.state(episode, Whose.MENTEE, "If it is at school.")
    await world.state(episode, Whose.GUARDIAN, "Her father: whatever helps.")
    await world.state(episode, Whose.DIRECT_SUPERVISOR, "She is ready.", by=world.direct)
    browser = await signed_in(site, world, world.clinical)
    html = (await browser.get(f"{path_of(work_id)}/new")).text
    views = html.split('id="views"', 1)[1].split("</section>")[0]
    for one in ("If it is at school.", "Her father: whatever helps.", "She is ready."):
        assert one in views
    assert "No." not in views
    # Untouched, the form sends on what was said before.
    mentee = re.search(r'name="mentee_view"[^>]*>([^<]*)<', html)
    guardian = re.search(r'name="guardian_view"[^>]*>([^<]*)<', html)
    assert mentee is not None
    assert guardian is not None
    status, to, _ = await answer(
        browser,
        work_id,
        answer="accept",
        consent_basis=CONSENT,
        mentee_view=mentee[1],
        guardian_view=guardian[1],
    )
    assert status == 303
    await world.state(episode, Whose.MENTEE, "Never mind.")
    await world.state(episode, Whose.DIRECT_SUPERVISOR, "I was wrong.", by=world.direct)
    record = words(await browser.get(to))
    assert "If it is at school." in record
    assert "Her father: whatever helps." in record
    assert "She is ready." in record
    assert "Never mind." not in record
    assert "I was wrong." not in record


async def test_the_line_of_the_form_that_fired_stands_first(site: Litestar, world: World) -> None:
    episode, _ = await world.mentored()
    await world.phq_a(episode, total=6)
    await world.gad_7(episode, total=4)
    world.later(days=14)
    await world.gad_7(episode, total=12)
    (item,) = await world.work(episode, "recommendation")
    html = (await (await signed_in(site, world, world.clinical)).get(f"{path_of(item.id)}/new")).text
    assert html.index('id="score-gad-7-title"') < html.index('id="score-phq-a-title"')


async def test_what_was_decided_before_and_became_of_it_is_said(site: Litestar, world: World) -> None:
    episode, work_id = await worsened(world)
    await world.decide(work_id, Choice(Answer.ACCEPT, consent_basis=CONSENT))
    await world.worry(episode)
    (item,) = await world.work(episode, "recommendation")
    browser = await signed_in(site, world, world.clinical)
    path = f"{path_of(item.id)}/new"
    assert "Before:" in words(await browser.get(path))
    world.later(minutes=1)
    offer = await world.offer(episode)
    await world.answer(offer, OfferMove.DECLINE, reasons=("feels_resolved",), words="After the holidays.")
    text = words(await browser.get(path))
    assert "Before: The offer of Supervised journey mentor: declined" in text
    assert "After the holidays." in text
    listed = words(await browser.get("/?list=recommendations"))
    assert "offer declined" in listed


async def test_a_first_recommendation_has_nothing_before_it(site: Litestar, world: World) -> None:
    _, work_id = await worsened(world)
    page = await (await signed_in(site, world, world.clinical)).get(f"{path_of(work_id)}/new")
    assert "Before:" not in words(page)


async def test_each_answer_says_what_it_would_do(site: Litestar, world: World) -> None:
    _, work_id = await worsened(world)
    page = await (await signed_in(site, world, world.clinical)).get(f"{path_of(work_id)}/new")
    text = words(page)
    assert "Accept: offer “Supervised journey mentor” An offer. Begins with a first session." in text
    assert "Hold for now, and ask again Nothing changes; it is asked again." in text
    assert "Choose another step An offer too, or to stay; with reasons." in text
    assert form_of(page.text)["firing"]
