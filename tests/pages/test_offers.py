"""Can the answer of a young person be written down, and does nothing start that was not agreed?"""

import re
from uuid import UUID

from litestar import Litestar

from care_steps.decisions import Answer, Choice
from care_steps.offers import OfferMove
from care_steps.steps import Step
from tests.pages.case_pages import signed_in
from tests.web import hidden_fields
from tests.world import CONSENT, World
from workflows.records.ids import new_id


async def offered(world: World, step: Step = Step.JOURNEY) -> tuple[UUID, str]:
    """A mentee at step 1 to whom another step was offered: the episode, and the path of the offer."""
    episode, _ = await world.mentored()
    world.later(days=1)
    await world.phq_a(episode, total=16)
    (item,) = await world.work(episode, "recommendation")
    reasons = () if step is Step.JOURNEY else ("extra_risk_seen",)
    answer = Answer.ACCEPT if step is Step.JOURNEY else Answer.OTHER
    chosen = None if step is Step.JOURNEY else step
    await world.decide(item.id, Choice(answer, chosen, reasons, consent_basis=CONSENT))
    return episode, f"/offers/{(await world.offer(episode)).id}"


async def test_the_page_says_what_is_offered_to_whom_and_why(site: Litestar, world: World) -> None:
    _, path = await offered(world)
    html = (await (await signed_in(site, world, world.counselor)).get(path)).text
    assert "Offer to Ava Bennett" in html
    assert "Supervised journey mentor" in html
    assert "The PHQ-A total is 16: high enough to decide the step directly." in html
    assert "by Ruth Okafor" in html
    assert re.search(r'href="/decisions/[0-9a-f-]{36}"', html)


async def test_an_accepted_offer_asks_for_a_mentor_and_starts_with_the_first_session(
    site: Litestar, world: World
) -> None:
    episode, path = await offered(world)
    browser = await signed_in(site, world, world.counselor)
    answer = await browser.send(path, f"{path}/answers", {"answer": "accept", "words": "I want to try."})
    assert answer.status_code == 303
    html = (await browser.get(path)).text
    assert "The answer is written down." in html
    assert "“I want to try.”" in html
    assert f'href="/mentees/{world.students[0]}/matches/new"' in html
    assert (await world.case(episode)).step is Step.MENTOR
    world.later(days=1)
    await world.assign(episode, Step.JOURNEY)
    html = (await browser.get(path)).text
    assert "The first session with Luis Vega that takes place starts the step." in html
    assert "matches/new" not in html


async def test_declining_without_a_reason_comes_back_with_what_was_typed(
    site: Litestar, world: World
) -> None:
    _, path = await offered(world)
    browser = await signed_in(site, world, world.counselor)
    answer = await browser.send(path, f"{path}/answers", {"answer": "decline", "words": "Not <now>."})
    assert answer.status_code == 422
    assert "Choose at least one reason." in answer.text
    assert 'href="#reasons"' in answer.text
    assert "Not &lt;now&gt;.</textarea>" in answer.text
    assert re.search(r'value="decline" checked', answer.text)
    assert answer.text.count('id="reasons"') == 1


async def test_a_declined_offer_keeps_its_reasons_and_ends(site: Litestar, world: World) -> None:
    _, path = await offered(world)
    browser = await signed_in(site, world, world.counselor)
    typed = {"answer": "decline", "reasons": ["no_time", "transport"], "words": "The bus leaves at three."}
    assert (await browser.send(path, f"{path}/answers", typed)).status_code == 303
    html = (await browser.get(path)).text
    assert "No time. Getting there is difficult. “The bus leaves at three.”" in html
    assert "This offer has ended. Another step needs a new decision." in html
    assert "<form method" not in html.split("<main")[1]


async def test_an_answer_is_asked_for(site: Litestar, world: World) -> None:
    _, path = await offered(world)
    browser = await signed_in(site, world, world.counselor)
    answer = await browser.send(path, f"{path}/answers", {"words": "Hm."})
    assert answer.status_code == 422
    assert answer.text.count("Say what was answered.") == 2
    assert "Hm.</textarea>" in answer.text


async def test_a_form_without_the_version_its_reader_saw_is_not_taken(site: Litestar, world: World) -> None:
    _, path = await offered(world)
    browser = await signed_in(site, world, world.counselor)
    hidden = hidden_fields((await browser.get(path)).text)
    del hidden["seen_version"]
    answer = await browser.post(f"{path}/answers", {**hidden, "answer": "accept"})
    assert answer.status_code == 422
    assert "Load the page again." in answer.text


async def test_who_answers_second_is_told_that_somebody_was_faster(site: Litestar, world: World) -> None:
    episode, path = await offered(world)
    browser = await signed_in(site, world, world.counselor)
    hidden = hidden_fields((await browser.get(path)).text)
    await world.answer(await world.offer(episode), OfferMove.ACCEPT)
    answer = await browser.post(f"{path}/answers", {**hidden, "answer": "withdraw"})
    assert answer.status_code == 409
    assert "Somebody has answered this offer" in answer.text
    assert (await world.offer(episode)).state == "accepted"


async def test_a_referral_starts_when_first_contact_is_confirmed_by_somebody_named(
    site: Litestar, world: World
) -> None:
    episode, path = await offered(world, Step.PROFESSIONAL)
    browser = await signed_in(site, world, world.clinical)
    assert "First contact confirmed" not in (await browser.get(path)).text
    await browser.send(path, f"{path}/answers", {"answer": "accept"})
    html = (await browser.get(path)).text
    assert "First contact confirmed" in html
    assert "Assign a mentor" not in html
    answer = await browser.send(path, f"{path}/first-contact", {"confirmed": "  "})
    assert answer.status_code == 422
    assert answer.text.count("Say who confirmed the first contact, and how.") == 2
    assert 'href="#confirmed"' in answer.text
    assert (await world.case(episode)).step is Step.MENTOR
    told = {"confirmed": "Dr. Bell, by telephone on Monday."}
    assert (await browser.send(path, f"{path}/first-contact", told)).status_code == 303
    assert (await world.case(episode)).step is Step.PROFESSIONAL
    html = (await browser.get(path)).text
    assert "“Dr. Bell, by telephone on Monday.”" in html
    assert "The step has begun." in html


async def test_first_contact_starts_no_mentor_s_step(site: Litestar, world: World) -> None:
    episode, path = await offered(world)
    await world.answer(await world.offer(episode), OfferMove.ACCEPT)
    browser = await signed_in(site, world, world.clinical)
    answer = await browser.send(path, f"{path}/first-contact", {"confirmed": "Luis, in the library."})
    assert answer.status_code == 409
    assert (await world.case(episode)).step is Step.MENTOR


async def test_the_mentor_neither_sees_nor_answers_an_offer(site: Litestar, world: World) -> None:
    episode, path = await offered(world)
    hidden = hidden_fields((await (await signed_in(site, world, world.counselor)).get(path)).text)
    browser = await signed_in(site, world, world.mentor)
    assert (await browser.get(path)).status_code == 403
    own = hidden_fields((await browser.get("/help")).text)
    for under, typed in (("answers", {"answer": "accept"}), ("first-contact", {"confirmed": "me"})):
        answer = await browser.post(f"{path}/{under}", {**hidden, **own, **typed})
        assert answer.status_code == 403
    assert (await world.offer(episode)).state == "offered"


async def test_for_a_stranger_there_is_no_offer(site: Litestar, world: World) -> None:
    episode, path = await offered(world)
    hidden = hidden_fields((await (await signed_in(site, world, world.counselor)).get(path)).text)
    browser = await signed_in(site, world, world.stranger)
    assert (await browser.get(path)).status_code == 404
    assert (await browser.get(f"/offers/{new_id()}")).status_code == 404
    own = hidden_fields((await browser.get("/help")).text)
    answer = await browser.post(f"{path}/answers", {**hidden, **own, "answer": "accept"})
    assert answer.status_code == 404
    assert (await world.offer(episode)).state == "offered"
